//! The enums of a schema as enums of Rust.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use relata_schema::model::Enum;

use super::context::Context;
use super::docs::{Doc, code};
use super::{names, paths, serial};

/// The enum with its names, and what reads and writes it.
pub(crate) fn emit(context: Context<'_>, declared: &Enum) -> TokenStream {
    let definition = definition(context, declared);
    let names = texts(context, declared);
    let text_traits = text_traits(context, declared);
    let value = value(context, declared);
    let sqlx = sqlx(context, declared);
    let sorted = sorted(context, declared);
    let serial = serial::enumeration(context, declared);

    quote! {
        #definition
        #names
        #text_traits
        #value
        #sqlx
        #sorted
        #serial
    }
}

/// It has a least and a greatest value.
fn sorted(context: Context<'_>, declared: &Enum) -> TokenStream {
    let codegen = paths::codegen();
    let name = names::enum_(context, declared);
    quote! { impl #codegen::Sorted for #name {} }
}

fn variants(context: Context<'_>, declared: &Enum) -> Vec<Ident> {
    let values = declared.values.iter();
    values
        .map(|value| context.declared(&value.rust, value.span))
        .collect()
}

fn definition(context: Context<'_>, declared: &Enum) -> TokenStream {
    let at = context.at(declared.span);
    let kind = if declared.native {
        "The type"
    } else {
        "The texts of"
    };
    let doc =
        Doc::of(&declared.docs).paragraph(format!("{kind} {}.", code(declared.name.to_string())));
    let name = names::enum_(context, declared);
    let variants = variants(context, declared);
    let docs = declared.values.iter().map(|value| {
        Doc::of(&value.docs).paragraph(format!("{} in SQL.", code(format!("'{}'", value.label))))
    });

    quote_spanned! {at=>
        #doc
        #[allow(dead_code)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name {
            #(#docs #variants,)*
        }
    }
}

fn texts(context: Context<'_>, declared: &Enum) -> TokenStream {
    let name = names::enum_(context, declared);
    let variants = variants(context, declared);
    let labels: Vec<&str> = declared
        .values
        .iter()
        .map(|value| value.label.as_str())
        .collect();

    quote! {
        #[allow(dead_code)]
        impl #name {
            /// All values, in the order of the schema.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The values with their texts.
            const TEXTS: &'static [(&'static str, Self)] = &[#((#labels, Self::#variants)),*];

            /// The value as SQL writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    #(Self::#variants => #labels,)*
                }
            }
        }
    }
}

fn text_traits(context: Context<'_>, declared: &Enum) -> TokenStream {
    let codegen = paths::codegen();
    let name = names::enum_(context, declared);

    quote! {
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for #name {
            type Err = #codegen::Unfit;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                #codegen::variant_of(text.as_bytes(), Self::TEXTS)
            }
        }
    }
}

fn value(context: Context<'_>, declared: &Enum) -> TokenStream {
    let codegen = paths::codegen();
    let name = names::enum_(context, declared);

    quote! {
        impl #codegen::Value for #name {
            fn decode(bytes: &[u8]) -> ::core::result::Result<Self, #codegen::Unfit> {
                #codegen::variant_of(bytes, Self::TEXTS)
            }

            fn encode(
                &self,
                into: &mut ::std::vec::Vec<u8>,
            ) -> ::core::result::Result<(), #codegen::Unfit> {
                #codegen::write_text(self.as_str(), into)
            }
        }
    }
}

/// What plain sqlx needs to bind and read it.
fn sqlx(context: Context<'_>, declared: &Enum) -> TokenStream {
    let codegen = paths::codegen();
    let sqlx = quote! { #codegen::sqlx };
    let name = names::enum_(context, declared);
    let sql_name = match (declared.native, &declared.name.namespace) {
        (false, _) => "text".to_owned(),
        (true, None) => declared.name.name.clone(),
        (true, Some(namespace)) => format!("{namespace}.{}", declared.name.name),
    };

    quote! {
        impl #sqlx::Type<#sqlx::Postgres> for #name {
            fn type_info() -> #sqlx::postgres::PgTypeInfo {
                #sqlx::postgres::PgTypeInfo::with_name(#sql_name)
            }
        }

        impl<'r> #sqlx::Decode<'r, #sqlx::Postgres> for #name {
            fn decode(
                value: #sqlx::postgres::PgValueRef<'r>,
            ) -> ::core::result::Result<Self, #sqlx::error::BoxDynError> {
                #codegen::decode_enum(value, Self::TEXTS)
            }
        }

        impl #sqlx::Encode<'_, #sqlx::Postgres> for #name {
            fn encode_by_ref(
                &self,
                buffer: &mut #sqlx::postgres::PgArgumentBuffer,
            ) -> ::core::result::Result<#sqlx::encode::IsNull, #sqlx::error::BoxDynError> {
                #codegen::encode_enum(self.as_str(), buffer)
            }
        }
    }
}
