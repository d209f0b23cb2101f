//! The server's version, and the lines of a text that are for it.

use relata::testing::Database;
use relata_cli::catalogue;

/// The lines of a text that are for a server of this version: one that ends in `-- from 15` is for 15 and newer, one that
/// ends in `-- before 15` for older ones.
pub(crate) fn for_version(text: &str, version: u32) -> String {
    let is_for = |line: &str| match line
        .rsplit_once(" -- ")
        .map(|(_, note)| note.split_once(' '))
    {
        Some(Some(("from", since))) => since.parse().is_ok_and(|since: u32| version >= since),
        Some(Some(("before", until))) => until.parse().is_ok_and(|until: u32| version < until),
        _ => true,
    };
    let lines = text.lines().filter(|line| is_for(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The major version of the server that the tests run on.
pub(crate) async fn version() -> u32 {
    let database = Database::empty().await.unwrap();
    let read = catalogue::read_url(database.url()).await.unwrap();
    database.close().await.unwrap();
    read.version
}
