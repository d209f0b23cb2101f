//! From a database to the statements that create it on an empty server, in one transaction.

mod comment;
pub(crate) mod constraint;
pub(crate) mod index;
pub(crate) mod sequence;
pub(crate) mod table;

use crate::database::{
    Attribute, CompositeType, Database, Domain, DomainCheck, EnumType, Extension, Namespace, PUBLIC,
    Script, View,
};
use crate::sql;

/// The statements that create a database, separated by blank lines; empty for an empty database.
///
/// Indexes come before foreign keys, which may need a unique one; foreign keys come after all tables, so that tables
/// can refer to each other.
#[must_use]
pub fn create(database: &Database) -> String {
    let mut statements = Vec::new();
    statements.extend(database.extensions.iter().map(extension));
    statements.extend(database.namespaces.iter().map(namespace));
    statements.extend(database.enums.iter().map(enum_type));
    statements.extend(database.domains.iter().map(domain));
    statements.extend(scripts(database, true));
    statements.extend(database.tables.iter().map(table::create));
    for table in &database.tables {
        statements.extend(constraint::repeated_keys(table));
        statements.extend(index::of_table(table));
    }
    for table in &database.tables {
        statements.extend(constraint::foreign_keys(table));
    }
    for table in &database.tables {
        statements.extend(table::triggers(table));
    }
    for it in &database.views {
        statements.push(view(it));
        statements.extend(index::of_view(it));
    }
    statements.extend(comment::all(database));
    statements.extend(scripts(database, false));

    let mut text = statements.join(";\n\n");
    if !text.is_empty() {
        text.push_str(";\n");
    }
    text
}

pub(crate) fn extension(extension: &Extension) -> String {
    let name = sql::identifier(&extension.name);
    if extension.namespace == PUBLIC {
        format!("CREATE EXTENSION IF NOT EXISTS {name}")
    } else {
        let namespace = sql::identifier(&extension.namespace);
        format!("CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA {namespace}")
    }
}

pub(crate) fn namespace(namespace: &Namespace) -> String {
    format!("CREATE SCHEMA {}", sql::identifier(&namespace.name))
}

pub(crate) fn enum_type(enum_: &EnumType) -> String {
    let labels: Vec<String> = enum_
        .labels
        .iter()
        .map(|label| sql::literal(label))
        .collect();
    format!(
        "CREATE TYPE {} AS ENUM ({})",
        sql::qualified(&enum_.name),
        labels.join(", ")
    )
}

pub(crate) fn domain(domain: &Domain) -> String {
    let mut text = format!(
        "CREATE DOMAIN {} AS {}",
        sql::qualified(&domain.name),
        domain.base
    );
    if let Some(collation) = &domain.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &domain.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if domain.not_null {
        if let Some(name) = &domain.not_null_name {
            text.push_str(&format!(" CONSTRAINT {}", sql::identifier(name)));
        }
        text.push_str(" NOT NULL");
    }
    // One that is not validated can only be added.
    for check in domain.checks.iter().filter(|check| check.valid) {
        text.push_str(&format!("\n    {}", domain_check(check)));
    }
    text
}

/// `CONSTRAINT name CHECK (…)`, with `NOT VALID` where it is not.
pub(crate) fn domain_check(check: &DomainCheck) -> String {
    format!(
        "CONSTRAINT {} CHECK ({}){}",
        sql::identifier(&check.name),
        check.condition,
        if check.valid { "" } else { " NOT VALID" }
    )
}

pub(crate) fn composite(composite: &CompositeType) -> String {
    let attributes: Vec<String> = composite
        .attributes
        .iter()
        .map(|it| format!("\n    {}", attribute(it)))
        .collect();
    let name = sql::qualified(&composite.name);
    if attributes.is_empty() {
        format!("CREATE TYPE {name} AS ()")
    } else {
        format!("CREATE TYPE {name} AS ({}\n)", attributes.join(","))
    }
}

/// An attribute of a composite type: its name, type and collation.
pub(crate) fn attribute(attribute: &Attribute) -> String {
    let mut text = format!("{} {}", sql::identifier(&attribute.name), attribute.ty);
    if let Some(collation) = &attribute.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    text
}

pub(crate) fn view(view: &View) -> String {
    let columns: Vec<&String> = view.columns.iter().map(|column| &column.name).collect();
    let list = if columns.is_empty() {
        String::new()
    } else {
        format!(" ({})", sql::list(columns))
    };
    let mut text = format!(
        "CREATE {} {}{list}",
        if view.materialized {
            "MATERIALIZED VIEW"
        } else {
            "VIEW"
        },
        sql::qualified(&view.name),
    );
    if let Some(method) = &view.access_method {
        text.push_str(&format!(" USING {}", sql::identifier(method)));
    }
    text.push_str(&table::with(&view.options));
    if let Some(tablespace) = &view.tablespace {
        text.push_str(&format!(" TABLESPACE {}", sql::identifier(tablespace)));
    }
    text.push_str(&format!(" AS\n{}", view.query));
    if view.materialized && !view.populated {
        text.push_str("\nWITH NO DATA");
    }
    text
}

fn scripts(database: &Database, before_tables: bool) -> impl Iterator<Item = String> {
    database
        .scripts
        .iter()
        .filter(move |script| script.before_tables == before_tables)
        .map(script)
        .filter(|text| !text.is_empty())
}

