//! Names, settings and expressions, as the questions give them.

use relata_schema::database::QualifiedName;
use relata_schema::database::expression;
use serde::{Deserialize, Deserializer};

/// A name with its namespace.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Name {
    namespace: String,
    name: String,
}

impl From<Name> for QualifiedName {
    fn from(Name { namespace, name }: Name) -> Self {
        Self { namespace, name }
    }
}

pub(super) fn qualified(namespace: &str, name: &str) -> QualifiedName {
    QualifiedName {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    }
}

/// `fillfactor=70` as its two parts, in the order in which they were set: it is seen in a dump.
pub(super) fn settings(options: &[String]) -> Vec<(String, String)> {
    options
        .iter()
        .map(|option| match option.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => (option.clone(), String::new()),
        })
        .collect()
}

/// An expression that reads as it is written.
pub(super) fn stable<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.map(|it| expression::stable(&it)))
}
