//! The implementation of `Load`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::attribute::Order;
use super::shape::{Field, Shape};

/// `Load`, and `query` without an import.
pub(super) fn shape(shape: &Shape) -> TokenStream {
    let Shape {
        name,
        visibility,
        table,
        ..
    } = shape;
    let text = name.to_string();
    let text = text.strip_prefix("r#").unwrap_or(&text);
    let understood: Vec<&Field> = shape
        .fields
        .iter()
        .filter(|field| !field.attribute.broken)
        .collect();
    // A count adds no level, and is no constant.
    let levels = understood
        .iter()
        .filter(|field| field.attribute.count.is_none() && field.attribute.itself().is_none());
    let levels = levels.map(|field| self::levels(table, field));
    // A shape that contains itself has its levels once more each time.
    let mut depths = understood
        .iter()
        .filter_map(|field| field.attribute.depth.as_ref());
    let levels = match depths.next() {
        None => quote!(1 #(+ #levels)*),
        Some(depth) => quote!((1 + #depth) * (1 #(+ #levels)*)),
    };
    // At the struct's name, where shapes that contain each other are reported.
    let levels = quote_spanned! {name.span()=>
        const LEVELS: usize = #levels;
    };
    // Whether or not the shape is used.
    let is_finite = quote_spanned! {name.span()=>
        const _: usize = <#name as ::relata::codegen::Load>::LEVELS;
    };
    let describe = understood.iter().map(|field| describe(table, field));
    let read = shape.fields.iter().map(|field| read(table, field));

    quote! {
        impl ::relata::codegen::Load for #name {
            type Table = #table;

            const NAME: &'static str = #text;
            #levels

            fn describe(select: &mut ::relata::codegen::Select) {
                #(#describe)*
            }

            fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
                ::core::result::Result::Ok(Self { #(#read),* })
            }

            fn shape() -> &'static ::relata::codegen::Shape {
                static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
                SHAPE.of::<Self>()
            }
        }

        impl ::relata::codegen::ShapeOf<#table> for #name {}

        #is_finite

        #[allow(dead_code)]
        impl #name {
            /// How many statements a load of one row or of a page sends, whatever the number of rows.
            #visibility const STATEMENTS: usize = <Self as ::relata::codegen::Load>::STATEMENTS;

            /// How many statements a load level by level sends at most, whatever the number of rows.
            #visibility const LEVELS: usize = <Self as ::relata::codegen::Load>::LEVELS;

            /// Rows of this shape, to be filtered, ordered and fetched.
            #visibility fn query() -> ::relata::codegen::Query<Self> {
                ::relata::codegen::Query::new()
            }

            /// The statements that load all rows of this shape.
            #visibility fn sql() -> &'static str {
                <Self as ::relata::codegen::Load>::shape().sql()
            }
        }
    }
}

fn describe(table: &Path, field: &Field) -> TokenStream {
    let name = field.name.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    let field_type = &field.field_type;
    let handle = handle(table, field);
    let options = options(field);

    quote_spanned! {field.field_type.span()=>
        let __handle = #handle;
        let __part = ::relata::codegen::bind::<#field_type, _>(__handle);
        ::relata::codegen::Part::describe(__part, #options, #name, select);
    }
}

fn read(table: &Path, field: &Field) -> TokenStream {
    let name = &field.name;
    if field.attribute.broken {
        // Any value will do: there is an error already. One that returns never would be warned of.
        return quote!(#name: ::core::option::Option::unwrap(::core::option::Option::None));
    }
    let bind = bind(table, field);

    quote_spanned! {field.field_type.span()=>
        #name: ::relata::codegen::Part::read(#bind, cursor)?
    }
}

fn levels(table: &Path, field: &Field) -> TokenStream {
    let bind = bind(table, field);

    quote_spanned!(field.field_type.span()=> ::relata::codegen::levels(&#bind))
}

/// The field's type and its handle. It is the same wherever it stands, so that the compiler reports
/// what is wrong with it once.
fn bind(table: &Path, field: &Field) -> TokenStream {
    let field_type = &field.field_type;
    let handle = handle(table, field);

    quote_spanned! {field_type.span()=>
        ::relata::codegen::bind::<#field_type, _>(#handle)
    }
}

/// The handle that a field is loaded from, with the caret for a name that is not there.
fn handle(table: &Path, field: &Field) -> TokenStream {
    let span = field.field_type.span();
    if let Some(collection) = &field.attribute.count {
        let collection = place(table, collection, collection.span());
        return quote_spanned!(collection.span()=> ::relata::codegen::count(#collection));
    }
    let name = field.attribute.handle.as_ref().unwrap_or(&field.name);
    place(table, name, span)
}

fn place(table: &Path, name: &Ident, span: Span) -> TokenStream {
    quote_spanned!(span=> <#table>::#name)
}

/// Which rows of a collection, in which order.
fn options(field: &Field) -> TokenStream {
    let attribute = &field.attribute;
    let Some(choice) = &attribute.choice else {
        return quote!(::relata::codegen::AnyOptions::default());
    };
    let begin = Ident::new(
        if attribute.count.is_some() {
            "counted"
        } else {
            "options"
        },
        choice.span(),
    );
    let orders = attribute.order.iter().map(order);
    let limit = attribute.limit.iter();
    let filters = attribute.filters.iter();
    let depth = attribute.depth.iter();
    let recursive = attribute.recursive.iter();

    quote_spanned! {choice.span()=>
        ::relata::codegen::#begin(__handle) #(.order_by(#orders))* #(.limit(#limit))* #(.filter(#filters))* #(.depth(#depth))* #(.#recursive())* .any()
    }
}

fn order(order: &Order) -> TokenStream {
    let Order {
        column,
        direction,
        nulls,
    } = order;
    let nulls = nulls
        .iter()
        .map(|word| Ident::new(&format!("nulls_{word}"), word.span()));
    quote!(|table| table.#column.#direction() #(.#nulls())*)
}
