//! Documents: words with the places where a line can be broken between them.

use super::note::Notes;
use super::word::Words;
use crate::syntax::lexer::TokenKind;

/// What is printed.
#[derive(Debug)]
pub(super) enum Doc {
    /// A word, by its index.
    Word(usize),
    /// A blank.
    Space,
    /// A blank, or a new line where the group does not fit.
    Line,
    /// Nothing, or a new line where the group does not fit.
    SoftLine,
    /// A comma where the group does not fit.
    Comma,
    /// What has lines of its own before a word, further in than the word.
    Before(usize),
    /// What begins lines further in.
    Indent(Vec<Doc>),
    /// What stands on one line if it fits; its lines are indented like the one that it begins on.
    Group(Vec<Doc>),
    /// Pieces with blanks between them, of which each goes to a new line if it does not fit.
    Fill(Vec<Vec<Doc>>),
}

/// Words of a header or constraint before which a line can end.
const CLAUSES: &[&str] = &[
    "as",
    "was",
    "check",
    "include",
    "nulls",
    "where",
    "with",
    "deferrable",
    "on",
    "match",
    "inverse",
    "many",
    "allow",
    "references",
    "partition",
    "before",
    "drop",
];

/// Puts documents together, from the first word to the last.
pub(super) struct Layout<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) notes: &'a Notes<'a>,
    /// The next word.
    pub(super) at: usize,
}