/// One or more statements of the author's, without the last `;`.
pub(crate) fn script(script: &Script) -> String {
    script
        .create
        .trim()
        .trim_end_matches(';')
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{Counting, Filled, Identity};
    use crate::diagnostic::Diagnostics;
    use crate::source::Source;
    use expect_test::{Expect, expect};

    fn database(text: &str) -> Database {
        let source = Source::one("test", text);
        let model = crate::compile(&source, &mut Diagnostics::default()).unwrap();
        crate::lower(&model)
    }

    fn check(text: &str, expected: &Expect) {
        expected.assert_eq(&create(&database(text)));
    }

    #[test]
    fn an_empty_schema_needs_nothing() {
        let nothing = r#"allow empty_schema because "the tables follow";"#;
        check(nothing, &expect![]);
    }

    #[test]
    fn a_sequence_says_only_what_is_unusual() {
        let rest = "b: integer identity by default (increment = -1), \
            c: smallint identity (start = 5, minvalue = 5, maxvalue = 9, cache = 3, cycle = true)";
        check(
            &format!("table ts {{ id: bigint primary key identity, {rest} }}"),
            &expect![[r#"
                CREATE TABLE ts (
                    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
                    b integer NOT NULL GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY -1),
                    c smallint NOT NULL GENERATED ALWAYS AS IDENTITY (START WITH 5 MINVALUE 5 MAXVALUE 9 CACHE 3 CYCLE),
                    CONSTRAINT ts_pkey PRIMARY KEY (id)
                );
            "#]],
        );
    }

    #[test]
    fn a_sequence_of_another_name_says_it() {
        let mut database = database("table ts { id: bigint primary key identity }");
        database.tables[0].columns[0].filled = Filled::Identity(Identity {
            always: true,
            sequence: "old_id_seq".to_owned(),
            counting: Counting::of("bigint", 1),
        });
        expect![[r#"
            CREATE TABLE ts (
                id bigint NOT NULL GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME old_id_seq),
                CONSTRAINT ts_pkey PRIMARY KEY (id)
            );
        "#]]
        .assert_eq(&create(&database));
    }

    #[test]
    fn equal_keys_are_all_there() {
        check(
            "table ts { id: bigint primary key, unique again (id), unique later (id) deferrable }",
            &expect![[r#"
                CREATE TABLE ts (
                    id bigint NOT NULL,
                    CONSTRAINT ts_pkey PRIMARY KEY (id),
                    CONSTRAINT later UNIQUE (id) DEFERRABLE
                );

                ALTER TABLE ts
                    ADD CONSTRAINT again UNIQUE (id);
            "#]],
        );
    }

    #[test]
    fn what_an_author_writes_in_sql_stands_where_it_is_needed() {
        check(
            "sql last \"GRANT SELECT ON ts TO PUBLIC; \";
            sql first before tables \"CREATE SEQUENCE numbers\";
            table ts { id: bigint primary key = nextval(\"numbers\") }",
            &expect![[r#"
                CREATE SEQUENCE numbers;

                CREATE TABLE ts (
                    id bigint NOT NULL DEFAULT nextval('numbers'),
                    CONSTRAINT ts_pkey PRIMARY KEY (id)
                );

                GRANT SELECT ON ts TO PUBLIC;
            "#]],
        );
    }

    #[test]
    fn tables_that_need_each_other_come_before_their_foreign_keys() {
        check(
            "table as as A { id: bigint primary key, b_id: references bs? on delete set null }
            table bs as B { id: bigint primary key, a_id: references as? on delete set null }",
            &expect![[r#"
                CREATE TABLE "as" (
                    id bigint NOT NULL,
                    b_id bigint,
                    CONSTRAINT as_pkey PRIMARY KEY (id)
                );

                CREATE TABLE bs (
                    id bigint NOT NULL,
                    a_id bigint,
                    CONSTRAINT bs_pkey PRIMARY KEY (id)
                );

                CREATE INDEX as_b_id_idx ON "as" (b_id);

                CREATE INDEX bs_a_id_idx ON bs (a_id);

                ALTER TABLE "as"
                    ADD CONSTRAINT as_b_id_fkey FOREIGN KEY (b_id) REFERENCES bs (id) ON DELETE SET NULL;

                ALTER TABLE bs
                    ADD CONSTRAINT bs_a_id_fkey FOREIGN KEY (a_id) REFERENCES "as" (id) ON DELETE SET NULL;
            "#]],
        );
    }

    #[test]
    fn a_row_that_is_updated_is_stamped() {
        check(
            "table ts { id: bigint primary key, at: timestamptz = now() on update now() }",
            &expect![[r#"
                CREATE TABLE ts (
                    id bigint NOT NULL,
                    at timestamp with time zone NOT NULL DEFAULT now(),
                    CONSTRAINT ts_pkey PRIMARY KEY (id)
                );

                CREATE FUNCTION ts_on_update() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    NEW.at := now();
                    RETURN NEW;
                END
                $$;

                CREATE TRIGGER ts_on_update BEFORE UPDATE ON ts
                    FOR EACH ROW EXECUTE FUNCTION ts_on_update();
            "#]],
        );
    }

    #[test]
    fn an_enum_that_is_text_is_a_check() {
        check(
            "enum size: text { small, large }
            table ts { id: bigint primary key, a: size, b: size[], c: size?[] }",
            &expect![[r#"
                CREATE TABLE ts (
                    id bigint NOT NULL,
                    a text NOT NULL,
                    b text[] NOT NULL,
                    c text[] NOT NULL,
                    CONSTRAINT ts_pkey PRIMARY KEY (id),
                    CONSTRAINT ts_a_check CHECK (a IN ('small', 'large')),
                    CONSTRAINT ts_b_check CHECK (b <@ ARRAY['small', 'large']),
                    CONSTRAINT ts_c_check CHECK (array_remove(c, NULL) <@ ARRAY['small', 'large'])
                );
            "#]],
        );
    }
}
