//! Documents to text.

use super::STEP;
use super::item::{Body, Item};
use super::layout::Doc;
use super::word::{Line, Words};

/// The text of all items, in lines of so many characters.
pub(super) fn print(items: &[Item], words: &Words<'_>, room: usize) -> String {
    let mut text = String::new();
    let mut was_tall = false;
    for item in items {
        let mut printer = Printer::new(words, room);
        let blank = printer.lead(item.first, 0, false);
        let start = printer.out.len();
        printer.item(item);
        let is_tall = printer.out[start..].contains('\n');
        printer.flush();
        join(&mut text, &printer.out, blank || was_tall || is_tall);
        was_tall = is_tall;
    }
    let mut printer = Printer::new(words, room);
    let end = words.list.len().saturating_sub(1);
    let blank = printer.lead(end, 0, false);
    join(&mut text, &printer.out, blank || was_tall);
    text
}

fn join(text: &mut String, part: &str, blank: bool) {
    let part = part.trim_end_matches('\n');
    if part.is_empty() {
        return;
    }
    if blank && !text.is_empty() {
        text.push('\n');
    }
    text.push_str(part);
    text.push('\n');
}

struct Printer<'a> {
    words: &'a Words<'a>,
    /// The most characters of a line.
    room: usize,
    out: String,
    /// How many characters the line has.
    column: usize,
    /// How far the line is indented.
    indent: usize,
    /// Whether nothing stands on the line yet.
    fresh: bool,
    /// Comments for the end of the line.
    pending: Vec<&'a str>,
    /// The word whose lines have been printed last.
    led: Option<usize>,
}

impl<'a> Printer<'a> {
    fn new(words: &'a Words<'a>, room: usize) -> Self {
        Self {
            words,
            room,
            out: String::new(),
            column: 0,
            indent: 0,
            fresh: true,
            pending: Vec::new(),
            led: None,
        }
    }

    fn item(&mut self, item: &Item) {
        let Some(body) = &item.body else {
            self.fill(&item.head, STEP, 0);
            return;
        };
        self.fill(&item.head, STEP, 2);
        self.push(" ");
        if self.joins(item, body) {
            self.joined(body);
        } else {
            self.body(body);
        }
        if !body.rest.is_empty() {
            self.more(&body.rest, STEP, 0);
        }
    }

    /// Whether an item stands on one line up to its closing brace.
    fn joins(&self, item: &Item, body: &Body) -> bool {
        let gaps = &self.words.gaps[body.open + 1..=body.close];
        if !body.may_join || gaps.iter().any(super::word::Gap::is_forced) {
            return false;
        }
        let mut width = self.flat_of(&item.head, &mut true);
        for (_, entry) in &body.entries {
            let entry = self.flat(std::slice::from_ref(entry), &mut false);
            width = width
                .zip(entry)
                .map(|(sum, entry)| sum + entry + ", ".len());
        }
        width.is_some_and(|width| width + " { }".len() <= self.room + ",".len())
    }

    fn joined(&mut self, body: &Body) {
        self.word(body.open, 0);
        for (at, (_, entry)) in body.entries.iter().enumerate() {
            if at > 0 {
                self.word_before_entry(body.entries[at].0);
            }
            self.push(" ");
            self.doc(entry, true, 0, 0);
        }
        if !body.entries.is_empty() || !self.words.gaps[body.close].glued.is_empty() {
            self.push(" ");
        }
        self.word(body.close, 0);
    }

    /// The comma before an entry.
    fn word_before_entry(&mut self, entry: usize) {
        if let Some(comma) = entry.checked_sub(1) {
            self.word(comma, STEP);
        }
    }

    fn body(&mut self, body: &Body) {
        self.word(body.open, 0);
        for (at, (first, entry)) in body.entries.iter().enumerate() {
            if at > 0 {
                self.word_before_entry(*first);
            }
            self.newline(STEP);
            self.lead(*first, STEP, at > 0);
            self.doc(entry, false, STEP, 1);
        }
        if !body.entries.is_empty() {
            self.push(",");
        }
        let lines = &self.words.gaps[body.close].lines;
        if !lines.is_empty() {
            self.newline(STEP);
            self.lines(lines, STEP, !body.entries.is_empty());
            self.led = Some(body.close);
        } else if body.entries.is_empty() && !self.words.gaps[body.close].is_forced() {
            self.word(body.close, 0);
            return;
        }
        self.newline(0);
        self.word(body.close, 0);
    }

