//! Who a server runs as: PostgreSQL refuses to run as root.

use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::server::{Error, Result};

/// The user that a server runs as and that its folder belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// Whether that is someone else than the user of this process.
    pub(super) other: bool,
}

impl Account {
    /// The account for servers of this process: its own, unless that is root's.
    pub(super) fn current() -> Result<Account> {
        let uid = rustix::process::geteuid().as_raw();
        let gid = rustix::process::getegid().as_raw();
        if uid != 0 {
            return Ok(Account {
                name: format!("uid {uid}"),
                uid,
                gid,
                other: false,
            });
        }

        let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        instead_of_root(&passwd).ok_or_else(|| Error::Start {
            reason: "it cannot run as root, and there is neither an account `postgres` nor `nobody`: run as another user".to_owned(),
            log: String::new(),
        })
    }

    /// Makes a command run as this account, in none of root's groups: the
    /// standard library drops those together with the user.
    pub(super) fn run(&self, command: &mut Command) {
        if self.other {
            command.gid(self.gid).uid(self.uid);
        }
    }
}

/// `postgres`, which a package made for this, or else `nobody`: from the text of
/// `/etc/passwd`.
fn instead_of_root(passwd: &str) -> Option<Account> {
    ["postgres", "nobody"].into_iter().find_map(|name| {
        passwd.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let [found, _, uid, gid, ..] = fields[..] else {
                return None;
            };
            let account = Account {
                name: name.to_owned(),
                uid: id(uid)?,
                gid: id(gid)?,
                other: true,
            };
            (found == name && account.uid != 0).then_some(account)
        })
    })
}

/// A numeric id; macOS writes `nobody`'s as -2.
fn id(text: &str) -> Option<u32> {
    let signed = || text.parse::<i32>().ok().map(i32::cast_unsigned);
    text.parse().ok().or_else(signed)
}

#[cfg(test)]
mod tests {
    use super::instead_of_root;

    #[test]
    fn root_gives_way_to_postgres_and_else_to_nobody() {
        let nobody = "root:x:0:0:root:/root:/bin/sh\nnobody:*:-2:-2::/:/usr/bin/false\n";
        let postgres = format!("{nobody}postgres:x:101:104::/var/lib/postgresql:/bin/bash\n");
        let found = |passwd: &str| {
            instead_of_root(passwd).map(|account| (account.name, account.uid, account.gid))
        };

        assert_eq!(
            found(nobody),
            Some(("nobody".to_owned(), u32::MAX - 1, u32::MAX - 1))
        );
        assert_eq!(found(&postgres), Some(("postgres".to_owned(), 101, 104)));
        assert_eq!(found("root:x:0:0:root:/root:/bin/sh\nbroken\n"), None);
    }
}
