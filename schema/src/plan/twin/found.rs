//! Twins that an earlier plan left beside their columns: it was stopped in the middle, or the second half is still to come.

use super::keeper;
use crate::database::{Database, Outside, OutsideKind, QualifiedName};
use crate::plan::draft::Draft;
use crate::plan::lookup::beside;
use crate::sql;

/// A trigger that keeps twins, and its functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) struct Found {
    pub(in crate::plan) table: QualifiedName,
    /// Its name and that of its function.
    trigger: QualifiedName,
    /// The functions that this one calls.
    functions: Vec<QualifiedName>,
    body: String,
}

/// Those of a database.
pub(in crate::plan) fn found(database: &Database) -> Vec<Found> {
    let triggers = database.outside.iter().filter_map(|it| {
        let table = it.on.clone()?;
        let name = unquoted(&it.name);
        (it.kind == OutsideKind::Trigger && keeper::is_keeper(&name)).then_some((table, name))
    });
    triggers
        .map(|(table, name)| {
            let trigger = beside(&table, &name);
            let called = |it: &QualifiedName| format!("{}(", sql::qualified(it));
            let function = database
                .outside
                .iter()
                .find(|it| is_function(it) && it.name == format!("{})", called(&trigger)));
            let body = function.and_then(|it| it.definition.clone());
            let body = body.unwrap_or_default();
            let others = database.outside.iter().filter_map(|it| {
                let start = it.name.split('(').next().unwrap_or_default();
                let name = unquoted(start.rsplit('.').next().unwrap_or_default());
                let full = beside(&table, &name);
                let is_called = is_function(it)
                    && full != trigger
                    && keeper::is_keeper(&name)
                    && body.contains(&called(&full));
                is_called.then_some(full)
            });
            Found {
                functions: others.collect(),
                table,
                trigger,
                body,
            }
        })
        .collect()
}

impl Found {
    /// Whether it keeps a column like another one.
    pub(super) fn keeps(&self, of: &str, beside: &str) -> bool {
        self.writes(beside) && self.body.contains(&format!("NEW.{}", sql::identifier(of)))
    }

    /// Whether the values of a column are those of another one.
    pub(in crate::plan) fn writes(&self, column: &str) -> bool {
        let assigned = format!("NEW.{} := ", sql::identifier(column));
        self.body.contains(&assigned)
    }

    /// The functions that its own one calls, each with its name.
    pub(in crate::plan) fn functions(
        &self,
    ) -> impl Iterator<Item = (QualifiedName, QualifiedName)> {
        let all = self.functions.iter();
        all.map(|it| (self.trigger.clone(), it.clone()))
    }

    /// Keeps nothing any more.
    pub(in crate::plan) fn drop(&self, draft: &mut Draft) {
        draft.take(format!(
            "DROP TRIGGER {} ON {}",
            sql::identifier(&self.trigger.name),
            sql::qualified(&self.table)
        ));
        draft.take(format!("DROP FUNCTION {}()", sql::qualified(&self.trigger)));
        for function in &self.functions {
            draft.take(format!("DROP FUNCTION {}", sql::qualified(function)));
        }
    }
}

/// Whether something that is not modelled is such a trigger or function, of which plans take care.
pub(crate) fn is_kept(it: &Outside) -> bool {
    let is_kind = it.kind == OutsideKind::Trigger || is_function(it);
    let name = it.name.split('(').next().unwrap_or_default();
    is_kind && keeper::is_keeper(&unquoted(name))
}

fn is_function(it: &Outside) -> bool {
    it.kind == OutsideKind::Function
}

/// A name without the quotes that `DROP` would write.
pub(super) fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}
