//! Which key a reference leads to, and what its columns are therefore.

use crate::diagnostic::Diagnostics;
use crate::model::{ColumnId, Deferrable, Filled, Table};
use crate::resolve::draft::{Draft, Entry};
use crate::source::Span;
use crate::syntax::{self, Constraint, Name};

/// The rule that a reference has the form of its key.
pub(super) const SHAPE: &str = "reference_shape";
const TARGET: &str = "reference_target";

/// The columns of `x: references t (…) with …`, and the columns of the target that they stand for.
pub(super) fn of_column(
    draft: &Draft<'_>,
    id: ColumnId,
    target: &Draft<'_>,
    written: &syntax::Reference,
    found: &mut Diagnostics,
) -> Option<(Vec<ColumnId>, Vec<ColumnId>)> {
    let shared = draft.columns(&written.with, found)?;
    if let Some(name) = written
        .with
        .iter()
        .find(|name| draft.ids[name.text.as_str()] == id)
    {
        found
            .error(
                SHAPE,
                name.span,
                "`with` names the other columns of the reference",
            )
            .help("remove it: this column is a part of it anyway");
        return None;
    }
    let key = match &written.columns {
        Some(names) => named_key(target, names, found)?,
        None if written.with.is_empty() => primary_key(target, written.target.span(), found)?,
        None => key_with(target, written, found)?,
    };

    let mut columns = Vec::with_capacity(key.len());
    let mut own = None;
    for &column in &key {
        let name = &target.table.column(column).name;
        match shared
            .iter()
            .find(|&&shared| draft.table.column(shared).name == *name)
        {
            Some(&shared) => columns.push(shared),
            None if own.is_none() => {
                own = Some(column);
                columns.push(id);
            }
            None => {
                several(draft, target, &key, written, found);
                return None;
            }
        }
    }
    if own.is_none() || columns.len() != shared.len() + 1 {
        let key = list(&target.table, &key);
        found
            .error(
                SHAPE,
                written.span,
                format!(
                    "of the key {key} of `{}`, not exactly one column is left for this one",
                    target.table.name
                ),
            )
            .because(
                target.table.span,
                format!("`{}` is declared here", target.table.name),
            )
            .help("`with` names all columns of the key but one, as they are called there");
        return None;
    }
    Some((columns, key))
}

/// The columns of the target that `foreign key (…) references t (…)` leads to.
pub(super) fn of_foreign_key(
    draft: &Draft<'_>,
    columns: &[ColumnId],
    target: &Draft<'_>,
    written: &syntax::ForeignKey,
    span: Span,
    found: &mut Diagnostics,
) -> Option<Vec<ColumnId>> {
    let key = match &written.target_columns {
        Some(names) => named_key(target, names, found)?,
        None => primary_key(target, written.target.span(), found)?,
    };
    if key.len() != columns.len() {
        let wanted = list(&target.table, &key);
        found
            .error(
                SHAPE,
                span,
                format!(
                    "{} of `{}` for the {} of `{}`",
                    counted(columns.len()),
                    draft.table.name,
                    key_of(key.len()),
                    target.table.name
                ),
            )
            .because(target.table.span, format!("its key is {wanted}"))
            .help(format!("name as many columns as there are in {wanted}"));
        return None;
    }
    Some(key)
}

/// The primary key of the target, if it has one.
fn primary_key(target: &Draft<'_>, at: Span, found: &mut Diagnostics) -> Option<Vec<ColumnId>> {
    let Some(key) = &target.table.primary_key else {
        if target.lost_key {
            return None;
        }
        found
            .error(
                TARGET,
                at,
                format!("`{}` has no primary key to refer to", target.table.name),
            )
            .because(
                target.table.span,
                format!("`{}` is declared here", target.table.name),
            )
            .help("give it one, or name the columns of a unique key: `references t (code)`");
        return None;
    };
    if key.deferrable != Deferrable::No {
        deferrable(target, key.span, at, found);
        return None;
    }
    Some(key.columns.clone())
}

