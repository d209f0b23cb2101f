//! References: from columns and foreign keys to what they lead to.

mod carried;
mod target;

use super::clause::{CONFLICTING, Once};
use super::draft::{Draft, Entry};
use super::key::{made_name, when, written_name};
use super::scope::{Declared, Scope};
use super::{allow, suggest};
use crate::diagnostic::Diagnostics;
use crate::model::{Action, ColumnId, Deferrable, Reference, Table, TableId};
use crate::name::{postgres, rust};
use crate::source::Span;
use crate::syntax::{
    self, ActionKind, Constraint, ForeignKeyClause, Name, QualifiedName, ReferenceModifier,
};

/// What follows a reference, each clause in its place.
#[derive(Default)]
pub(super) struct ReferenceClauses<'a> {
    name: Once<String>,
    on_delete: Once<&'a syntax::Action>,
    on_update: Once<&'a syntax::Action>,
    deferrable: Once<Deferrable>,
    match_full: Once<()>,
    inverse: Once<&'a Name>,
    many: Once<&'a Name>,
}

impl<'a> ReferenceClauses<'a> {
    /// Takes a clause; each may be said once.
    pub(super) fn say(
        &mut self,
        modifier: &'a ReferenceModifier,
        at: Span,
        found: &mut Diagnostics,
    ) {
        match modifier {
            ReferenceModifier::OnDelete(action) => {
                self.on_delete.say("on delete", action, at, found);
            }
            ReferenceModifier::OnUpdate(action) => {
                self.on_update.say("on update", action, at, found);
            }
            ReferenceModifier::Deferrable(clause) => {
                self.deferrable.say("deferrable", when(*clause), at, found);
            }
            ReferenceModifier::MatchFull => self.match_full.say("match full", (), at, found),
            ReferenceModifier::Inverse(name) => self.inverse.say("inverse", name, at, found),
            ReferenceModifier::Many(name) => self.many.say("many", name, at, found),
        }
    }

    /// Takes `as manager`, which the grammar reads as a path.
    pub(super) fn named_by_path(&mut self, path: &syntax::RustPath, found: &mut Diagnostics) {
        if rust::is_identifier(&path.text) {
            self.name.say("as", path.text.clone(), path.span, found);
        } else {
            found
                .error(
                    CONFLICTING,
                    path.span,
                    "on a reference, `as` gives its name, and this is a path",
                )
                .help("remove it: the type of a reference is its target's");
        }
    }
}

/// One reference as it is written, in either of its two forms.
struct Written<'a> {
    span: Span,
    /// The column that the reference stands at.
    column: Option<ColumnId>,
    columns: Vec<ColumnId>,
    name: Option<&'a Name>,
    target: TableId,
    target_columns: Vec<ColumnId>,
    clauses: &'a ReferenceClauses<'a>,
}

