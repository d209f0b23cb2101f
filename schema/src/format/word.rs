//! Words, and what stands between them: comments, documentation, blank lines.

use std::borrow::Cow;

use super::note::Notes;
use crate::diagnostic::Diagnostics;
use crate::source::{Source, SourceFile, Span};
use crate::syntax::lexer::{self, Token, TokenKind};

/// All words of a file; the last is its end.
#[derive(Debug, Default)]
pub(super) struct Words<'a> {
    pub(super) list: Vec<Word<'a>>,
    /// What stands before each word.
    pub(super) gaps: Vec<Gap>,
    /// Where each word stood before an index's elements were put in order, ascending.
    pub(super) places: Vec<Span>,
}

/// A word as it is written.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) kind: TokenKind,
}

/// What stands before a word.
#[derive(Debug, Clone, Default)]
pub(super) struct Gap {
    /// Comments at the end of the line of the word before.
    pub(super) trailing: Vec<String>,
    /// What has lines of its own.
    pub(super) lines: Vec<Line>,
    /// Whether a blank line stands before the word itself.
    pub(super) blank: bool,
    /// Whether the word begins a line.
    pub(super) breaks: bool,
    /// Comments directly before the word.
    pub(super) inline: Vec<String>,
    /// Comments directly after the word before, where this word is a mark that closes something.
    pub(super) glued: Vec<String>,
}

/// A comment or line of documentation on a line of its own.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    /// Whether a blank line stands before it.
    pub(super) blank: bool,
}

impl Gap {
    /// Whether the line has to end here.
    pub(super) fn is_forced(&self) -> bool {
        !self.trailing.is_empty() || !self.lines.is_empty()
    }
}

impl Word<'_> {
    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind, TokenKind::Sign(found) if found == sign)
    }

    pub(super) fn is_opening(&self) -> bool {
        self.is_sign("(") || self.is_sign("[")
    }

    pub(super) fn is_closing(&self) -> bool {
        matches!(self.kind, TokenKind::Sign(")" | "]" | "}"))
    }

    fn ends_something(&self) -> bool {
        self.is_closing() || self.is_separator()
    }

    fn is_separator(&self) -> bool {
        matches!(self.kind, TokenKind::Sign("," | ";"))
    }
}

/// How far two things are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Break {
    /// On one line.
    #[default]
    None,
    /// On two lines.
    Newline,
    /// With a blank line between them.
    Blank,
}

/// What a piece of a gap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Comment,
    /// `///`
    Doc,
    /// `//!`
    FileDoc,
}

#[derive(Debug)]
struct Piece {
    text: String,
    kind: Kind,
    before: Break,
    /// Whether a comma follows on its line that the layout may write again.
    held: bool,
}

/// A gap before it is known what becomes of its pieces.
#[derive(Debug, Default)]
struct Raw {
    pieces: Vec<Piece>,
    /// Before the word.
    last: Break,
}

/// Cuts a file that has been parsed without an error.
pub(super) fn words<'a>(source: &'a Source, notes: &Notes<'_>) -> Words<'a> {
    let Some(file) = source.files.first() else {
        return Words::default();
    };
    let lexed = lexer::lex(file, &mut Diagnostics::default());
    let mut pieces = pieces(&lexed).into_iter().peekable();
    let mut words = Words::default();
    let mut raws = Vec::new();
    let mut end = 0;
    for token in split_paths(lexed.tokens, notes) {
        let between =
            std::iter::from_fn(|| pieces.next_if(|(span, ..)| span.start < token.span.start));
        raws.push(raw(file, &mut end, between, &token));
        words.places.push(token.span);
        let text = file.text.get(token.span.start..token.span.end);
        words.list.push(Word {
            text: unix(text.unwrap_or_default()),
            kind: token.kind,
        });
    }
    words.move_after_separators(&mut raws);
    words.drop_last_commas(&mut raws, notes);
    for (word, raw) in words.list.iter().zip(raws) {
        words.gaps.push(gap(raw, word));
    }
    words.order_elements(notes);
    words
}

