//! One mistake in a schema that has none is one finding, wherever it is made.

use std::ops::Range;

use crate::compile;
use crate::diagnostic::{Diagnostics, one_line};
use crate::source::{Source, Span};
use crate::syntax::{self, ColumnType, EntryKind, ItemKind, ModifierKind, ReferenceModifier};
use crate::testing::fixtures;

/// A part of a text, and the mistake in its place.
struct Mistake {
    at: Range<usize>,
    written: &'static str,
    /// The rule that is broken; none where it is one of several.
    rule: Option<&'static str>,
}

/// Makes each mistake alone, and compares what is found with it.
fn one_by_one(mistakes: fn(&syntax::File, &str) -> Vec<Mistake>) {
    let mut made = 0;
    let mut wrong = String::new();
    for (name, text) in fixtures() {
        let source = Source::one("schema.relata", text.as_str());
        let file = syntax::parse(&source, &mut Diagnostics::default());
        for mistake in mistakes(&file, &text) {
            made += 1;
            let mut broken = text.clone();
            broken.replace_range(mistake.at.clone(), mistake.written);
            let source = Source::one("schema.relata", broken.as_str());
            let mut found = Diagnostics::default();
            compile(&source, &mut found);
            let is_it = |rule| mistake.rule.is_none_or(|wanted| wanted == rule);
            if !matches!(found.list.as_slice(), [one] if is_it(one.rule)) {
                let was = &text[mistake.at];
                wrong.push_str(&format!("{name}: `{was}` as `{}`\n", mistake.written));
                for it in &found.list {
                    wrong.push_str(&format!("    {}\n", one_line(it, &source)));
                }
            }
        }
    }
    assert!(made > 9, "{made} mistakes are too few");
    assert!(wrong.is_empty(), "{wrong}");
}

fn mistake(at: Span, written: &'static str, rule: Option<&'static str>) -> Mistake {
    Mistake {
        at: at.start..at.end,
        written,
        rule,
    }
}

fn tables(file: &syntax::File) -> impl Iterator<Item = &syntax::Table> {
    file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Table(table) => Some(table),
        _ => None,
    })
}

