//! The queries of a shape: of all its rows, and those that it declares, which an index serves.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Expr, Lit, UnOp};

use super::attribute::Order;
use super::head::{Declared, Given};
use super::shape::Shape;

/// `query`, and one function a declared query.
pub(super) fn all(shape: &Shape) -> TokenStream {
    let visibility = &shape.visibility;
    let declared = shape.queries.iter().map(|query| by(shape, query));

    let parameters = given_parameters(shape);
    let new = new(shape, false);

    quote! {
        /// Rows of this shape, to be filtered, ordered and fetched.
        #visibility fn query(#(#parameters),*) -> ::relata::codegen::Query<Self> {
            ::relata::codegen::Query::#new
        }

        #(#declared)*
    }
}

/// `(UserId,)`: what the shape is given.
pub(super) fn given_types(shape: &Shape) -> TokenStream {
    let types = shape.given.iter().map(|given| &given.value);
    quote!((#(#types,)*))
}

/// `me: UserId`
pub(super) fn given_parameters(shape: &Shape) -> Vec<TokenStream> {
    let given = shape.given.iter();
    let given = given.map(|Given { name, value }| quote!(#name: #value));
    given.collect()
}

/// `given((me,))`, or `new()` where there is nothing to give.
pub(super) fn new(shape: &Shape, keeps: bool) -> TokenStream {
    if shape.given.is_empty() {
        return quote!(new());
    }
    let values = shape.given.iter().map(|Given { name, .. }| {
        if keeps {
            quote!(::core::clone::Clone::clone(&#name))
        } else {
            quote!(#name)
        }
    });
    quote!(given((#(#values,)*)))
}

/// `by_author_id`
fn by(shape: &Shape, query: &Declared) -> TokenStream {
    let Shape {
        visibility, table, ..
    } = shape;
    let names: Vec<String> = query.by.iter().map(bare).collect();
    let name = format_ident!("by_{}", names.join("_and_"), span = query.word.span());
    let doc = format!(
        "Rows by `{}`{}: a query that an index serves. It can be narrowed further.",
        names.join("` and `"),
        if query.order.is_empty() {
            String::new()
        } else {
            format!(", in the order `{}`", orders(query))
        }
    );
    let columns = &query.by;
    let keys = columns.iter().map(|column| key(shape, column));
    let filters = &query.filters;
    let parameters = given_parameters(shape);
    // A filter may name them, too.
    let new = new(shape, !filters.is_empty());
    let order = query.order.iter().map(|order| {
        let Order {
            column, direction, ..
        } = order;
        let nulls = order.nulls.iter();
        let nulls = nulls.map(|word| Ident::new(&format!("nulls_{word}"), word.span()));
        quote!(<#table>::#column.#direction() #(.#nulls())*)
    });

    quote! {
        #[doc = #doc]
        #visibility fn #name(
            #(#parameters,)*
            #(#columns: impl ::relata::codegen::Compare<
                #table,
                <#table as ::relata::codegen::Held<{ ::relata::codegen::place(#keys) }>>::Value,
            >),*
        ) -> ::relata::codegen::Query<Self> {
            ::relata::codegen::Query::#new
                #(.filter(<#table>::#columns.eq(#columns)))*
                #(.filter(#filters))*
                #(.order_by(#order))*
        }
    }
}

/// The check that an index serves the query.
pub(super) fn served(shape: &Shape, query: &Declared) -> TokenStream {
    let table = &shape.table;
    let keys = query.by.iter().map(|column| key(shape, column));
    let order = query.order.iter().map(|order| {
        let column = &order.column;
        let descending = order.direction == "desc";
        // NULL is higher than everything.
        let nulls_first = match &order.nulls {
            Some(word) => word == "first",
            None => descending,
        };
        let key = key(shape, column);
        quote!((#key, #descending, #nulls_first))
    });
    let mut conjuncts = Vec::new();
    for filter in &query.filters {
        conjuncts_of(filter, &mut conjuncts);
    }
    let message = message(shape, query);

    quote_spanned! {query.word.span()=>
        const _: () = ::relata::codegen::served::<#table>(
            &[#(#keys),*],
            &[#(#order),*],
            &[#(#conjuncts),*],
            #message,
        );
    }
}

/// The column without its type. It is the same wherever it stands, so that what is wrong with it is
/// reported once.
fn key(shape: &Shape, column: &Ident) -> TokenStream {
    let table = &shape.table;
    quote_spanned!(column.span()=> ::relata::codegen::key(<#table>::#column))
}

fn message(shape: &Shape, query: &Declared) -> String {
    let table = shape.table.segments.last();
    let table = table
        .map(|segment| bare(&segment.ident))
        .unwrap_or_default();
    let by = query.by.iter().map(bare).collect::<Vec<_>>().join(", ");
    let orders = orders(query);
    let (written, index) = if orders.is_empty() {
        (format!("by({by})"), by)
    } else {
        (
            format!("by({by}), order_by({orders})"),
            format!("{by}, {orders}"),
        )
    };
    format!(
        "no index of `{table}` serves `{written}`: add `index ({index})` to `table {table}` in the schema"
    )
}

/// `created_at desc, id`
fn orders(query: &Declared) -> String {
    let orders = query.order.iter().map(|order| {
        let mut text = bare(&order.column);
        if order.direction == "desc" {
            text += " desc";
        }
        if let Some(word) = &order.nulls {
            text += &format!(" nulls {word}");
        }
        text
    });
    orders.collect::<Vec<_>>().join(", ")
}

/// What a filter says, in the words in which the schema says what a partial index holds; as much
/// of it as can be told from its text.
fn conjuncts_of(filter: &Expr, into: &mut Vec<String>) {
    match filter {
        Expr::Paren(inner) => conjuncts_of(&inner.expr, into),
        Expr::MethodCall(call) => {
            let arguments: Vec<&Expr> = call.args.iter().collect();
            let method = call.method.to_string();
            match (method.as_str(), arguments.as_slice()) {
                ("and", [other]) => {
                    conjuncts_of(&call.receiver, into);
                    conjuncts_of(other, into);
                }
                ("is_null", []) => into.extend(column(&call.receiver).map(|it| it + " is null")),
                ("is_not_null", []) => {
                    into.extend(column(&call.receiver).map(|it| it + " is not null"));
                }
                (method, [with]) => {
                    let operator = match method {
                        "eq" => "=",
                        "ne" => "<>",
                        "lt" => "<",
                        "le" => "<=",
                        "gt" => ">",
                        "ge" => ">=",
                        _ => return,
                    };
                    let Some(column) = column(&call.receiver) else {
                        return;
                    };
                    if let Some(value) = value(with) {
                        into.push(format!("{column} {operator} {value}"));
                    }
                    // A comparison with NULL is never true.
                    into.push(format!("{column} is not null"));
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// `posts::published_at`
fn column(handle: &Expr) -> Option<String> {
    match handle {
        Expr::Path(path) => path.path.segments.last().map(|last| bare(&last.ident)),
        _ => None,
    }
}

/// A literal, or the name of an enum's value.
fn value(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Bool(value) => Some(value.value.to_string()),
            Lit::Int(value) => Some(value.base10_digits().to_owned()),
            Lit::Float(value) => Some(value.base10_digits().to_owned()),
            Lit::Str(value) => Some(format!("'{}'", value.value().replace('\'', "''"))),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            value(&unary.expr).map(|value| format!("-{value}"))
        }
        Expr::Path(path) if path.path.segments.len() > 1 => {
            path.path.segments.last().map(|last| bare(&last.ident))
        }
        _ => None,
    }
}

fn bare(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}
