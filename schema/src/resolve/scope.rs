//! What is declared under which name.

use std::collections::BTreeMap;

use super::suggest;
use crate::diagnostic::Diagnostics;
use crate::model::{DomainId, EnumId, ObjectName, TableId};
use crate::source::Span;
use crate::syntax::{Name, QualifiedName};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    Enum(EnumId),
    Domain(DomainId),
    Table(TableId),
    View(usize),
}

/// All names of tables, views, enums and domains: one space a namespace.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// The empty namespace is `public`.
    names: BTreeMap<&'a str, BTreeMap<&'a str, (Declared, Span)>>,
    namespaces: BTreeMap<&'a str, Span>,
}

impl<'a> Scope<'a> {
    /// Takes `namespace billing;`.
    pub(super) fn add_namespace(&mut self, name: &'a Name, found: &mut Diagnostics) -> bool {
        if name.text.starts_with("pg_") || name.text == "information_schema" {
            found
                .error(
                    "duplicate_name",
                    name.span,
                    format!("`{}` is a name of PostgreSQL's own", name.text),
                )
                .help("rename it: `pg_` is how the server's own namespaces begin");
            return false;
        }
        if name.text == "public" {
            found
                .error("duplicate_name", name.span, "`public` is always there")
                .help("remove it");
            return false;
        }
        if let Some(&first) = self.namespaces.get(name.text.as_str()) {
            found
                .error(
                    "duplicate_name",
                    name.span,
                    format!("the namespace `{}` is declared twice", name.text),
                )
                .because(first, "it is declared here")
                .help("remove one of them");
            return false;
        }
        self.namespaces.insert(&name.text, name.span);
        true
    }

    /// Takes a declaration, unless its name is taken.
    pub(super) fn declare(
        &mut self,
        name: &'a QualifiedName,
        declared: Declared,
        found: &mut Diagnostics,
    ) -> bool {
        if let Some(namespace) = &name.namespace
            && namespace.text != "public"
            && !self.namespaces.contains_key(namespace.text.as_str())
        {
            let names = self.namespaces.keys().copied();
            let help = suggest::did_you_mean(&namespace.text, names)
                .unwrap_or_else(|| format!("declare it: `namespace {};`", namespace.text));
            found
                .error(
                    "unknown_namespace",
                    namespace.span,
                    format!("there is no namespace `{}`", namespace.text),
                )
                .help(help);
            // One message is enough: what is in it counts as declared.
            self.namespaces.insert(&namespace.text, namespace.span);
        }

        let space = self.names.entry(namespace_of(name)).or_default();
        if let Some(&(_, first)) = space.get(name.name.text.as_str()) {
            found
                .error(
                    "duplicate_name",
                    name.name.span,
                    format!("`{}` is declared twice", object_name(name)),
                )
                .because(first, "it is declared here")
                .help("rename one of them: tables, views, enums and domains share names");
            return false;
        }
        space.insert(&name.name.text, (declared, name.name.span));
        true
    }

    /// What a name stands for, seen from a namespace: its own first, then public.
    ///
    /// The error is that it stands for two things; it has been reported.
    pub(super) fn look_up(
        &self,
        name: &QualifiedName,
        home: Option<&str>,
        found: &mut Diagnostics,
    ) -> Result<Option<Declared>, ()> {
        if name.namespace.is_some() {
            return Ok(self.get(namespace_of(name), &name.name.text));
        }
        let public = self.get("", &name.name.text);
        let Some(home) = home else {
            return Ok(public);
        };
        let own = self.get(home, &name.name.text);
        if own.is_some() && public.is_some() {
            let text = &name.name.text;
            found
                .error(
                    "ambiguous_name",
                    name.name.span,
                    format!("there is a `{text}` in `{home}` and one in `public`"),
                )
                .help(format!("write `{home}.{text}` or `public.{text}`"));
            return Err(());
        }
        Ok(own.or(public))
    }

    /// The names that could have been meant, as they would be written.
    pub(super) fn names(&self, home: Option<&str>, fits: impl Fn(Declared) -> bool) -> Vec<String> {
        let mut names = Vec::new();
        for (&namespace, space) in &self.names {
            for (&name, &(declared, _)) in space {
                if !fits(declared) {
                } else if namespace.is_empty() || home == Some(namespace) {
                    names.push(name.to_owned());
                } else {
                    names.push(format!("{namespace}.{name}"));
                }
            }
        }
        names
    }

    fn get(&self, namespace: &str, name: &str) -> Option<Declared> {
        self.names
            .get(namespace)
            .and_then(|space| space.get(name))
            .map(|&(declared, _)| declared)
    }
}

/// The name of an object as the model has it.
pub(super) fn object_name(name: &QualifiedName) -> ObjectName {
    ObjectName {
        namespace: Some(namespace_of(name))
            .filter(|namespace| !namespace.is_empty())
            .map(str::to_owned),
        name: name.name.text.clone(),
    }
}

