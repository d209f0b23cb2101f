//! Columns that are about to be dropped: the schema still has them, and what the migrations lead to does not.

use super::{Folder, Phase};
use crate::model::{Model, Table};
use crate::sql;

/// The statements that drop the columns that a schema calls deprecated.
#[must_use]
pub fn drops(model: &Model) -> Vec<String> {
    let mut statements = Vec::new();
    for table in &model.tables {
        let gone = table.columns.iter().filter(|it| it.deprecated.is_some());
        statements.extend(gone.map(|column| {
            let column = sql::identifier(&column.name);
            format!("ALTER TABLE {} DROP COLUMN {column}", qualified(table))
        }));
    }
    statements
}

/// Notes at each deprecated column which migration drops it: the last one that does, among those that wait until they are
/// asked for.
pub fn name_drops(model: &mut Model, folder: &Folder) {
    for table in &mut model.tables {
        let name = qualified(table);
        for column in &mut table.columns {
            if let Some(deprecated) = &mut column.deprecated {
                deprecated.by = dropping(folder, &name, &sql::identifier(&column.name));
            }
        }
    }
}

fn dropping(folder: &Folder, table: &str, column: &str) -> Option<String> {
    let drops = |sql: &str| {
        let Some(rest) = sql.strip_prefix("ALTER TABLE ") else {
            return false;
        };
        let rest = rest.strip_prefix("ONLY ").unwrap_or(rest);
        let Some(rest) = rest.strip_prefix(table) else {
            return false;
        };
        let named = format!("DROP COLUMN {column}");
        let is_end = |it: &str| !it.starts_with(|it: char| it.is_alphanumeric() || it == '_');
        rest.starts_with(char::is_whitespace) && rest.split(&named).skip(1).any(is_end)
    };
    let contract = folder.migrations.iter().rev();
    let mut contract = contract.filter(|it| it.phase == Phase::Contract);
    let found = contract.find(|it| {
        let statements = it.steps.iter().flat_map(|it| super::statements(&it.sql));
        statements.into_iter().any(drops)
    });
    found.map(|it| it.id.to_string())
}

fn qualified(table: &Table) -> String {
    let name = &table.name;
    match &name.namespace {
        Some(namespace) => format!(
            "{}.{}",
            sql::identifier(namespace),
            sql::identifier(&name.name)
        ),
        None => sql::identifier(&name.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Source;

    #[test]
    fn a_deprecated_column_knows_what_drops_it() {
        let text = "table users { id: bigint primary key, nick: text? deprecated, nickname: text = \"\" deprecated }
            namespace billing;
            table billing.users { id: bigint primary key, nick: text? deprecated }";
        let mut found = Diagnostics::default();
        let mut model = crate::compile(&Source::one("test", text), &mut found).unwrap();
        assert_eq!(
            drops(&model),
            [
                "ALTER TABLE users DROP COLUMN nick",
                "ALTER TABLE users DROP COLUMN nickname",
                "ALTER TABLE billing.users DROP COLUMN nick",
            ]
        );
        let contract = "-- relata: phase contract\nALTER TABLE users\n    DROP COLUMN nickname;";
        let folder = Folder::read([
            ("0003_a_contract.sql", contract),
            ("0004_b.sql", "SELECT 1"),
        ])
        .unwrap();
        name_drops(&mut model, &folder);
        let by = |table: usize, column: usize| {
            let deprecated = model.tables[table].columns[column].deprecated.clone();
            deprecated.unwrap().by
        };
        assert_eq!(by(0, 1), None);
        assert_eq!(by(0, 2).as_deref(), Some("0003_a_contract"));
        assert_eq!(by(1, 1), None);
    }

    #[test]
    fn a_deprecated_column_needs_no_value() {
        let text = "table users { id: bigint primary key, nick: text deprecated }";
        let mut found = Diagnostics::default();
        crate::compile(&Source::one("test", text), &mut found);
        let messages: Vec<&str> = found.list.iter().map(|it| &*it.message).collect();
        assert_eq!(
            messages,
            ["the column `nick` is deprecated, and every row has to have a value for it"]
        );
    }
}
