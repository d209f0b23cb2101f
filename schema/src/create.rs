//! From a database to the statements that create it on an empty server, in one transaction.

pub(crate) mod comment;
pub(crate) mod constraint;
pub(crate) mod index;
pub(crate) mod order;
pub(crate) mod outside;
pub(crate) mod sequence;
pub(crate) mod setting;
pub(crate) mod table;
pub(crate) mod types;
pub(crate) mod view;

pub use table::stamp_body;

use crate::database::{
    Column, Database, Extension, Namespace, Object, PUBLIC, QualifiedName, Script,
};
use crate::sql;
pub(crate) use order::Step;
use std::collections::BTreeSet;

/// The statements that create a database, separated by blank lines; empty for an empty database.
///
/// Indexes come before foreign keys, which may need a unique one; foreign keys come after all tables, so that tables
/// can refer to each other. What `dependencies` says comes first all the same; where they go in a circle, defaults and
/// checks are added to tables that are there already. What is not modelled is created where its definition is known.
#[must_use]
pub fn create(database: &Database) -> String {
    let mut statements = Vec::new();
    statements.extend(outside::unchecked_bodies(database));
    let in_public = |it: &&Extension| it.namespace == PUBLIC;
    statements.extend(database.extensions.iter().filter(in_public).map(extension));
    statements.extend(database.namespaces.iter().filter_map(namespace));
    let elsewhere = database.extensions.iter().filter(|it| !in_public(it));
    statements.extend(elsewhere.map(extension));
    statements.extend(ordered(database).into_iter().map(|it| it.text));
    statements.extend(setting::all(database));
    statements.extend(comment::all(database));
    statements.extend(scripts(database, false));

    let mut text = statements.join(";\n\n");
    if !text.is_empty() {
        text.push_str(";\n");
    }
    text
}

/// All that has to come in an order.
pub(crate) fn ordered(database: &Database) -> Vec<Step> {
    let whole = BTreeSet::new();
    match order::sort(steps(database, &whole), &database.dependencies) {
        Ok(sorted) => sorted,
        Err(in_circles) => {
            let steps = steps(database, &in_circles);
            let unsorted = steps.clone();
            order::sort(steps, &database.dependencies).unwrap_or(unsorted)
        }
    }
}

/// The steps in the order that is right where nothing else is said. Of the tables that are divided, defaults and checks
/// are steps of their own.
fn steps(database: &Database, divided: &BTreeSet<QualifiedName>) -> Vec<Step> {
    let mut steps = Vec::new();
    steps.extend(database.enums.iter().map(types::enum_type));
    steps.extend(database.composites.iter().map(types::composite));
    for it in &database.domains {
        steps.extend(types::domain(it));
    }
    steps.extend(scripts(database, true).map(Step::last));
    steps.extend(outside::before_tables(database));
    steps.extend(database.sequences.iter().map(sequence::create));
    for it in &database.tables {
        let said = table::as_said(it, |parent, name| column(database, parent, name));
        steps.extend(table::create(&said, divided.contains(&it.name)));
    }
    for it in &database.tables {
        steps.extend(constraint::later(it));
        steps.extend(index::of_table(it));
    }
    steps.extend(constraint::proven(database));
    for it in &database.tables {
        steps.extend(table::attach(database, it));
    }
    for it in &database.tables {
        steps.extend(constraint::of_partition(it));
        steps.extend(index::of_partition(it));
        steps.extend(index::incomplete(database, it));
    }
    for it in &database.tables {
        steps.extend(constraint::foreign_keys(it));
    }
    for it in &database.tables {
        steps.extend(table::triggers(it));
    }
    for it in &database.views {
        steps.extend(view::create(it));
        steps.extend(index::of_view(it));
    }
    steps.extend(outside::after_tables(database));
    steps
}

fn column<'a>(database: &'a Database, table: &QualifiedName, name: &str) -> Option<&'a Column> {
    let table = database.tables.iter().find(|it| it.name == *table)?;
    table.columns.iter().find(|it| it.name == name)
}

pub(crate) fn extension(extension: &Extension) -> String {
    let name = sql::identifier(&extension.name);
    if extension.namespace == PUBLIC {
        return format!("CREATE EXTENSION IF NOT EXISTS {name}");
    }
    let namespace = sql::identifier(&extension.namespace);
    format!("CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA {namespace}")
}

fn namespace(namespace: &Namespace) -> Option<String> {
    (namespace.name != PUBLIC)
        .then(|| format!("CREATE SCHEMA {}", sql::identifier(&namespace.name)))
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

/// The objects of a table that have to be there before it takes part in a partitioning, each by itself.
fn members(table: &crate::database::Table) -> Vec<Object> {
    let mut members = vec![Object::Table(table.name.clone())];
    let is_part = |part_of: Option<&QualifiedName>| part_of.is_some() || table.part_of.is_none();
    for it in table
        .constraints
        .iter()
        .filter(|it| !constraint::is_foreign(it))
    {
        if constraint::index_of(it).is_none_or(|it| is_part(it.part_of.as_ref())) {
            members.push(Object::Constraint(table.name.clone(), it.name.clone()));
        }
    }
    for it in table
        .indexes
        .iter()
        .filter(|it| it.valid && is_part(it.part_of.as_ref()))
    {
        members.push(Object::Index(index::name(&table.name, &it.name)));
    }
    members
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
