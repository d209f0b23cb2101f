//! `CREATE TABLE`, and a table's triggers.

use super::constraint;
use crate::database::{Column, Counting, Filled, Identity, QualifiedName, Table, Trigger};
use crate::{name, sql};

/// A table with its columns, keys and checks; its foreign keys come later.
pub(super) fn create(table: &Table) -> String {
    let mut lines: Vec<String> = table
        .columns
        .iter()
        .map(|it| format!("    {}", column(table, it)))
        .collect();
    lines.extend(constraint::inside(table).map(|it| format!("    {it}")));

    let mut text = format!("CREATE TABLE {} (", sql::qualified(&table.name));
    if !lines.is_empty() {
        text.push_str(&format!("\n{}\n", lines.join(",\n")));
    }
    text.push(')');
    if let Some(partition) = &table.partition {
        text.push_str(&format!(
            " PARTITION BY {} ({})",
            partition.method.to_ascii_uppercase(),
            partition.by.join(", ")
        ));
    }
    text.push_str(&with(&table.options));
    text
}

/// ` WITH (fillfactor = 70)`, or nothing.
pub(super) fn with(options: &[(String, String)]) -> String {
    if options.is_empty() {
        return String::new();
    }
    format!(" WITH ({})", settings(options))
}

/// `fillfactor = 70, autosummarize = on`
pub(super) fn settings(options: &[(String, String)]) -> String {
    let settings: Vec<String> = options
        .iter()
        .map(|(name, value)| format!("{} = {}", setting(name), sql::setting(value)))
        .collect();
    settings.join(", ")
}

/// The name of a setting, which can have a namespace: `toast.autovacuum_enabled`.
fn setting(name: &str) -> String {
    let parts: Vec<String> = name.split('.').map(sql::identifier).collect();
    parts.join(".")
}

fn column(table: &Table, column: &Column) -> String {
    let mut text = format!("{} {}", sql::identifier(&column.name), column.ty);
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if column.not_null {
        text.push_str(" NOT NULL");
    }
    match &column.filled {
        Filled::No => {}
        Filled::Default(expr) => text.push_str(&format!(" DEFAULT {expr}")),
        Filled::Generated(expr) => text.push_str(&format!(" GENERATED ALWAYS AS ({expr}) STORED")),
        Filled::Virtual(expr) => text.push_str(&format!(" GENERATED ALWAYS AS ({expr}) VIRTUAL")),
        Filled::Identity(it) => text.push_str(&identity(table, column, it)),
    }
    text
}

fn identity(table: &Table, column: &Column, identity: &Identity) -> String {
    let kind = if identity.always {
        "ALWAYS"
    } else {
        "BY DEFAULT"
    };
    let mut options = Vec::new();
    if identity.sequence != name::postgres::sequence(&table.name.name, &column.name) {
        let full = QualifiedName {
            namespace: table.name.namespace.clone(),
            name: identity.sequence.clone(),
        };
        options.push(format!("SEQUENCE NAME {}", sql::qualified(&full)));
    }
    options.extend(counting(&column.ty, &identity.counting));
    if options.is_empty() {
        format!(" GENERATED {kind} AS IDENTITY")
    } else {
        format!(" GENERATED {kind} AS IDENTITY ({})", options.join(" "))
    }
}

/// What of how it counts PostgreSQL would not fill in like this.
pub(super) fn counting(ty: &str, counting: &Counting) -> Vec<String> {
    let usual = Counting::of(ty, counting.increment);
    let mut options = Vec::new();
    if counting.start != usual.start {
        options.push(format!("START WITH {}", counting.start));
    }
    if counting.increment != 1 {
        options.push(format!("INCREMENT BY {}", counting.increment));
    }
    if counting.minimum != usual.minimum {
        options.push(format!("MINVALUE {}", counting.minimum));
    }
    if counting.maximum != usual.maximum {
        options.push(format!("MAXVALUE {}", counting.maximum));
    }
    if counting.cache != usual.cache {
        options.push(format!("CACHE {}", counting.cache));
    }
    if counting.cycle {
        options.push("CYCLE".to_owned());
    }
    options
}

/// The functions and triggers of a table.
pub(super) fn triggers(table: &Table) -> impl Iterator<Item = String> {
    table
        .triggers
        .iter()
        .flat_map(|it| [function(table, it), trigger(table, it)])
}

fn function(table: &Table, trigger: &Trigger) -> String {
    let mut body = String::new();
    for (column, value) in &trigger.assignments {
        body.push_str(&format!(
            "    NEW.{} := {value};\n",
            sql::identifier(column)
        ));
    }
    format!(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS {}",
        function_name(table, trigger),
        sql::dollar_quoted(&format!("\nBEGIN\n{body}    RETURN NEW;\nEND\n"))
    )
}

fn trigger(table: &Table, trigger: &Trigger) -> String {
    format!(
        "CREATE TRIGGER {} BEFORE UPDATE ON {}\n    FOR EACH ROW EXECUTE FUNCTION {}()",
        sql::identifier(&trigger.name),
        sql::qualified(&table.name),
        function_name(table, trigger)
    )
}

fn function_name(table: &Table, trigger: &Trigger) -> String {
    sql::qualified(&QualifiedName {
        namespace: table.name.namespace.clone(),
        name: trigger.name.clone(),
    })
}
