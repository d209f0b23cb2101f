//! `relata dev`: a throw-away database, of which nothing is left.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const SCHEMA: &str = "table users { id: bigint primary key identity, name: text }\n";

/// A folder of a test's own, with a schema in it and a folder for servers.
fn folder(name: &str, schema: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("schema")).unwrap();
    fs::write(folder.join("schema/users.relata"), schema).unwrap();
    folder
}

fn dev(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
    command.arg("dev").current_dir(folder).stdin(Stdio::null());
    // The tests are about servers that it starts itself.
    command.env_remove("DATABASE_URL");
    command
}

fn shell(folder: &Path, script: &str) -> Output {
    let mut command = dev(folder);
    command.args(["--", "sh", "-c", script]).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The folder of the server in a URL.
fn server(url: &str) -> PathBuf {
    let host = url.split('@').nth(1).unwrap().split(':').next().unwrap();
    PathBuf::from(host.replace("%2F", "/").replace("%2D", "-"))
}

/// The first line that a process prints.
fn line(child: &mut Child) -> String {
    let mut line = String::new();
    let out = child.stdout.as_mut().unwrap();
    BufReader::new(out).read_line(&mut line).unwrap();
    line.trim().to_owned()
}

fn signal(child: &Child, name: &str) {
    let script = format!("kill -{name} {}", child.id());
    let sent = Command::new("sh").args(["-c", &script]).status();
    assert!(sent.unwrap().success());
}

fn assert_goes(folder: &Path) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while folder.exists() {
        assert!(
            Instant::now() < deadline,
            "{} is still there",
            folder.display()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_command_has_the_database_and_its_exit_code_is_passed_on() {
    let folder = folder("dev_command", SCHEMA);
    let url = text(&shell(&folder, "echo $DATABASE_URL; exit 7").stdout);
    assert!(url.starts_with("postgres://"), "{url}");
    assert!(!server(url.trim()).exists());
    assert_eq!(shell(&folder, "exit 7").status.code(), Some(7));
    assert_eq!(shell(&folder, "kill -TERM $$").status.code(), Some(143));

    let missing = dev(&folder)
        .args(["--", "no-such-program"])
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(2));
    let said = text(&missing.stderr);
    assert!(
        said.starts_with("error: `no-such-program` cannot be run: "),
        "{said}"
    );
}

#[test]
fn the_database_has_the_schema() {
    let folder = folder("dev_schema", SCHEMA);
    let psql = "psql \"$DATABASE_URL\" -At -c \"SELECT column_name FROM information_schema.columns \
                WHERE table_name = 'users' ORDER BY 1\"";
    if Command::new("psql").arg("--version").output().is_err() {
        eprintln!(
            "SKIPPED: there is no `psql`; install it with `apt-get install -y postgresql-client`"
        );
        return;
    }
    assert_eq!(text(&shell(&folder, psql).stdout), "id\nname\n");
}

#[test]
fn a_schema_with_errors_is_reported_as_check_does() {
    let folder = folder(
        "dev_errors",
        "table users { id: bigint primary key identity, name: txet }\n",
    );
    let output = shell(&folder, "echo never");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let said = text(&output.stderr);
    assert!(
        said.contains("error[unknown_type]: there is no type `txet`"),
        "{said}"
    );
    assert!(said.contains("schema/: 1 error"), "{said}");
}

#[test]
fn without_a_command_it_prints_the_url_and_goes_at_a_signal() {
    let folder = folder("dev_wait", SCHEMA);
    let mut waiting = dev(&folder).stdout(Stdio::piped()).spawn().unwrap();
    let url = line(&mut waiting);
    assert!(server(&url).join("data").exists());
    signal(&waiting, "INT");
    assert_eq!(waiting.wait().unwrap().code(), Some(0));
    assert!(!server(&url).exists());

    let mut json = dev(&folder);
    json.args(["--format", "json"]).stdout(Stdio::piped());
    let mut waiting = json.spawn().unwrap();
    let printed: serde_json::Value = serde_json::from_str(&line(&mut waiting)).unwrap();
    let url = printed["url"].as_str().unwrap();
    assert!(server(url).join("data").exists());
    signal(&waiting, "KILL");
    waiting.wait().unwrap();
    assert_goes(&server(url));
}

#[test]
fn signals_reach_the_command() {
    let folder = folder("dev_signals", SCHEMA);
    let script = "trap 'exit 9' TERM; echo $DATABASE_URL; while :; do sleep 0.05; done";
    let mut command = dev(&folder);
    command
        .args(["--", "sh", "-c", script])
        .stdout(Stdio::piped());
    let mut running = command.spawn().unwrap();
    let url = line(&mut running);
    signal(&running, "TERM");
    assert_eq!(running.wait().unwrap().code(), Some(9));
    assert!(!server(&url).exists());
}

/// sqlx's own macros check against the schema. Builds sqlx with its macros: three minutes the first
/// time on two cores, then seconds.
#[test]
#[ignore = "builds sqlx's macros, which takes minutes"]
fn sqlx_s_macros_check_against_the_schema() {
    let folder = folder("dev_macros", SCHEMA);
    let manifest = "[package]\nname = \"checked\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
        sqlx = { version = \"0.9\", default-features = false, features = [\"postgres\", \"macros\", \"runtime-tokio\"] }\n";
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::create_dir_all(folder.join("src")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dev_macros_target");
    for (column, builds) in [("name", true), ("nmae", false)] {
        let main = format!(
            "fn main() {{}}\npub async fn names(pool: &sqlx::PgPool) -> sqlx::Result<Vec<String>> {{\n\
             let rows = sqlx::query!(\"SELECT {column} FROM users\").fetch_all(pool).await?;\n\
             Ok(rows.into_iter().map(|row| row.{column}).collect())\n}}\n"
        );
        fs::write(folder.join("src/main.rs"), main).unwrap();
        let mut command = dev(&folder);
        command
            .args(["--", "cargo", "build"])
            .env("CARGO_TARGET_DIR", &target);
        let output = command.output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.success(), builds, "{said}");
        assert_eq!(
            said.contains("column \"nmae\" does not exist"),
            !builds,
            "{said}"
        );
    }
}
