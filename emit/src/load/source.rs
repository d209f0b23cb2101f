//! What a field is loaded from: a name, a path, an aggregate or a span of time.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Token, parenthesized};

use super::attribute::inside;

/// What a field is loaded from, where that is not the handle that is called like it.
pub(super) enum Source {
    /// `edited_posts`: a column, a reference or a collection.
    Handle(Ident),
    /// `post.author.name`: references, then a column.
    Path(Vec<Ident>),
    /// `count`, `count(comments)`, `sum(payments.amount)`, `max(votes)`
    Aggregate(Aggregate),
    /// `month(created_at)`
    Span(Span),
}

/// `sum(payments.amount)`
pub(super) struct Aggregate {
    pub(super) word: Ident,
    pub(super) distinct: bool,
    /// The rows are those of the report; or of a collection, which may be followed by a column.
    pub(super) of: Of,
}

/// What an aggregate is of.
pub(super) enum Of {
    Rows,
    /// A collection's rows, or a report's column.
    One(Ident),
    /// A column of a collection.
    Path(Ident, Ident),
}

/// `month(created_at)`
#[derive(PartialEq, Eq)]
pub(super) struct Span {
    pub(super) word: Ident,
    pub(super) column: Ident,
}

const AGGREGATES: [&str; 6] = ["count", "exists", "sum", "min", "max", "avg"];
const SPANS: [&str; 7] = ["year", "quarter", "month", "week", "day", "hour", "minute"];

impl Source {
    /// The source that begins with this word, if it is one.
    pub(super) fn parse(word: &Ident, input: ParseStream<'_>) -> syn::Result<Option<Self>> {
        let is_alone = input.is_empty() || input.peek(Token![,]);
        if is_alone && word == "count" {
            return Ok(Some(Self::Aggregate(Aggregate {
                word: word.clone(),
                distinct: false,
                of: Of::Rows,
            })));
        }
        if is_alone {
            return Ok(Some(Self::Handle(word.clone())));
        }
        if input.peek(Token![.]) {
            return path(word.clone(), input).map(Self::Path).map(Some);
        }
        if !input.peek(syn::token::Paren) {
            return Ok(None);
        }
        if AGGREGATES.iter().any(|known| word == known) {
            let content;
            parenthesized!(content in input);
            let aggregate = inside(&content, |content| aggregate(word, content))?;
            return Ok(Some(Self::Aggregate(aggregate)));
        }
        if SPANS.iter().any(|known| word == known) {
            return Span::behind(word, input).map(Self::Span).map(Some);
        }
        Ok(None)
    }
}

impl Span {
    pub(super) fn is(word: &Ident) -> bool {
        SPANS.iter().any(|known| word == known)
    }

    /// The column in parentheses behind the word.
    pub(super) fn behind(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        parenthesized!(content in input);
        let column = inside(&content, |content| content.call(Ident::parse_any))?;
        Ok(Self {
            word: word.clone(),
            column,
        })
    }
}

fn aggregate(word: &Ident, input: ParseStream<'_>) -> syn::Result<Aggregate> {
    let first = input.call(Ident::parse_any).map_err(|error| {
        let example = if word == "count" || word == "exists" {
            format!("{word}(comments)")
        } else {
            format!("{word}(payments.amount)")
        };
        syn::Error::new(
            error.span(),
            format!("`{word}` says of what: `{example}`, or a column of a report's own table"),
        )
    })?;
    let distinct = first == "distinct" && !input.is_empty() && !input.peek(Token![.]);
    if distinct && word != "count" {
        let message = format!(
            "only `count` takes `distinct`: it makes no difference to `{word}` that a shape can name"
        );
        return Err(syn::Error::new(first.span(), message));
    }
    let first = if distinct {
        input.call(Ident::parse_any)?
    } else {
        first
    };
    let mut names = path(first, input)?.into_iter();
    let of = match (names.next(), names.next(), names.next()) {
        (Some(one), None, _) => Of::One(one),
        (Some(rows), Some(column), None) => Of::Path(rows, column),
        (_, _, third) => {
            let at = third.map_or_else(|| word.span(), |third| third.span());
            let message = format!(
                "`{word}` is of a collection's column: `{word}(payments.amount)`, and goes no deeper"
            );
            return Err(syn::Error::new(at, message));
        }
    };
    if word == "exists"
        && let Of::Path(_, column) = &of
    {
        let message = "`exists` asks for rows, and not of a column: `exists(comments)`";
        return Err(syn::Error::new(column.span(), message));
    }
    if let (true, false, Of::Path(rows, column)) = (word == "count", distinct, &of) {
        let message = format!(
            "rows are counted: `count({rows})`; or different values: `count(distinct {rows}.{column})`"
        );
        return Err(syn::Error::new(column.span(), message));
    }
    Ok(Aggregate {
        word: word.clone(),
        distinct,
        of,
    })
}

/// The names that follow, each behind a dot.
fn path(first: Ident, input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let mut path = vec![first];
    while input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        path.push(input.call(Ident::parse_any)?);
    }
    Ok(path)
}

/// What rows are grouped by: `author`, `month(created_at)`.
pub(super) enum Group {
    Handle(Ident),
    Span(Span),
}

impl Parse for Group {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any)?;
        if input.peek(syn::token::Paren) && Span::is(&word) {
            return Span::behind(&word, input).map(Self::Span);
        }
        if !input.is_empty() && !input.peek(Token![,]) {
            let message = format!(
                "rows are grouped by columns, references, and spans of time: one of {}",
                SPANS.map(|span| format!("`{span}(created_at)`")).join(", ")
            );
            return Err(input.error(message));
        }
        Ok(Self::Handle(word))
    }
}
