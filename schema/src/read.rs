//! Texts from the disk, of a schema and of migrations: the only part of this crate that reads anything.
//!
//! Behind the feature `read`, for the macros and the command line.

mod macro_call;

use crate::migration::LOCK_FILE;
use crate::source::Source;
use macro_call::{MacroBody, MacroError};
use std::fmt;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

/// The ending of a schema's files.
pub const EXTENSION: &str = "relata";

/// The text of a schema: a `.relata` file, all `.relata` files below a folder in the order of their paths, or a
/// `.rs` file that calls `schema! { … }` or `schema!("…")`.
///
/// Files keep the path that was given, as far as it was given. What is hidden in a folder is skipped, and so is
/// where cargo builds; links to folders are not followed. In a `.rs` file, all but the schema is blank, so that places are those of the file.
///
/// # Errors
///
/// When there is nothing at the path, when it is no schema or holds none, when a file cannot be read or is not UTF-8.
pub fn schema(path: &Path) -> Result<Source, ReadError> {
    let found = fs::metadata(path).map_err(|error| failed(path, error))?;
    if found.is_dir() {
        return folder(path);
    }
    match path.extension().and_then(|extension| extension.to_str()) {
        Some(EXTENSION) => Ok(Source::one(shown(path), text(path)?)),
        Some(_) if is_rust(path) => rust_file(path),
        _ => Err(ReadError::NoSchema(path.to_owned())),
    }
}

/// The names and the texts of the files in a folder of migrations, in the order of their names: those that end in `.sql`,
/// and [`LOCK_FILE`]. A text is as it is in the file.
///
/// # Errors
///
/// When there is no such folder, when a file cannot be read or is not UTF-8.
pub fn migrations(folder: &Path) -> Result<Vec<(String, String)>, ReadError> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if (name.ends_with(".sql") || name == LOCK_FILE) && path.is_file() {
            texts.push((name.to_owned(), utf8(&path)?));
        }
    }
    texts.sort();
    Ok(texts)
}

/// The bytes of a Rust file's text that stand between the delimiters of its one `schema! { … }`; `None` where there
/// is not one, or it names a path.
#[must_use]
pub fn between_braces(text: &str) -> Option<Range<usize>> {
    match macro_call::find(text) {
        Ok(MacroBody::Tokens(range)) => Some(range),
        Ok(MacroBody::Path(_)) | Err(_) => None,
    }
}

/// Why there is no text.
#[derive(Debug)]
pub enum ReadError {
    /// There is nothing at the path.
    NotFound(PathBuf),
    /// The path is neither a folder nor a file of a kind that can hold a schema.
    NoSchema(PathBuf),
    /// The folder holds no schema.
    EmptyFolder(PathBuf),
    /// The file is not UTF-8.
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first byte that is not, from 0.
        offset: usize,
        /// Its line, from 1.
        line: usize,
        /// The byte.
        byte: u8,
    },
    /// The `.rs` file calls no `schema!`.
    NoMacro(PathBuf),
    /// The `.rs` file calls `schema!` in these lines.
    SeveralMacros(PathBuf, Vec<usize>),
    /// The call of `schema!` in this line of the `.rs` file has no end.
    UnfinishedMacro(PathBuf, usize),
    /// The `.rs` file calls `schema!` with the path of a `.rs` file.
    MacroOfRust(PathBuf, String),
    /// `schema!("…")` is called in a `.rs` file that is in no crate, so the path leads nowhere.
    NoCrate(PathBuf),
    /// The system refused.
    Io(PathBuf, io::Error),
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(path) => write!(out, "`{}` does not exist", shown(path)),
            Self::NoSchema(path) => write!(
                out,
                "`{}` is no schema: name a `.relata` file, a folder of them, or a `.rs` file with `schema! {{ … }}`",
                shown(path)
            ),
            Self::EmptyFolder(path) => write!(
                out,
                "the folder `{}` holds no schema: its files end in `.relata`",
                shown(path)
            ),
            Self::NotUtf8 {
                path,
                offset,
                line,
                byte,
            } => write!(
                out,
                "`{}` is not UTF-8: byte {offset}, in line {line}, is 0x{byte:02x}; save the file as UTF-8",
                shown(path)
            ),
            Self::NoMacro(path) => write!(
                out,
                "`{}` has no `schema! {{ … }}`: name the file that has it",
                shown(path)
            ),
            Self::SeveralMacros(path, lines) => {
                let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
                write!(
                    out,
                    "`{}` has several schemas, in lines {}: write each into a `.relata` file, and name that",
                    shown(path),
                    lines.join(", ")
                )
            }
            Self::UnfinishedMacro(path, line) => write!(
                out,
                "`{}` opens `schema!` in line {line} and does not close it",
                shown(path)
            ),
            Self::MacroOfRust(path, named) => write!(
                out,
                "`{}` calls `schema!(\"{named}\")`, which is Rust: write the path of a `.relata` file or of a folder of them",
                shown(path)
            ),
            Self::NoCrate(path) => write!(
                out,
                "`{}` names its schema by a path from its crate, and no folder above it has a `Cargo.toml`",
                shown(path)
            ),
            Self::Io(path, error) => write!(out, "`{}` cannot be read: {error}", shown(path)),
        }
    }
}

