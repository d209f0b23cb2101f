//! Names that are hard to write.

use super::dice::Dice;
use super::{Id, Schema};

#[derive(Clone)]
pub(super) struct Namespace {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) comment: Option<String>,
}

/// Where something lies, and what it is called there.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) namespace: Option<Id>,
    pub(super) name: String,
}

const RESERVED: [&str; 10] = [
    "order", "select", "Table", "user", "group", "left", "interval", "null", "do", "end",
];

/// How long a name can be, in bytes.
const LONGEST: usize = 63;

impl Schema {
    /// A name that nothing else has.
    pub(super) fn name(&mut self, dice: &mut Dice, stem: &str) -> String {
        let number = self.number();
        let usual = format!("{stem}{number}");
        let name = match dice.below(24) {
            0 => format!("{stem} {number}"),
            1 => format!("{}{number}", stem.to_uppercase()),
            2 => format!("{stem}\"{number}"),
            3 => format!("{stem}\u{1f418}{number}"),
            4 => format!("{}{usual}", "x".repeat(LONGEST - usual.len())),
            5 => format!("{usual}{}", "\u{e9}".repeat((LONGEST - usual.len()) / 2)),
            6 => dice.pick(&RESERVED).to_owned(),
            7 => format!("{stem}'s {number}"),
            8 => format!("{stem}\\{number}"),
            9 => format!("{number}{stem}"),
            10 => format!("{stem}.{number}"),
            11 => format!("{stem}${number}"),
            12 => format!("{stem}%s{number}"),
            _ => usual.clone(),
        };
        if self.names.insert(name.clone()) {
            name
        } else {
            self.names.insert(usual.clone());
            usual
        }
    }

    /// A namespace as SQL writes it, or the one that is always there.
    pub(super) fn namespace(&self, id: Option<Id>) -> String {
        let found = id.and_then(|id| self.namespaces.iter().find(|it| it.id == id));
        found.map_or_else(|| "public".to_owned(), |it| quoted(&it.name))
    }

    pub(super) fn full(&self, place: &Place) -> String {
        format!(
            "{}.{}",
            self.namespace(place.namespace),
            quoted(&place.name)
        )
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub(super) fn list(names: &[String]) -> String {
    names.join(", ")
}