    /// What has lines of its own before a word that begins a line; whether a blank line stands
    /// before all of it, which is printed if `apart`.
    fn lead(&mut self, word: usize, indent: usize, apart: bool) -> bool {
        let Some(gap) = self.words.gaps.get(word) else {
            return false;
        };
        let first = gap.lines.first().map_or(gap.blank, |line| line.blank);
        if gap.lines.is_empty() {
            if first && apart {
                self.blank();
            }
        } else {
            self.lines(&gap.lines, indent, apart);
            self.newline(indent);
            if gap.blank {
                self.blank();
            }
        }
        self.led = Some(word);
        first
    }

    /// From a fresh line on; the last line is not ended.
    fn lines(&mut self, lines: &'a [Line], indent: usize, apart: bool) {
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                self.newline(indent);
            }
            if line.blank && (at > 0 || apart) {
                self.blank();
            }
            self.push(&line.text);
        }
    }

    /// Documents one after the other, on one line if `flat`; `tail` is the width of what follows.
    fn docs(&mut self, docs: &[Doc], flat: bool, indent: usize, tail: usize) {
        for (at, doc) in docs.iter().enumerate() {
            let (width, ends) = self.head(&docs[at + 1..]);
            let tail = if ends { width } else { width + tail };
            self.doc(doc, flat, indent, tail);
        }
    }

    fn doc(&mut self, doc: &Doc, flat: bool, indent: usize, tail: usize) {
        match doc {
            Doc::Word(word) => self.word(*word, indent),
            Doc::Space => self.push(" "),
            Doc::Line if flat => self.push(" "),
            Doc::SoftLine | Doc::Comma | Doc::Before(_) if flat => {}
            Doc::Line | Doc::SoftLine => self.newline(indent),
            Doc::Comma => self.push(","),
            Doc::Before(word) => {
                let lines = &self.words.gaps[*word].lines;
                if !lines.is_empty() {
                    self.newline(indent);
                    for (at, line) in lines.iter().enumerate() {
                        if at > 0 {
                            self.newline(indent);
                        }
                        self.push(&line.text);
                    }
                    self.led = Some(*word);
                }
            }
            Doc::Indent(docs) => self.docs(docs, flat, indent + STEP, tail),
            Doc::Group(docs) => {
                let fits = flat
                    || self
                        .flat(docs, &mut true)
                        .is_some_and(|width| self.column + width + tail <= self.room);
                let indent = if fits { indent } else { self.indent };
                self.docs(docs, fits, indent, tail);
            }
            Doc::Fill(pieces) if flat => {
                for (at, piece) in pieces.iter().enumerate() {
                    if at > 0 {
                        self.push(" ");
                    }
                    self.docs(piece, true, indent, 0);
                }
            }
            Doc::Fill(pieces) => self.fill(pieces, indent, tail),
        }
    }

    fn fill(&mut self, pieces: &[Vec<Doc>], indent: usize, tail: usize) {
        let Some((first, rest)) = pieces.split_first() else {
            return;
        };
        let after = if rest.is_empty() { tail } else { 0 };
        self.docs(first, false, indent, after);
        self.more(rest, indent, tail);
    }

    /// The pieces after the first.
    fn more(&mut self, pieces: &[Vec<Doc>], indent: usize, tail: usize) {
        for (at, piece) in pieces.iter().enumerate() {
            let tail = if at + 1 == pieces.len() { tail } else { 0 };
            let forced = first_word(piece)
                .is_some_and(|word| self.led != Some(word) && self.words.gaps[word].is_forced());
            let width = self.flat(piece, &mut true);
            let fits =
                |column: usize| width.is_some_and(|width| column + width + tail <= self.room);
            let (head, breaks) = self.head(piece);
            let stays = fits(self.column + 1)
                || breaks && !fits(indent) && self.column + 1 + head <= self.room;
            if forced || !stays {
                self.newline(indent);
            } else {
                self.push(" ");
            }
            self.docs(piece, false, indent, tail);
        }
    }

    fn word(&mut self, word: usize, indent: usize) {
        let gap = &self.words.gaps[word];
        let lines = if self.led == Some(word) {
            &[][..]
        } else {
            &gap.lines[..]
        };
        if (!lines.is_empty() || !self.pending.is_empty()) && !self.fresh {
            self.newline(indent);
        }
        for line in lines {
            self.push(&line.text);
            self.newline(indent);
        }
        for comment in &gap.inline {
            if !self.fresh && !self.out.ends_with([' ', '(', '[']) {
                self.push(" ");
            }
            self.push(comment);
            self.push(" ");
        }
        self.push(&self.words.list[word].text);
        if let Some(next) = self.words.gaps.get(word + 1) {
            for comment in &next.glued {
                self.push(" ");
                self.push(comment);
            }
            self.pending
                .extend(next.trailing.iter().map(String::as_str));
        }
    }

    fn push(&mut self, text: &str) {
        if self.fresh {
            if text == " " {
                return;
            }
            self.out.extend(std::iter::repeat_n(' ', self.indent));
            self.fresh = false;
        }
        self.out.push_str(text);
        self.column = match text.rfind('\n') {
            Some(newline) => text[newline + 1..].chars().count(),
            None => self.column + text.chars().count(),
        };
    }

    /// Ends the line, with the comments that belong there.
    fn flush(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        for comment in std::mem::take(&mut self.pending) {
            self.out.push(' ');
            self.out.push_str(comment);
        }
    }

    fn newline(&mut self, indent: usize) {
        if !self.fresh {
            self.flush();
            self.out.push('\n');
        }
        self.indent = indent;
        self.column = indent;
        self.fresh = true;
    }

    /// A blank line before the one that has just begun.
    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// The width on one line; nothing, where a line has to end inside.
    fn flat(&self, docs: &[Doc], first: &mut bool) -> Option<usize> {
        docs.iter().try_fold(0, |sum, doc| {
            let width = match doc {
                Doc::Word(word) => {
                    if !*first && self.words.gaps[*word].is_forced() {
                        return None;
                    }
                    *first = false;
                    self.width(*word)
                }
                Doc::Space | Doc::Line => 1,
                Doc::SoftLine | Doc::Comma | Doc::Before(_) => 0,
                Doc::Indent(docs) | Doc::Group(docs) => self.flat(docs, first)?,
                Doc::Fill(pieces) => self.flat_of(pieces, first)?,
            };
            Some(sum + width)
        })
    }

    fn flat_of(&self, pieces: &[Vec<Doc>], first: &mut bool) -> Option<usize> {
        let blanks = pieces.len().saturating_sub(1);
        pieces
            .iter()
            .try_fold(blanks, |sum, piece| Some(sum + self.flat(piece, first)?))
    }

    /// The width up to the first place where a line can end, and whether there is one.
    fn head(&self, docs: &[Doc]) -> (usize, bool) {
        let mut sum = 0;
        for doc in docs {
            let (width, ends) = match doc {
                Doc::Word(word) => (self.width(*word), self.words.gaps[*word].is_forced()),
                Doc::Space | Doc::Comma => (1, false),
                Doc::Line | Doc::SoftLine => (0, true),
                Doc::Before(_) => (0, false),
                Doc::Indent(docs) | Doc::Group(docs) => self.head(docs),
                Doc::Fill(pieces) => {
                    let (width, ends) = pieces.first().map_or((0, false), |it| self.head(it));
                    (width, ends || pieces.len() > 1)
                }
            };
            sum += width;
            if ends || sum > self.room {
                return (sum, ends);
            }
        }
        (sum, false)
    }

    /// Of a word and the comments on its line before it.
    fn width(&self, word: usize) -> usize {
        let gap = &self.words.gaps[word];
        let comments = gap.inline.iter().chain(&gap.glued);
        let comments = comments.map(|comment| comment.chars().count() + 1);
        let text = &self.words.list[word].text;
        let line = text.split('\n').next().unwrap_or_default();
        comments.fold(line.chars().count(), |sum, width| sum + width)
    }
}

fn first_word(docs: &[Doc]) -> Option<usize> {
    docs.iter().find_map(|doc| match doc {
        Doc::Word(word) => Some(*word),
        Doc::Indent(docs) | Doc::Group(docs) => first_word(docs),
        Doc::Fill(pieces) => pieces.iter().find_map(|piece| first_word(piece)),
        Doc::Space | Doc::Line | Doc::SoftLine | Doc::Comma | Doc::Before(_) => None,
    })
}