/// The key whose columns are named.
fn named_key(target: &Draft<'_>, names: &[Name], found: &mut Diagnostics) -> Option<Vec<ColumnId>> {
    let columns = target.columns(names, found)?;
    let (Some(first), Some(last)) = (names.first(), names.last()) else {
        return None;
    };
    let at = first.span.to(last.span);
    let mut sorted = columns.clone();
    sorted.sort_unstable();
    let mut late = None;
    for key in keys(target) {
        let mut other = key.columns.clone();
        other.sort_unstable();
        if other != sorted {
            continue;
        }
        if key.deferrable {
            late = Some(key.span);
            continue;
        }
        if key.columns != columns {
            let wanted = list(&target.table, &key.columns);
            found
                .error(SHAPE, at, "these are the columns of a key in another order")
                .because(key.span, "the key is here")
                .help(format!("write `{wanted}`"));
            return None;
        }
        return Some(columns);
    }

    if let Some(span) = late {
        deferrable(target, span, at, found);
        return None;
    }
    if target.lost_key {
        return None;
    }
    let message = match columns.as_slice() {
        &[column] => format!(
            "`{}.{}` is not unique",
            target.table.name,
            target.table.column(column).name
        ),
        columns => format!(
            "{} of `{}` are not unique together",
            list(&target.table, columns),
            target.table.name
        ),
    };
    let help = match columns.as_slice() {
        [_] if target.table.primary_key.is_some() => {
            format!("refer to its key: `references {}`", target.table.name)
        }
        columns => format!(
            "add `unique {}` to `{}`",
            list(&target.table, columns),
            target.table.name
        ),
    };
    found
        .error(TARGET, at, message)
        .because(
            target.table.span,
            format!("`{}` is declared here", target.table.name),
        )
        .help(help);
    None
}

/// The key of the target that `with` and one column more make up; its primary key first.
fn key_with(
    target: &Draft<'_>,
    written: &syntax::Reference,
    found: &mut Diagnostics,
) -> Option<Vec<ColumnId>> {
    let shared = target.columns(&written.with, found)?;
    let fits = |key: &&Key| {
        !key.deferrable
            && key.columns.len() == shared.len() + 1
            && shared.iter().all(|column| key.columns.contains(column))
    };
    let single = match &target.table.primary_key {
        Some(key) if key.columns.len() == 1 => key.columns.first().copied(),
        _ => None,
    };
    let keys = keys(target);
    let key = keys
        .iter()
        .filter(fits)
        // `unique (tenant_id, id)` beside the key `id` is meant before any other.
        .min_by_key(|key| !(key.primary || single.is_some_and(|id| key.columns.contains(&id))));
    if let Some(key) = key {
        return Some(key.columns.clone());
    }
    if target.lost_key {
        return None;
    }
    let mut wanted = shared;
    wanted.extend(single.filter(|single| !wanted.contains(single)));
    let wanted = list(&target.table, &wanted);
    found
        .error(
            TARGET,
            written.span,
            format!(
                "`{}` has no key of these columns and one more",
                target.table.name
            ),
        )
        .because(
            target.table.span,
            format!("`{}` is declared here", target.table.name),
        )
        .help(format!("add `unique {wanted}` to `{}`", target.table.name));
    None
}

struct Key {
    columns: Vec<ColumnId>,
    span: Span,
    primary: bool,
    deferrable: bool,
}

/// All that can be referred to: the primary key, unique constraints, and unique indexes of plain columns.
fn keys(target: &Draft<'_>) -> Vec<Key> {
    let mut keys = Vec::new();
    keys.extend(target.table.primary_key.iter().map(|key| Key {
        columns: key.columns.clone(),
        span: key.span,
        primary: true,
        deferrable: key.deferrable != Deferrable::No,
    }));
    keys.extend(target.table.uniques.iter().map(|unique| Key {
        columns: unique.columns.clone(),
        span: unique.span,
        primary: false,
        deferrable: unique.deferrable != Deferrable::No,
    }));
    keys.extend(target.entries.iter().filter_map(|entry| match entry {
        Entry::Constraint(Constraint::Index(index), span) => Some(Key {
            columns: unique_index(target, index)?,
            span: *span,
            primary: false,
            deferrable: false,
        }),
        Entry::Constraint(..) | Entry::Column(..) => None,
    }));
    keys
}

/// The columns of a unique index without expressions and without a predicate.
fn unique_index(target: &Draft<'_>, index: &syntax::Index) -> Option<Vec<ColumnId>> {
    index.unique?;
    let partial = index
        .clauses
        .iter()
        .any(|clause| matches!(clause, syntax::IndexClause::Where(_)));
    if partial {
        return None;
    }
    index
        .elements
        .iter()
        .map(|element| match &element.expr.kind {
            syntax::ExprKind::Name(name) if name.namespace.is_none() => {
                target.ids.get(name.name.text.as_str()).copied()
            }
            _ => None,
        })
        .collect()
}

