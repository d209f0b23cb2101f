//! No two constraints or indexes have one name.
//!
//! Relations (tables, views, sequences, keys and indexes) share names in a namespace, and the
//! constraints of a table share theirs. Where PostgreSQL would add a number, the number would depend on
//! what was made before, so the schema has to give a name.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     at: date,
//!     kind: text,
//!     index (at) where kind = "a",
//!     index (at) where kind = "b",
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     at: date,
//!     kind: text,
//!     index (at) where kind = "a",
//!     index things_of_b (at) where kind = "b",
//! }
//! ```

use std::collections::BTreeMap;

use super::findings::{Findings, Place};
use crate::model::{
    ColumnId, ConstraintName, Filled, Index, Model, ReferenceId, Scalar, Table, TableId,
};
use crate::name::postgres::{LONGEST, clip, make};
use crate::source::Span;

const RULE: &str = "name_taken";

/// Reports relations of a namespace and constraints of a table that would have one name.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let checks_of_values: Vec<Vec<Option<String>>> = model
        .tables
        .iter()
        .map(|table| checks_of_values(model, table))
        .collect();
    let mut relations = Relations::default();
    for table in &model.tables {
        relations.declare(
            table.name.namespace.as_deref(),
            &table.name.name,
            table.span,
        );
    }
    for view in &model.views {
        relations.declare(view.name.namespace.as_deref(), &view.name.name, view.span);
    }
    for (number, table) in model.tables.iter().enumerate() {
        let mut objects = objects(TableId(number), table, &checks_of_values[number]);
        for object in &mut objects {
            if object.is_relation {
                relations.take(table, object, found);
            }
        }
        constraints(table, &objects, found);
    }
    for (number, view) in model.views.iter().enumerate() {
        for index in &view.indexes {
            let home = view.name.namespace.as_deref();
            let mut object = of_index(index, Place::View(number));
            relations.take_in(home, &view.name.name, &mut object, found);
        }
    }
}

/// Something of a table that has a name.
struct Object<'a> {
    name: &'a str,
    written: bool,
    /// What messages call it.
    what: &'static str,
    /// How it is written with a name.
    with_name: Option<&'static str>,
    span: Span,
    place: Place,
    is_relation: bool,
    is_constraint: bool,
    is_reported: bool,
}

/// What has a name, in the order in which PostgreSQL makes it, but for the indexes of references.
fn objects<'a>(id: TableId, table: &'a Table, values: &'a [Option<String>]) -> Vec<Object<'a>> {
    let mut objects = Vec::new();
    for (number, column) in table.columns.iter().enumerate() {
        if let Filled::Identity { sequence, .. } = &column.filled {
            objects.push(Object {
                name: sequence,
                written: false,
                what: "sequence",
                with_name: None,
                span: column.span,
                place: Place::Column(id, ColumnId(number)),
                is_relation: true,
                is_constraint: false,
                is_reported: false,
            });
        }
    }
    // The values of an enum that is text are kept by a check that the schema does not write.
    let of_values = table.columns.iter().zip(values);
    for (number, (column, name)) in of_values.enumerate() {
        if let Some(name) = name {
            objects.push(Object {
                name,
                written: false,
                what: "check of an enum's values",
                with_name: None,
                span: column.span,
                place: Place::Column(id, ColumnId(number)),
                is_relation: false,
                is_constraint: true,
                is_reported: false,
            });
        }
    }
    let constraint = |name, what, with_name, span, place, is_relation| Object {
        is_relation,
        is_constraint: true,
        ..object(name, what, Some(with_name), span, place)
    };
    for (number, check) in table.checks.iter().enumerate() {
        let place = Place::Check(id, number);
        objects.push(constraint(
            &check.name,
            "check",
            "check NAME (…)",
            check.span,
            place,
            false,
        ));
    }
    if let Some(key) = &table.primary_key {
        let place = Place::Table(id);
        objects.push(constraint(
            &key.name,
            "primary key",
            "primary key NAME (…)",
            key.span,
            place,
            true,
        ));
    }
    for (number, unique) in table.uniques.iter().enumerate() {
        let place = Place::Unique(id, number);
        objects.push(constraint(
            &unique.name,
            "unique",
            "unique NAME (…)",
            unique.span,
            place,
            true,
        ));
    }
    for (number, exclusion) in table.exclusions.iter().enumerate() {
        let place = Place::Exclusion(id, number);
        objects.push(constraint(
            &exclusion.name,
            "exclusion",
            "exclude NAME …",
            exclusion.span,
            place,
            true,
        ));
    }
    // The index of a reference cannot be given a name, so another gives way to it.
    for automatic in [true, false] {
        for (number, index) in table.indexes.iter().enumerate() {
            if index.automatic.is_some() == automatic {
                objects.push(of_index(index, Place::Index(id, number)));
            }
        }
    }
    for (number, reference) in table.references.iter().enumerate() {
        let place = Place::Reference(id, ReferenceId(number));
        let with_name = "foreign key NAME (…) references …";
        objects.push(constraint(
            &reference.constraint,
            "reference",
            with_name,
            reference.span,
            place,
            false,
        ));
    }
    objects
}

