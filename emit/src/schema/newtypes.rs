//! Wrappers of keys: a `PostId` where a `UserId` belongs does not compile.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use relata_schema::model::{Column, Model, Scalar, Table, Type};

use super::context::Context;
use super::docs::{Doc, code};
use super::{names, paths, serial, types};

/// The wrappers that a table declares.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> TokenStream {
    let declared = table.columns.iter().filter_map(|column| {
        let name = column.newtype.as_deref()?;
        let (home, first) = home(context.model, name)?;
        let is_here = home.name == table.name && first.name == column.name;
        is_here.then(|| wrapper(context, table, column, name))
    });
    declared.collect()
}

/// The wrapper of this name, from where another item stands.
pub(crate) fn path(context: Context<'_>, name: &str) -> TokenStream {
    let up = home(context.model, name).map(|(table, _)| context.path_to(&table.name));
    let name = names::ident(name, Span::call_site());
    quote! { #up #name }
}

/// Where a wrapper is declared: at the column that is no reference to another with it.
fn home<'a>(model: &'a Model, name: &str) -> Option<(&'a Table, &'a Column)> {
    let tables = model.tables.iter();
    let columns = tables.flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    let mut with_it = columns.filter(|(_, column)| column.newtype.as_deref() == Some(name));
    let refers = |table: &Table, column: &Column| {
        let mut references = table.references.iter().flat_map(|one| &one.columns);
        references.any(|id| table.column(*id).name == column.name)
    };
    with_it
        .clone()
        .find(|(table, column)| !refers(table, column))
        .or_else(|| with_it.next())
}

fn wrapper(context: Context<'_>, table: &Table, column: &Column, name: &str) -> TokenStream {
    let definition = definition(context, table, column, name);
    let conversions = conversions(context, column, name);
    let value = value(context, column, name);
    let text = has_text(column.ty).then(|| text(context, column, name));
    let textual = types::holds_text(context, column).then(|| textual(context, column, name));
    let sqlx = sqlx(context, column, name);
    let serial = serial::wrapper(context, &context.declared(name, column.span));

    quote! {
        #definition
        #conversions
        #value
        #text
        #textual
        #sqlx
        #serial
    }
}

fn definition(context: Context<'_>, table: &Table, column: &Column, name: &str) -> TokenStream {
    let doc = Doc::new(format!(
        "{} of {}.",
        code(&column.name),
        code(table.name.to_string())
    ));
    let name = context.declared(name, column.span);
    let inner = types::wrapped(context, column);
    let copy = is_copy(column.ty).then(|| quote! { Copy, });

    quote! {
        #doc
        #[allow(dead_code)]
        #[derive(Debug, Clone, #copy PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #name(
            /// The value as the column holds it.
            pub #inner,
        );
    }
}

fn conversions(context: Context<'_>, column: &Column, name: &str) -> TokenStream {
    let name = context.declared(name, column.span);
    let inner = types::wrapped(context, column);

    quote! {
        impl ::core::convert::From<#inner> for #name {
            fn from(value: #inner) -> Self {
                Self(value)
            }
        }

        impl ::core::convert::From<#name> for #inner {
            fn from(wrapper: #name) -> Self {
                wrapper.0
            }
        }
    }
}

fn value(context: Context<'_>, column: &Column, name: &str) -> TokenStream {
    let codegen = paths::codegen();
    let name = context.declared(name, column.span);
    let inner = types::wrapped(context, column);
    let sorted = is_sorted(column).then(|| quote! { impl #codegen::Sorted for #name {} });

    quote! {
        #sorted

        impl #codegen::Value for #name {
            fn decode(bytes: &[u8]) -> ::core::result::Result<Self, #codegen::Unfit> {
                <#inner as #codegen::Value>::decode(bytes).map(Self)
            }

            fn encode(
                &self,
                into: &mut ::std::vec::Vec<u8>,
            ) -> ::core::result::Result<(), #codegen::Unfit> {
                #codegen::Value::encode(&self.0, into)
            }
        }
    }
}

