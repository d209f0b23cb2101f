//! `relata fmt`

use crate::Answer;
use crate::arguments::Fmt;
use crate::input;
use crate::output::{self, Failure};
use relata_schema::format;
use relata_schema::read;
use relata_schema::source::{Source, Span};
use similar::TextDiff;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Lays out the files of a schema, or says which of them are not laid out.
pub(crate) fn run(call: &Fmt) -> Result<Answer, Failure> {
    if call.path.as_deref() == Some(Path::new("-")) {
        return stdin(call.check);
    }
    let (_, source) = input::source(call.path.as_deref())?;
    let mut changed = Vec::new();
    let mut readable = true;
    for file in &source.files {
        let name = file.name.as_str();
        let (before, after) = if name.ends_with(".rs") {
            // What was read is blank around the schema.
            let before = fs::read_to_string(name).map_err(|error| unreadable(name, &error))?;
            let after = in_rust(name, &before);
            (before, after)
        } else {
            (file.text.clone(), formatted(name, &file.text))
        };
        match after {
            Some(after) if after == before => {}
            Some(after) => changed.push((name, before, after)),
            None => readable = false,
        }
    }
    if !readable {
        output::note("nothing is formatted: what cannot be read is above");
        return Ok(Answer::No);
    }
    if call.check {
        for (name, before, after) in &changed {
            output::print(&difference(name, before, after))?;
        }
        if !changed.is_empty() {
            let files = output::count(changed.len(), "file");
            output::note(&format!("{files} to format: `relata fmt` does"));
        }
        return Ok(answer(changed.is_empty()));
    }
    for (name, _, after) in changed {
        write(Path::new(name), &after)?;
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
        output::print(&difference("<stdin>", &text, &laid_out))?;
        return Ok(answer(laid_out == text));
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

/// A Rust file with the schema between the braces of its `schema! { … }` laid out, and all else as it is.
fn in_rust(name: &str, text: &str) -> Option<String> {
    let range = read::between_braces(text)?;
    let body = &text[range.clone()];
    let line = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let indent = text[line..].chars().take_while(|&sign| sign == ' ').count();
    match format::between_braces(body, indent) {
        Ok(laid_out) => {
            let ends = if body.contains("\r\n") { "\r\n" } else { "\n" };
            let laid_out = laid_out.replace("\r\n", "\n").replace('\n', ends);
            Some(format!(
                "{}{laid_out}{}",
                &text[..range.start],
                &text[range.end..]
            ))
        }
        Err(mut found) => {
            for diagnostic in &mut found.list {
                let because = diagnostic.because.iter_mut().map(|(at, _)| at);
                for at in because.chain([&mut diagnostic.at]) {
                    *at = Span::new(at.start + range.start, at.end + range.start);
                }
            }
            let source = Source::one(name, text);
            output::note(input::rendered(&found, &source).trim_end_matches('\n'));
            None
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    Failure(format!("`{name}` cannot be read: {error}"))
}

/// What would change, as `diff -u` shows it; with colours where it is read in a terminal.
fn difference(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let plain = diff.unified_diff().header(name, name).to_string();
    plain
        .split_inclusive('\n')
        .map(|line| {
            let colour = match line.as_bytes().first() {
                Some(b'-') => "31",
                Some(b'+') => "32",
                Some(b'@') => "36",
                _ => return line.to_owned(),
            };
            let (text, end) = line.split_at(line.trim_end_matches(['\r', '\n']).len());
            format!("\u{1b}[{colour}m{text}\u{1b}[0m{end}")
        })
        .collect()
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
