//! `relata fmt`

use crate::Answer;
use crate::arguments::Fmt;
use crate::input;
use crate::output::{self, Failure};
use relata_schema::format;
use relata_schema::source::Source;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Lays out the files of a schema, or says which of them are not laid out.
pub(crate) fn run(call: &Fmt) -> Result<Answer, Failure> {
    if call.path.as_deref() == Some(Path::new("-")) {
        return stdin(call.check);
    }
    let (path, source) = input::source(call.path.as_deref())?;
    if source.files.iter().any(|file| file.name.ends_with(".rs")) {
        return Err(Failure(format!(
            "`{}` holds its schema between braces, where it is not formatted: \
             write it into a `.relata` file to have it formatted",
            path.display()
        )));
    }

    let mut changed = Vec::new();
    let mut readable = true;
    for file in &source.files {
        match formatted(&file.name, &file.text) {
            Some(text) if text == file.text => {}
            Some(text) => changed.push((file.name.as_str(), text)),
            None => readable = false,
        }
    }
    if !readable {
        output::note("nothing is formatted: what cannot be read is above");
        return Ok(Answer::No);
    }
    if call.check {
        let names: String = changed
            .iter()
            .map(|(name, _)| format!("{name}\n"))
            .collect();
        output::print(&names)?;
        return Ok(answer(changed.is_empty()));
    }
    for (name, text) in changed {
        write(Path::new(name), &text)?;
        output::note(&format!("formatted {name}"));
    }
    Ok(Answer::Yes)
}

fn stdin(check: bool) -> Result<Answer, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Failure(format!("stdin cannot be read: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure("what stdin gives is not UTF-8".to_owned()))?;
    let Some(laid_out) = formatted("<stdin>", &text) else {
        return Ok(Answer::No);
    };
    if check {
        let same = laid_out == text;
        output::print(if same { "" } else { "<stdin>\n" })?;
        return Ok(answer(same));
    }
    output::print_verbatim(&laid_out)?;
    Ok(Answer::Yes)
}

fn answer(yes: bool) -> Answer {
    if yes { Answer::Yes } else { Answer::No }
}

/// The text laid out; without it, what is wrong goes to stderr.
fn formatted(name: &str, text: &str) -> Option<String> {
    match format::file(text) {
        Ok(text) => Some(text),
        Err(found) => {
            let source = Source::one(name, text);
            output::note(input::rendered(&found, &source).trim_end_matches('\n'));
            None
        }
    }
}

/// Puts a text in the place of a file in one step, so that no reader sees half of it. A link stays a link, and a file
/// keeps who may read and write it.
fn write(name: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error| Failure(format!("`{}` cannot be written: {error}", name.display()));
    let path = fs::canonicalize(name).map_err(failed)?;
    let permissions = fs::metadata(&path).map_err(failed)?.permissions();
    if permissions.readonly() {
        return Err(Failure(format!(
            "`{}` is read-only: it is not formatted",
            name.display()
        )));
    }
    let beside = beside(&path);
    let written = create(&beside)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.set_permissions(permissions)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, &path));
    written.map_err(|error| {
        // It may not be there.
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}

fn create(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// A name in the same folder, hidden, that no schema has.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}
