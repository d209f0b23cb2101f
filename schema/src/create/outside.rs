//! What is not modelled, where its definition is known.

use super::order::Step;
use crate::database::{Database, Object, Outside, OutsideKind};

/// What keeps bodies of functions from being read before the tables that they are about are there.
pub(super) fn unchecked_bodies(database: &Database) -> Option<String> {
    let has_body = |it: &Outside| {
        matches!(it.kind, OutsideKind::Function | OutsideKind::Procedure) && it.definition.is_some()
    };
    database
        .outside
        .iter()
        .any(has_body)
        .then(|| "SET check_function_bodies = off".to_owned())
}

/// What tables may need.
pub(super) fn before_tables(database: &Database) -> impl Iterator<Item = Step> {
    of(database, true)
}

/// What is about tables and views.
pub(super) fn after_tables(database: &Database) -> impl Iterator<Item = Step> {
    of(database, false)
}

fn of(database: &Database, before_tables: bool) -> impl Iterator<Item = Step> {
    database
        .outside
        .iter()
        .filter(move |it| comes_before_tables(it.kind) == before_tables)
        .filter_map(|it| {
            let object = Object::Outside(it.kind, it.on.clone(), it.name.clone());
            let on = it
                .on
                .iter()
                .flat_map(|on| [Object::Table(on.clone()), Object::View(on.clone())]);
            Some(Step::new(object, it.definition.clone()?).needing(on))
        })
}

fn comes_before_tables(kind: OutsideKind) -> bool {
    use OutsideKind as Kind;
    match kind {
        Kind::AccessMethod
        | Kind::Aggregate
        | Kind::BaseType
        | Kind::Cast
        | Kind::Collation
        | Kind::Conversion
        | Kind::ForeignDataWrapper
        | Kind::Function
        | Kind::Language
        | Kind::Operator
        | Kind::OperatorClass
        | Kind::OperatorFamily
        | Kind::Procedure
        | Kind::RangeType
        | Kind::Server
        | Kind::TextSearchConfiguration
        | Kind::TextSearchDictionary
        | Kind::TextSearchParser
        | Kind::TextSearchTemplate
        | Kind::Transform
        | Kind::UserMapping => true,
        Kind::DefaultPrivileges
        | Kind::EventTrigger
        | Kind::ForeignTable
        | Kind::Grant
        | Kind::Policy
        | Kind::Publication
        | Kind::Rule
        | Kind::SecurityLabel
        | Kind::Statistics
        | Kind::Subscription
        | Kind::Trigger => false,
    }
}
