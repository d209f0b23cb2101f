//! What every template reads: the model, where its words stand, and where the item stands that
//! is being emitted.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use relata_schema::database::Database;
use relata_schema::model::{Column, Enum, Model, ObjectName, Table};
use relata_schema::source;

/// The token in the user's code of a place in the schema.
pub type Spans<'a> = &'a dyn Fn(source::Span) -> proc_macro2::Span;

/// What is emitted beside what always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features {
    /// Rows, inserts, enums and wrappers of keys have serde's traits.
    pub serde: bool,
}

/// What every template reads.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The schema.
    pub(crate) model: &'a Model,
    /// Its views, as tables that are only read.
    pub(crate) views: &'a [Table],
    /// What PostgreSQL stores of it, for the documentation.
    pub(crate) database: &'a Database,
    /// The token in the user's code of a place in the schema.
    pub(crate) spans: Spans<'a>,
    /// What is emitted beside what always is.
    pub(crate) features: Features,
    /// The columns whose types are not known, by where they are named.
    pub(crate) unknown: Option<&'a BTreeSet<source::Span>>,
    /// The namespace whose module is being filled; `None` where `schema!` stands.
    pub(crate) namespace: Option<&'a str>,
}

impl<'a> Context<'a> {
    /// For items that stand where `schema!` does.
    pub(crate) fn new(
        model: &'a Model,
        views: &'a [Table],
        database: &'a Database,
        spans: Spans<'a>,
        features: Features,
    ) -> Self {
        Self {
            model,
            views,
            database,
            spans,
            features,
            unknown: None,
            namespace: None,
        }
    }

    /// The same, for the module of a namespace.
    pub(crate) fn within(self, namespace: &'a str) -> Self {
        Self {
            namespace: Some(namespace),
            ..self
        }
    }

    /// The place in the user's code of a place in the schema, for what the user has not written:
    /// the compiler's lints say nothing of it.
    pub(crate) fn at(self, span: source::Span) -> proc_macro2::Span {
        proc_macro2::Span::call_site().located_at((self.spans)(span))
    }

    /// The name that a token of the schema declares, as that token: where an editor goes from a
    /// use of it.
    ///
    /// A name that is not in Rust's style stands at the same place as what the user has not
    /// written, since only the schema can say something of it.
    pub(crate) fn declared(self, name: &str, span: source::Span) -> proc_macro2::Ident {
        let snake = !name.contains(char::is_uppercase) && !name.contains("__");
        let camel = name.starts_with(char::is_uppercase) && !name.contains('_');
        let at = if snake || camel {
            (self.spans)(span)
        } else {
            self.at(span)
        };
        super::names::ident(name, at)
    }

    /// Whether an error of the schema keeps a column's type from being known.
    pub(crate) fn is_unknown(self, column: &Column) -> bool {
        self.unknown
            .is_some_and(|unknown| unknown.contains(&column.span))
    }

    /// What has to stand before the Rust name of an object: nothing, `super::`, `billing::` or
    /// `super::billing::`.
    pub(crate) fn path_to(self, object: &ObjectName) -> TokenStream {
        if object.namespace.as_deref() == self.namespace {
            return TokenStream::new();
        }
        let up = match self.namespace {
            Some(_) => quote! { super:: },
            None => TokenStream::new(),
        };
        match &object.namespace {
            Some(namespace) => {
                let module = super::names::ident(namespace, proc_macro2::Span::call_site());
                quote! { #up #module:: }
            }
            None => up,
        }
    }

    /// The enums of the module that is being filled.
    pub(crate) fn enums(self) -> impl Iterator<Item = &'a Enum> {
        let namespace = self.namespace;
        let all = self.model.enums.iter();
        all.filter(move |declared| declared.name.namespace.as_deref() == namespace)
    }

    /// The tables of the module that is being filled.
    pub(crate) fn tables(self) -> impl Iterator<Item = &'a Table> {
        let namespace = self.namespace;
        let all = self.model.tables.iter();
        all.filter(move |table| table.name.namespace.as_deref() == namespace)
    }

    /// The views of the module that is being filled.
    pub(crate) fn views(self) -> impl Iterator<Item = &'a Table> {
        let namespace = self.namespace;
        let all = self.views.iter();
        all.filter(move |view| view.name.namespace.as_deref() == namespace)
    }
}
