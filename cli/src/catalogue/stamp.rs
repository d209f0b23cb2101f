//! The triggers that `on update` makes, known by their bodies.

use relata_schema::create::stamp_body;
use relata_schema::database::Trigger;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) trigger: i64,
    pub(super) function: i64,
    pub(super) relation: i64,
    name: String,
    body: String,
}

impl Row {
    /// The trigger, if its body is one that relata writes.
    pub(super) fn stamp(&self, columns: &[String]) -> Option<Trigger> {
        let lines = self
            .body
            .strip_prefix("\nBEGIN\n")?
            .strip_suffix("    RETURN NEW;\nEND\n")?;
        let assignments: Option<Vec<(String, String)>> = lines
            .split_terminator(";\n")
            .map(|line| {
                let (column, value) = line.strip_prefix("    NEW.")?.split_once(" := ")?;
                let column = columns
                    .iter()
                    .find(|it| relata_schema::sql::identifier(it) == column)?;
                Some((column.clone(), value.to_owned()))
            })
            .collect();
        let trigger = Trigger {
            name: self.name.clone(),
            assignments: assignments?,
        };
        (stamp_body(&trigger) == self.body).then_some(trigger)
    }
}
