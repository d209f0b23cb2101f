//! Primary keys and unique constraints.

use super::allow;
use super::clause::{CONFLICTING, Once};
use super::draft::{Draft, Entry};
use crate::diagnostic::Diagnostics;
use crate::model::{Allow, ColumnId, ConstraintName, Deferrable, PrimaryKey, Unique};
use crate::name::postgres;
use crate::source::Span;
use crate::syntax::{self, Constraint, Name, UniqueClause};

/// Reads the keys of a table, in the order of the source.
pub(super) fn resolve(draft: &mut Draft<'_>, found: &mut Diagnostics) {
    for entry in draft.entries.clone() {
        match entry {
            Entry::Column(id, written) => {
                let clauses = &draft.clauses[id.0];
                let allows = clauses.allows.clone();
                let (key, unique) = (clauses.primary_key.span(), clauses.unique.get().copied());
                let unique_span = clauses.unique.span().unwrap_or(written.name.span);
                if let Some(span) = key {
                    primary_key(draft, None, span, Columns::of(vec![id]), found);
                }
                if let Some(distinct) = unique {
                    let columns = Columns {
                        nulls_distinct: distinct.map(|distinct| distinct.distinct),
                        allows,
                        ..Columns::of(vec![id])
                    };
                    add_unique(draft, None, unique_span, columns, found);
                }
            }
            Entry::Constraint(Constraint::PrimaryKey(written), span) => {
                let span = Span::new(span.start, written.columns_span.end);
                match columns(draft, written, true, found) {
                    Some(columns) => {
                        primary_key(draft, written.name.as_ref(), span, columns, found);
                    }
                    None => draft.lost_key = true,
                }
            }
            Entry::Constraint(Constraint::Unique(written), span) => {
                let span = Span::new(span.start, written.columns_span.end);
                match columns(draft, written, false, found) {
                    Some(columns) => {
                        add_unique(draft, written.name.as_ref(), span, columns, found);
                    }
                    None => draft.lost_key = true,
                }
            }
            Entry::Constraint(Constraint::Index(written), _) if written.unique.is_some() => {
                let is_lost = |element: &syntax::IndexElement| match &element.expr.kind {
                    syntax::ExprKind::Name(name) => {
                        !draft.ids.contains_key(name.name.text.as_str())
                    }
                    _ => false,
                };
                draft.lost_key |= written.elements.iter().any(is_lost);
            }
            Entry::Constraint(..) => {}
        }
    }
}

/// What a key says beside its name.
struct Columns {
    columns: Vec<ColumnId>,
    include: Vec<ColumnId>,
    nulls_distinct: Option<bool>,
    deferrable: Deferrable,
    allows: Vec<Allow>,
}

impl Columns {
    fn of(columns: Vec<ColumnId>) -> Self {
        Self {
            columns,
            include: Vec::new(),
            nulls_distinct: None,
            deferrable: Deferrable::No,
            allows: Vec::new(),
        }
    }
}

fn columns(
    draft: &Draft<'_>,
    written: &syntax::Unique,
    primary: bool,
    found: &mut Diagnostics,
) -> Option<Columns> {
    let mut include = Once::default();
    let mut distinct = Once::default();
    let mut deferrable = Once::default();
    let mut allows = Vec::new();
    for clause in &written.clauses {
        match clause {
            UniqueClause::Distinct(clause) if primary => {
                found
                    .error(CONFLICTING, clause.span, "a primary key has no NULLs")
                    .help("remove it");
            }
            UniqueClause::Distinct(clause) => {
                distinct.say("nulls distinct", clause.distinct, clause.span, found);
            }
            UniqueClause::Include(names) => {
                let at = names.first().map_or(written.columns_span, |name| name.span);
                include.say("include", names, at, found);
            }
            UniqueClause::Deferrable(clause) => {
                deferrable.say("deferrable", when(*clause), clause.span, found);
            }
            UniqueClause::Allow(written) => allow::add(&mut allows, written, found),
        }
    }

    let columns = draft.columns(&written.columns, found);
    let include = match include.get() {
        Some(names) => draft.columns(names, found),
        None => Some(Vec::new()),
    };
    Some(Columns {
        columns: columns?,
        include: include?,
        nulls_distinct: distinct.take(),
        deferrable: deferrable.take().unwrap_or_default(),
        allows,
    })
}