/// For each column whose enum is text, the name of the check that keeps its values.
fn checks_of_values(model: &Model, table: &Table) -> Vec<Option<String>> {
    table
        .columns
        .iter()
        .map(|column| match column.ty.scalar {
            Scalar::Enum(id) if !model.enum_(id).native => {
                Some(make(&table.name.name, Some(&column.name), "check"))
            }
            _ => None,
        })
        .collect()
}

fn of_index(index: &Index, place: Place) -> Object<'_> {
    let (what, with_name) = if index.automatic.is_some() {
        ("reference's index", "index NAME (…)")
    } else if index.unique {
        ("unique index", "unique index NAME (…)")
    } else {
        ("index", "index NAME (…)")
    };
    object(&index.name, what, Some(with_name), index.span, place)
}

fn object<'a>(
    name: &'a ConstraintName,
    what: &'static str,
    with_name: Option<&'static str>,
    span: Span,
    place: Place,
) -> Object<'a> {
    Object {
        name: &name.text,
        written: name.written,
        what,
        with_name,
        span,
        place,
        is_relation: true,
        is_constraint: false,
        is_reported: false,
    }
}

/// The relations of each namespace, and where they are.
#[derive(Default)]
struct Relations<'a> {
    taken: BTreeMap<(Option<&'a str>, &'a str), Span>,
}

impl<'a> Relations<'a> {
    fn declare(&mut self, home: Option<&'a str>, name: &'a str, at: Span) {
        self.taken.insert((home, name), at);
    }

    fn take(&mut self, table: &'a Table, object: &mut Object<'a>, found: &mut Findings<'_>) {
        let home = table.name.namespace.as_deref();
        self.take_in(home, &table.name.name, object, found);
    }

    fn take_in(
        &mut self,
        home: Option<&'a str>,
        table: &str,
        object: &mut Object<'a>,
        found: &mut Findings<'_>,
    ) {
        match self.taken.get(&(home, object.name)) {
            Some(&span) => {
                object.is_reported = true;
                let free = free(table, object, |name| {
                    !self.taken.contains_key(&(home, name))
                });
                report(object, span, &free, found);
            }
            None => {
                self.taken.insert((home, object.name), object.span);
            }
        }
    }
}