/// What lets a text be compared with patterns.
fn textual(context: Context<'_>, column: &Column, name: &str) -> TokenStream {
    let codegen = paths::codegen();
    let name = context.declared(name, column.span);

    quote! { impl #codegen::Textual for #name {} }
}

fn text(context: Context<'_>, column: &Column, name: &str) -> TokenStream {
    let name = context.declared(name, column.span);
    let inner = types::wrapped(context, column);

    quote! {
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::core::str::FromStr for #name {
            type Err = <#inner as ::core::str::FromStr>::Err;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::str::FromStr::from_str(text).map(Self)
            }
        }
    }
}

/// What plain sqlx needs to bind and read it.
fn sqlx(context: Context<'_>, column: &Column, name: &str) -> TokenStream {
    let codegen = paths::codegen();
    let sqlx = quote! { #codegen::sqlx };
    let name = context.declared(name, column.span);
    let inner = types::wrapped(context, column);

    quote! {
        impl #sqlx::Type<#sqlx::Postgres> for #name {
            fn type_info() -> #sqlx::postgres::PgTypeInfo {
                <#inner as #sqlx::Type<#sqlx::Postgres>>::type_info()
            }

            fn compatible(found: &#sqlx::postgres::PgTypeInfo) -> bool {
                <#inner as #sqlx::Type<#sqlx::Postgres>>::compatible(found)
            }
        }

        impl<'r> #sqlx::Decode<'r, #sqlx::Postgres> for #name {
            fn decode(
                value: #sqlx::postgres::PgValueRef<'r>,
            ) -> ::core::result::Result<Self, #sqlx::error::BoxDynError> {
                <#inner as #sqlx::Decode<'r, #sqlx::Postgres>>::decode(value).map(Self)
            }
        }

        impl<'q> #sqlx::Encode<'q, #sqlx::Postgres> for #name {
            fn encode_by_ref(
                &self,
                buffer: &mut #sqlx::postgres::PgArgumentBuffer,
            ) -> ::core::result::Result<#sqlx::encode::IsNull, #sqlx::error::BoxDynError> {
                <#inner as #sqlx::Encode<'q, #sqlx::Postgres>>::encode_by_ref(&self.0, buffer)
            }
        }
    }
}

/// Whether PostgreSQL has a least and a greatest value of the key's type.
fn is_sorted(column: &Column) -> bool {
    let Type { scalar, array } = column.ty;
    let sorted = matches!(
        scalar,
        Scalar::SmallInt
            | Scalar::Integer
            | Scalar::BigInt
            | Scalar::Numeric(_)
            | Scalar::Text
            | Scalar::Citext
            | Scalar::Varchar(_)
            | Scalar::Char(_)
            | Scalar::Timestamptz(_)
            | Scalar::Timestamp(_)
            | Scalar::Date
            | Scalar::Time(_)
            | Scalar::Enum(_)
    );
    sorted && array.is_none() && column.rust.is_none()
}

fn is_copy(ty: Type) -> bool {
    ty.array.is_none()
        && matches!(
            ty.scalar,
            Scalar::Boolean
                | Scalar::SmallInt
                | Scalar::Integer
                | Scalar::BigInt
                | Scalar::Numeric(_)
                | Scalar::Uuid
                | Scalar::Timestamptz(_)
                | Scalar::Timestamp(_)
                | Scalar::Date
                | Scalar::Time(_)
                | Scalar::Enum(_)
        )
}

/// Whether the Rust type of a key can be shown and read as text.
fn has_text(ty: Type) -> bool {
    let is_text = matches!(
        ty.scalar,
        Scalar::Text | Scalar::Citext | Scalar::Varchar(_) | Scalar::Char(_)
    );
    ty.array.is_none() && (is_text || is_copy(ty))
}
