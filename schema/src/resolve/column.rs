//! Columns, and what is written at each.

use super::clause::{CONFLICTING, Once, conflict};
use super::draft::{Draft, Entry};
use super::reference::ReferenceClauses;
use super::scope::Scope;
use super::{allow, counter, docs, options, types};
use crate::diagnostic::Diagnostics;
use crate::model::{Allow, Column, ColumnId, Deprecated, Filled, Scalar, Type};
use crate::name::postgres;
use crate::source::Span;
use crate::syntax::{self, ColumnType, Distinct, Expr, ModifierKind, Name, Options};

/// What is written at a column, each clause in its place.
#[derive(Default)]
pub(super) struct Clauses<'a> {
    pub(super) primary_key: Once<()>,
    pub(super) identity: Once<(bool, &'a Options)>,
    pub(super) unique: Once<Option<Distinct>>,
    pub(super) default: Once<&'a Expr>,
    pub(super) generated: Once<&'a Expr>,
    pub(super) on_update: Once<&'a Expr>,
    pub(super) checks: Vec<&'a syntax::Check>,
    pub(super) reference: ReferenceClauses<'a>,
    rust: Once<&'a syntax::RustPath>,
    newtype: Once<&'a Name>,
    version: Once<()>,
    deprecated: Once<Span>,
    was: Once<&'a Name>,
    pub(super) allows: Vec<Allow>,
}

/// Numbers the columns of a table and reads what is written at each.
///
/// Expressions, keys and references are left to the steps that follow.
pub(super) fn resolve<'a>(
    draft: &mut Draft<'a>,
    entries: &'a [syntax::Entry],
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    for entry in entries {
        match &entry.kind {
            syntax::EntryKind::Column(written) => {
                if let Some(&ColumnId(first)) = draft.ids.get(written.name.text.as_str()) {
                    found
                        .error(
                            "duplicate_name",
                            written.name.span,
                            format!("the column `{}` is declared twice", written.name.text),
                        )
                        .because(draft.table.columns[first].span, "it is declared here")
                        .help("rename one of them");
                    continue;
                }
                if is_system_column(&written.name.text) {
                    found
                        .error(
                            "duplicate_name",
                            written.name.span,
                            format!("every table has a column `{}` already", written.name.text),
                        )
                        .help("rename it: this one is the server's own");
                    continue;
                }
                let id = ColumnId(draft.table.columns.len());
                draft.ids.insert(&written.name.text, id);
                column(draft, written, docs(&entry.docs), scope, found);
                draft.entries.push(Entry::Column(id, written));
            }
            syntax::EntryKind::Constraint(constraint) => {
                draft
                    .entries
                    .push(Entry::Constraint(constraint, entry.span));
            }
        }
    }
}

fn column<'a>(
    draft: &mut Draft<'a>,
    written: &'a syntax::Column,
    docs: crate::model::Docs,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    let home = draft.table.name.namespace.clone();
    let mut clauses = clauses(written, found);
    refuse_conflicts(&clauses, written, found);

    let (ty, nullable, ty_span, collation, known) = match &written.ty {
        ColumnType::Value(value) => {
            let resolved = types::resolve(value, scope, home.as_deref(), found);
            let (ty, nullable) = resolved.unwrap_or((Type::of(Scalar::Text), false));
            let collation = value.collation.as_ref().map(|text| text.value.clone());
            (ty, nullable, value.span, collation, resolved.is_some())
        }
        // Its type is its target's, and that is not known yet.
        ColumnType::Reference(reference) => (
            Type::of(Scalar::Text),
            reference.nullable.is_some(),
            reference.span,
            None,
            false,
        ),
    };
    let is_given = clauses.default.get().is_none() && clauses.generated.get().is_none();
    if let Some(at) = clauses.deprecated.get()
        && (is_given && !nullable && clauses.identity.get().is_none())
    {
        let name = &written.name.text;
        found
            .error(
                CONFLICTING,
                *at,
                format!("the column `{name}` is deprecated, and every row has to have a value for it"),
            )
            .help("let it be NULL (`?`) or give it a default (`= …`): who no longer knows it writes none");
    }
    let (always, identity) = match clauses.identity.get() {
        Some(&(always, written)) => {
            counter::check(written, ty.scalar, found);
            (always, Some(options(written)))
        }
        None => (true, None),
    };
    if let Some(span) = clauses.identity.span()
        && known
        && !(ty.scalar.is_integer() && ty.array.is_none())
    {
        found
            .error("wrong_type", span, "only whole numbers are counted up")
            .because(ty_span, "this is no `smallint`, `integer` or `bigint`")
            .help("write `bigint identity`");
    }
    if let Some(span) = clauses.version.span()
        && known
        && !(ty.scalar.is_integer() && ty.array.is_none())
    {
        found
            .error(
                "wrong_type",
                span,
                "a version is a number that is counted up",
            )
            .because(ty_span, "this is no `smallint`, `integer` or `bigint`")
            .help("write `integer = 1 version`");
    }

    let filled = match identity {
        Some(options) => Filled::Identity {
            always,
            options,
            sequence: postgres::sequence(&draft.table.name.name, &written.name.text),
        },
        None => Filled::No,
    };
    draft.table.columns.push(Column {
        name: written.name.text.clone(),
        span: written.name.span,
        docs,
        ty,
        ty_span,
        nullable,
        collation,
        filled,
        on_update: None,
        rust: clauses
            .rust
            .take()
            .and_then(|path| super::rust_path(path, found)),
        newtype: clauses.newtype.take().map(|name| name.text.clone()),
        version: clauses.version.get().is_some(),
        deprecated: clauses.deprecated.get().map(|_| Deprecated::default()),
        was: clauses.was.take().map(|name| name.text.clone()),
        allows: clauses.allows.clone(),
    });
    draft.known.push(known);
    draft.clauses.push(clauses);
}

