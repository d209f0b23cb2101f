//! The implementation of `Load`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::attribute::Order;
use super::head::Given;
use super::shape::{Field, Shape};
use super::source::{Aggregate, Of, Source};
use super::{query, report};

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
    // What is computed and what a path leads to adds no level, and is no constant.
    let levels = understood
        .iter()
        .filter(|field| matches!(field.attribute.source, Some(Source::Handle(_)) | None))
        .filter(|field| field.attribute.itself().is_none());
    let levels = levels.map(|field| self::levels(shape, field));
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
    // Whether or not the shape is used. Shapes that contain each other are a cycle of constants, of which
    // the compiler says no more than their names: this one says what is wrong.
    let is_finite = quote_spanned! {name.span()=>
        const _: () = {
            #[allow(dead_code, non_upper_case_globals)]
            const shapes_contain_each_other_without_end__end_it_with_a_smaller_shape: usize =
                <#name as ::relata::codegen::Load>::LEVELS;
        };
    };
    let groups = report::groups(shape);
    let given = query::given_types(shape);
    let laters = shape.given.iter().enumerate().map(|(place, given)| {
        let Given { name, value } = given;
        let text = name.to_string();
        quote! {
            let #name: ::relata::codegen::Later<#value> = select.later(#place, #text);
        }
    });
    let describe = understood.iter().map(|field| describe(shape, field));
    let read = shape.fields.iter().map(|field| read(shape, field));
    // A report is of all rows, and never of those that belong to another row.
    let nested = shape
        .report
        .is_none()
        .then(|| quote!(impl ::relata::codegen::ShapeOf<#table> for #name {}));
    let query = match shape.report {
        Some(_) => report::query(shape),
        None => query::all(shape),
    };
    let declared = shape
        .queries
        .iter()
        .map(|declared| query::served(shape, declared));
    let declared: TokenStream = declared.collect();

    quote! {
        impl ::relata::codegen::Load for #name {
            type Table = #table;
            type Given = #given;

            const NAME: &'static str = #text;
            #levels

            fn describe(select: &mut ::relata::codegen::Select) {
                #(#laters)*
                #groups
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

        #nested

        #is_finite
        #declared

        #[allow(dead_code)]
        impl #name {
            /// How many statements a load of one row or of a page sends, whatever the number of rows.
            #visibility const STATEMENTS: usize = <Self as ::relata::codegen::Load>::STATEMENTS;

            /// How many statements a load level by level sends at most, whatever the number of rows.
            #visibility const LEVELS: usize = <Self as ::relata::codegen::Load>::LEVELS;

            #query

            /// The statements that load all rows of this shape.
            #visibility fn sql() -> &'static str {
                <Self as ::relata::codegen::Load>::shape().sql()
            }
        }
    }
}

fn describe(shape: &Shape, field: &Field) -> TokenStream {
    let name = field.name.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    let field_type = &field.field_type;
    let handle = handle(shape, field);
    let options = options(field);
    let given = &field.attribute.given;
    let given = quote!((#(#given,)*));

    quote_spanned! {field.field_type.span()=>
        let __handle = #handle;
        let __part = ::relata::codegen::bind::<#field_type, _>(__handle);
        ::relata::codegen::describe(__part, #given, #options, #name, select);
    }
}

fn read(shape: &Shape, field: &Field) -> TokenStream {
    let name = &field.name;
    if field.attribute.broken {
        // Any value will do: there is an error already. One that returns never would be warned of.
        return quote!(#name: ::core::option::Option::unwrap(::core::option::Option::None));
    }
    let bind = bind(shape, field);

    quote_spanned! {field.field_type.span()=>
        #name: ::relata::codegen::Part::read(#bind, cursor)?
    }
}

fn levels(shape: &Shape, field: &Field) -> TokenStream {
    let bind = bind(shape, field);

    quote_spanned!(field.field_type.span()=> ::relata::codegen::levels(&#bind))
}

/// The field's type and its handle. It is the same wherever it stands, so that the compiler reports
/// what is wrong with it once.
pub(super) fn bind(shape: &Shape, field: &Field) -> TokenStream {
    let field_type = &field.field_type;
    let handle = handle(shape, field);

    quote_spanned! {field_type.span()=>
        ::relata::codegen::bind::<#field_type, _>(#handle)
    }
}

/// The handle that a field is loaded from, with the caret for a name that is not there.
fn handle(shape: &Shape, field: &Field) -> TokenStream {
    let table = &shape.table;
    let span = field.field_type.span();
    match &field.attribute.source {
        None => place(table, &field.name, span),
        Some(Source::Handle(name)) => place(table, name, span),
        Some(Source::Path(names)) => path(table, names),
        Some(Source::Aggregate(_) | Source::Span(_)) if shape.report.is_some() => {
            report::measure(table, field)
        }
        Some(Source::Aggregate(aggregate)) => of_collection(table, field, aggregate),
        Some(Source::Span(span)) => report::span(table, &span.column.to_string(), span),
    }
}

pub(super) fn place(table: &Path, name: &Ident, span: Span) -> TokenStream {
    quote_spanned!(span=> <#table>::#name)
}

/// `through(<posts>::author, |to| to.name)`
fn path(table: &Path, names: &[Ident]) -> TokenStream {
    let Some((first, rest)) = names.split_first() else {
        return TokenStream::new();
    };
    let Some((last, between)) = rest.split_last() else {
        return place(table, first, first.span());
    };
    let end = between.iter().rfold(
        quote!(to.#last),
        |end, name| quote_spanned!(name.span()=> ::relata::codegen::through(to.#name, |to| #end)),
    );
    let from = place(table, first, first.span());
    quote_spanned!(first.span()=> ::relata::codegen::through(#from, |to| #end))
}

/// `of::sum(<users>::payments, |of| of.amount)`
fn of_collection(table: &Path, field: &Field, aggregate: &Aggregate) -> TokenStream {
    let (rows, column) = match &aggregate.of {
        Of::Rows => return TokenStream::new(),
        Of::One(rows) => (rows, None),
        Of::Path(rows, column) => (rows, Some(column)),
    };
    let function = function(aggregate, field);
    let place = place(table, rows, rows.span());
    let column = column.map(|column| quote!(, |of| of.#column));
    quote_spanned!(rows.span()=> ::relata::codegen::of::#function(#place #column))
}

/// The runtime's function for an aggregate.
pub(super) fn function(aggregate: &Aggregate, field: &Field) -> Ident {
    let word = &aggregate.word;
    let name = match (aggregate.distinct, &field.attribute.or_zero) {
        (true, _) => "count_distinct".to_owned(),
        (false, Some(_)) => "sum_or_zero".to_owned(),
        (false, None) => word.to_string(),
    };
    Ident::new(&name, word.span())
}

/// Which rows of a collection, in which order.
fn options(field: &Field) -> TokenStream {
    let attribute = &field.attribute;
    let Some(choice) = &attribute.choice else {
        return quote!(::relata::codegen::AnyOptions::default());
    };
    let begin = if attribute.order.is_empty() && attribute.limit.is_none() {
        "filtered"
    } else {
        "options"
    };
    let begin = Ident::new(begin, choice.span());
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
