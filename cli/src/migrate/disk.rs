//! The folder of the migrations on the disk.

use crate::arguments::MigrationsArgument;
use crate::config;
use crate::output::Failure;
use relata_schema::migration::{Folder, LOCK_FILE, Lock, Migration, print};
use relata_schema::read::{self, ReadError};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What lies in the folder.
pub(crate) struct OnDisk {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The migrations.
    pub(crate) folder: Folder,
    /// The names and the texts of its files, the lock file too.
    files: Vec<(String, String)>,
}

impl OnDisk {
    /// Reads the folder that is named, or the default one. One that is not there is empty.
    pub(crate) fn read(argument: &MigrationsArgument) -> Result<Self, Failure> {
        let path = match &argument.migrations {
            Some(path) => path.clone(),
            None => config::default_migrations()?,
        };
        Self::read_path(path)
    }

    /// The same, of this folder.
    pub(crate) fn read_path(path: PathBuf) -> Result<Self, Failure> {
        let files = match read::migrations(&path) {
            Ok(files) => files,
            Err(ReadError::NotFound(it)) if it == path => Vec::new(),
            Err(error) => return Err(Failure(error.to_string())),
        };
        let texts = files.iter().map(|(file, text)| (&**file, &**text));
        let folder = Folder::read(texts).map_err(|mistakes| {
            let lines: Vec<String> = mistakes
                .iter()
                .map(|it| path.join(it.to_string()).display().to_string())
                .collect();
            Failure(lines.join("\nerror: "))
        })?;
        Ok(Self {
            path,
            folder,
            files,
        })
    }

    /// Refuses a folder that is not there.
    pub(crate) fn expect(&self) -> Result<(), Failure> {
        if self.path.is_dir() {
            return Ok(());
        }
        Err(Failure(format!(
            "there is no folder `{}`: `relata migrate new NAME` makes it; if it is another, name it with `--migrations`, or \
             write `migrations = \"…\"` into `relata.toml`",
            self.path.display()
        )))
    }

    /// What the lock file says; nothing, where there is none.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with its path.
    pub(crate) fn lock(&self) -> Result<Option<Lock>, String> {
        let Some(text) = self.text(LOCK_FILE) else {
            return Ok(None);
        };
        let read = Lock::read(text).map(Some);
        read.map_err(|mistake| self.shown(&mistake.to_string()))
    }

    /// What a file holds, where there is one of this name.
    pub(crate) fn text(&self, file: &str) -> Option<&str> {
        let found = self.files.iter().find(|(name, _)| name == file);
        found.map(|(_, text)| &**text)
    }

    /// A path in the folder, as people see it.
    pub(crate) fn shown(&self, file: &str) -> String {
        self.path.join(file).display().to_string()
    }

    /// Writes new migrations and the lock file, all of them or none: texts that cannot be written leave nothing behind.
    pub(crate) fn write(&self, migrations: &[Migration], lock: &Lock) -> Result<(), Failure> {
        self.draft(migrations, lock)?.name()
    }

    /// The same, so far under other names.
    pub(crate) fn draft(&self, migrations: &[Migration], lock: &Lock) -> Result<Drafts, Failure> {
        let files = migrations.iter().map(|it| (it.file.clone(), print(it)));
        self.draft_texts(files.chain([(LOCK_FILE.to_owned(), lock.print())]))
    }

    /// Writes these files.
    pub(crate) fn write_texts(
        &self,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), Failure> {
        self.draft_texts(files)?.name()
    }

    fn draft_texts(
        &self,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Drafts, Failure> {
        fs::create_dir_all(&self.path).map_err(|error| failed(&self.path, &error))?;
        let mut written = Drafts::default();
        for (file, text) in files {
            let path = self.path.join(&file);
            if file != LOCK_FILE && path.exists() {
                return Err(Failure(format!("`{}` is there already", path.display())));
            }
            let draft = self.path.join(format!(".{file}.{}", std::process::id()));
            written.0.push((draft.clone(), path));
            let wrote = fs::File::create(&draft).and_then(|mut it| {
                it.write_all(text.as_bytes())?;
                it.sync_all()
            });
            wrote.map_err(|error| failed(&draft, &error))?;
        }
        Ok(written)
    }
}

/// Files that are written whole, under other names than theirs. What is left of them goes with it.
#[derive(Default)]
pub(crate) struct Drafts(Vec<(PathBuf, PathBuf)>);

impl Drafts {
    /// Gives all of them their names, the last one last.
    pub(crate) fn name(self) -> Result<(), Failure> {
        let mut named = Vec::new();
        for (draft, path) in &self.0 {
            if let Err(error) = fs::rename(draft, path) {
                // The lock file is the last: what is there of it is still the old one.
                for path in named {
                    let _ = fs::remove_file(path);
                }
                return Err(failed(path, &error));
            }
            named.push(path);
        }
        Ok(())
    }
}

impl Drop for Drafts {
    fn drop(&mut self) {
        for (draft, _) in &self.0 {
            let _ = fs::remove_file(draft);
        }
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure(format!("`{}` cannot be written: {error}", path.display()))
}
