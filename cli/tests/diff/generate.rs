//! Random schemas, and what can happen to them. The same seed always gives the same pair on the same server.
//!
//! A schema is a handful of plain lists whose members know each other by number, and its SQL leaves out whatever names
//! something that is not there, so that every change of the lists is a schema.

mod column;
mod constraint;
mod dice;
mod index;
mod mutate;
mod name;
mod relation;
mod sequence;
mod sql;
mod table;
mod types;
mod view;

use super::pair::Pair;
use dice::Dice;
use name::{Namespace, Place};
use sequence::Sequence;
use std::collections::BTreeSet;
use table::Table;
use types::UserType;
use view::View;

/// What the server can do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Server {
    pub(crate) version: u32,
    pub(crate) extensions: BTreeSet<String>,
}

/// A schema and one that it was made of by one to ten changes.
pub(crate) fn pair(seed: u64, server: &Server) -> Pair {
    let mut dice = Dice::new(seed);
    let old = Schema::random(server, seed >= KNOWS_MORE, &mut dice);
    let mut new = old.clone();
    for _ in 0..=dice.below(10) {
        new.mutate(&mut dice);
    }
    Pair {
        name: format!("seed {seed}"),
        old: old.sql(),
        new: new.sql(),
    }
}

/// From this seed on, schemas also have typed tables, tables with two parents, partitions by an expression, foreign keys
/// that lead to a unique index, and what is not enforced; those before it stay what they were.
const KNOWS_MORE: u64 = 1000;

/// The number of an object, for as long as it lives.
type Id = usize;

#[derive(Clone, Default)]
struct Schema {
    server: Server,
    /// Whether its seed is one of those from [`KNOWS_MORE`] on.
    knows_more: bool,
    namespaces: Vec<Namespace>,
    extensions: Vec<Extension>,
    types: Vec<UserType>,
    sequences: Vec<Sequence>,
    tables: Vec<Table>,
    views: Vec<View>,
    /// How many numbers are taken.
    made: Id,
    names: BTreeSet<String>,
}

#[derive(Clone)]
struct Extension {
    name: &'static str,
    namespace: Option<Id>,
    comment: Option<String>,
}

const EXTENSIONS: [&str; 6] = [
    "citext",
    "hstore",
    "pg_trgm",
    "btree_gist",
    "btree_gin",
    "ltree",
];

impl Schema {
    fn random(server: &Server, knows_more: bool, dice: &mut Dice) -> Self {
        let mut schema = Self {
            server: server.clone(),
            knows_more,
            ..Self::default()
        };
        for _ in 0..dice.below(3) {
            schema.add_namespace(dice);
        }
        for _ in 0..dice.below(3) {
            schema.add_extension(dice);
        }
        for _ in 0..dice.below(5) {
            schema.add_type(dice);
        }
        for _ in 0..dice.below(3) {
            schema.add_sequence(dice);
        }
        for _ in 0..1 + dice.below(4) {
            schema.add_table(dice);
        }
        for _ in 0..dice.below(5) {
            schema.add_view(dice);
        }
        schema
    }

    fn number(&mut self) -> Id {
        self.made += 1;
        self.made
    }

    fn add_namespace(&mut self, dice: &mut Dice) {
        let id = self.number();
        let name = self.name(dice, "n");
        let comment = comment(dice);
        self.namespaces.push(Namespace { id, name, comment });
    }

    fn add_extension(&mut self, dice: &mut Dice) {
        let name = dice.pick(&EXTENSIONS);
        let namespace = self.some_namespace(dice);
        if self.extensions.iter().all(|it| it.name != name) {
            self.extensions.push(Extension {
                name,
                namespace,
                comment: comment(dice),
            });
        }
    }

    /// An extension that is there: the place of its objects.
    fn extension(&self, name: &str) -> Option<String> {
        let it = self.extensions.iter().find(|it| it.name == name)?;
        self.server
            .extensions
            .contains(name)
            .then(|| self.namespace(it.namespace))
    }

    fn place(&mut self, dice: &mut Dice, stem: &str) -> Place {
        let namespace = self.some_namespace(dice);
        let name = self.name(dice, stem);
        Place { namespace, name }
    }

    fn some_namespace(&self, dice: &mut Dice) -> Option<Id> {
        if self.namespaces.is_empty() || dice.one_in(2) {
            return None;
        }
        let at = dice.below(self.namespaces.len());
        Some(self.namespaces[at].id)
    }
}

/// What somebody may have said of something.
fn comment(dice: &mut Dice) -> Option<String> {
    let texts = [
        "a comment",
        "it's one",
        "\u{1f418} \"quoted\"",
        "two\nlines",
        "back\\slash",
    ];
    dice.one_in(5).then(|| dice.pick(&texts).to_owned())
}