fn namespace_of(name: &QualifiedName) -> &str {
    match &name.namespace {
        Some(namespace) if namespace.text != "public" => &namespace.text,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_name_is_declared_once() {
        check(
            r##"
                table users { id: bigint primary key identity }
                enum users { a }
                table users { id: bigint primary key identity, mistake: nothing }
                enum text { a }
                namespace public;
                namespace pg_things;
                namespace billing;
                namespace billing;
            "##,
            expect![[r#"
                error[duplicate_name]: `users` is declared twice
                 --> schema.relata:3:22
                  |
                2 |                 table users { id: bigint primary key identity }
                  |                       ----- it is declared here
                3 |                 enum users { a }
                  |                      ^^^^^
                  |
                  = help: rename one of them: tables, views, enums and domains share names
                error[duplicate_name]: `users` is declared twice
                 --> schema.relata:4:23
                  |
                2 |                 table users { id: bigint primary key identity }
                  |                       ----- it is declared here
                3 |                 enum users { a }
                4 |                 table users { id: bigint primary key identity, mistake: nothing }
                  |                       ^^^^^
                  |
                  = help: rename one of them: tables, views, enums and domains share names
                error[duplicate_name]: `text` is a type of PostgreSQL's
                 --> schema.relata:5:22
                  |
                5 |                 enum text { a }
                  |                      ^^^^
                  |
                  = help: rename it
                error[duplicate_name]: `public` is always there
                 --> schema.relata:6:27
                  |
                6 |                 namespace public;
                  |                           ^^^^^^
                  |
                  = help: remove it
                error[duplicate_name]: `pg_things` is a name of PostgreSQL's own
                 --> schema.relata:7:27
                  |
                7 |                 namespace pg_things;
                  |                           ^^^^^^^^^
                  |
                  = help: rename it: `pg_` is how the server's own namespaces begin
                error[duplicate_name]: the namespace `billing` is declared twice
                 --> schema.relata:9:27
                  |
                8 |                 namespace billing;
                  |                           ------- it is declared here
                9 |                 namespace billing;
                  |                           ^^^^^^^
                  |
                  = help: remove one of them
            "#]],
        );
    }

    #[test]
    fn a_namespace_is_declared() {
        check(
            r##"
                namespace billing;
                table biling.invoices { id: bigint primary key identity }
                table biling.lines { id: bigint primary key identity }
            "##,
            expect![[r#"
                error[unknown_namespace]: there is no namespace `biling`
                 --> schema.relata:3:23
                  |
                3 |                 table biling.invoices { id: bigint primary key identity }
                  |                       ^^^^^^
                  |
                  = help: did you mean `billing`?
            "#]],
        );
    }

    #[test]
    fn the_own_namespace_comes_first_and_then_public() {
        check(
            r##"
                namespace billing;
                table users { id: bigint primary key identity }
                table billing.accounts { id: bigint primary key identity, user_id: references users on delete cascade }
                table billing.entries { id: bigint primary key identity, account_id: references accounts on delete cascade }
                table ledger as LedgerLine { id: bigint primary key identity, account_id: references billing.accounts on delete cascade }
            "##,
            expect![[r#"
                warning[singular_table]: `ledger` is not plural
                 --> schema.relata:6:23
                  |
                6 | ...   table ledger as LedgerLine { id: bigint primary key identity, account_id: references billing.accounts on delete cascade }
                  |             ^^^^^^
                  |
                  = help: write `ledgers`
            "#]],
        );
    }

    #[test]
    fn in_both_is_ambiguous() {
        check(
            r##"
                namespace billing;
                table users { id: bigint primary key identity }
                table billing.users { id: bigint primary key identity }
                table billing.accounts { id: bigint primary key identity, user_id: references users on delete cascade }
            "##,
            expect![[r#"
                error[ambiguous_name]: there is a `users` in `billing` and one in `public`
                 --> schema.relata:5:95
                  |
                5 |                 table billing.accounts { id: bigint primary key identity, user_id: references users on delete cascade }
                  |                                                                                               ^^^^^
                  |
                  = help: write `billing.users` or `public.users`
            "#]],
        );
    }

    #[test]
    fn a_table_of_another_namespace_is_found() {
        check(
            r##"
                namespace billing;
                table billing.invoices { id: bigint primary key identity }
                table lines { id: bigint primary key identity, invoice_id: references billing.invoies on delete cascade }
            "##,
            expect![[r#"
                error[unknown_table]: there is no table `billing.invoies`
                 --> schema.relata:4:87
                  |
                4 |                 table lines { id: bigint primary key identity, invoice_id: references billing.invoies on delete cascade }
                  |                                                                                       ^^^^^^^^^^^^^^^
                  |
                  = help: did you mean `billing.invoices`?
            "#]],
        );
    }
}
