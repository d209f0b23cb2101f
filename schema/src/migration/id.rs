//! What a migration is called: `0003_add_email`, and its file `0003_add_email.sql`.

use super::Mistake;
use std::fmt;

/// The longest name that a migration can have.
const LONGEST: usize = 100;

/// The number and the name of a migration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    /// Its place among the others, from 1.
    pub number: i64,
    /// What it is called.
    pub name: String,
}

impl fmt::Display for Id {
    /// Without the ending: `0003_add_email`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}_{}", self.number, self.name)
    }
}

impl Id {
    /// Of a file's name with its ending, as sqlx's migrator reads it: `1_a.sql`, `20260101120000_a.up.sql`. Nothing, where
    /// it is no migration's: another ending, a hidden file, or the way back of sqlx's, which relata has no use for.
    ///
    /// # Errors
    ///
    /// Where it ends in `.sql` and has no number, or no name.
    pub fn parse(file: &str) -> Result<Option<Self>, Mistake> {
        let Some(stem) = file.strip_suffix(".sql") else {
            return Ok(None);
        };
        if file.starts_with('.') || stem.ends_with(".down") {
            return Ok(None);
        }
        let stem = stem.strip_suffix(".up").unwrap_or(stem);
        let wrong = |message: &str| {
            Mistake::new(file, message)
                .help("a migration is called like `0001_create_users.sql`; what is none belongs elsewhere")
        };
        let (number, name) = stem
            .split_once('_')
            .ok_or_else(|| wrong("there is no `_` between a number and a name"))?;
        if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit()) {
            return Err(wrong(&format!("`{number}` is no number")));
        }
        let number = number
            .parse::<i64>()
            .map_err(|_| wrong(&format!("the number {number} is too large")))?;
        if number == 0 {
            return Err(wrong("migrations are numbered from 1"));
        }
        if name.is_empty() {
            return Err(wrong("it has no name after the number"));
        }
        Ok(Some(Self {
            number,
            name: name.to_owned(),
        }))
    }

    /// With its ending.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{self}.sql")
    }
}

/// Whether a new migration can be called so: small letters, digits and `_`, so that no file system takes it for anything
/// else.
///
/// # Errors
///
/// What is wrong with it, and a name that is right.
pub fn check_name(name: &str) -> Result<(), String> {
    let is_right = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    let begins = name.starts_with(|it: char| it.is_ascii_lowercase());
    if begins && name.chars().all(is_right) && name.len() <= LONGEST {
        return Ok(());
    }
    let mut better = String::new();
    for word in name
        .to_ascii_lowercase()
        .split(|it: char| !it.is_ascii_alphanumeric())
        .filter(|it| !it.is_empty())
    {
        let joint = if better.is_empty() { "" } else { "_" };
        if better.len() + joint.len() + word.len() <= LONGEST {
            better.push_str(joint);
            better.push_str(word);
        }
    }
    let better = match better.trim_start_matches(|it: char| !it.is_ascii_lowercase()) {
        "" => "add_email",
        better => better,
    };
    Err(format!(
        "a migration's name has small letters, digits and `_`, begins with a letter, and has {LONGEST} at most: \
         `{better}`"
    ))
}
