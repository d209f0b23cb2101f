//! The command that installs PostgreSQL on this system.

use crate::server::Environment;

/// What to do to get a PostgreSQL here, as the middle of a sentence: from the
/// name of the system and, on Linux, the text of `/etc/os-release`.
///
/// Someone else than root runs it with `sudo`; but Homebrew is never run so.
pub(super) fn advice(environment: &Environment) -> String {
    let release =
        std::fs::read_to_string(environment.root.join("etc/os-release")).unwrap_or_default();
    match command(&environment.system, &release) {
        Some(command) if environment.system == "linux" && !rustix::process::geteuid().is_root() => {
            format!("install it with `sudo {command}`")
        }
        Some(command) => format!("install it with `{command}`"),
        None => "install it from https://www.postgresql.org/download/".to_owned(),
    }
}

/// The command for a system, if its package manager is known.
fn command(system: &str, os_release: &str) -> Option<&'static str> {
    if system == "macos" {
        return Some("brew install postgresql@17");
    }
    if system != "linux" {
        return None;
    }

    // ID is the distribution itself, ID_LIKE its ancestors, nearest first.
    let field = |name: &str| {
        let line = os_release
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_default()
            .trim_matches(['"', '\''])
            .to_owned()
    };
    let (id, like) = (field("ID"), field("ID_LIKE"));
    let mut names = std::iter::once(id.as_str()).chain(like.split_whitespace());

    names.find_map(|name| match name {
        "debian" | "ubuntu" => Some("apt-get install -y postgresql"),
        "fedora" | "rhel" | "centos" | "rocky" | "almalinux" | "amzn" => {
            Some("dnf install -y postgresql-server")
        }
        "alpine" => Some("apk add postgresql"),
        "arch" | "archarm" => Some("pacman -S --noconfirm postgresql"),
        "suse" | "opensuse" | "opensuse-leap" | "opensuse-tumbleweed" | "sles" => {
            Some("zypper install -y postgresql-server")
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn a_distribution_names_its_package_manager() {
        assert_eq!(
            command("linux", "ID=debian\n"),
            Some("apt-get install -y postgresql")
        );
        assert_eq!(
            command("linux", "ID=\"rocky\"\n"),
            Some("dnf install -y postgresql-server")
        );
        assert_eq!(
            command("linux", "NAME=x\nID=alpine"),
            Some("apk add postgresql")
        );
        assert_eq!(command("macos", ""), Some("brew install postgresql@17"));
    }

    #[test]
    fn a_derived_distribution_goes_by_its_ancestor() {
        let mint = "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n";
        assert_eq!(
            command("linux", mint),
            Some("apt-get install -y postgresql")
        );
    }

    #[test]
    fn an_unknown_system_has_no_command() {
        assert_eq!(command("linux", "ID=plan9"), None);
        assert_eq!(command("freebsd", "ID=debian"), None);
    }
}