fn several(
    draft: &Draft<'_>,
    target: &Draft<'_>,
    key: &[ColumnId],
    written: &syntax::Reference,
    found: &mut Diagnostics,
) {
    let names: Vec<&str> = key
        .iter()
        .map(|&column| target.table.column(column).name.as_str())
        .collect();
    // A column that counts by itself is this table's own.
    let is_shared = |name: &&str| {
        draft
            .ids
            .get(*name)
            .is_some_and(|&own| !matches!(draft.table.column(own).filled, Filled::Identity { .. }))
    };
    let shared: Vec<&str> = names.iter().copied().filter(is_shared).collect();
    let wanted = list(&target.table, key);
    let help = if shared.len() + 1 == names.len() {
        let with = match shared.as_slice() {
            [one] => (*one).to_owned(),
            several => format!("({})", several.join(", ")),
        };
        format!("write `references {} with {with}`", target.table.name)
    } else {
        format!(
            "declare a column for each, and write `foreign key (…) references {} {wanted}`",
            target.table.name
        )
    };
    found
        .error(
            SHAPE,
            written.span,
            format!(
                "one column refers to the {} of `{}`",
                key_of(key.len()),
                target.table.name
            ),
        )
        .because(target.table.span, format!("its key is {wanted}"))
        .help(help);
}

fn deferrable(target: &Draft<'_>, key: Span, at: Span, found: &mut Diagnostics) {
    found
        .error(
            TARGET,
            at,
            format!(
                "this key of `{}` is deferrable, and such a key cannot be referred to",
                target.table.name
            ),
        )
        .because(key, "the key is here")
        .help("remove `deferrable`");
}

fn list(table: &Table, columns: &[ColumnId]) -> String {
    let names: Vec<&str> = columns
        .iter()
        .map(|&column| table.column(column).name.as_str())
        .collect();
    format!("({})", names.join(", "))
}

fn counted(columns: usize) -> String {
    match columns {
        1 => "one column".to_owned(),
        number => format!("{number} columns"),
    }
}