impl Layout<'_> {
    /// Whether a word comes next, and ends at this byte or before it.
    pub(super) fn is_before(&self, end: usize) -> bool {
        let place = self.words.places.get(self.at);
        place.is_some_and(|place| place.end <= end && place.start < place.end)
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        let word = self.words.list.get(self.at);
        word.is_some_and(|word| word.is_sign(sign))
    }

    /// Where the next word starts.
    pub(super) fn start(&self) -> usize {
        self.words
            .places
            .get(self.at)
            .map_or(0, |place| place.start)
    }

    pub(super) fn word(&mut self) -> Doc {
        self.at += 1;
        Doc::Word(self.at - 1)
    }

    /// The words that start before a byte, with blanks between them.
    pub(super) fn words_to(&mut self, byte: usize, docs: &mut Vec<Doc>) {
        let mut first = true;
        while self.is_before(usize::MAX) && self.start() < byte {
            if !first {
                docs.push(Doc::Space);
            }
            first = false;
            docs.push(self.word());
        }
    }

    /// The clauses up to a byte; `begins` says which words begin one.
    pub(super) fn clauses(&mut self, end: usize, begins: fn(&Self) -> bool) -> Vec<Vec<Doc>> {
        let mut pieces: Vec<Vec<Doc>> = Vec::new();
        while self.is_before(end) {
            match pieces.last_mut() {
                Some(piece) if !begins(self) => {
                    if !self.is_tight() {
                        piece.push(Doc::Space);
                    }
                    let unit = self.unit();
                    piece.push(unit);
                }
                _ => {
                    let unit = self.unit();
                    pieces.push(vec![unit]);
                }
            }
        }
        pieces
    }

    /// Whether the next word begins what follows a column's type.
    pub(super) fn begins_modifier(&self) -> bool {
        self.notes.modifiers.contains(&self.start())
    }

    /// Whether the next word begins a clause of a constraint or header.
    pub(super) fn begins_clause(&self) -> bool {
        let Some(word) = self.words.list.get(self.at) else {
            return false;
        };
        match &word.kind {
            TokenKind::Name { .. } => CLAUSES.contains(&word.text.as_ref()),
            TokenKind::Sign(sign) => *sign == "=",
            TokenKind::String(_) => self.is_statement(),
            _ => false,
        }
    }

    /// Whether a string comes next that is no reason, query or name.
    fn is_statement(&self) -> bool {
        let before = self.at.checked_sub(1).map(|at| &self.words.list[at]);
        before.is_some_and(|word| {
            !matches!(
                word.text.as_ref(),
                "because" | "sql" | "drop" | "extension" | "was" | "="
            )
        })
    }

    /// Whether no blank stands before the next word.
    fn is_tight(&self) -> bool {
        let (Some(before), Some(word)) = (
            self.at
                .checked_sub(1)
                .and_then(|at| self.words.list.get(at)),
            self.words.list.get(self.at),
        ) else {
            return true;
        };
        if let TokenKind::Sign("," | ";" | ")" | "]" | "." | ":") = word.kind {
            return true;
        }
        // In an exclusion, `with ?`.
        if word.is_sign("?") {
            return before.text != "with";
        }
        matches!(before.kind, TokenKind::Sign("(" | "[" | "." | "-"))
    }

    /// What comes next: an expression, type, path, list in brackets, or word.
    fn unit(&mut self) -> Doc {
        let start = self.start();
        if let Some(expr) = self.notes.exprs.get(&start) {
            return self.expr(expr, self.notes.alone.contains(&start));
        }
        if let Some(end) = self.notes.types.get(&start) {
            return self.ty(*end);
        }
        if let Some(end) = self.notes.paths.get(&start) {
            return self.path(*end);
        }
        if self.words.list[self.at].is_opening() {
            return self.brackets();
        }
        self.word()
    }

    /// `(a, b)`, `(condition)`, `(fillfactor = 70)`
    fn brackets(&mut self) -> Doc {
        let open = self.word();
        let is_list = !self.notes.alone.contains(&self.start());
        let mut items = Vec::new();
        let mut first = true;
        while self.is_before(usize::MAX) && !self.words.list[self.at].is_closing() {
            if self.is_sign(",") {
                items.push(self.word());
                items.push(Doc::Line);
                first = true;
                continue;
            }
            if !first && !self.is_tight() {
                items.push(Doc::Space);
            }
            let item = match self.notes.exprs.get(&self.start()) {
                // It has a line for itself.
                Some(expr) if first => self.expr(expr, true),
                _ => self.unit(),
            };
            items.push(item);
            first = false;
        }
        self.closed(open, items, is_list)
    }

    /// Brackets with what stands between them.
    pub(super) fn closed(&mut self, open: Doc, items: Vec<Doc>, is_list: bool) -> Doc {
        let mut inner = Vec::new();
        if !items.is_empty() {
            inner.push(Doc::SoftLine);
            inner.extend(items);
            if is_list {
                inner.push(Doc::Comma);
            }
        }
        inner.push(Doc::Before(self.at));
        let close = self.word();
        Doc::Group(vec![open, Doc::Indent(inner), Doc::SoftLine, close])
    }

    /// `numeric(12, 2)?[]? collate "C"`
    pub(super) fn ty(&mut self, end: usize) -> Doc {
        let mut docs = Vec::new();
        while self.is_before(end) {
            let is_first = docs.is_empty();
            if let Some(before) = self.at.checked_sub(1).map(|at| &self.words.list[at])
                && !is_first
            {
                let word = &self.words.list[self.at];
                let glues = matches!(before.kind, TokenKind::Sign("(" | "." | "-"));
                let text = matches!(word.kind, TokenKind::Name { .. } | TokenKind::String(_));
                if before.is_sign(",") || text && !glues {
                    docs.push(Doc::Space);
                }
            }
            docs.push(self.word());
        }
        Doc::Group(docs)
    }

    /// `Vec<crate::Line>`
    fn path(&mut self, end: usize) -> Doc {
        let mut docs = Vec::new();
        let mut open = 0_usize;
        while self.is_before(usize::MAX) {
            let word = &self.words.list[self.at];
            if word.is_sign("<") {
                open += 1;
            } else if word.is_sign(">") {
                open = open.saturating_sub(1);
            }
            let is_comma = word.is_sign(",");
            docs.push(self.word());
            if open == 0 && self.start() >= end {
                break;
            }
            if is_comma {
                docs.push(Doc::Space);
            }
        }
        Doc::Group(docs)
    }
}