/// Finds what the references of all tables lead to; their columns have the types of their targets afterwards.
pub(super) fn resolve(drafts: &mut [Draft<'_>], scope: &Scope<'_>, found: &mut Diagnostics) {
    let mut all = Vec::with_capacity(drafts.len());
    for (number, draft) in drafts.iter().enumerate() {
        let mut references: Vec<Reference> = Vec::new();
        for &entry in &draft.entries {
            let reference = match entry {
                Entry::Column(id, written) => match &written.ty {
                    syntax::ColumnType::Reference(reference) => {
                        of_column(drafts, number, id, reference, scope, found)
                    }
                    syntax::ColumnType::Value(_) => None,
                },
                Entry::Constraint(Constraint::ForeignKey(written), span) => {
                    of_foreign_key(drafts, number, written, span, scope, found)
                }
                Entry::Constraint(..) => None,
            };
            let Some(reference) = reference else {
                continue;
            };
            let first = references.iter().find(|first| {
                first.columns == reference.columns
                    && first.target == reference.target
                    && first.target_columns == reference.target_columns
            });
            match first {
                Some(first) => {
                    found
                        .error(CONFLICTING, reference.span, "this reference is said twice")
                        .because(first.span, "it is said here")
                        .help("remove one of them");
                }
                None => references.push(reference),
            }
        }
        all.push(references);
    }

    for (draft, references) in drafts.iter_mut().zip(all) {
        draft.table.references = references;
    }
    carried::follow(drafts, found);
    carried::compare(drafts, found);
}

fn of_column(
    drafts: &[Draft<'_>],
    number: usize,
    id: ColumnId,
    written: &syntax::Reference,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Option<Reference> {
    let draft = &drafts[number];
    let target = table(&written.target, draft, drafts, scope, found)?;
    let (columns, target_columns) =
        target::of_column(draft, id, &drafts[target.0], written, found)?;
    let mut reference = build(
        draft,
        &Written {
            span: draft.table.column(id).span,
            column: Some(id),
            columns,
            name: None,
            target,
            target_columns,
            clauses: &draft.clauses[id.0].reference,
        },
        drafts,
        found,
    )?;
    reference.allows.clone_from(&draft.clauses[id.0].allows);
    Some(reference)
}

fn of_foreign_key(
    drafts: &[Draft<'_>],
    number: usize,
    written: &syntax::ForeignKey,
    span: Span,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Option<Reference> {
    let draft = &drafts[number];
    let mut clauses = ReferenceClauses::default();
    let mut allows = Vec::new();
    for clause in &written.clauses {
        match clause {
            ForeignKeyClause::Reference(modifier) => {
                clauses.say(modifier, modifier_span(modifier, span), found);
            }
            ForeignKeyClause::As(name) => {
                clauses.name.say("as", name.text.clone(), name.span, found);
            }
            ForeignKeyClause::Allow(written) => allow::add(&mut allows, written, found),
        }
    }

    let columns = draft.columns(&written.columns, found);
    let target = table(&written.target, draft, drafts, scope, found);
    let (columns, target) = (columns?, target?);
    let span = Span::new(span.start, written.columns_span.end);
    let target_columns =
        target::of_foreign_key(draft, &columns, &drafts[target.0], written, span, found)?;
    let mut reference = build(
        draft,
        &Written {
            span,
            column: None,
            columns,
            name: written.name.as_ref(),
            target,
            target_columns,
            clauses: &clauses,
        },
        drafts,
        found,
    )?;
    reference.allows = allows;
    Some(reference)
}

fn build(
    draft: &Draft<'_>,
    written: &Written<'_>,
    drafts: &[Draft<'_>],
    found: &mut Diagnostics,
) -> Option<Reference> {
    let table = &draft.table;
    let clauses = written.clauses;
    let (on_delete, on_update) = (
        action(clauses.on_delete.get(), draft, written, found),
        action(clauses.on_update.get(), draft, written, found),
    );
    let target = &drafts[written.target.0].table;
    Some(Reference {
        name: clauses
            .name
            .get()
            .cloned()
            .or_else(|| own_name(table, written, target)),
        constraint: match written.name {
            Some(name) => written_name(name),
            None => made_name(postgres::foreign_key(table, &written.columns)),
        },
        span: written.span,
        columns: written.columns.clone(),
        target: written.target,
        target_columns: written.target_columns.clone(),
        on_delete: on_delete.ok()?,
        on_update: on_update.ok()?,
        deferrable: clauses.deferrable.get().copied().unwrap_or_default(),
        match_full: clauses.match_full.get().is_some(),
        nullable: written
            .columns
            .iter()
            .any(|&column| table.column(column).nullable),
        // Known when the indexes are.
        unique: false,
        inverse: clauses.inverse.get().map(|name| name.text.clone()),
        many: clauses.many.get().map(|name| name.text.clone()),
        allows: Vec::new(),
    })
}

/// The reference's name where none is given: that of the one column that holds it.
fn own_name(table: &Table, written: &Written<'_>, target: &Table) -> Option<String> {
    let ((Some(column), _) | (None, &[column])) = (written.column, written.columns.as_slice())
    else {
        return None;
    };
    let position = written.columns.iter().position(|&own| own == column)?;
    let target_column = target.column(written.target_columns[position]);
    let name = rust::reference(&table.column(column).name, &target_column.name);
    Some(name.to_owned())
}

fn action(
    written: Option<&&syntax::Action>,
    draft: &Draft<'_>,
    reference: &Written<'_>,
    found: &mut Diagnostics,
) -> Result<Option<Action>, ()> {
    let Some(written) = written else {
        return Ok(None);
    };
    let mut list = |names: &Option<Vec<Name>>| match names {
        None => Ok(match reference.column {
            // What the reference shares with other columns is not its own to change.
            Some(column) if reference.columns.len() > 1 => vec![column],
            _ => Vec::new(),
        }),
        Some(names) => {
            let columns = draft.columns(names, found).ok_or(())?;
            for (name, column) in names.iter().zip(&columns) {
                if !reference.columns.contains(column) {
                    found
                        .error(
                            "reference_shape",
                            name.span,
                            format!("`{}` is no column of this reference", name.text),
                        )
                        .because(reference.span, "the reference is here")
                        .help("name the columns that it consists of");
                    return Err(());
                }
            }
            Ok(columns)
        }
    };
    Ok(Some(match &written.kind {
        ActionKind::Cascade => Action::Cascade,
        ActionKind::Restrict => Action::Restrict,
        ActionKind::NoAction => Action::NoAction,
        ActionKind::SetNull(names) => Action::SetNull(list(names)?),
        ActionKind::SetDefault(names) => Action::SetDefault(list(names)?),
    }))
}

/// The table of a name; `None` after an error.
fn table(
    name: &QualifiedName,
    draft: &Draft<'_>,
    drafts: &[Draft<'_>],
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Option<TableId> {
    let home = draft.table.name.namespace.as_deref();
    match scope.look_up(name, home, found).ok()? {
        Some(Declared::Table(id)) if id.0 < drafts.len() => Some(id),
        Some(Declared::View(_)) => {
            found
                .error(
                    "reference_target",
                    name.span(),
                    format!("`{}` is a view, and only a table has a key", name.name.text),
                )
                .help("refer to a table that the view reads");
            None
        }
        Some(_) => {
            found
                .error(
                    "unknown_table",
                    name.span(),
                    format!("`{}` is a type, and no table", name.name.text),
                )
                .help(format!(
                    "a column of that type is written `: {}`",
                    name.name.text
                ));
            None
        }
        None => {
            let names = scope.names(home, |declared| matches!(declared, Declared::Table(_)));
            let wanted = match &name.namespace {
                Some(namespace) => format!("{}.{}", namespace.text, name.name.text),
                None => name.name.text.clone(),
            };
            let help = suggest::did_you_mean(&wanted, names.iter().map(String::as_str));
            let error = found.error(
                "unknown_table",
                name.span(),
                format!("there is no table `{wanted}`"),
            );
            if let Some(help) = help {
                error.help(help);
            }
            None
        }
    }
}

/// Where a clause of a foreign key stands, as near as the tree says it.
fn modifier_span(modifier: &ReferenceModifier, whole: Span) -> Span {
    match modifier {
        ReferenceModifier::OnDelete(action) | ReferenceModifier::OnUpdate(action) => action.span,
        ReferenceModifier::Deferrable(clause) => clause.span,
        ReferenceModifier::Inverse(name) | ReferenceModifier::Many(name) => name.span,
        ReferenceModifier::MatchFull => whole,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_table_is_declared() {
        check(
            r##"
                table users { id: bigint primary key identity }
                enum mood { happy }
                table posts {
                    id: bigint primary key identity,
                    author_id: references usres on delete cascade,
                    mood: references mood on delete cascade,
                    editor_id: references nobody on delete cascade,
                    check (author_id > 0),
                }
            "##,
            expect![[r#"
                error[unknown_table]: there is no table `usres`
                 --> schema.relata:6:43
                  |
                6 |                     author_id: references usres on delete cascade,
                  |                                           ^^^^^
                  |
                  = help: did you mean `users`?
                error[unknown_table]: `mood` is a type, and no table
                 --> schema.relata:7:38
                  |
                7 |                     mood: references mood on delete cascade,
                  |                                      ^^^^
                  |
                  = help: a column of that type is written `: mood`
                error[unknown_table]: there is no table `nobody`
                 --> schema.relata:8:43
                  |
                8 |                     editor_id: references nobody on delete cascade,
                  |                                           ^^^^^^
            "#]],
        );
    }

    #[test]
    fn a_reference_is_said_once() {
        check(
            r##"
                table users { id: bigint primary key identity }
                table posts {
                    id: bigint primary key identity,
                    author_id: references users on delete cascade,
                    foreign key (author_id) references users on delete cascade,
                }
            "##,
            expect![[r#"
                error[conflicting_clauses]: this reference is said twice
                 --> schema.relata:6:21
                  |
                5 |                     author_id: references users on delete cascade,
                  |                     --------- it is said here
                6 |                     foreign key (author_id) references users on delete cascade,
                  |                     ^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: remove one of them
            "#]],
        );
    }

    #[test]
    fn an_action_is_about_its_own_columns() {
        check(
            r##"
                postgres 15;
                table users { id: bigint primary key identity }
                table posts {
                    id: bigint primary key identity,
                    title: text?,
                    author_id: references users? on delete set null (title),
                    editor_id: references users? on delete cascade on delete restrict inverse edited,
                }
            "##,
            expect![[r#"
                error[reference_shape]: `title` is no column of this reference
                 --> schema.relata:7:70
                  |
                7 |                     author_id: references users? on delete set null (title),
                  |                     --------- the reference is here                  ^^^^^
                  |
                  = help: name the columns that it consists of
                error[conflicting_clauses]: `on delete` is said twice
                 --> schema.relata:8:68
                  |
                8 |                     editor_id: references users? on delete cascade on delete restrict inverse edited,
                  |                                                  ----------------- ^^^^^^^^^^^^^^^^^^
                  |                                                  |
                  |                                                  it is said here
                  |
                  = help: remove one of them
            "#]],
        );
    }
}
