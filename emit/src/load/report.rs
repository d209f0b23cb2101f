//! What is emitted of a report: by what its rows are grouped, and its measures as constants.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::shape::{Field, Shape};
use super::source::{Group, Of, Source, Span};
use super::{expand, query};

/// Tells the description by what the rows are grouped.
pub(super) fn groups(shape: &Shape) -> TokenStream {
    let groups = shape.report.iter().flatten();
    let groups = groups.map(|group| {
        let by = match group {
            Group::Handle(name) => expand::place(&shape.table, name, name.span()),
            Group::Span(by) => span(&shape.table, "", by),
        };
        quote!(::relata::codegen::group_by(#by, select);)
    });
    groups.collect()
}

/// The measure that a field of a report holds.
pub(super) fn measure(table: &Path, field: &Field) -> TokenStream {
    let name = called(field);
    match &field.attribute.source {
        Some(Source::Span(by)) => span(table, &name, by),
        Some(Source::Aggregate(aggregate)) => {
            let of = match &aggregate.of {
                Of::Rows => None,
                Of::One(column) | Of::Path(column, _) => Some(column),
            };
            let function = match (of, aggregate.distinct, aggregate.word == "count") {
                (Some(_), false, true) => Ident::new("count_of", aggregate.word.span()),
                _ => expand::function(aggregate, field),
            };
            let of = of.map(|column| {
                let column = expand::place(table, column, column.span());
                quote!(, #column)
            });
            match of {
                Some(of) => {
                    quote_spanned!(aggregate.word.span()=> ::relata::codegen::#function(#name #of))
                }
                None => {
                    quote_spanned!(aggregate.word.span()=> ::relata::codegen::#function::<#table>(#name))
                }
            }
        }
        Some(Source::Handle(_) | Source::Path(_)) | None => TokenStream::new(),
    }
}

/// `began("month()", "month", <posts>::created_at)`
pub(super) fn span(table: &Path, name: &str, span: &Span) -> TokenStream {
    let word = span.word.to_string();
    let column = expand::place(table, &span.column, span.column.span());
    quote_spanned!(span.word.span()=> ::relata::codegen::began(#name, #word, #column))
}

/// What a measure is called in the statement: no column has such a name.
fn called(field: &Field) -> String {
    let name = field.name.to_string();
    format!("{}()", name.strip_prefix("r#").unwrap_or(&name))
}

/// `query`, and a constant for each measure, for `having` and `order_by`.
pub(super) fn query(shape: &Shape) -> TokenStream {
    let visibility = &shape.visibility;
    let measures = shape.fields.iter().filter(|field| {
        let source = &field.attribute.source;
        let is_measure = matches!(source, Some(Source::Aggregate(_) | Source::Span(_)));
        is_measure && !field.attribute.broken
    });
    let measures = measures.map(|field| {
        let Field {
            name, field_type, ..
        } = field;
        let bind = expand::bind(shape, field);
        let measure = measure(&shape.table, field);
        quote! {
            /// What the field holds, for `having` and `order_by`.
            #[allow(non_upper_case_globals)]
            #visibility const #name: ::relata::codegen::Column<::relata::codegen::Groups<Self>, #field_type> =
                ::relata::codegen::measure(&#bind, #measure);
        }
    });

    let parameters = query::given_parameters(shape);
    let new = query::new(shape, false);

    quote! {
        #(#measures)*

        /// The groups of this report; of its rows, before they are grouped, those that a filter
        /// lets through.
        #visibility fn query(#(#parameters),*) -> ::relata::codegen::Report<Self> {
            ::relata::codegen::Report::#new
        }
    }
}
