//! What is open where a text has errors, so that nothing is said that only follows from one.
//!
//! All stages run over every text: what stands beside a mistake is true all the same. The text is cut
//! into *parts*: the head of an item and each entry of its body. An error leaves a region of its part
//! open, and what could only be known from that region is not said.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resolve::Resolved;
use crate::source::{Source, Span};
use crate::syntax::{self, ColumnType, Entry, EntryKind, File, ItemKind};

/// What is open.
#[derive(Debug, Default)]
pub(crate) struct Doubt {
    parts: Vec<Part>,
    /// Where each item begins and ends; only of one with errors.
    items: Vec<Span>,
    /// What the errors leave open, in no order.
    regions: Vec<Span>,
    /// The words that stand in the regions: what was meant by them may be declared or used there.
    words: BTreeSet<String>,
    /// The columns whose types are not known, by where they are named.
    unknown: BTreeSet<Span>,
    /// The items of which a column is lost with its name.
    nameless: Vec<Span>,
    /// Whether an item is lost.
    lost_item: bool,
    /// The domains whose types are not known, by where they are named.
    domains: BTreeSet<Span>,
}

/// The head of an item, an entry of its body, or what stands between what could be read.
#[derive(Debug, Clone)]
struct Part {
    span: Span,
    /// Up to the next part.
    reach: Span,
    /// The smaller parts that stand for themselves: a type of a column and what follows it.
    inner: Vec<Span>,
}

impl Doubt {
    /// What the errors of the parser leave open.
    pub(crate) fn of_syntax(file: &File, source: &Source, found: &Diagnostics) -> Self {
        let mut doubt = Self::default();
        if !found.has_errors() {
            return doubt;
        }
        doubt.cut(file, source);
        for error in errors(found) {
            let region = match doubt.part(error.at) {
                // Where something else was expected, what stands before is not whole.
                Some(part) if error.at.start == part.span.start => {
                    let before = doubt.before(part).map_or(error.at, |part| part.span);
                    Span::new(before.end, part.reach.end)
                }
                // What stands before the mistake was read as it was meant.
                Some(part) if error.at.start < part.span.end => {
                    Span::new(error.at.start, part.reach.end)
                }
                Some(part) => Span::new(part.span.end, part.reach.end),
                None => error.at,
            };
            doubt.open(region, source);
            match doubt.items.iter().find(|item| holds(**item, error.at)) {
                None => doubt.lost_item = true,
                Some(&item)
                    if !source
                        .text(error.at)
                        .starts_with(|sign: char| sign.is_alphabetic() || sign == '_') =>
                {
                    doubt.nameless.push(item);
                }
                Some(_) => {}
            }
        }
        for &from in &file.unsure {
            let end = source.file_at(from).map_or(from, |file| file.span().end);
            doubt.open(Span::new(from, end), source);
        }
        doubt
    }

    /// What the errors of the resolver leave open, too.
    pub(crate) fn add_names(
        &mut self,
        file: &File,
        source: &Source,
        resolved: &Resolved,
        found: &Diagnostics,
    ) {
        if !found.has_errors() && self.is_none() {
            return;
        }
        if self.parts.is_empty() {
            self.cut(file, source);
        }
        for error in errors(found) {
            let part = self.part(error.at).cloned();
            let inner = part.as_ref().and_then(|part| {
                let holds = |span: &&Span| holds(**span, error.at);
                part.inner.iter().find(holds).copied()
            });
            let region = inner.or(part.map(|part| part.span));
            self.open(region.unwrap_or(error.at), source);
            if error.rule == "duplicate_name" {
                self.unknown.extend(error.because.iter().map(|(at, _)| *at));
            }
        }
        for &column in &resolved.unknown {
            self.unknown.insert(column);
            // It leads to what is not known, and nothing is wrong with it.
            if !self.is_part_open(column) {
                let part = self.part(column).map_or(column, |part| part.span);
                self.open(part, source);
            }
        }
        for item in &file.items {
            if let ItemKind::Domain(domain) = &item.kind
                && self.is_open(item.span)
            {
                self.domains.insert(domain.name.name.span);
            }
        }
    }

    /// Whether there is nothing to doubt.
    pub(crate) fn is_none(&self) -> bool {
        self.regions.is_empty()
    }

    /// Whether something of a range is open.
    pub(crate) fn is_open(&self, span: Span) -> bool {
        self.regions.iter().any(|region| touch(*region, span))
    }

    /// Whether something is open of the head or entry that a place is in.
    pub(crate) fn is_part_open(&self, at: Span) -> bool {
        !self.is_none()
            && self
                .part(at)
                .is_none_or(|part| self.is_open(part.reach) || self.is_open(part.span))
    }

    /// Whether something is open of the item that a place is in.
    pub(crate) fn is_item_open(&self, at: Span) -> bool {
        if self.is_none() {
            return false;
        }
        let item = self.items.iter().find(|item| holds(**item, at));
        item.is_none_or(|item| self.is_open(*item))
    }

