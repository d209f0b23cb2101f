//! serde's traits, where the application asks for them: a row is an object with the names of its
//! columns, an enum is its text in SQL.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use relata_schema::model::{Column, Enum, Scalar, Type};

use super::context::Context;
use super::paths;

/// Above a struct of columns: what derives the traits.
pub(crate) fn derive(context: Context<'_>) -> Option<TokenStream> {
    let codegen = paths::codegen();
    let path = "::relata::codegen::serde";

    context.features.serde.then(|| {
        quote! {
            #[derive(#codegen::serde::Serialize, #codegen::serde::Deserialize)]
            #[serde(crate = #path)]
        }
    })
}

/// Above a field: how a type of sqlx's is written.
pub(crate) fn field(context: Context<'_>, column: &Column) -> Option<TokenStream> {
    let path = "::relata::codegen::serial";
    let is_mirrored = context.features.serde
        && !context.is_unknown(column)
        && column.rust.is_none()
        && column.newtype.is_none()
        && is_mirrored(context, column.ty);

    is_mirrored.then(|| {
        if column.nullable {
            quote! { #[serde(default, with = #path)] }
        } else {
            quote! { #[serde(with = #path)] }
        }
    })
}

/// Above a field that changes a column: a key that is absent leaves it as it is, and `null` is `NULL`.
pub(crate) fn change(context: Context<'_>, column: &Column) -> Option<TokenStream> {
    let serial = "::relata::codegen::serial";
    let with = match field(context, column) {
        Some(_) => format!("{serial}::mirrored_change"),
        None => format!("{serial}::change"),
    };
    let skip = "::core::option::Option::is_none";

    context.features.serde.then(|| {
        quote! { #[serde(default, skip_serializing_if = #skip, with = #with)] }
    })
}

fn is_mirrored(context: Context<'_>, ty: Type) -> bool {
    match ty.scalar {
        Scalar::Domain(id) => {
            let domain = context.model.domain(id);
            domain.rust.is_none() && is_mirrored(context, domain.base)
        }
        scalar => matches!(
            scalar,
            Scalar::Interval
                | Scalar::Int4Range
                | Scalar::Int8Range
                | Scalar::NumRange
                | Scalar::TsRange
                | Scalar::TstzRange
                | Scalar::DateRange
        ),
    }
}

/// The traits of an enum.
pub(crate) fn enumeration(context: Context<'_>, declared: &Enum) -> Option<TokenStream> {
    let codegen = paths::codegen();
    let name = context.declared(&declared.rust, declared.span);
    let write = quote! { to.serialize_str(self.as_str()) };
    let read = quote! { #codegen::serial::deserialize_enum(from, Self::TEXTS) };
    traits(context, &name, &write, &read)
}

/// The traits of a wrapper, which are those of what it holds.
pub(crate) fn wrapper(context: Context<'_>, name: &Ident) -> Option<TokenStream> {
    let codegen = paths::codegen();
    let write = quote! { #codegen::serde::Serialize::serialize(&self.0, to) };
    let read = quote! { #codegen::serde::Deserialize::deserialize(from).map(Self) };
    traits(context, name, &write, &read)
}

fn traits(
    context: Context<'_>,
    name: &Ident,
    write: &TokenStream,
    read: &TokenStream,
) -> Option<TokenStream> {
    let codegen = paths::codegen();
    let serde = quote! { #codegen::serde };

    context.features.serde.then(|| {
        quote! {
            impl #serde::Serialize for #name {
                fn serialize<S: #serde::Serializer>(
                    &self,
                    to: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    #write
                }
            }

            impl<'de> #serde::Deserialize<'de> for #name {
                fn deserialize<D: #serde::Deserializer<'de>>(
                    from: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    #read
                }
            }
        }
    })
}
