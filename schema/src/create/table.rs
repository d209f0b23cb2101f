//! `CREATE TABLE`, and a table's triggers.

use super::constraint;
use crate::database::{
    Column, Constraint, Counting, Filled, Identity, QualifiedName, Table, Trigger,
};
use crate::{name, sql};

/// A table with its columns, keys and checks; its foreign keys come later.
pub(super) fn create(table: &Table) -> String {
    let constraints: Vec<&Constraint> = constraint::inside(table).collect();
    let columns: Vec<&Column> = table.columns.iter().collect();
    statement(table, &columns, &constraints)
}

/// `CREATE TABLE …`, with these of its columns and constraints.
pub(crate) fn statement(
    table: &Table,
    columns: &[&Column],
    constraints: &[&Constraint],
) -> String {
    let mut lines: Vec<String> = columns
        .iter()
        .map(|it| format!("    {}", column(&table.name, it)))
        .collect();
    lines.extend(
        constraints
            .iter()
            .map(|it| format!("    {}", constraint::named(it))),
    );

    let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
    let mut text = format!("CREATE {unlogged}TABLE {} (", sql::qualified(&table.name));
    if !lines.is_empty() {
        text.push_str(&format!("\n{}\n", lines.join(",\n")));
    }
    text.push(')');
    if !table.inherits.is_empty() {
        let parents: Vec<String> = table.inherits.iter().map(sql::qualified).collect();
        text.push_str(&format!(" INHERITS ({})", parents.join(", ")));
    }
    if let Some(partition) = &table.partition {
        text.push_str(&format!(
            " PARTITION BY {} ({})",
            partition.method.to_ascii_uppercase(),
            partition.by.join(", ")
        ));
    }
    if let Some(method) = &table.access_method {
        text.push_str(&format!(" USING {}", sql::identifier(method)));
    }
    text.push_str(&with(&table.options));
    if let Some(tablespace) = &table.tablespace {
        text.push_str(&format!(" TABLESPACE {}", sql::identifier(tablespace)));
    }
    text
}

/// ` WITH (fillfactor = 70)`, or nothing.
pub(crate) fn with(options: &[(String, String)]) -> String {
    if options.is_empty() {
        return String::new();
    }
    format!(" WITH ({})", settings(options))
}

/// `fillfactor = 70, autosummarize = on`
pub(crate) fn settings(options: &[(String, String)]) -> String {
    let settings: Vec<String> = options
        .iter()
        .map(|(name, value)| format!("{} = {}", setting(name), sql::setting(value)))
        .collect();
    settings.join(", ")
}

/// The name of a setting, which can have a namespace: `toast.autovacuum_enabled`.
pub(crate) fn setting(name: &str) -> String {
    let parts: Vec<String> = name.split('.').map(sql::identifier).collect();
    parts.join(".")
}

/// A column, as `CREATE TABLE` and `ALTER TABLE … ADD` take it.
pub(crate) fn column(table: &QualifiedName, column: &Column) -> String {
    let mut text = format!("{} {}", sql::identifier(&column.name), column.ty);
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if column.not_null {
        text.push_str(&not_null(column));
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

/// ` NOT NULL`, with the name and the properties of its constraint where it has some; one that is not validated is
/// left to be added alone.
fn not_null(column: &Column) -> String {
    let Some(constraint) = &column.not_null_constraint else {
        return " NOT NULL".to_owned();
    };
    if !constraint.valid {
        return String::new();
    }
    let name = match &constraint.name {
        Some(name) => format!(" CONSTRAINT {}", sql::identifier(name)),
        None => String::new(),
    };
    let inherit = if constraint.no_inherit {
        " NO INHERIT"
    } else {
        ""
    };
    format!("{name} NOT NULL{inherit}")
}

/// ` GENERATED … AS IDENTITY (…)`
pub(crate) fn identity(table: &QualifiedName, column: &Column, identity: &Identity) -> String {
    let kind = if identity.always {
        "ALWAYS"
    } else {
        "BY DEFAULT"
    };
    let mut options = Vec::new();
    if identity.sequence != name::postgres::sequence(&table.name, &column.name) {
        let full = QualifiedName {
            namespace: table.namespace.clone(),
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
pub(crate) fn counting(ty: &str, counting: &Counting) -> Vec<String> {
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
pub(crate) fn triggers(table: &Table) -> impl Iterator<Item = String> {
    table
        .triggers
        .iter()
        .flat_map(|it| [function(table, it), trigger(table, it)])
}

pub(crate) fn function(table: &Table, trigger: &Trigger) -> String {
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

pub(crate) fn trigger(table: &Table, trigger: &Trigger) -> String {
    format!(
        "CREATE TRIGGER {} BEFORE UPDATE ON {}\n    FOR EACH ROW EXECUTE FUNCTION {}()",
        sql::identifier(&trigger.name),
        sql::qualified(&table.name),
        function_name(table, trigger)
    )
}

pub(crate) fn function_name(table: &Table, trigger: &Trigger) -> String {
    sql::qualified(&QualifiedName {
        namespace: table.name.namespace.clone(),
        name: trigger.name.clone(),
    })
}