    /// Whether a name stands in what is open.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        !self.is_none() && words(name).any(|word| self.words.contains(word))
    }

    /// Whether the type of a column, or the domain that it is, is not known.
    pub(crate) fn is_unknown(&self, column: Span, domain: Option<Span>) -> bool {
        self.unknown.contains(&column) || domain.is_some_and(|at| self.is_domain_open(at))
    }

    /// Whether an item could not be read.
    pub(crate) fn has_lost_items(&self) -> bool {
        self.lost_item
    }

    /// Whether there is a column or domain whose type is not known.
    pub(crate) fn has_unknown_types(&self) -> bool {
        !self.unknown.is_empty() || !self.domains.is_empty()
    }

    /// Whether a domain is open.
    pub(crate) fn is_domain_open(&self, at: Span) -> bool {
        self.domains.contains(&at)
    }

    /// Keeps of what the resolver found what does not follow from what could not be read.
    pub(crate) fn keep_names(&self, source: &Source, found: &mut Diagnostics) {
        if self.is_none() {
            return;
        }
        found.list.retain(|diagnostic| {
            let follows = match diagnostic.rule {
                "unknown_table" | "unknown_column" | "unknown_type" | "unknown_value"
                | "unknown_namespace" | "reference_target" | "reference_shape" => {
                    self.mentions(source.text(diagnostic.at))
                        || self.is_shape_open(diagnostic)
                        || self.is_column_lost(diagnostic)
                }
                _ => false,
            };
            !follows && !self.is_explained_by_open(diagnostic)
        });
    }

    /// Keeps of what the rules found what does not follow from an error.
    pub(crate) fn keep(&self, found: &mut Diagnostics) {
        if !self.is_none() {
            found
                .list
                .retain(|diagnostic| !self.is_explained_by_open(diagnostic));
        }
    }

    /// Whether a reference does not fit a table of which something is open.
    fn is_shape_open(&self, diagnostic: &Diagnostic) -> bool {
        let mut because = diagnostic.because.iter();
        diagnostic.rule.starts_with("reference_") && because.any(|(at, _)| self.is_item_open(*at))
    }

    /// Whether a column is missing where one was lost with its name.
    fn is_column_lost(&self, diagnostic: &Diagnostic) -> bool {
        let because = diagnostic.because.iter().map(|(at, _)| *at);
        let mut places = because.chain([diagnostic.at]);
        diagnostic.rule == "unknown_column"
            && places.any(|at| self.nameless.iter().any(|item| holds(*item, at)))
    }

    /// Whether it stands in what is open, or another place in it is the reason.
    fn is_explained_by_open(&self, diagnostic: &Diagnostic) -> bool {
        let because = diagnostic.because.iter().map(|(at, _)| *at);
        because.chain([diagnostic.at]).any(|at| self.is_open(at))
    }

    /// Cuts a text into its parts.
    fn cut(&mut self, file: &File, source: &Source) {
        for item in &file.items {
            self.items.push(item.span);
            let entries: &[Entry] = match &item.kind {
                ItemKind::Table(table) => &table.entries,
                ItemKind::View(view) => &view.entries,
                _ => &[],
            };
            let head = entries
                .first()
                .map_or(item.span.end, |first| first.span.start);
            self.parts.push(Part {
                span: Span::new(item.span.start, head),
                reach: Span::new(item.span.start, head),
                inner: Vec::new(),
            });
            for (number, entry) in entries.iter().enumerate() {
                let next = entries.get(number + 1);
                let end = next.map_or(item.span.end, |next| next.span.start);
                self.parts.push(Part {
                    span: entry.span,
                    reach: Span::new(entry.span.start, end.max(entry.span.end)),
                    inner: inner(entry),
                });
            }
        }
        // What is no part of an item.
        let mut between = Vec::new();
        for text in &source.files {
            let mut from = text.span().start;
            for item in self.items.iter().filter(|item| holds(text.span(), **item)) {
                between.push(Span::new(from, item.start));
                from = item.end;
            }
            between.push(Span::new(from, text.span().end));
        }
        self.parts.extend(between.into_iter().map(|reach| Part {
            span: Span::new(reach.start, reach.start),
            reach,
            inner: Vec::new(),
        }));
        self.parts.sort_by_key(|part| part.reach);
    }

    fn part(&self, at: Span) -> Option<&Part> {
        let after = self
            .parts
            .partition_point(|part| part.reach.start <= at.start);
        self.parts[..after].last()
    }

    /// The part before, in the same item or file.
    fn before(&self, part: &Part) -> Option<&Part> {
        let after = self
            .parts
            .partition_point(|other| other.reach.start < part.reach.start);
        self.parts[..after].last()
    }

    fn open(&mut self, region: Span, source: &Source) {
        self.words
            .extend(words(source.text(region)).map(str::to_owned));
        self.regions.push(region);
    }
}

fn errors(found: &Diagnostics) -> impl Iterator<Item = &Diagnostic> {
    let is_error = |it: &&Diagnostic| it.severity == crate::diagnostic::Severity::Error;
    found.list.iter().filter(is_error)
}

/// What of an entry can be wrong by itself.
fn inner(entry: &Entry) -> Vec<Span> {
    let EntryKind::Column(column) = &entry.kind else {
        return Vec::new();
    };
    let ty = match &column.ty {
        ColumnType::Value(syntax::Type { span, .. }) => *span,
        ColumnType::Reference(reference) => reference.span,
    };
    let modifiers = column.modifiers.iter().map(|modifier| modifier.span);
    modifiers.chain([ty]).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .filter(|word| !word.is_empty())
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether two ranges have something in common; an empty one is in what it stands in.
fn touch(one: Span, other: Span) -> bool {
    if one.start == one.end || other.start == other.end {
        one.start <= other.end && other.start <= one.end
    } else {
        one.start < other.end && other.start < one.end
    }
}
