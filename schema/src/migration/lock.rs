//! `relata.lock`: which migrations there are, and the schema that they lead to.

use super::{Id, Migration, Mistake, checksum, normalized};

/// The name of the file, in the folder of the migrations.
pub const LOCK_FILE: &str = "relata.lock";

/// The version of the format that is written.
const VERSION: u32 = 1;

const TITLE: &str = "-- The migrations, and the schema that they lead to. `relata migrate` writes this file; commit it with them.";

/// What `relata.lock` holds.
///
/// The file is SQL: comments, then the DDL of the schema that the migrations lead to, as PostgreSQL writes it. Its last
/// comment is a checksum over all of it, so that two branches that both have migrations never merge in silence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    /// The migrations, in order.
    pub migrations: Vec<Listed>,
    /// The DDL of the schema that they lead to; empty for none.
    pub schema: String,
}

/// A migration that is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number and its name.
    pub id: Id,
    /// Its [`checksum()`].
    pub checksum: String,
}

impl Lock {
    /// Of migrations, and the DDL of the schema that they lead to.
    #[must_use]
    pub fn new(migrations: &[Migration], schema: &str) -> Self {
        let listed = |it: &Migration| Listed {
            id: it.id.clone(),
            checksum: it.checksum.clone(),
        };
        Self {
            migrations: migrations.iter().map(listed).collect(),
            schema: normalized(schema).into_owned(),
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn print(&self) -> String {
        let body = self.body();
        let sum = checksum(&body);
        let (head, schema) = body.split_once("\n\n").unwrap_or((&body, ""));
        let mut text = format!("{head}\n-- checksum {sum}\n");
        if !schema.is_empty() {
            text.push_str(&format!("\n{schema}\n"));
        }
        text
    }

    /// All but the checksum.
    fn body(&self) -> String {
        let mut text = format!("{TITLE}\n-- version {VERSION}\n");
        for it in &self.migrations {
            text.push_str(&format!("-- migration {} {}\n", it.id, it.checksum));
        }
        text.push_str(&format!("\n{}", self.schema));
        text
    }

    /// Reads the text of the file.
    ///
    /// # Errors
    ///
    /// A conflict of a merge, a newer version of the format, a line that is none of the file's, and a checksum that shows
    /// that something else wrote it; each with what to do.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        let text = normalized(text);
        let wrong = |line: usize, message: String| Mistake::new(LOCK_FILE, message).at(line);
        let write_anew = "`relata migrate lock` writes it anew from the migrations";
        let is_mark = |it: &str| it.starts_with("<<<<<<< ") || it.starts_with(">>>>>>> ");
        if let Some(at) = text.lines().position(is_mark) {
            return Err(
                wrong(at + 1, "a merge left a conflict here".to_owned()).help(format!(
                    "give the migrations of both branches numbers of their own, then {write_anew}"
                )),
            );
        }
        let (head, schema) = text.split_once("\n\n").unwrap_or((&text, ""));
        let mut lock = Self {
            migrations: Vec::new(),
            schema: schema.to_owned(),
        };
        let (mut version, mut sum) = (None, None);
        for (line, said) in head.lines().enumerate().map(|(at, it)| (at + 1, it)) {
            let unknown =
                || wrong(line, format!("`{said}` is no line of a `{LOCK_FILE}`")).help(write_anew);
            let words = said.strip_prefix("-- ").ok_or_else(unknown)?;
            match *words.split(' ').collect::<Vec<_>>() {
                ["version", number] => {
                    let number: u32 = number.parse().map_err(|_| unknown())?;
                    if number > VERSION {
                        return Err(wrong(
                            line,
                            format!("a newer relata wrote it: version {number} of its format"),
                        )
                        .help(format!("this one knows {VERSION}: upgrade it")));
                    }
                    version = Some(number);
                }
                ["migration", name, checksum] => {
                    let id = Id::parse(&format!("{name}.sql"))
                        .ok()
                        .flatten()
                        .ok_or_else(unknown)?;
                    lock.migrations.push(Listed {
                        id,
                        checksum: checksum.to_owned(),
                    });
                }
                ["checksum", it] => sum = Some(it.to_owned()),
                _ if line == 1 => {}
                _ => return Err(unknown()),
            }
        }
        if version.is_none() {
            return Err(
                wrong(1, "it does not say the version of its format".to_owned()).help(write_anew),
            );
        }
        if sum != Some(checksum(&lock.body())) {
            return Err(Mistake::new(
                LOCK_FILE,
                "its checksum is not that of its text: a merge or an editor changed it",
            )
            .help(write_anew));
        }
        Ok(lock)
    }
}
