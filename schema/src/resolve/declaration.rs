//! The items of a schema that are no tables: the environment, enums and domains.

use super::clause::Once;
use super::expression::{Names, Place};
use super::key::{made_name, written_name};
use super::scope::{Declared, Scope, object_name};
use super::{allow, docs, types};
use crate::diagnostic::Diagnostics;
use crate::model::{
    Check, Domain, DomainId, Enum, EnumId, EnumValue, Extension, Model, Namespace, ObjectName,
    Scalar, Sql, TableId, Type,
};
use crate::name::{postgres, rust};
use crate::syntax::{self, DomainClause, Item, ItemKind, NameClause, QualifiedName, ValueClause};

/// The items that have a name, each kind in the order of the source, repeated names left out.
#[derive(Default)]
pub(super) struct Declarations<'a> {
    pub(super) enums: Vec<(&'a Item, &'a syntax::Enum)>,
    pub(super) domains: Vec<(&'a Item, &'a syntax::Domain)>,
    pub(super) tables: Vec<(&'a Item, &'a syntax::Table)>,
    pub(super) views: Vec<(&'a Item, &'a syntax::View)>,
}

/// Reads the server's version, extensions, namespaces, what is run as it stands, and what is allowed everywhere.
pub(super) fn environment<'a>(
    model: &mut Model,
    items: &'a [Item],
    scope: &mut Scope<'a>,
    found: &mut Diagnostics,
) {
    let mut version: Once<u32> = Once::default();
    for item in items {
        match &item.kind {
            ItemKind::Postgres(written) => match u32::try_from(written.value) {
                Ok(number @ 14..=99) => version.say("postgres", number, written.span, found),
                _ => {
                    found
                        .error(
                            "unknown_value",
                            written.span,
                            "the oldest server that can be supported is PostgreSQL 14",
                        )
                        .help("write `postgres 14;` or a later one");
                }
            },
            ItemKind::Extension(name) => {
                match model
                    .extensions
                    .iter()
                    .find(|first| first.name == name.value)
                {
                    Some(first) => {
                        let message = format!("the extension `{}` is named twice", name.value);
                        found
                            .error("duplicate_name", name.span, message)
                            .because(first.span, "it is named here")
                            .help("remove one of them");
                    }
                    None => model.extensions.push(Extension {
                        name: name.value.clone(),
                        span: name.span,
                    }),
                }
            }
            ItemKind::Namespace(name) => {
                if scope.add_namespace(name, found) {
                    model.namespaces.push(Namespace {
                        name: name.text.clone(),
                        span: name.span,
                    });
                }
            }
            ItemKind::Allow(written) => allow::add(&mut model.allows, written, found),
            ItemKind::Sql(written) => sql(model, item, written, found),
            ItemKind::Enum(_) | ItemKind::Domain(_) | ItemKind::Table(_) | ItemKind::View(_) => {}
        }
    }
    model.postgres = version.take().unwrap_or(14);
}

/// Gives every enum, domain, table and view its number.
pub(super) fn declare<'a>(
    items: &'a [Item],
    scope: &mut Scope<'a>,
    found: &mut Diagnostics,
) -> Declarations<'a> {
    let mut all = Declarations::default();
    for item in items {
        match &item.kind {
            ItemKind::Enum(written) => {
                let id = EnumId(all.enums.len());
                if !is_type_of_postgres(&written.name, found)
                    && scope.declare(&written.name, Declared::Enum(id), found)
                {
                    all.enums.push((item, written));
                }
            }
            ItemKind::Domain(written) => {
                let id = DomainId(all.domains.len());
                if !is_type_of_postgres(&written.name, found)
                    && scope.declare(&written.name, Declared::Domain(id), found)
                {
                    all.domains.push((item, written));
                }
            }
            ItemKind::Table(written) => {
                let id = TableId(all.tables.len());
                if scope.declare(&written.name, Declared::Table(id), found) {
                    all.tables.push((item, written));
                }
            }
            ItemKind::View(written) => {
                let id = all.views.len();
                if scope.declare(&written.name, Declared::View(id), found) {
                    all.views.push((item, written));
                }
            }
            ItemKind::Postgres(_)
            | ItemKind::Extension(_)
            | ItemKind::Namespace(_)
            | ItemKind::Allow(_)
            | ItemKind::Sql(_) => {}
        }
    }
    all
}