/// Reports constraints of one table that have one name; equal ones on different tables are legal.
fn constraints(table: &Table, objects: &[Object<'_>], found: &mut Findings<'_>) {
    let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
    for object in objects.iter().filter(|object| object.is_constraint) {
        match taken.get(object.name) {
            Some(&span) if !object.is_reported => {
                let free = free(&table.name.name, object, |name| !taken.contains_key(name));
                report(object, span, &free, found);
            }
            Some(_) => {}
            None => {
                taken.insert(object.name, object.span);
            }
        }
    }
}

fn report(object: &Object<'_>, first: Span, free: &str, found: &mut Findings<'_>) {
    let Object { name, what, .. } = object;
    let message = if object.written {
        format!("the name `{name}` is taken")
    } else {
        format!("this {what} would also be called `{name}`")
    };
    let help = match object.with_name {
        Some(_) if object.written => "give it another name".to_owned(),
        Some(form) => format!("name it: `{}`", form.replace("NAME", free)),
        None => "rename the column or the table".to_owned(),
    };
    found
        .report(RULE, object.place, object.span, message)
        .because(first, format!("`{name}` is here"))
        .help(help);
}

/// A name that nothing has.
fn free(table: &str, object: &Object<'_>, is_free: impl Fn(&str) -> bool) -> String {
    let label = object.name.rsplit('_').next().unwrap_or("idx");
    let stem = object
        .name
        .strip_suffix(label)
        .map_or(table, |stem| stem.trim_end_matches('_'));
    let mut number = 2;
    loop {
        let suffix = format!("_{number}_{label}");
        let name = format!(
            "{}{suffix}",
            clip(stem, LONGEST.saturating_sub(suffix.len()))
        );
        if is_free(&name) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn numbers_are_not_made() {
        check(
            r#"
                table posts {
                    id: bigint primary key identity,
                    made_at: timestamptz,
                    votes: integer check (votes > 0) check (votes < 100),
                    index (made_at),
                    index (made_at) where votes > 10,
                    index named (votes),
                    index named (votes, made_at),
                }
            "#,
            expect![[r#"
                error[name_taken]: this check would also be called `posts_votes_check`
                 --> schema.relata:5:54
                  |
                5 |                     votes: integer check (votes > 0) check (votes < 100),
                  |                                    ----------------- ^^^^^^^^^^^^^^^^^^^
                  |                                    |
                  |                                    `posts_votes_check` is here
                  |
                  = help: name it: `check posts_votes_2_check (…)`
                error[name_taken]: this index would also be called `posts_made_at_idx`
                 --> schema.relata:7:21
                  |
                6 |                     index (made_at),
                  |                     --------------- `posts_made_at_idx` is here
                7 |                     index (made_at) where votes > 10,
                  |                     ^^^^^^^^^^^^^^^
                  |
                  = help: name it: `index posts_made_at_2_idx (…)`
                warning[redundant_index]: a longer index begins with this one
                 --> schema.relata:8:21
                  |
                8 |                     index named (votes),
                  |                     ^^^^^^^^^^^^^^^^^^^
                9 |                     index named (votes, made_at),
                  |                     ---------------------------- the other is here
                  |
                  = help: remove this one
                error[name_taken]: the name `named` is taken
                 --> schema.relata:9:21
                  |
                8 |                     index named (votes),
                  |                     ------------------- `named` is here
                9 |                     index named (votes, made_at),
                  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: give it another name
            "#]],
        );
    }

    #[test]
    fn the_check_of_an_enum_s_values_has_a_name_too() {
        check(
            r#"
                enum size: text { small, large }
                table things {
                    id: bigint primary key identity,
                    size: size check (size <> large),
                }
            "#,
            expect![[r#"
                error[name_taken]: this check would also be called `things_size_check`
                 --> schema.relata:5:32
                  |
                5 |                     size: size check (size <> large),
                  |                     ----       ^^^^^^^^^^^^^^^^^^^^^
                  |                     |
                  |                     `things_size_check` is here
                  |
                  = help: name it: `check things_size_2_check (…)`
            "#]],
        );
    }

    #[test]
    fn the_index_of_a_reference_comes_first() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table posts {
                    id: bigint primary key identity,
                    archived: boolean = false,
                    author_id: references users on delete cascade,
                    index (author_id) where archived,
                }
            "#,
            expect![[r#"
                error[name_taken]: this index would also be called `posts_author_id_idx`
                 --> schema.relata:7:21
                  |
                6 |                     author_id: references users on delete cascade,
                  |                     --------- `posts_author_id_idx` is here
                7 |                     index (author_id) where archived,
                  |                     ^^^^^^^^^^^^^^^^^
                  |
                  = help: name it: `index posts_author_id_2_idx (…)`
            "#]],
        );
    }

    #[test]
    fn names_of_different_tables_meet() {
        check(
            r#"
                table a { id: bigint primary key identity, b_c: integer unique check (b_c > 0) }
                table a_b { id: bigint primary key identity, c: integer unique check (c > 0) }
                table a_pkey { id: bigint primary key identity }
            "#,
            expect![[r#"
                error[name_taken]: this primary key would also be called `a_pkey`
                 --> schema.relata:2:38
                  |
                2 |                 table a { id: bigint primary key identity, b_c: integer unique check (b_c > 0) }
                  |                                      ^^^^^^^^^^^
                3 |                 table a_b { id: bigint primary key identity, c: integer unique check (c > 0) }
                4 |                 table a_pkey { id: bigint primary key identity }
                  |                       ------ `a_pkey` is here
                  |
                  = help: name it: `primary key a_2_pkey (…)`
                error[name_taken]: this unique would also be called `a_b_c_key`
                 --> schema.relata:3:73
                  |
                2 |                 table a { id: bigint primary key identity, b_c: integer unique check (b_c > 0) }
                  |                                                                         ------ `a_b_c_key` is here
                3 |                 table a_b { id: bigint primary key identity, c: integer unique check (c > 0) }
                  |                                                                         ^^^^^^
                  |
                  = help: name it: `unique a_b_c_2_key (…)`
                warning[singular_table]: `a_pkey` is not plural
                 --> schema.relata:4:23
                  |
                4 |                 table a_pkey { id: bigint primary key identity }
                  |                       ^^^^^^
                  |
                  = help: write `a_pkeys`
            "#]],
        );
    }
}
