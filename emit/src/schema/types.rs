//! The types of a column: in Rust, and in SQL as the runtime is told.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use relata_schema::model::{Column, ObjectName, RustPath, Scalar, Type};

use super::context::Context;
use super::{names, newtypes, paths};

/// What a row's field holds: `Option<String>`.
pub(crate) fn rust(context: Context<'_>, column: &Column) -> TokenStream {
    optional(plain(context, column), column.nullable)
}

/// The same without the `Option` of a nullable column.
pub(crate) fn plain(context: Context<'_>, column: &Column) -> TokenStream {
    if context.is_unknown(column) {
        return names::unknown().into_token_stream();
    }
    match &column.newtype {
        Some(name) => newtypes::path(context, name),
        None => wrapped(context, column),
    }
}

/// The same of a column without its wrapper.
pub(crate) fn wrapped(context: Context<'_>, column: &Column) -> TokenStream {
    match &column.rust {
        Some(path) => chosen(context, path, column.ty),
        None => of(context, column.ty),
    }
}

/// A type of the application's: its own value, or through serde where the column is JSON.
fn chosen(context: Context<'_>, path: &RustPath, ty: Type) -> TokenStream {
    let path = own(context, path);
    if is_json(context, ty) {
        let types = paths::types();
        quote! { #types::Json<#path> }
    } else {
        path
    }
}

fn is_json(context: Context<'_>, ty: Type) -> bool {
    matches!(beneath(context, ty), Some(Scalar::Json | Scalar::Jsonb))
}

/// What a type is in Rust where it is no array and has no Rust type of its own: a domain is what
/// it is based on.
fn beneath(context: Context<'_>, ty: Type) -> Option<Scalar> {
    match ty {
        Type { array: Some(_), .. } => None,
        Type {
            scalar: Scalar::Domain(id),
            ..
        } => {
            let domain = context.model.domain(id);
            match domain.rust {
                Some(_) => None,
                None => beneath(context, domain.base),
            }
        }
        Type { scalar, .. } => Some(scalar),
    }
}

/// What a function takes to set the column: where it is nullable, a value or an `Option` of one;
/// where it holds a `String`, what becomes one.
pub(crate) fn argument(context: Context<'_>, column: &Column) -> TokenStream {
    let ty = rust(context, column);
    if is_converted(context, column) {
        quote! { impl ::core::convert::Into<#ty> }
    } else {
        ty
    }
}

/// Whether such a function has to convert what it takes.
pub(crate) fn is_converted(context: Context<'_>, column: &Column) -> bool {
    column.nullable || holds_string(context, column)
}

/// What a function takes to compare the column with: `&str` where it holds a `String`.
pub(crate) fn parameter(context: Context<'_>, column: &Column) -> TokenStream {
    if holds_string(context, column) {
        quote! { &str }
    } else {
        plain(context, column)
    }
}

/// Whether a column's values are compared with patterns, when its wrapper is taken off.
pub(crate) fn holds_text(context: Context<'_>, column: &Column) -> bool {
    column.rust.is_none()
        && matches!(
            beneath(context, column.ty),
            Some(Scalar::Text | Scalar::Citext | Scalar::Varchar(_) | Scalar::Char(_))
        )
}

fn holds_string(context: Context<'_>, column: &Column) -> bool {
    column.rust.is_none()
        && column.newtype.is_none()
        && !context.is_unknown(column)
        && is_string(context, column.ty)
}

fn is_string(context: Context<'_>, ty: Type) -> bool {
    matches!(
        beneath(context, ty),
        Some(
            Scalar::Text
                | Scalar::Citext
                | Scalar::Varchar(_)
                | Scalar::Char(_)
                | Scalar::Timetz(_)
                | Scalar::Tsvector
                | Scalar::Hstore
                | Scalar::Ltree
                | Scalar::Vector(_)
        )
    )
}

fn of(context: Context<'_>, ty: Type) -> TokenStream {
    let scalar = scalar(context, ty.scalar);
    match ty.array {
        Some(array) => {
            let element = optional(scalar, array.nullable_elements);
            quote! { ::std::vec::Vec<#element> }
        }
        None => scalar,
    }
}

fn optional(ty: TokenStream, nullable: bool) -> TokenStream {
    if nullable {
        quote! { ::core::option::Option<#ty> }
    } else {
        ty
    }
}

fn scalar(context: Context<'_>, scalar: Scalar) -> TokenStream {
    let codegen = paths::codegen();
    let types = paths::types();
    match scalar {
        Scalar::Boolean => quote! { bool },
        Scalar::SmallInt => quote! { i16 },
        Scalar::Integer => quote! { i32 },
        Scalar::BigInt => quote! { i64 },
        Scalar::Real => quote! { f32 },
        Scalar::Double => quote! { f64 },
        Scalar::Numeric(_) | Scalar::Money => quote! { #types::Decimal },
        Scalar::Text
        | Scalar::Citext
        | Scalar::Varchar(_)
        | Scalar::Char(_)
        | Scalar::Timetz(_)
        | Scalar::Tsvector
        | Scalar::Hstore
        | Scalar::Ltree
        | Scalar::Vector(_) => quote! { ::std::string::String },
        Scalar::Bytea => quote! { ::std::vec::Vec<u8> },
        Scalar::Uuid => quote! { #types::Uuid },
        Scalar::Timestamptz(_) => quote! { #types::DateTime<#types::Utc> },
        Scalar::Timestamp(_) => quote! { #types::NaiveDateTime },
        Scalar::Date => quote! { #types::NaiveDate },
        Scalar::Time(_) => quote! { #types::NaiveTime },
        Scalar::Interval => quote! { #types::PgInterval },
        Scalar::Json | Scalar::Jsonb => quote! { #codegen::JsonValue },
        Scalar::Inet | Scalar::Cidr => quote! { #types::IpNetwork },
        Scalar::Macaddr => quote! { #types::MacAddress },
        Scalar::Int4Range => quote! { #types::PgRange<i32> },
        Scalar::Int8Range => quote! { #types::PgRange<i64> },
        Scalar::NumRange => quote! { #types::PgRange<#types::Decimal> },
        Scalar::TsRange => quote! { #types::PgRange<#types::NaiveDateTime> },
        Scalar::TstzRange => quote! { #types::PgRange<#types::DateTime<#types::Utc>> },
        Scalar::DateRange => quote! { #types::PgRange<#types::NaiveDate> },
        Scalar::Enum(id) => names::enum_path(context, context.model.enum_(id)),
        Scalar::Domain(id) => {
            let domain = context.model.domain(id);
            match &domain.rust {
                Some(path) => chosen(context, path, domain.base),
                None => of(context, domain.base),
            }
        }
    }
}

/// The kind of a column, which says what operators it has; none is the usual one.
pub(crate) fn kind(context: Context<'_>, column: &Column) -> Option<TokenStream> {
    let codegen = paths::codegen();
    let kind = kind_of(context, column.ty).filter(|_| !context.is_unknown(column))?;
    let kind = Ident::new(kind, Span::call_site());
    Some(quote! { #codegen::kind::#kind })
}

fn kind_of(context: Context<'_>, ty: Type) -> Option<&'static str> {
    if ty.array.is_some() {
        return Some("Array");
    }
    match ty.scalar {
        Scalar::Json => Some("JsonText"),
        Scalar::Jsonb => Some("Jsonb"),
        Scalar::Inet | Scalar::Cidr => Some("Network"),
        Scalar::Hstore => Some("Hstore"),
        Scalar::Ltree => Some("Ltree"),
        Scalar::Vector(_) => Some("Vector"),
        Scalar::Timetz(_) => Some("Opaque"),
        Scalar::Int4Range
        | Scalar::Int8Range
        | Scalar::NumRange
        | Scalar::TsRange
        | Scalar::TstzRange
        | Scalar::DateRange => Some("Range"),
        Scalar::Domain(id) => kind_of(context, context.model.domain(id).base),
        _ => None,
    }
}

/// A path of the application's, which is written as from where `schema!` stands.
///
/// In the module of a namespace `super` leads one step further; other names are found by the
/// module's glob import.
fn own(context: Context<'_>, path: &RustPath) -> TokenStream {
    let at = context.at(path.span);
    // The parser has read it as tokens already.
    let tokens = path.text.parse::<TokenStream>().unwrap_or_default();
    let mut placed = TokenStream::new();
    for mut tree in tokens {
        tree.set_span(at);
        let word = match &tree {
            TokenTree::Ident(word) if context.namespace.is_some() => word.to_string(),
            _ => String::new(),
        };
        match word.as_str() {
            "super" => placed.extend(quote! { super::super }),
            "self" => placed.extend(quote! { super }),
            _ => placed.extend([tree]),
        }
    }
    placed
}

/// The type in SQL: `Type::TEXT.named(Name::new("user_status"))`.
pub(crate) fn sql(context: Context<'_>, ty: Type) -> TokenStream {
    let scalar = sql_scalar(context, ty.scalar);
    match ty.array {
        Some(_) => quote! { #scalar.array() },
        None => scalar,
    }
}

fn sql_scalar(context: Context<'_>, scalar: Scalar) -> TokenStream {
    let ty = {
        let codegen = paths::codegen();
        quote! { #codegen::Type }
    };
    match scalar {
        Scalar::Boolean => quote! { #ty::BOOLEAN },
        Scalar::SmallInt => quote! { #ty::SMALLINT },
        Scalar::Integer => quote! { #ty::INTEGER },
        Scalar::BigInt => quote! { #ty::BIGINT },
        Scalar::Real => quote! { #ty::REAL },
        Scalar::Double => quote! { #ty::DOUBLE },
        Scalar::Numeric(_) => quote! { #ty::NUMERIC },
        Scalar::Text => quote! { #ty::TEXT },
        Scalar::Varchar(_) => quote! { #ty::VARCHAR },
        Scalar::Char(_) => quote! { #ty::BPCHAR },
        Scalar::Citext => quote! { #ty::CITEXT },
        Scalar::Money => quote! { #ty::MONEY },
        Scalar::Timetz(_) => quote! { #ty::TIMETZ },
        // In no row; its handle is one of its own.
        Scalar::Tsvector => {
            let name = unqualified("tsvector");
            quote! { #ty::TEXT.named(#name) }
        }
        Scalar::Hstore => quote! { #ty::HSTORE },
        Scalar::Ltree => quote! { #ty::LTREE },
        Scalar::Vector(_) => quote! { #ty::VECTOR },
        Scalar::Bytea => quote! { #ty::BYTEA },
        Scalar::Uuid => quote! { #ty::UUID },
        Scalar::Timestamptz(_) => quote! { #ty::TIMESTAMPTZ },
        Scalar::Timestamp(_) => quote! { #ty::TIMESTAMP },
        Scalar::Date => quote! { #ty::DATE },
        Scalar::Time(_) => quote! { #ty::TIME },
        Scalar::Interval => quote! { #ty::INTERVAL },
        Scalar::Json => quote! { #ty::JSON },
        Scalar::Jsonb => quote! { #ty::JSONB },
        Scalar::Inet => quote! { #ty::INET },
        Scalar::Cidr => quote! { #ty::CIDR },
        Scalar::Macaddr => quote! { #ty::MACADDR },
        Scalar::Int4Range => quote! { #ty::INT4RANGE },
        Scalar::Int8Range => quote! { #ty::INT8RANGE },
        Scalar::NumRange => quote! { #ty::NUMRANGE },
        Scalar::TsRange => quote! { #ty::TSRANGE },
        Scalar::TstzRange => quote! { #ty::TSTZRANGE },
        Scalar::DateRange => quote! { #ty::DATERANGE },
        Scalar::Enum(id) => {
            let declared = context.model.enum_(id);
            if declared.native {
                let name = name(&declared.name);
                quote! { #ty::TEXT.named(#name) }
            } else {
                quote! { #ty::TEXT }
            }
        }
        Scalar::Domain(id) => {
            let domain = context.model.domain(id);
            let base = sql(context, domain.base);
            let name = name(&domain.name);
            quote! { #base.domain(#name) }
        }
    }
}

/// A name in SQL, as the runtime is told.
pub(crate) fn name(object: &ObjectName) -> TokenStream {
    let Some(namespace) = &object.namespace else {
        return unqualified(&object.name);
    };
    let codegen = paths::codegen();
    let name = &object.name;
    quote! { #codegen::Name::within(#namespace, #name) }
}

fn unqualified(name: &str) -> TokenStream {
    let codegen = paths::codegen();
    quote! { #codegen::Name::new(#name) }
}

/// Whether a column is in rows: all are, but what only the server reads.
pub(crate) fn is_in_rows(column: &Column) -> bool {
    column.ty.scalar != Scalar::Tsvector
}