fn columns(file: &syntax::File) -> impl Iterator<Item = &syntax::Column> {
    let entries = tables(file).flat_map(|table| &table.entries);
    entries.filter_map(|entry| match &entry.kind {
        EntryKind::Column(column) => Some(column),
        EntryKind::Constraint(_) => None,
    })
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// The words of a part of a text that stand for columns, with their places.
fn names(text: &str, part: Span) -> Vec<(Range<usize>, &str)> {
    let mut names = Vec::new();
    let mut at = part.start;
    let mut quoted = false;
    for piece in text[part.start..part.end].split_inclusive(|sign| !is_word(sign)) {
        let word = piece.trim_end_matches(|sign| !is_word(sign));
        let before = text[..at].trim_end();
        let follows = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
        let is_name = !quoted
            && !word.is_empty()
            && !follows(&[
                "as", "inverse", "many", "was", "check", "index", "unique", "key", "exclude",
                "extract(", "::", "because",
            ])
            && !before.ends_with('"')
            && !piece.ends_with(['(', '.']);
        if is_name {
            names.push((at..at + word.len(), word));
        }
        quoted ^= piece.ends_with('"');
        at += piece.len();
    }
    names
}

#[test]
fn a_column_that_is_not_there() {
    one_by_one(|file, text| {
        let mut made = Vec::new();
        for table in tables(file) {
            let own: Vec<&str> = table
                .entries
                .iter()
                .filter_map(|entry| match &entry.kind {
                    EntryKind::Column(column) => Some(column.name.text.as_str()),
                    EntryKind::Constraint(_) => None,
                })
                .collect();
            for entry in &table.entries {
                let parts: Vec<Span> = match &entry.kind {
                    EntryKind::Constraint(_) => vec![entry.span],
                    EntryKind::Column(column) => {
                        let checks = column.modifiers.iter().filter(|modifier| {
                            matches!(
                                modifier.kind,
                                ModifierKind::Check(_) | ModifierKind::Generated(_)
                            )
                        });
                        checks.map(|modifier| modifier.span).collect()
                    }
                };
                for part in parts {
                    for (at, name) in names(text, part) {
                        if own.contains(&name) {
                            made.push(Mistake {
                                at,
                                written: "not_there",
                                rule: None,
                            });
                        }
                    }
                }
            }
        }
        made
    });
}

#[test]
fn a_type_that_is_not_there() {
    one_by_one(|file, _| {
        columns(file)
            .filter_map(|column| match &column.ty {
                ColumnType::Value(ty) => {
                    Some(mistake(ty.name.span(), "not_there", Some("unknown_type")))
                }
                ColumnType::Reference(_) => None,
            })
            .collect()
    });
}

#[test]
fn a_table_that_is_not_there() {
    one_by_one(|file, _| {
        columns(file)
            .filter_map(|column| match &column.ty {
                ColumnType::Reference(reference) => Some(mistake(
                    reference.target.span(),
                    "not_there",
                    Some("unknown_table"),
                )),
                ColumnType::Value(_) => None,
            })
            .collect()
    });
}

#[test]
fn a_word_that_is_none() {
    one_by_one(|file, _| {
        let modifiers = columns(file).flat_map(|column| &column.modifiers);
        modifiers
            .map(|modifier| {
                let first = Span::new(modifier.span.start, modifier.span.start);
                mistake(first, "zzyzx ", Some("syntax"))
            })
            .collect()
    });
}

#[test]
fn a_clause_without_its_last_word() {
    one_by_one(|file, text| {
        let modifiers = columns(file).flat_map(|column| &column.modifiers);
        modifiers
            .filter_map(|modifier| {
                let words = text.get(modifier.span.start..modifier.span.end)?;
                let (_, last) = words.rsplit_once(' ').filter(|_| !words.contains('('))?;
                let start = modifier.span.end - last.len();
                let is_clause = matches!(
                    modifier.kind,
                    ModifierKind::PrimaryKey
                        | ModifierKind::Reference(ReferenceModifier::OnDelete(_))
                );
                is_clause.then(|| mistake(Span::new(start, modifier.span.end), "", Some("syntax")))
            })
            .collect()
    });
}

#[test]
fn a_reference_without_its_on_delete() {
    one_by_one(|file, _| {
        let modifiers = columns(file).flat_map(|column| &column.modifiers);
        modifiers
            .filter(|modifier| {
                matches!(
                    modifier.kind,
                    ModifierKind::Reference(ReferenceModifier::OnDelete(_))
                )
            })
            .map(|modifier| mistake(modifier.span, "", Some("no_on_delete")))
            .collect()
    });
}

#[test]
fn a_parenthesis_that_is_not_closed() {
    one_by_one(|file, text| {
        let entries = tables(file).flat_map(|table| &table.entries);
        entries
            .filter_map(|entry| {
                let last = text[entry.span.start..entry.span.end].rfind(')')? + entry.span.start;
                // One in a string is a part of it.
                let in_text = text[last..].starts_with(")\"");
                (!in_text).then(|| mistake(Span::new(last, last + 1), "", Some("syntax")))
            })
            .collect()
    });
}

#[test]
fn a_comma_that_is_missing() {
    one_by_one(|file, text| {
        // After the last one a comma can be left out.
        let entries = tables(file).flat_map(|table| &table.entries[..table.entries.len() - 1]);
        entries
            .filter(|entry| {
                let rest = text[entry.span.end..].strip_prefix(",\n");
                // A check may as well be the column's before it.
                rest.is_some_and(|rest| !rest.trim_start().starts_with("check"))
            })
            .map(|entry| {
                let comma = Span::new(entry.span.end, entry.span.end + 1);
                mistake(comma, "", Some("syntax"))
            })
            .collect()
    });
}

#[test]
fn an_item_s_word_that_is_misspelled() {
    one_by_one(|file, text| {
        file.items
            .iter()
            .filter_map(|item| {
                let word = text[item.span.start..].split(' ').next()?;
                let at = Span::new(
                    item.span.start + word.len() - 1,
                    item.span.start + word.len(),
                );
                Some(mistake(at, "zz", Some("syntax")))
            })
            .collect()
    });
}

#[test]
fn a_table_whose_body_does_not_open() {
    one_by_one(|file, text| {
        file.items
            .iter()
            .filter_map(|item| {
                let ItemKind::Table(table) = &item.kind else {
                    return None;
                };
                let from = table.name.span().end;
                let brace = from + text[from..].find('{')?;
                Some(mistake(Span::new(brace, brace + 1), "", Some("syntax")))
            })
            .collect()
    });
}

#[test]
fn a_column_s_name_that_is_no_name() {
    one_by_one(|file, _| {
        columns(file)
            .map(|column| mistake(column.name.span, "9", Some("syntax")))
            .collect()
    });
}