fn key_of(columns: usize) -> String {
    match columns {
        1 => "key of one column".to_owned(),
        number => format!("key of {number} columns"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_target_is_a_key() {
        check(
            r##"
                table users { id: bigint primary key identity, name: text, email: text, late: text, unique (late) deferrable, unique index (email) where name <> "" }
                table posts {
                    id: bigint primary key identity,
                    a: references users (name) as r1 on delete cascade inverse i1,
                    b: references users (email) as r2 on delete cascade inverse i2,
                    c: references users (late) as r3 on delete cascade inverse i3,
                    d: references users (nome) as r4 on delete cascade inverse i4,
                }
                table logs { line: text, allow no_primary_key because "they are only appended" }
                table notes { id: bigint primary key identity, log_id: references logs on delete cascade }
            "##,
            expect![[r#"
                error[reference_target]: `users.name` is not unique
                 --> schema.relata:5:42
                  |
                2 | ...   table users { id: bigint primary key identity, name: text, email: text, late: text, unique (late) deferrable, unique index (ema...
                  |             ----- `users` is declared here
                ...
                5 | ...       a: references users (name) as r1 on delete cascade inverse i1,
                  |                                ^^^^
                  |
                  = help: refer to its key: `references users`
                error[reference_target]: `users.email` is not unique
                 --> schema.relata:6:42
                  |
                2 | ...   table users { id: bigint primary key identity, name: text, email: text, late: text, unique (late) deferrable, unique index (ema...
                  |             ----- `users` is declared here
                ...
                6 | ...       b: references users (email) as r2 on delete cascade inverse i2,
                  |                                ^^^^^
                  |
                  = help: refer to its key: `references users`
                error[reference_target]: this key of `users` is deferrable, and such a key cannot be referred to
                 --> schema.relata:7:42
                  |
                2 | ...   table users { id: bigint primary key identity, name: text, email: text, late: text, unique (late) deferrable, unique index (ema...
                  |                                                                                           ------------- the key is here
                ...
                7 | ...       c: references users (late) as r3 on delete cascade inverse i3,
                  |                                ^^^^
                  |
                  = help: remove `deferrable`
                error[unknown_column]: there is no column `nome` in `users`
                 --> schema.relata:8:42
                  |
                2 | ...   table users { id: bigint primary key identity, name: text, email: text, late: text, unique (late) deferrable, unique index (ema...
                  |             ----- `users` is declared here
                ...
                8 | ...       d: references users (nome) as r4 on delete cascade inverse i4,
                  |                                ^^^^
                  |
                  = help: did you mean `name`?
                error[reference_target]: `logs` has no primary key to refer to
                  --> schema.relata:11:83
                   |
                10 |                 table logs { line: text, allow no_primary_key because "they are only appended" }
                   |                       ---- `logs` is declared here
                11 |                 table notes { id: bigint primary key identity, log_id: references logs on delete cascade }
                   |                                                                                   ^^^^
                   |
                   = help: give it one, or name the columns of a unique key: `references t (code)`
            "#]],
        );
    }

    #[test]
    fn a_unique_index_of_columns_is_a_key() {
        check(
            r##"
                table users { id: bigint primary key identity, email: text, unique index (email) }
                table posts { id: bigint primary key identity, author_email: references users (email) on delete cascade }
            "##,
            expect![[""]],
        );
    }

    #[test]
    fn a_shape_is_the_key_s() {
        check(
            r##"
                table users { tenant_id: bigint, id: bigint, primary key (tenant_id, id) }
                table posts {
                    id: bigint primary key identity,
                    tenant_id: bigint,
                    number: integer,
                    a_id: references users on delete cascade,
                    b: bigint,
                    foreign key (b) references users as b2 on delete cascade inverse i1,
                    foreign key (tenant_id, b) references users (id, tenant_id) as c2 on delete cascade inverse i2,
                    foreign key (tenant_id, number) references users as d2 on delete cascade inverse i3,
                }
                table notes { id: bigint primary key identity, user_id: references users on delete cascade }
            "##,
            expect![[r#"
                error[reference_shape]: one column refers to the key of 2 columns of `users`
                 --> schema.relata:7:27
                  |
                2 |                 table users { tenant_id: bigint, id: bigint, primary key (tenant_id, id) }
                  |                       ----- its key is (tenant_id, id)
                ...
                7 |                     a_id: references users on delete cascade,
                  |                           ^^^^^^^^^^^^^^^^
                  |
                  = help: write `references users with tenant_id`
                error[reference_shape]: one column of `posts` for the key of 2 columns of `users`
                 --> schema.relata:9:21
                  |
                2 |                 table users { tenant_id: bigint, id: bigint, primary key (tenant_id, id) }
                  |                       ----- its key is (tenant_id, id)
                ...
                9 |                     foreign key (b) references users as b2 on delete cascade inverse i1,
                  |                     ^^^^^^^^^^^^^^^
                  |
                  = help: name as many columns as there are in (tenant_id, id)
                error[reference_shape]: these are the columns of a key in another order
                  --> schema.relata:10:66
                   |
                 2 |                 table users { tenant_id: bigint, id: bigint, primary key (tenant_id, id) }
                   |                                                              --------------------------- the key is here
                ...
                10 |                     foreign key (tenant_id, b) references users (id, tenant_id) as c2 on delete cascade inverse i2,
                   |                                                                  ^^^^^^^^^^^^^
                   |
                   = help: write `(tenant_id, id)`
                error[reference_shape]: `number` is integer, and `users.id` is bigint
                  --> schema.relata:11:21
                   |
                 2 |                 table users { tenant_id: bigint, id: bigint, primary key (tenant_id, id) }
                   |                                                      ------ `id` is declared here
                ...
                 6 |                     number: integer,
                   |                             ------- `number` is declared here
                ...
                11 |                     foreign key (tenant_id, number) references users as d2 on delete cascade inverse i3,
                   |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: give both the same type
                error[reference_shape]: one column refers to the key of 2 columns of `users`
                  --> schema.relata:13:73
                   |
                 2 |                 table users { tenant_id: bigint, id: bigint, primary key (tenant_id, id) }
                   |                       ----- its key is (tenant_id, id)
                ...
                13 |                 table notes { id: bigint primary key identity, user_id: references users on delete cascade }
                   |                                                                         ^^^^^^^^^^^^^^^^
                   |
                   = help: declare a column for each, and write `foreign key (…) references users (tenant_id, id)`
            "#]],
        );
    }

    #[test]
    fn with_names_what_is_shared() {
        check(
            r##"
                table users { tenant_id: bigint, id: bigint, primary key (tenant_id, id) }
                table posts {
                    id: bigint primary key identity,
                    tenant_id: bigint,
                    a_id: references users with tenent_id on delete cascade,
                    b_id: references users with (tenant_id, b_id) on delete cascade inverse i1,
                    c_id: references users with id on delete cascade inverse i2,
                }
                table notes { id: bigint primary key identity, name: text, user_id: references users with name on delete cascade }
            "##,
            expect![[r#"
                error[unknown_column]: there is no column `tenent_id` in `posts`
                 --> schema.relata:6:49
                  |
                3 |                 table posts {
                  |                       ----- `posts` is declared here
                ...
                6 |                     a_id: references users with tenent_id on delete cascade,
                  |                                                 ^^^^^^^^^
                  |
                  = help: did you mean `tenant_id`?
                error[reference_shape]: `with` names the other columns of the reference
                 --> schema.relata:7:61
                  |
                7 |                     b_id: references users with (tenant_id, b_id) on delete cascade inverse i1,
                  |                                                             ^^^^
                  |
                  = help: remove it: this column is a part of it anyway
                error[unknown_column]: there is no column `name` in `users`
                  --> schema.relata:10:107
                   |
                 2 |                 table users { tenant_id: bigint, id: bigint, primary key (tenant_id, id) }
                   |                       ----- `users` is declared here
                ...
                10 |                 table notes { id: bigint primary key identity, name: text, user_id: references users with name on delete cascade }
                   |                                                                                                           ^^^^
            "#]],
        );
    }
}
