//! The folder of the migrations on the disk.

use crate::arguments::MigrationsArgument;
use crate::config;
use crate::output::Failure;
use relata_schema::migration::{Folder, LOCK_FILE, Lock, Migration, print};
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// What lies in the folder.
pub(crate) struct OnDisk {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The migrations.
    pub(crate) folder: Folder,
    /// The lock file's text, where there is one.
    lock: Option<String>,
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
        let mut files = Vec::new();
        for file in names(&path)? {
            if file.ends_with(".sql") {
                let text = text(&path.join(&file))?;
                files.push((file, text));
            }
        }
        let files = files.iter().map(|(file, text)| (&**file, &**text));
        let folder = Folder::read(files).map_err(|mistakes| {
            let lines: Vec<String> = mistakes
                .iter()
                .map(|it| path.join(it.to_string()).display().to_string())
                .collect();
            Failure(lines.join("\nerror: "))
        })?;
        let lock_file = path.join(LOCK_FILE);
        let lock = if lock_file.exists() {
            Some(text(&lock_file)?)
        } else {
            None
        };
        Ok(Self { path, folder, lock })
    }

    /// What the lock file says; nothing, where there is none.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with its path.
    pub(crate) fn lock(&self) -> Result<Option<Lock>, String> {
        let Some(text) = &self.lock else {
            return Ok(None);
        };
        let read = Lock::read(text).map(Some);
        read.map_err(|mistake| self.shown(&mistake.to_string()))
    }

    /// A path in the folder, as people see it.
    pub(crate) fn shown(&self, file: &str) -> String {
        self.path.join(file).display().to_string()
    }

    /// Writes new migrations and the lock file, all of them or none: texts that cannot be written leave nothing behind.
    pub(crate) fn write(&self, migrations: &[Migration], lock: &Lock) -> Result<(), Failure> {
        let files = migrations.iter().map(|it| (it.file.clone(), print(it)));
        self.write_texts(files.chain([(LOCK_FILE.to_owned(), lock.print())]))
    }

    /// Writes these files. Each is written whole under another name first; then all get their names, the last one last.
    pub(crate) fn write_texts(
        &self,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), Failure> {
        let failed = |path: &Path, error: std::io::Error| {
            Failure(format!("`{}` cannot be written: {error}", path.display()))
        };
        fs::create_dir_all(&self.path).map_err(|error| failed(&self.path, error))?;
        let mut written = Written::default();
        for (file, text) in files {
            let path = self.path.join(&file);
            if file != LOCK_FILE && path.exists() {
                return Err(Failure(format!("`{}` is there already", path.display())));
            }
            let draft = self.path.join(format!(".{file}.{}", std::process::id()));
            written.drafts.push(draft.clone());
            let wrote = fs::File::create(&draft).and_then(|mut it| {
                it.write_all(text.as_bytes())?;
                it.sync_all()
            });
            wrote.map_err(|error| failed(&draft, error))?;
            written.names.push((draft, path));
        }
        let mut named = Vec::new();
        for (draft, path) in &written.names {
            if let Err(error) = fs::rename(draft, path) {
                // The lock file is the last: what is there of it is still the old one.
                for path in named {
                    let _ = fs::remove_file(path);
                }
                return Err(failed(path, error));
            }
            named.push(path);
        }
        Ok(())
    }
}

/// Files that are being written. What is left of their drafts goes with it.
#[derive(Default)]
struct Written {
    drafts: Vec<PathBuf>,
    names: Vec<(PathBuf, PathBuf)>,
}

impl Drop for Written {
    fn drop(&mut self) {
        for draft in &self.drafts {
            let _ = fs::remove_file(draft);
        }
    }
}

/// The names of the files in a folder, in their order.
fn names(path: &Path) -> Result<Vec<String>, Failure> {
    let failed = |error| Failure(format!("`{}` cannot be read: {error}", path.display()));
    let entries = match path.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if entry.path().is_file()
            && let Ok(name) = entry.file_name().into_string()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn text(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let bytes =
        fs::read(path).map_err(|error| Failure(format!("`{shown}` cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let lines = error.as_bytes()[..offset].iter();
        let line = lines.filter(|it| **it == b'\n').count() + 1;
        Failure(format!(
            "`{shown}` is not UTF-8, in line {line}; save the file as UTF-8"
        ))
    })
}
