//! `CREATE TABLE`, and a table's triggers.

use super::order::Step;
use super::{constraint, members};
use crate::database::{
    Column, Counting, Database, Filled, Identity, Object, QualifiedName, Table, Trigger,
};
use crate::{name, sql};

/// A table with its columns, keys and checks; its foreign keys come later. Of a divided one, defaults and checks are
/// steps of their own.
pub(super) fn create(table: &Table, divided: bool) -> Vec<Step> {
    let mut lines: Vec<String> = table
        .columns
        .iter()
        .filter_map(|it| column(table, it, divided))
        .map(|it| format!("    {it}"))
        .collect();
    lines.extend(constraint::inside(table, divided).map(|it| format!("    {it}")));

    let name = sql::qualified(&table.name);
    let text = statement(table, &lines);
    let object = Object::Table(table.name.clone());
    let parents = table.inherits.iter().cloned().map(Object::Table);
    let mut steps = vec![Step::new(object.clone(), text).needing(parents)];
    if divided {
        for column in &table.columns {
            if let Filled::Default(default) = &column.filled {
                let text = format!(
                    "ALTER TABLE ONLY {name} ALTER COLUMN {} SET DEFAULT {default}",
                    sql::identifier(&column.name)
                );
                let default = Object::Default(table.name.clone(), column.name.clone());
                steps.push(Step::new(default, text).needing([object.clone()]));
            }
        }
        steps.extend(constraint::checks(table));
    }
    steps
}

/// A table as its statement says it: what parents compute is not said again, which PostgreSQL refuses before 16.
pub(crate) fn as_said<'a>(
    table: &Table,
    column: impl Fn(&QualifiedName, &str) -> Option<&'a Column>,
) -> Table {
    let mut said = table.clone();
    for it in &mut said.columns {
        let is_computed = matches!(it.filled, Filled::Generated(_) | Filled::Virtual(_));
        let mut parents = table.inherits.iter();
        if it.local
            && is_computed
            && parents.any(|parent| {
                column(parent, &it.name).is_some_and(|above| above.filled == it.filled)
            })
        {
            it.filled = Filled::No;
        }
    }
    said
}

/// `CREATE TABLE …`, with these lines for columns and constraints.
pub(crate) fn statement(table: &Table, lines: &[String]) -> String {
    let kind = if table.unlogged {
        "UNLOGGED TABLE"
    } else {
        "TABLE"
    };
    let mut text = format!("CREATE {kind} {}", sql::qualified(&table.name));
    if let Some(of) = &table.of_type {
        text.push_str(&format!(" OF {}", sql::user_type(of)));
    }
    if !lines.is_empty() {
        text.push_str(&format!(" (\n{}\n)", lines.join(",\n")));
    } else if table.of_type.is_none() {
        text.push_str(" ()");
    }
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

/// What makes a table a partition, when both have their constraints and indexes: PostgreSQL matches them then.
pub(super) fn attach(database: &Database, table: &Table) -> Option<Step> {
    let part = table.part_of.as_ref()?;
    let text = format!(
        "ALTER TABLE ONLY {} ATTACH PARTITION {} {}",
        sql::qualified(&part.parent),
        sql::qualified(&table.name),
        part.bound
    );
    let parent = database.tables.iter().find(|it| it.name == part.parent);
    let needs = parent.into_iter().chain([table]).flat_map(members);
    Some(Step::last(text).needing(needs))
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

/// Nothing for a column that comes from a parent, or from the type of the table.
fn column(table: &Table, column: &Column, divided: bool) -> Option<String> {
    let inherited = !column.local && table.part_of.is_none();
    if inherited {
        return None;
    }
    definition(table, column, divided)
}

/// A column, as `CREATE TABLE` and `ALTER TABLE … ADD` take it; nothing, where a table of a type has nothing to add.
pub(crate) fn definition(table: &Table, column: &Column, divided: bool) -> Option<String> {
    let mut text = sql::identifier(&column.name);
    if table.of_type.is_none() {
        text.push_str(&format!(" {}", column.ty));
        if let Some(collation) = &column.collation {
            text.push_str(&format!(" COLLATE {collation}"));
        }
    } else {
        text.push_str(" WITH OPTIONS");
    }
    let plain = text.len();
    if column.not_null {
        text.push_str(&not_null(table, column));
    }
    match &column.filled {
        Filled::Default(expr) if !divided => text.push_str(&format!(" DEFAULT {expr}")),
        Filled::No | Filled::Default(_) => {}
        Filled::Generated(expr) => text.push_str(&format!(" GENERATED ALWAYS AS ({expr}) STORED")),
        Filled::Virtual(expr) => text.push_str(&format!(" GENERATED ALWAYS AS ({expr}) VIRTUAL")),
        Filled::Identity(it) => text.push_str(&identity(table, column, it)),
    }
    (table.of_type.is_none() || text.len() > plain).then_some(text)
}

/// ` NOT NULL`, with its name where that is another one; nothing where it comes from a parent, or later.
fn not_null(table: &Table, column: &Column) -> String {
    let Some(constraint) = &column.not_null_constraint else {
        return " NOT NULL".to_owned();
    };
    if !constraint.valid || (!constraint.local && table.part_of.is_none()) {
        return String::new();
    }
    let name = constraint.name.as_ref();
    format!(
        "{} NOT NULL{}",
        name.map_or_else(String::new, |it| format!(
            " CONSTRAINT {}",
            sql::identifier(it)
        )),
        if constraint.no_inherit {
            " NO INHERIT"
        } else {
            ""
        }
    )
}

pub(crate) fn identity(table: &Table, column: &Column, identity: &Identity) -> String {
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
pub(crate) fn triggers(table: &Table) -> impl Iterator<Item = Step> {
    table
        .triggers
        .iter()
        .flat_map(|it| [function(table, it), trigger(table, it)])
        .map(|text| Step::last(text).needing([Object::Table(table.name.clone())]))
}

/// The body of the function of a trigger.
#[must_use]
pub fn stamp_body(trigger: &Trigger) -> String {
    let mut body = String::new();
    for (column, value) in &trigger.assignments {
        body.push_str(&format!(
            "    NEW.{} := {value};\n",
            sql::identifier(column)
        ));
    }
    format!("\nBEGIN\n{body}    RETURN NEW;\nEND\n")
}

pub(crate) fn function(table: &Table, trigger: &Trigger) -> String {
    format!(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS {}",
        function_name(table, trigger),
        sql::dollar_quoted(&stamp_body(trigger))
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
