//! Which PostgreSQL is used, and what is said when none works.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use relata::server::{Environment, Found, Installation, Server, find};

use crate::child::Scratch;
use crate::found;

/// A folder of two programs that answer `-V`; the rest of the scripts is given.
fn fake(folder: &Path, version: &str, initdb: &str, postgres: &str) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, rest) in [("initdb", initdb), ("postgres", postgres)] {
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = -V ] && echo '{name} (PostgreSQL) {version}' && exit\n{rest}\n"
        );
        std::fs::write(folder.join(name), script).unwrap();
        std::fs::set_permissions(folder.join(name), PermissionsExt::from_mode(0o755)).unwrap();
    }
}

fn environment(scratch: &Scratch, variables: &[(&str, &Path)]) -> Environment {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.into()))
        .collect();
    Environment {
        variables,
        root: scratch.0.clone(),
        system: "linux".to_owned(),
    }
}

#[tokio::test]
async fn a_server_that_does_not_start_shows_its_log() {
    let scratch = Scratch::new();
    fake(
        &scratch.0.join("a"),
        "16.1",
        "echo 'initdb: error: no room'; exit 1",
        "",
    );
    let real = found().await.bin.join("initdb");
    let initdb = format!("exec '{}' \"$@\"", real.display());
    fake(
        &scratch.0.join("b"),
        "15.1",
        &initdb,
        "echo 'FATAL:  no luck' >&2; exit 1",
    );

    for (folder, expected) in [("a", "initdb: error: no room"), ("b", "FATAL:  no luck")] {
        let installation = Installation::at(&scratch.0.join(folder)).unwrap();
        let error = Server::start(&installation).await.unwrap_err().to_string();
        assert!(
            error.contains("PostgreSQL did not start") && error.contains(expected),
            "{error}"
        );
    }
}

#[test]
fn a_wrong_folder_is_an_error_that_names_it() {
    let scratch = Scratch::new();
    fake(&scratch.0.join("old"), "13.9", "", "");
    std::fs::create_dir(scratch.0.join("none")).unwrap();

    for (folder, reason) in [
        ("old", "13.9, and 14 is the oldest"),
        ("none", "no `postgres`"),
        ("nowhere", "No such file"),
    ] {
        let folder = scratch.0.join(folder);
        let error = find(&environment(&scratch, &[("RELATA_PG_BIN", &folder)]))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(folder.to_str().unwrap())
                && error.contains(reason)
                && error.contains("RELATA_PG_BIN"),
            "{error}"
        );
    }
}

#[test]
fn the_newest_installation_is_taken() {
    let scratch = Scratch::new();
    for version in ["9.6", "15", "18", "13"] {
        fake(
            &scratch
                .0
                .join("usr/lib/postgresql")
                .join(version)
                .join("bin"),
            &format!("{version}.2"),
            "",
            "",
        );
    }
    fake(&scratch.0.join("usr/pgsql-17/bin"), "17.5", "", "");
    let path = scratch.0.join("elsewhere");
    fake(&path, "18.1", "", "");

    let Ok(Found::Installation(newest)) = find(&environment(&scratch, &[("PATH", &path)])) else {
        panic!()
    };

    assert_eq!(newest.bin, scratch.0.join("usr/lib/postgresql/18/bin"));
    assert_eq!(newest.version.to_string(), "18.2");
}

#[test]
fn pg_config_leads_to_an_installation() {
    let scratch = Scratch::new();
    let (path, hidden) = (scratch.0.join("bin"), scratch.0.join("hidden"));
    fake(&path, "1.1", "", "");
    fake(&hidden, "16.3", "", "");
    std::fs::write(
        path.join("pg_config"),
        format!("#!/bin/sh\necho '{}'\n", hidden.display()),
    )
    .unwrap();
    std::fs::set_permissions(path.join("pg_config"), PermissionsExt::from_mode(0o755)).unwrap();

    let Ok(Found::Installation(found)) = find(&environment(&scratch, &[("PATH", &path)])) else {
        panic!()
    };

    assert_eq!(found.bin, hidden);
}

#[test]
fn without_any_server_one_line_says_how_to_install_one() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.0.join("etc")).unwrap();
    std::fs::write(scratch.0.join("etc/os-release"), "NAME=Debian\nID=debian\n").unwrap();

    let error = find(&environment(&scratch, &[])).unwrap_err().to_string();

    let root = rustix::process::geteuid().is_root();
    let sudo = if root { "" } else { "sudo " };
    assert_eq!(
        error,
        format!(
            "no PostgreSQL 14 or newer was found: install it with `{sudo}apt-get install -y \
             postgresql`, or set `DATABASE_URL` or `RELATA_PG_BIN`"
        )
    );
}

#[cfg(feature = "download")]
#[tokio::test]
async fn what_is_in_the_cache_is_used_without_a_network() {
    use relata::server::{Database, installation};

    let scratch = Scratch::new();
    let bin = scratch.0.join("var/cache/relata/postgresql/15.1/bin");
    std::fs::create_dir_all(&bin).unwrap();
    let real = found().await;
    for program in ["initdb", "postgres"] {
        std::os::unix::fs::symlink(real.bin.join(program), bin.join(program)).unwrap();
    }

    let cache = scratch.0.join("var/cache");
    let cached = installation(&environment(&scratch, &[("XDG_CACHE_HOME", &cache)]))
        .await
        .unwrap();
    assert_eq!((&cached.bin, cached.version), (&bin, real.version));

    let server = Server::start(&cached).await.unwrap();
    Database::on(&server, "")
        .await
        .unwrap()
        .close()
        .await
        .unwrap();
    server.stop().await.unwrap();
}
