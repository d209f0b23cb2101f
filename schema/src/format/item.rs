//! Items: what stands on a line, and what has a body.

use super::layout::{Doc, Layout};
use super::note::Notes;
use super::word::Words;
use crate::syntax::{File, ItemKind};

/// One item.
#[derive(Debug)]
pub(super) struct Item {
    /// Its first word.
    pub(super) first: usize,
    /// All of an item without a body; otherwise what stands before its brace.
    pub(super) head: Vec<Vec<Doc>>,
    /// What stands between braces.
    pub(super) body: Option<Body>,
}

/// What stands between braces.
#[derive(Debug)]
pub(super) struct Body {
    /// The `{`.
    pub(super) open: usize,
    /// Each with its first word.
    pub(super) entries: Vec<(usize, Doc)>,
    /// The `}`.
    pub(super) close: usize,
    /// What follows it.
    pub(super) rest: Vec<Vec<Doc>>,
    /// Whether it may stand on one line if it fits.
    pub(super) may_join: bool,
}

/// All items of a file.
pub(super) fn items(file: &File, words: &Words<'_>, notes: &Notes<'_>) -> Vec<Item> {
    let mut layout = Layout {
        words,
        notes,
        at: 0,
    };
    file.items
        .iter()
        .map(|item| {
            let columns = matches!(&item.kind, ItemKind::Table(_) | ItemKind::View(_));
            let has_body = columns || matches!(&item.kind, ItemKind::Enum(_));
            if has_body {
                layout.with_body(item.span.end, columns)
            } else {
                layout.plain(item.span.end)
            }
        })
        .collect()
}

impl Layout<'_> {
    fn plain(&mut self, end: usize) -> Item {
        let first = self.at;
        Item {
            first,
            head: self.clauses(end, Self::begins_clause),
            body: None,
        }
    }

    fn with_body(&mut self, end: usize, columns: bool) -> Item {
        let first = self.at;
        let brace = self.words.list[first..]
            .iter()
            .position(|word| word.is_sign("{"))
            .map_or(self.words.list.len(), |distance| first + distance);
        let head = self.clauses(self.start_of(brace), Self::begins_clause);
        let open = self.at;
        self.at += 1;
        // The author's choice, for what has columns.
        let gap = self.words.gaps.get(self.at);
        let may_join = !columns || gap.is_none_or(|gap| !gap.breaks);
        let mut entries = Vec::new();
        while self.is_before(end) && !self.is_sign("}") {
            let first = self.at;
            let end = self.start_of(self.entry_end());
            let is_column = self
                .words
                .list
                .get(first + 1)
                .is_some_and(|it| it.is_sign(":"));
            let begins = if is_column {
                Self::begins_modifier
            } else {
                Self::begins_clause
            };
            let pieces = self.clauses(end, begins);
            entries.push((first, Doc::Indent(vec![Doc::Fill(pieces)])));
            if self.is_sign(",") {
                self.at += 1;
            }
        }
        let close = self.at;
        self.at += 1;
        Item {
            first,
            head,
            body: Some(Body {
                open,
                entries,
                close,
                rest: self.clauses(end, Self::begins_clause),
                may_join,
            }),
        }
    }

    fn start_of(&self, word: usize) -> usize {
        self.words
            .places
            .get(word)
            .map_or(usize::MAX, |place| place.start)
    }

    /// The comma or brace that ends the entry that comes next.
    fn entry_end(&self) -> usize {
        let mut depth = 0_usize;
        for (at, word) in self.words.list.iter().enumerate().skip(self.at) {
            if word.is_opening() {
                depth += 1;
            } else if depth == 0 && (word.is_sign(",") || word.is_sign("}")) && !self.in_path(at) {
                return at;
            } else if word.is_closing() {
                depth = depth.saturating_sub(1);
            }
        }
        self.words.list.len()
    }

    /// Whether a word stands between the angles of a path.
    fn in_path(&self, word: usize) -> bool {
        let start = self.start_of(word);
        let path = self.notes.paths.range(..start).next_back();
        path.is_some_and(|(_, end)| start < *end)
    }
}
