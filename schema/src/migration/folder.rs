//! All migrations of a project, and how they differ from what the lock file says.

use super::{Id, Listed, Lock, Migration, Mistake, read};
use std::fmt;

/// The migrations of a folder, in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    /// The migrations.
    pub migrations: Vec<Migration>,
}

impl Folder {
    /// Of the names and the texts of its files; what is no migration is left out.
    ///
    /// # Errors
    ///
    /// Every file's first mistake, and numbers that two files have.
    pub fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<Mistake>> {
        let mut found = Vec::new();
        let mut mistakes = Vec::new();
        for (file, text) in files {
            let migration = match Id::parse(file) {
                Ok(None) => continue,
                Ok(Some(id)) => read(id, file, text),
                Err(mistake) => Err(mistake),
            };
            match migration {
                Ok(it) => found.push(it),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        found.sort_by(|a, b| (a.id.number, &a.file).cmp(&(b.id.number, &b.file)));
        for pair in found.windows(2) {
            if let [one, other] = pair
                && one.id.number == other.id.number
            {
                let message = format!("`{}` has the same number", one.file);
                let help = "give the one that was applied nowhere the next free number, then `relata migrate lock`";
                mistakes.push(Mistake::new(&other.file, message).help(help));
            }
        }
        if mistakes.is_empty() {
            Ok(Self { migrations: found })
        } else {
            mistakes.sort();
            Err(mistakes)
        }
    }

    /// The number of the next migration.
    #[must_use]
    pub fn next_number(&self) -> i64 {
        self.migrations
            .last()
            .map_or(1, |it| it.id.number.saturating_add(1))
    }

    /// How the files differ from what the lock file lists, in the order of the numbers.
    #[must_use]
    pub fn differences(&self, lock: &Lock) -> Vec<Difference> {
        let mut found = Vec::new();
        for it in &lock.migrations {
            match self
                .migrations
                .iter()
                .find(|migration| migration.id == it.id)
            {
                None => found.push(Difference::Missing(it.clone())),
                Some(migration) if migration.checksum != it.checksum => {
                    found.push(Difference::Edited(it.id.clone()));
                }
                Some(_) => {}
            }
        }
        for it in &self.migrations {
            if !lock.migrations.iter().any(|listed| listed.id == it.id) {
                found.push(Difference::Unlisted(it.id.clone()));
            }
        }
        found.sort_by(|a, b| a.id().cmp(b.id()));
        found
    }
}

/// One way in which the files are not what the lock file lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is listed, and there is no such file.
    Missing(Listed),
    /// Its text is not the one that was listed.
    Edited(Id),
    /// There is such a file, and it is not listed.
    Unlisted(Id),
}

impl Difference {
    /// Which migration it is about.
    #[must_use]
    pub fn id(&self) -> &Id {
        match self {
            Self::Missing(it) => &it.id,
            Self::Edited(it) | Self::Unlisted(it) => it,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.id();
        match self {
            Self::Missing(_) => write!(
                out,
                "{file}.sql: it is in the lock file, and the file is not there"
            ),
            Self::Edited(_) => write!(
                out,
                "{file}.sql: it was edited after it was written to the lock file"
            ),
            Self::Unlisted(_) => write!(out, "{file}.sql: it is not in the lock file"),
        }
    }
}