/// Puts each clause in its place; each may be said once.
fn clauses<'a>(written: &'a syntax::Column, found: &mut Diagnostics) -> Clauses<'a> {
    let is_reference = matches!(written.ty, ColumnType::Reference(_));
    let mut clauses = Clauses::default();
    for modifier in &written.modifiers {
        let at = modifier.span;
        match &modifier.kind {
            ModifierKind::PrimaryKey => clauses.primary_key.say("primary key", (), at, found),
            ModifierKind::Identity {
                by_default,
                options,
            } => {
                let identity = (by_default.is_none(), options);
                clauses.identity.say("identity", identity, at, found);
            }
            ModifierKind::Unique(distinct) => clauses.unique.say("unique", *distinct, at, found),
            ModifierKind::Default(expr) => clauses.default.say("= …", expr, at, found),
            ModifierKind::Check(check) => clauses.checks.push(check),
            ModifierKind::Generated(expr) => clauses.generated.say("generated", expr, at, found),
            ModifierKind::As(path) if is_reference => {
                clauses.reference.named_by_path(path, found);
            }
            ModifierKind::As(path) => clauses.rust.say("as", path, at, found),
            ModifierKind::Newtype(name) => clauses.newtype.say("newtype", name, at, found),
            ModifierKind::Version => clauses.version.say("version", (), at, found),
            ModifierKind::Deprecated => clauses.deprecated.say("deprecated", at, at, found),
            ModifierKind::Was(name) => clauses.was.say("was", name, at, found),
            ModifierKind::OnUpdateValue(expr) => {
                clauses.on_update.say("on update", expr, at, found);
            }
            ModifierKind::Reference(_) if !is_reference => {
                found
                    .error(CONFLICTING, at, "only a reference can say this")
                    .because(
                        written.name.span,
                        format!("`{}` is a value", written.name.text),
                    )
                    .help(format!(
                        "write `{}: references …`, or remove it",
                        written.name.text
                    ));
            }
            ModifierKind::Reference(modifier) => clauses.reference.say(modifier, at, found),
            ModifierKind::Allow(written) => allow::add(&mut clauses.allows, written, found),
        }
    }
    clauses
}

/// The columns of which the manual's section 5.5 says that every table has them.
fn is_system_column(name: &str) -> bool {
    matches!(
        name,
        "tableoid" | "xmin" | "cmin" | "xmax" | "cmax" | "ctid"
    )
}

