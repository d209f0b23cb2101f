//! The text of a schema: one file, the files of a folder, or the tokens of a macro.
//!
//! All files of a schema share one space of byte offsets, so that a place is two numbers
//! whatever the number of files.

/// A range of bytes in a [`Source`], the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset of the byte after the last.
    pub end: usize,
}

impl Span {
    /// The range from `start` to before `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// One file of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// What messages call it: a path as the user gave it, or `schema!` for tokens.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Offset of its first byte in the source.
    pub start: usize,
}

impl SourceFile {
    /// The bytes of the source that are this file's.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }
}

/// The text of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The files, in the order in which they are read.
    pub files: Vec<SourceFile>,
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The file it is in.
    pub file: &'a SourceFile,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Source {
    /// A source of one file.
    #[must_use]
    pub fn one(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut source = Self::default();
        source.add(name, text);
        source
    }

    /// Adds a file after the ones that are there.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) {
        // One byte between two files: the end of one is not the start of the next.
        let start = self.files.last().map_or(0, |last| last.span().end + 1);
        self.files.push(SourceFile {
            name: name.into(),
            text: text.into(),
            start,
        });
    }

    /// The file that holds a byte; the last one for a byte after the end.
    #[must_use]
    pub fn file_at(&self, offset: usize) -> Option<&SourceFile> {
        self.files.iter().rev().find(|file| file.start <= offset)
    }

    /// The text of a range.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file_at(span.start)
            .and_then(|file| {
                file.text
                    .get(span.start - file.start..span.end.saturating_sub(file.start))
            })
            .unwrap_or_default()
    }

    /// Where a byte is, as people count.
    #[must_use]
    pub fn place(&self, offset: usize) -> Option<Place<'_>> {
        let file = self.file_at(offset)?;
        let mut at = (offset - file.start).min(file.text.len());
        while !file.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &file.text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some(Place {
            file,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        })
    }
}
