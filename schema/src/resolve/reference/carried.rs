//! The type of a column that is a reference: its target's.

use super::target::SHAPE;
use crate::diagnostic::Diagnostics;
use crate::model::ColumnId;
use crate::resolve::draft::Draft;
use crate::source::Span;

/// Gives each column that is a reference the type of what it leads to.
///
/// A chain of keys that are references themselves is followed to its end; one that has none is an error.
pub(super) fn follow(drafts: &mut [Draft<'_>], found: &mut Diagnostics) {
    // Only a column that the reference stands at takes its type; the columns of a foreign key have one.
    let mut leads: Vec<Vec<Option<(usize, ColumnId)>>> = Vec::with_capacity(drafts.len());
    for draft in drafts.iter() {
        let mut of_table = vec![None; draft.table.columns.len()];
        for reference in &draft.table.references {
            for (&column, &target) in reference.columns.iter().zip(&reference.target_columns) {
                if draft.is_at(column, reference.span) {
                    of_table[column.0] = Some((reference.target.0, target));
                }
            }
        }
        leads.push(of_table);
    }

    for table in 0..drafts.len() {
        for column in 0..drafts[table].table.columns.len() {
            let mut path = Vec::new();
            let mut at = (table, ColumnId(column));
            while !drafts[at.0].known[at.1.0] {
                // What has been followed is not followed again.
                let Some(next) = leads[at.0][at.1.0].take() else {
                    if let Some(&last) = path.last()
                        && path.contains(&at)
                    {
                        cycle(drafts, at, last, found);
                    }
                    break;
                };
                path.push(at);
                at = next;
            }
            if drafts[at.0].known[at.1.0] {
                for &(table, column) in path.iter().rev() {
                    take(drafts, (table, column), at);
                }
            }
        }
    }
}

/// Reports columns whose types are not those of the columns that they refer to.
pub(super) fn compare(drafts: &[Draft<'_>], found: &mut Diagnostics) {
    for draft in drafts {
        for reference in &draft.table.references {
            let target = &drafts[reference.target.0];
            for (&own, &other) in reference.columns.iter().zip(&reference.target_columns) {
                if !draft.known[own.0] || !target.known[other.0] {
                    continue;
                }
                let (own, other) = (draft.table.column(own), target.table.column(other));
                let alike = std::mem::discriminant(&own.ty.scalar)
                    == std::mem::discriminant(&other.ty.scalar)
                    && own.ty.array.is_some() == other.ty.array.is_some();
                if alike {
                    continue;
                }
                found
                    .error(
                        SHAPE,
                        reference.span,
                        format!(
                            "`{}` is {}, and `{}.{}` is {}",
                            own.name,
                            own.ty.scalar.word(),
                            target.table.name,
                            other.name,
                            other.ty.scalar.word()
                        ),
                    )
                    .because(own.ty_span, format!("`{}` is declared here", own.name))
                    .because(other.ty_span, format!("`{}` is declared here", other.name))
                    .help("give both the same type");
            }
        }
    }
}

fn take(drafts: &mut [Draft<'_>], (table, column): (usize, ColumnId), end: (usize, ColumnId)) {
    let source = drafts[end.0].table.column(end.1).clone();
    let draft = &mut drafts[table];
    let own = &mut draft.table.columns[column.0];
    own.ty = source.ty;
    own.collation = source.collation;
    own.newtype = source.newtype;
    own.rust = source.rust;
    draft.known[column.0] = true;
}

fn cycle(
    drafts: &[Draft<'_>],
    first: (usize, ColumnId),
    last: (usize, ColumnId),
    found: &mut Diagnostics,
) {
    let column = |(table, column): (usize, ColumnId)| drafts[table].table.column(column);
    let words = if first == last {
        "this key refers to itself, so nothing says what type it is".to_owned()
    } else {
        "this key refers to a key that refers to it, so nothing says what type they are".to_owned()
    };
    found
        .error(SHAPE, column(first).span, words)
        .because(column(last).span, "this leads back to it")
        .help("give one of them a type: `uuid primary key`");
}

impl Draft<'_> {
    /// Whether a reference is written at this column, and not as a foreign key.
    fn is_at(&self, column: ColumnId, span: Span) -> bool {
        self.table.column(column).span == span
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn keys_that_lead_to_each_other_have_no_type() {
        check(
            r##"
                table a { id: references b primary key on delete cascade }
                table b { id: references a primary key on delete cascade }
                table c { id: references c primary key on delete cascade }
                table d { id: bigint primary key identity, a_id: references a on delete cascade }
            "##,
            expect![[r#"
                error[reference_shape]: this key refers to a key that refers to it, so nothing says what type they are
                 --> schema.relata:2:27
                  |
                2 |                 table a { id: references b primary key on delete cascade }
                  |                           ^^
                3 |                 table b { id: references a primary key on delete cascade }
                  |                           -- this leads back to it
                  |
                  = help: give one of them a type: `uuid primary key`
                error[reference_shape]: this key refers to itself, so nothing says what type it is
                 --> schema.relata:4:27
                  |
                4 |                 table c { id: references c primary key on delete cascade }
                  |                           ^^
                  |                           |
                  |                           this leads back to it
                  |
                  = help: give one of them a type: `uuid primary key`
            "#]],
        );
    }

    #[test]
    fn keys_can_lead_on() {
        check(
            r##"
                table users { id: uuid primary key newtype UserId }
                table profiles { user_id: references users primary key on delete cascade }
                table pictures { id: bigint primary key identity, profile_id: references profiles on delete cascade, check (profile_id <> gen_random_uuid()) }
            "##,
            expect![[""]],
        );
    }

    #[test]
    fn types_are_the_same() {
        check(
            r##"
                table users { id: uuid primary key }
                table posts { id: bigint primary key identity, author_id: text, foreign key (author_id) references users on delete cascade }
            "##,
            expect![[r#"
                error[reference_shape]: `author_id` is text, and `users.id` is uuid
                 --> schema.relata:3:81
                  |
                2 | ...   table users { id: uuid primary key }
                  |                         ---- `id` is declared here
                3 | ...   table posts { id: bigint primary key identity, author_id: text, foreign key (author_id) references users on delete cascade }
                  |                                                                 ----  ^^^^^^^^^^^^^^^^^^^^^^^
                  |                                                                 |
                  |                                                                 `author_id` is declared here
                  |
                  = help: give both the same type
            "#]],
        );
    }
}