/// Reports clauses that do not go together, one pair a column.
fn refuse_conflicts(clauses: &Clauses<'_>, written: &syntax::Column, found: &mut Diagnostics) {
    let said = |span: Option<Span>, words| span.map(|span| (span, words));
    let nullable = match &written.ty {
        ColumnType::Reference(reference) => reference.nullable,
        ColumnType::Value(ty) => match ty.array {
            Some(array) => array.nullable,
            None => ty.nullable,
        },
    };
    let reference = match &written.ty {
        ColumnType::Reference(reference) => Some(reference.word),
        ColumnType::Value(_) => None,
    };

    let key = said(clauses.primary_key.span(), "`primary key`");
    let identity = said(clauses.identity.span(), "`identity`");
    let default = said(clauses.default.span(), "a default");
    let generated = said(clauses.generated.span(), "`generated`");
    let on_update = said(clauses.on_update.span(), "`on update`");
    let version = said(clauses.version.span(), "`version`");
    let newtype = said(clauses.newtype.span(), "`newtype`");
    let rust = said(clauses.rust.span(), "`as`");
    let nullable = said(nullable, "`?`");
    let reference = said(reference, "a reference");
    let pairs = [
        (
            generated,
            default,
            "remove the default: its value is computed",
        ),
        (
            generated,
            identity,
            "remove `identity`: its value is computed",
        ),
        (
            generated,
            on_update,
            "remove `on update`: its value is computed",
        ),
        (generated, version, "remove `version`"),
        (
            identity,
            default,
            "remove the default: its value is counted up",
        ),
        (identity, on_update, "remove `on update`"),
        (
            identity,
            reference,
            "remove `identity`: its value is a key of the other table",
        ),
        (identity, nullable, "remove the `?`: it always has a value"),
        (key, nullable, "remove the `?`: a key is never NULL"),
        (version, nullable, "remove the `?`"),
        (
            newtype,
            rust,
            "remove one of them: both say its type in Rust",
        ),
        (
            newtype,
            reference,
            "remove `newtype`: a reference has its target's type",
        ),
    ];
    for (one, other, help) in pairs {
        if let (Some(one), Some(other)) = (one, other) {
            conflict(one, other, help, found);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_path_of_rust_holds_no_word_of_its_grammar() {
        check(
            r##"
                table things {
                    id: bigint primary key identity,
                    a: jsonb as crate::type,
                    b: jsonb as r#type::Settings,
                    c: text[] as Vec<match>,
                }
            "##,
            expect![[r#"
                error[syntax]: `type` is a word of Rust's own, and no type is called so
                 --> schema.relata:4:33
                  |
                4 |                     a: jsonb as crate::type,
                  |                                 ^^^^^^^^^^^
                  |
                  = help: if one is, write `r#type`
                error[syntax]: `match` is a word of Rust's own, and no type is called so
                 --> schema.relata:6:34
                  |
                6 |                     c: text[] as Vec<match>,
                  |                                  ^^^^^^^^^^
                  |
                  = help: if one is, write `r#match`
            "#]],
        );
    }

    #[test]
    fn clauses_that_exclude_each_other() {
        check(
            r##"
                table things {
                    id: bigint primary key identity = 1,
                    a: integer = 1 generated (2),
                    b: integer generated (1) identity,
                    c: bigint? identity,
                }
            "##,
            expect![[r#"
                error[conflicting_clauses]: a default and `identity` do not go together
                 --> schema.relata:3:53
                  |
                3 |                     id: bigint primary key identity = 1,
                  |                                            -------- ^^^
                  |                                            |
                  |                                            `identity` is here
                  |
                  = help: remove the default: its value is counted up
                error[conflicting_clauses]: `generated` and a default do not go together
                 --> schema.relata:4:36
                  |
                4 |                     a: integer = 1 generated (2),
                  |                                --- ^^^^^^^^^^^^^
                  |                                |
                  |                                a default is here
                  |
                  = help: remove the default: its value is computed
                error[conflicting_clauses]: `identity` and `generated` do not go together
                 --> schema.relata:5:46
                  |
                5 |                     b: integer generated (1) identity,
                  |                                ------------- ^^^^^^^^
                  |                                |
                  |                                `generated` is here
                  |
                  = help: remove `identity`: its value is computed
                error[conflicting_clauses]: `identity` and `?` do not go together
                 --> schema.relata:6:32
                  |
                6 |                     c: bigint? identity,
                  |                              - ^^^^^^^^
                  |                              |
                  |                              `?` is here
                  |
                  = help: remove the `?`: it always has a value
            "#]],
        );
    }

    #[test]
    fn a_key_is_never_null() {
        check(
            r##"
                table things { id: uuid? primary key }
                table others { a: uuid?, b: uuid, primary key (a, b) }
            "##,
            expect![[r#"
                error[conflicting_clauses]: `primary key` and `?` do not go together
                 --> schema.relata:2:42
                  |
                2 |                 table things { id: uuid? primary key }
                  |                                        - ^^^^^^^^^^^
                  |                                        |
                  |                                        `?` is here
                  |
                  = help: remove the `?`: a key is never NULL
                error[conflicting_clauses]: `a` can be NULL, and a key cannot
                 --> schema.relata:3:51
                  |
                3 |                 table others { a: uuid?, b: uuid, primary key (a, b) }
                  |                                -                  ^^^^^^^^^^^^^^^^^^
                  |                                |
                  |                                `a` is declared here
                  |
                  = help: remove the `?` of `a`
            "#]],
        );
    }

    #[test]
    fn a_clause_stands_once() {
        check(
            r##"
                table things {
                    id: bigint primary key identity primary key,
                    a: integer = 1 unique unique,
                    b: integer allow narrow_key because "x" allow narrow_key because "y",
                }
            "##,
            expect![[r#"
                error[conflicting_clauses]: `primary key` is said twice
                 --> schema.relata:3:53
                  |
                3 |                     id: bigint primary key identity primary key,
                  |                                -----------          ^^^^^^^^^^^
                  |                                |
                  |                                it is said here
                  |
                  = help: remove one of them
                error[conflicting_clauses]: `unique` is said twice
                 --> schema.relata:4:43
                  |
                4 |                     a: integer = 1 unique unique,
                  |                                    ------ ^^^^^^
                  |                                    |
                  |                                    it is said here
                  |
                  = help: remove one of them
                error[conflicting_clauses]: `narrow_key` is allowed twice here
                 --> schema.relata:5:67
                  |
                5 |                     b: integer allow narrow_key because "x" allow narrow_key because "y",
                  |                                      ----------                   ^^^^^^^^^^
                  |                                      |
                  |                                      it is allowed here
                  |
                  = help: remove one of them
            "#]],
        );
    }

    #[test]
    fn a_column_is_declared_once() {
        check(
            r##"
                table things { id: bigint primary key identity, a: text, a: integer, ctid: text }
            "##,
            expect![[r#"
                error[duplicate_name]: the column `a` is declared twice
                 --> schema.relata:2:74
                  |
                2 |                 table things { id: bigint primary key identity, a: text, a: integer, ctid: text }
                  |                                                                 -        ^
                  |                                                                 |
                  |                                                                 it is declared here
                  |
                  = help: rename one of them
                error[duplicate_name]: every table has a column `ctid` already
                 --> schema.relata:2:86
                  |
                2 |                 table things { id: bigint primary key identity, a: text, a: integer, ctid: text }
                  |                                                                                      ^^^^
                  |
                  = help: rename it: this one is the server's own
            "#]],
        );
    }

    #[test]
    fn only_a_reference_is_deleted_with_its_row() {
        check(
            r##"
                table things { id: bigint primary key identity, a: text on delete cascade inverse others }
            "##,
            expect![[r#"
                error[conflicting_clauses]: only a reference can say this
                 --> schema.relata:2:73
                  |
                2 |                 table things { id: bigint primary key identity, a: text on delete cascade inverse others }
                  |                                                                 -       ^^^^^^^^^^^^^^^^^
                  |                                                                 |
                  |                                                                 `a` is a value
                  |
                  = help: write `a: references …`, or remove it
                error[conflicting_clauses]: only a reference can say this
                 --> schema.relata:2:91
                  |
                2 |                 table things { id: bigint primary key identity, a: text on delete cascade inverse others }
                  |                                                                 - `a` is a value          ^^^^^^^^^^^^^^
                  |
                  = help: write `a: references …`, or remove it
            "#]],
        );
    }

    #[test]
    fn only_whole_numbers_are_counted() {
        check(
            r##"
                table things { id: uuid primary key identity, c: text version }
            "##,
            expect![[r#"
                error[wrong_type]: only whole numbers are counted up
                 --> schema.relata:2:53
                  |
                2 |                 table things { id: uuid primary key identity, c: text version }
                  |                                    ----             ^^^^^^^^
                  |                                    |
                  |                                    this is no `smallint`, `integer` or `bigint`
                  |
                  = help: write `bigint identity`
                error[wrong_type]: a version is a number that is counted up
                 --> schema.relata:2:71
                  |
                2 |                 table things { id: uuid primary key identity, c: text version }
                  |                                                                  ---- ^^^^^^^
                  |                                                                  |
                  |                                                                  this is no `smallint`, `integer` or `bigint`
                  |
                  = help: write `integer = 1 version`
            "#]],
        );
    }

    #[test]
    fn a_reference_s_type_is_its_target_s() {
        check(
            r##"
                table users { id: uuid primary key }
                table posts {
                    id: uuid primary key,
                    author_id: references users newtype AuthorId on delete cascade,
                    editor_id: references users as crate::Editor on delete cascade inverse edited,
                    reader_id: references users identity on delete cascade inverse read,
                }
            "##,
            expect![[r#"
                error[conflicting_clauses]: `newtype` and a reference do not go together
                 --> schema.relata:5:49
                  |
                5 |                     author_id: references users newtype AuthorId on delete cascade,
                  |                                ----------       ^^^^^^^^^^^^^^^^
                  |                                |
                  |                                a reference is here
                  |
                  = help: remove `newtype`: a reference has its target's type
                error[conflicting_clauses]: on a reference, `as` gives its name, and this is a path
                 --> schema.relata:6:52
                  |
                6 |                     editor_id: references users as crate::Editor on delete cascade inverse edited,
                  |                                                    ^^^^^^^^^^^^^
                  |
                  = help: remove it: the type of a reference is its target's
                error[conflicting_clauses]: `identity` and a reference do not go together
                 --> schema.relata:7:49
                  |
                7 |                     reader_id: references users identity on delete cascade inverse read,
                  |                                ----------       ^^^^^^^^
                  |                                |
                  |                                a reference is here
                  |
                  = help: remove `identity`: its value is a key of the other table
            "#]],
        );
    }
}