/// Reads the enums.
pub(super) fn enums(model: &mut Model, declared: &Declarations<'_>, found: &mut Diagnostics) {
    for &(item, written) in &declared.enums {
        let (rust, was) = name_clauses(&written.clauses, found);
        let mut values: Vec<EnumValue> = Vec::with_capacity(written.values.len());
        let mut seen = std::collections::BTreeMap::new();
        for value in &written.values {
            if let Some(&first) = seen.get(value.label.value.as_str()) {
                found
                    .error(
                        "duplicate_name",
                        value.label.span,
                        format!("the value `{}` is declared twice", value.label.value),
                    )
                    .because(first, "it is declared here")
                    .help("remove one of them");
                continue;
            }
            seen.insert(value.label.value.as_str(), value.label.span);
            values.push(enum_value(value, found));
        }
        model.enums.push(Enum {
            rust: rust.unwrap_or_else(|| rust::enumeration(&written.name.name.text)),
            name: object_name(&written.name),
            span: written.name.name.span,
            docs: docs(&item.docs),
            native: written.text.is_none(),
            values,
            was,
        });
    }
}

/// Reads the domains.
pub(super) fn domains(
    model: &mut Model,
    declared: &Declarations<'_>,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    for &(item, written) in &declared.domains {
        let domain = domain(model, item, written, scope, found);
        model.domains.push(domain);
    }
}

/// What follows the name of an enum, table or view: its name in Rust, and what it was called.
pub(super) fn name_clauses(
    clauses: &[NameClause],
    found: &mut Diagnostics,
) -> (Option<String>, Option<ObjectName>) {
    let mut rust = Once::default();
    let mut was = Once::default();
    for clause in clauses {
        match clause {
            NameClause::As(name) => rust.say("as", name.text.clone(), name.span, found),
            NameClause::Was(name) => was.say("was", object_name(name), name.span(), found),
        }
    }
    (rust.take(), was.take())
}

fn enum_value(written: &syntax::EnumValue, found: &mut Diagnostics) -> EnumValue {
    let mut rust_name = Once::default();
    let mut was = Once::default();
    for clause in &written.clauses {
        match clause {
            ValueClause::As(name) => rust_name.say("as", name.text.clone(), name.span, found),
            ValueClause::Was(text) => was.say("was", text.value.clone(), text.span, found),
        }
    }
    EnumValue {
        rust: rust_name
            .take()
            .or_else(|| rust::variant(&written.label.value))
            .unwrap_or_default(),
        label: written.label.value.clone(),
        span: written.label.span,
        docs: docs(&written.docs),
        was: was.take(),
    }
}

