//! Indexes, those of constraints too.

use super::Error;
use super::name::{Name, settings};
use super::split;
use relata_schema::database::{Index, IndexElement, IndexTerm, KeyIndex};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) oid: i64,
    pub(super) relation: i64,
    pub(super) name: String,
    unique: bool,
    pub(super) method: String,
    /// The whole `CREATE INDEX`.
    definition: String,
    terms: Vec<Term>,
    /// How many of the terms are its key; the others it carries.
    keys: usize,
    pub(super) nulls_distinct: bool,
    pub(super) predicate: Option<String>,
    options: Vec<String>,
    tablespace: Option<String>,
    part_of: Option<Name>,
    valid: bool,
    clustered: bool,
    pub(super) replica_identity: bool,
    comment: Option<String>,
}

#[derive(Deserialize)]
struct Term {
    /// The column's name, unless it is an expression.
    column: Option<String>,
    /// It in SQL, without what follows it.
    text: String,
    statistics: Option<i32>,
}

impl Row {
    pub(super) fn index(&self) -> Result<Index, Error> {
        Ok(Index {
            name: self.name.clone(),
            unique: self.unique,
            method: self.method.clone(),
            elements: self.elements()?,
            include: self.include(),
            nulls_distinct: self.nulls_distinct,
            predicate: self.predicate.clone(),
            options: settings(&self.options),
            tablespace: self.tablespace.clone(),
            part_of: self.part_of.clone().map(Into::into),
            valid: self.valid,
            clustered: self.clustered,
            comment: self.comment.clone(),
        })
    }

    pub(super) fn of_key(&self) -> KeyIndex {
        KeyIndex {
            options: settings(&self.options),
            tablespace: self.tablespace.clone(),
            part_of: self.part_of.clone().map(Into::into),
            clustered: self.clustered,
            comment: self.comment.clone(),
        }
    }

    pub(super) fn include(&self) -> Vec<String> {
        let carried = self.terms.iter().skip(self.keys);
        carried.filter_map(|term| term.column.clone()).collect()
    }

    /// Collations, classes and directions are read from the text of the whole, where PostgreSQL leaves out the usual.
    pub(super) fn elements(&self) -> Result<Vec<IndexElement>, Error> {
        let unclear = || Error::Answer {
            what: format!("the index `{}`", self.name),
            reason: self.definition.clone(),
        };
        let written = split::list(split::parenthesized(&self.definition).ok_or_else(unclear)?);
        let keys = &self.terms[..self.keys.min(self.terms.len())];
        if written.len() != keys.len() {
            return Err(unclear());
        }
        keys.iter()
            .zip(written)
            .map(|(term, written)| {
                let rest = written.strip_prefix(&term.text).ok_or_else(unclear)?;
                element(term, rest).ok_or_else(unclear)
            })
            .collect()
    }
}

/// An element with what stands after its term: `COLLATE "C" text_ops (option='1') DESC NULLS LAST`.
fn element(term: &Term, rest: &str) -> Option<IndexElement> {
    let mut element = IndexElement {
        term: match &term.column {
            Some(column) => IndexTerm::Column(column.clone()),
            None => IndexTerm::Expression(term.text.clone()),
        },
        collation: None,
        class: None,
        descending: false,
        nulls_first: false,
        statistics: term.statistics,
    };
    let mut words = split::outside(rest, ' ')
        .into_iter()
        .filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        match word {
            "COLLATE" => element.collation = Some(words.next()?.to_owned()),
            "DESC" => {
                element.descending = true;
                element.nulls_first = true;
            }
            "NULLS" => element.nulls_first = words.next()? == "FIRST",
            _ if word.starts_with('(') => {
                element.class.as_mut()?.1 = class_options(split::parenthesized(word)?);
            }
            _ => element.class = Some((word.to_owned(), Vec::new())),
        }
    }
    Some(element)
}

/// `siglen='32'`
fn class_options(text: &str) -> Vec<(String, String)> {
    split::list(text)
        .into_iter()
        .map(|option| {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let bare = value
                .strip_prefix('\'')
                .and_then(|it| it.strip_suffix('\''));
            let value = bare.map_or_else(|| value.to_owned(), |it| it.replace("''", "'"));
            (name.to_owned(), value)
        })
        .collect()
}