fn failed(path: &Path, error: io::Error) -> ReadError {
    if error.kind() == io::ErrorKind::NotFound {
        ReadError::NotFound(path.to_owned())
    } else {
        ReadError::Io(path.to_owned(), error)
    }
}

/// The path with `/` on every system.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

fn text(path: &Path) -> Result<String, ReadError> {
    let text = utf8(path)?;
    // Some editors begin a file with the mark of its encoding.
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => format!("   {rest}"),
        None => text,
    })
}

fn utf8(path: &Path) -> Result<String, ReadError> {
    let bytes = fs::read(path).map_err(|error| failed(path, error))?;
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        ReadError::NotUtf8 {
            path: path.to_owned(),
            offset,
            line: bytes[..offset]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1,
            byte: bytes[offset],
        }
    })
}

fn folder(path: &Path) -> Result<Source, ReadError> {
    let mut paths = Vec::new();
    below(path, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        return Err(ReadError::EmptyFolder(path.to_owned()));
    }
    let mut source = Source::default();
    for path in paths {
        source.add(shown(&path), text(&path)?);
    }
    Ok(source)
}

fn below(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| failed(folder, error))?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(|error| failed(&path, error))?;
        if kind.is_dir() {
            if !is_build_folder(&path) {
                below(&path, paths)?;
            }
        } else if path.extension().is_some_and(|it| it == EXTENSION) && path.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}

/// Whether cargo builds there: copies of packages may lie in it.
fn is_build_folder(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "target")
        && (path.join("CACHEDIR.TAG").exists() || path.with_file_name("Cargo.toml").exists())
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

fn rust_file(path: &Path) -> Result<Source, ReadError> {
    let text = text(path)?;
    match macro_call::find(&text) {
        Ok(MacroBody::Tokens(range)) => {
            Ok(Source::one(shown(path), macro_call::blanked(&text, range)))
        }
        // It could be the file itself.
        Ok(MacroBody::Path(relative)) if is_rust(Path::new(&relative)) => {
            Err(ReadError::MacroOfRust(path.to_owned(), relative))
        }
        Ok(MacroBody::Path(relative)) => {
            let crate_folder = crate_of(path)?;
            schema(&crate_folder.join(relative))
        }
        Err(MacroError::None) => Err(ReadError::NoMacro(path.to_owned())),
        Err(MacroError::Several(lines)) => Err(ReadError::SeveralMacros(path.to_owned(), lines)),
        Err(MacroError::Unfinished(line)) => Err(ReadError::UnfinishedMacro(path.to_owned(), line)),
    }
}

/// The nearest folder above a file that has a `Cargo.toml`, seen from the current folder.
fn crate_of(path: &Path) -> Result<PathBuf, ReadError> {
    let absolute = fs::canonicalize(path).map_err(|error| failed(path, error))?;
    let here = fs::canonicalize(".").map_err(|error| failed(path, error))?;
    absolute
        .ancestors()
        .skip(1)
        .find(|folder| folder.join("Cargo.toml").is_file())
        .map(|folder| seen_from(&here, folder))
        .ok_or_else(|| ReadError::NoCrate(path.to_owned()))
}

/// The way from one folder to another, both from the root.
fn seen_from(here: &Path, there: &Path) -> PathBuf {
    let shared = here
        .components()
        .zip(there.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = here.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(there.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_goes_up_only_as_far_as_it_must() {
        for (here, there, way) in [
            ("/a/b", "/a/b/c", "c"),
            ("/a/b", "/a/b", ""),
            ("/a/b/c", "/a/b", ".."),
            ("/a/b/c", "/a/d", "../../d"),
        ] {
            assert_eq!(seen_from(Path::new(here), Path::new(there)), Path::new(way));
        }
    }
}