/// Documentation and comments, in the order of the text.
fn pieces(lexed: &lexer::Lexed) -> Vec<(Span, String, Kind)> {
    let mut pieces = Vec::new();
    for comment in &lexed.comments {
        let text = unix(&comment.value).into_owned();
        pieces.push((comment.span, text, Kind::Comment));
    }
    for doc in &lexed.docs {
        let (mark, kind) = if doc.inner {
            ("//!", Kind::FileDoc)
        } else {
            ("///", Kind::Doc)
        };
        let text = format!("{mark} {}", doc.text.value);
        let text = text.trim_end().to_owned();
        pieces.push((doc.text.span, text, kind));
    }
    pieces.sort_by_key(|(span, ..)| span.start);
    pieces
}

/// With line feeds only.
fn unix(text: &str) -> Cow<'_, str> {
    if !text.contains("\r\n") {
        return Cow::Borrowed(text);
    }
    let mut lines: Vec<&str> = text.split('\n').collect();
    let last = lines.len() - 1;
    for line in &mut lines[..last] {
        *line = line.trim_end_matches('\r');
    }
    Cow::Owned(lines.join("\n"))
}

/// The tokens; in paths, `>>` is two of them, and `>=` is one of a path and one after it.
fn split_paths(tokens: Vec<Token>, notes: &Notes<'_>) -> Vec<Token> {
    let mut list = Vec::with_capacity(tokens.len());
    let mut end = None;
    let mut open = 0_usize;
    for token in tokens {
        if let Some(path_end) = notes.paths.get(&token.span.start) {
            (end, open) = (Some(*path_end), 0);
        }
        if end.is_some_and(|end| open == 0 && token.span.start >= end) {
            end = None;
        }
        match token.kind {
            TokenKind::Sign("<") if end.is_some() => open += 1,
            TokenKind::Sign(sign @ (">" | ">>" | ">=")) if end.is_some() && open > 0 => {
                open -= 1;
                let Some(rest) = sign.strip_prefix('>').filter(|rest| !rest.is_empty()) else {
                    list.push(token);
                    continue;
                };
                let middle = token.span.start + 1;
                list.push(Token {
                    kind: TokenKind::Sign(">"),
                    span: Span::new(token.span.start, middle),
                    first: token.first,
                });
                open -= usize::from(rest == ">" && open > 0);
                list.push(Token {
                    kind: TokenKind::Sign(rest),
                    span: Span::new(middle, token.span.end),
                    first: false,
                });
                continue;
            }
            _ => {}
        }
        list.push(token);
    }
    list
}

fn raw(
    file: &SourceFile,
    end: &mut usize,
    pieces: impl Iterator<Item = (Span, String, Kind)>,
    token: &Token,
) -> Raw {
    let mut raw = Raw::default();
    let mut at_start = *end == 0;
    for (span, text, kind) in pieces {
        let mut before = distance(file, *end, span.start);
        if at_start {
            before = before.max(Break::Newline);
        }
        if let Some(last) = raw.pieces.last() {
            before = match (last.kind, kind) {
                (Kind::Comment, Kind::Comment) => before,
                (Kind::FileDoc, Kind::Doc) => Break::Blank,
                (one, other) if one == other => Break::Newline,
                _ => before.max(Break::Newline),
            };
        } else if kind != Kind::Comment {
            before = before.max(Break::Newline);
        }
        raw.pieces.push(Piece {
            text,
            kind,
            before,
            held: false,
        });
        at_start = false;
        *end = span.end;
    }
    raw.last = distance(file, *end, token.span.start);
    match raw.pieces.last().map(|last| last.kind) {
        Some(Kind::Doc) => raw.last = Break::Newline,
        Some(Kind::FileDoc) => raw.last = Break::Blank,
        _ if token.kind == TokenKind::End => raw.last = raw.last.max(Break::Newline),
        _ => {}
    }
    *end = token.span.end;
    raw
}

fn distance(file: &SourceFile, from: usize, to: usize) -> Break {
    let between = file.text.get(from..to).unwrap_or_default();
    let blanks = between.chars().take_while(|next| next.is_whitespace());
    match blanks.filter(|next| *next == '\n').count() {
        0 => Break::None,
        1 => Break::Newline,
        _ => Break::Blank,
    }
}

/// One gap after another, as one.
fn joined(mut first: Raw, mut second: Raw) -> Raw {
    match second.pieces.first_mut() {
        Some(piece) => piece.before = piece.before.max(first.last),
        None => second.last = second.last.max(first.last),
    }
    first.pieces.append(&mut second.pieces);
    first.last = second.last;
    first
}