fn primary_key(
    draft: &mut Draft<'_>,
    name: Option<&Name>,
    span: Span,
    columns: Columns,
    found: &mut Diagnostics,
) {
    if let Some(first) = &draft.table.primary_key {
        let mut names: Vec<&str> = Vec::new();
        for &column in first.columns.iter().chain(&columns.columns) {
            let name = draft.table.column(column).name.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let help = if names.len() > 1 {
            format!(
                "a key of several columns is one line: `primary key ({})`",
                names.join(", ")
            )
        } else {
            "remove one of them".to_owned()
        };
        found
            .error(CONFLICTING, span, "a table has one primary key")
            .because(first.span, "it is declared here")
            .help(help);
        return;
    }
    if let Some(&nullable) = columns
        .columns
        .iter()
        .find(|&&column| draft.table.column(column).nullable)
        && draft.clauses[nullable.0].primary_key.get().is_none()
    {
        let column = draft.table.column(nullable);
        found
            .error(
                CONFLICTING,
                span,
                format!("`{}` can be NULL, and a key cannot", column.name),
            )
            .because(column.span, format!("`{}` is declared here", column.name))
            .help(format!("remove the `?` of `{}`", column.name));
    }
    draft.table.primary_key = Some(PrimaryKey {
        name: match name {
            Some(name) => written_name(name),
            None => made_name(postgres::primary_key(&draft.table.name.name)),
        },
        span,
        columns: columns.columns,
        include: columns.include,
        deferrable: columns.deferrable,
    });
    draft.table.allows.extend(columns.allows);
}

fn add_unique(
    draft: &mut Draft<'_>,
    name: Option<&Name>,
    span: Span,
    columns: Columns,
    found: &mut Diagnostics,
) {
    let first = draft.table.uniques.iter().find(|first| {
        first.columns == columns.columns
            && first.include == columns.include
            && (first.nulls_distinct == Some(false)) == (columns.nulls_distinct == Some(false))
            && first.deferrable == columns.deferrable
    });
    if let Some(first) = first {
        found
            .error(CONFLICTING, span, "this is said twice")
            .because(first.span, "it is said here")
            .help("remove one of them");
        return;
    }
    draft.table.uniques.push(Unique {
        name: match name {
            Some(name) => written_name(name),
            None => made_name(postgres::unique(
                &draft.table,
                &[&*columns.columns, &columns.include].concat(),
            )),
        },
        span,
        columns: columns.columns,
        include: columns.include,
        nulls_distinct: columns.nulls_distinct,
        deferrable: columns.deferrable,
        allows: columns.allows,
    });
}

/// A name that the schema gives.
pub(super) fn written_name(name: &Name) -> ConstraintName {
    ConstraintName {
        text: name.text.clone(),
        written: true,
    }
}

/// A name that PostgreSQL would give.
pub(super) fn made_name(text: String) -> ConstraintName {
    ConstraintName {
        text,
        written: false,
    }
}

/// What a `deferrable` says.
pub(super) fn when(written: syntax::Deferrable) -> Deferrable {
    if written.initially_deferred {
        Deferrable::InitiallyDeferred
    } else {
        Deferrable::InitiallyImmediate
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_table_has_one_primary_key() {
        check(
            r##"
                table a { x: bigint primary key, y: bigint primary key }
                table b { x: bigint primary key, primary key (x) }
            "##,
            expect![[r#"
                error[conflicting_clauses]: a table has one primary key
                 --> schema.relata:2:60
                  |
                2 |                 table a { x: bigint primary key, y: bigint primary key }
                  |                                     -----------            ^^^^^^^^^^^
                  |                                     |
                  |                                     it is declared here
                  |
                  = help: a key of several columns is one line: `primary key (x, y)`
                error[conflicting_clauses]: a table has one primary key
                 --> schema.relata:3:50
                  |
                3 |                 table b { x: bigint primary key, primary key (x) }
                  |                                     -----------  ^^^^^^^^^^^^^^^
                  |                                     |
                  |                                     it is declared here
                  |
                  = help: remove one of them
            "#]],
        );
    }

    #[test]
    fn columns_are_found_and_stand_once() {
        check(
            r##"
                table a {
                    x: bigint,
                    y: bigint,
                    primary key (x, z),
                    unique (y, y),
                    unique (y) include (w),
                }
            "##,
            expect![[r#"
                error[unknown_column]: there is no column `z` in `a`
                 --> schema.relata:5:37
                  |
                2 |                 table a {
                  |                       - `a` is declared here
                ...
                5 |                     primary key (x, z),
                  |                                     ^
                error[conflicting_clauses]: `y` stands twice in this list
                 --> schema.relata:6:32
                  |
                6 |                     unique (y, y),
                  |                                ^
                  |
                  = help: remove one of them
                error[unknown_column]: there is no column `w` in `a`
                 --> schema.relata:7:41
                  |
                2 |                 table a {
                  |                       - `a` is declared here
                ...
                7 |                     unique (y) include (w),
                  |                                         ^
            "#]],
        );
    }

    #[test]
    fn a_unique_is_said_once() {
        check(
            r##"
                table a { x: bigint primary key, y: bigint unique, unique (y), unique (x, y) nulls distinct nulls distinct }
            "##,
            expect![[r#"
                error[conflicting_clauses]: this is said twice
                 --> schema.relata:2:68
                  |
                2 |                 table a { x: bigint primary key, y: bigint unique, unique (y), unique (x, y) nulls distinct nulls distinct }
                  |                                                            ------  ^^^^^^^^^^
                  |                                                            |
                  |                                                            it is said here
                  |
                  = help: remove one of them
                error[conflicting_clauses]: `nulls distinct` is said twice
                 --> schema.relata:2:109
                  |
                2 |                 table a { x: bigint primary key, y: bigint unique, unique (y), unique (x, y) nulls distinct nulls distinct }
                  |                                                                                              -------------- ^^^^^^^^^^^^^^
                  |                                                                                              |
                  |                                                                                              it is said here
                  |
                  = help: remove one of them
            "#]],
        );
    }
}
