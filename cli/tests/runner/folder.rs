//! A folder of migrations, and the command in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("migrations")).unwrap();
        let folder = Self(folder);
        for (file, text) in files {
            folder.write(file, text);
        }
        folder
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join("migrations").join(file), text).unwrap();
    }

    pub(crate) fn write_bytes(&self, file: &str, bytes: &[u8]) {
        fs::write(self.0.join("migrations").join(file), bytes).unwrap();
    }

    /// Writes a file beside the folder of the migrations.
    pub(crate) fn write_beside(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The names of the migrations' files, hidden ones too.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.join("migrations"))
            .into_iter()
            .flatten();
        let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    pub(crate) fn text(&self, file: &str) -> String {
        fs::read_to_string(self.0.join("migrations").join(file)).unwrap()
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.0.join("migrations").join(file)).unwrap();
    }

    /// `relata migrate …` in it.
    pub(crate) fn command(&self, url: &str, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
        command
            .arg("migrate")
            .args(words)
            .current_dir(&self.0)
            .stdin(Stdio::null());
        command
            .env("DATABASE_URL", url)
            .env_remove("RUST_BACKTRACE");
        command
    }

    pub(crate) fn call(&self, url: &str, words: &[&str]) -> Called {
        Called::of(self.command(url, words).output().unwrap())
    }

    /// The same without a database's URL in the environment, of any command.
    pub(crate) fn without_url(&self, words: &[&str]) -> Called {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
        command
            .args(words)
            .current_dir(&self.0)
            .stdin(Stdio::null());
        Called::of(command.env_remove("DATABASE_URL").output().unwrap())
    }
}

/// What a call came to.
#[derive(Debug)]
pub(crate) struct Called {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Called {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
