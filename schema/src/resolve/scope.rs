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