fn domain(
    model: &Model,
    item: &Item,
    written: &syntax::Domain,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Domain {
    let name = object_name(&written.name);
    let home = name.namespace.as_deref();
    let resolved = types::resolve(&written.ty, scope, home, found);
    let base = resolved.filter(|(ty, _)| match ty.scalar {
        Scalar::Domain(id) if id.0 >= model.domains.len() => {
            found
                .error(
                    "unknown_type",
                    written.ty.span,
                    "this domain is declared further down",
                )
                .help("put what a domain is based on before it");
            false
        }
        _ => true,
    });
    if let Some(collation) = &written.ty.collation {
        found.error(
            "not_yet",
            collation.span,
            "a domain cannot have a collation yet",
        );
    }

    let names = Names {
        scope,
        enums: &model.enums,
        domains: &model.domains,
        home,
        owner: name.to_string(),
        columns: std::collections::BTreeMap::new(),
        types: Vec::new(),
        place: Place::Domain,
    };
    let mut default = Once::default();
    let mut rust = Once::default();
    let mut was = Once::default();
    let mut checks = Vec::new();
    let mut allows = Vec::new();
    for clause in &written.clauses {
        match clause {
            DomainClause::Check(check) => checks.push(Check {
                name: match &check.name {
                    Some(name) => written_name(name),
                    None => made_name(postgres::domain_check(&name.name)),
                },
                span: check.span,
                column: None,
                condition: names.resolve(&check.condition, None, found),
                allows: Vec::new(),
            }),
            DomainClause::Default(expr) => default.say("= …", expr, expr.span, found),
            DomainClause::As(path) => rust.say("as", path, path.span, found),
            DomainClause::Was(name) => was.say("was", object_name(name), name.span(), found),
            DomainClause::Allow(written) => allow::add(&mut allows, written, found),
        }
    }
    let (ty, nullable) = base.unwrap_or((Type::of(Scalar::Text), false));
    let default = default.take().map(|expr| {
        let names = Names {
            place: Place::Default,
            ..names
        };
        names.resolve(expr, base.map(|(ty, _)| ty), found)
    });
    Domain {
        span: written.name.name.span,
        docs: docs(&item.docs),
        base: ty,
        nullable,
        default,
        checks,
        rust: rust.take().and_then(|path| super::rust_path(path, found)),
        was: was.take(),
        allows,
        name,
    }
}

fn sql(model: &mut Model, item: &Item, written: &syntax::Sql, found: &mut Diagnostics) {
    if let Some(first) = model
        .sql
        .iter()
        .find(|first| first.name == written.name.text)
    {
        found
            .error(
                "duplicate_name",
                written.name.span,
                format!("`sql {}` is declared twice", written.name.text),
            )
            .because(first.span, "it is declared here")
            .help("rename one of them");
        return;
    }
    model.sql.push(Sql {
        name: written.name.text.clone(),
        span: written.name.span,
        docs: docs(&item.docs),
        before_tables: written.before_tables.is_some(),
        create: written.create.value.clone(),
        drop: written.drop.as_ref().map(|text| text.value.clone()),
    });
}

/// Reports a type of the schema's that PostgreSQL would not find: its own comes first.
fn is_type_of_postgres(name: &QualifiedName, found: &mut Diagnostics) -> bool {
    let is = types::is_built_in(&name.name.text);
    if is {
        found
            .error(
                "duplicate_name",
                name.name.span,
                format!("`{}` is a type of PostgreSQL's", name.name.text),
            )
            .help("rename it");
    }
    is
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_value_is_declared_once() {
        check(
            r##"
                enum state { open, closed, open }
                table posts { id: bigint primary key identity, state: state }
            "##,
            expect![[r#"
                error[duplicate_name]: the value `open` is declared twice
                 --> schema.relata:2:44
                  |
                2 |                 enum state { open, closed, open }
                  |                              ----          ^^^^
                  |                              |
                  |                              it is declared here
                  |
                  = help: remove one of them
            "#]],
        );
    }

    #[test]
    fn a_domain_has_only_its_value() {
        check(
            r##"
                domain email: text check (value ~ "@" and vlue <> "");
                table users { id: bigint primary key identity, email: email }
            "##,
            expect![[r#"
                error[unknown_column]: a domain has no column `vlue`
                 --> schema.relata:2:59
                  |
                2 |                 domain email: text check (value ~ "@" and vlue <> "");
                  |                                                           ^^^^
                  |
                  = help: what is checked is called `value`
            "#]],
        );
    }

    #[test]
    fn a_domain_stands_after_its_base() {
        check(
            r##"
                domain a: b;
                domain b: text;
                table users { id: bigint primary key identity, a: a }
            "##,
            expect![[r#"
                error[unknown_type]: this domain is declared further down
                 --> schema.relata:2:27
                  |
                2 |                 domain a: b;
                  |                           ^
                  |
                  = help: put what a domain is based on before it
            "#]],
        );
    }

    #[test]
    fn the_environment_is_said_once() {
        check(
            r##"
                postgres 15;
                postgres 16;
                extension citext;
                extension citext;
            "##,
            expect![[r#"
                error[conflicting_clauses]: `postgres` is said twice
                 --> schema.relata:3:26
                  |
                2 |                 postgres 15;
                  |                          -- it is said here
                3 |                 postgres 16;
                  |                          ^^
                  |
                  = help: remove one of them
                error[duplicate_name]: the extension `citext` is named twice
                 --> schema.relata:5:27
                  |
                4 |                 extension citext;
                  |                           ------ it is named here
                5 |                 extension citext;
                  |                           ^^^^^^
                  |
                  = help: remove one of them
            "#]],
        );
    }

    #[test]
    fn old_servers_are_not_supported() {
        check(
            r##"
                postgres 9;
            "##,
            expect![[r#"
                error[unknown_value]: the oldest server that can be supported is PostgreSQL 14
                 --> schema.relata:2:26
                  |
                2 |                 postgres 9;
                  |                          ^
                  |
                  = help: write `postgres 14;` or a later one
            "#]],
        );
    }
}