impl Words<'_> {
    /// Comments that end a line before a comma or semicolon stand after it.
    fn move_after_separators(&self, raws: &mut [Raw]) {
        for (at, word) in self.list.iter().enumerate() {
            let raw = &raws[at];
            let broken = raw.last != Break::None
                || raw.pieces.iter().any(|piece| piece.before != Break::None);
            if word.is_separator() && !raw.pieces.is_empty() && broken && at + 1 < raws.len() {
                let moved = std::mem::take(&mut raws[at]);
                let next = std::mem::take(&mut raws[at + 1]);
                raws[at + 1] = joined(moved, next);
            }
        }
    }

    /// The comma after the last of a list is for the layout to write.
    fn drop_last_commas(&mut self, raws: &mut Vec<Raw>, notes: &Notes<'_>) {
        let kept: Vec<bool> = (0..self.list.len())
            .map(|at| {
                !self.list[at].is_sign(",")
                    || self.list.get(at + 1).is_none_or(|next| {
                        !next.is_closing() || notes.rows_of_one.contains(&self.places[at + 1].end)
                    })
            })
            .collect();
        let mut pending: Option<Raw> = None;
        let mut gaps = Vec::with_capacity(raws.len());
        for (raw, kept) in raws.drain(..).zip(&kept) {
            let raw = match pending.take() {
                Some(first) => joined(first, raw),
                None => raw,
            };
            if *kept {
                gaps.push(raw);
                continue;
            }
            let mut raw = raw;
            for piece in &mut raw.pieces {
                piece.held = true;
            }
            pending = Some(raw);
        }
        *raws = gaps;
        let mut keep = kept.iter();
        self.list.retain(|_| keep.next().is_none_or(|kept| *kept));
        let mut keep = kept.iter();
        self.places.retain(|_| keep.next().is_none_or(|kept| *kept));
    }

    /// PostgreSQL's order of what follows an index's element.
    fn order_elements(&mut self, notes: &Notes<'_>) {
        for clauses in &notes.unordered {
            let mut moved = Vec::new();
            let mut first = None;
            for clause in clauses {
                let from = self.index_of(clause.span.start);
                let to = self.index_of(clause.span.end);
                first.get_or_insert(from);
                let words = self.list[from..to].iter().cloned();
                let gaps = self.gaps[from..to].iter().cloned();
                moved.push((clause.rank, words.zip(gaps).collect::<Vec<_>>()));
            }
            moved.sort_by_key(|(rank, _)| *rank);
            let moved = moved.into_iter().flat_map(|(_, words)| words);
            for (offset, (word, gap)) in moved.enumerate() {
                let at = first.unwrap_or_default() + offset;
                self.list[at] = word;
                self.gaps[at] = gap;
            }
        }
    }

    /// The first word that starts at a byte or after it.
    pub(super) fn index_of(&self, byte: usize) -> usize {
        self.places.partition_point(|place| place.start < byte)
    }
}

/// Says of each piece where it is printed.
fn gap(raw: Raw, word: &Word<'_>) -> Gap {
    let mut gap = Gap::default();
    let breaks: Vec<Break> = raw
        .pieces
        .iter()
        .map(|piece| piece.before)
        .chain([raw.last])
        .collect();
    let first = breaks.iter().position(|it| *it != Break::None);
    let last = breaks.iter().rposition(|it| *it != Break::None);
    let (Some(first), Some(last)) = (first, last) else {
        let texts = raw.pieces.into_iter().map(|piece| piece.text).collect();
        if word.ends_something() {
            gap.glued = texts;
        } else {
            gap.inline = texts;
        }
        return gap;
    };
    gap.breaks = true;
    let closes = word.ends_something();
    for (at, piece) in raw.pieces.into_iter().enumerate() {
        if at < first && piece.held {
            gap.glued.push(piece.text);
        } else if at < first {
            gap.trailing.push(piece.text);
        } else if at >= last && !closes {
            gap.inline.push(piece.text);
        } else if let (Break::None, Some(line)) = (piece.before, gap.lines.last_mut()) {
            line.text.push(' ');
            line.text.push_str(&piece.text);
        } else {
            gap.lines.push(Line {
                text: piece.text,
                blank: piece.before == Break::Blank,
            });
        }
    }
    gap.blank = breaks[last] == Break::Blank;
    gap
}
