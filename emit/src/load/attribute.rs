//! The words of `#[load(…)]` on a field.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitInt, Token, parenthesized};

use super::Found;
use super::source::Source;

/// What `#[load(…)]` says of a field.
#[derive(Default)]
pub(super) struct Attribute {
    /// What it is loaded from, if that is not called like the field.
    pub(super) source: Option<Source>,
    /// A sum is zero where there is nothing to add up.
    pub(super) or_zero: Option<Ident>,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<LitInt>,
    pub(super) filters: Vec<Expr>,
    /// What its shape is given of the values that this one is given.
    pub(super) given: Vec<Ident>,
    /// How many times the shape contains itself.
    pub(super) depth: Option<LitInt>,
    /// It contains itself as often as there are rows below rows.
    pub(super) recursive: Option<Ident>,
    /// The first word that chooses rows.
    pub(super) choice: Option<Ident>,
    /// Something in it was not understood.
    pub(super) broken: bool,
}

/// `created_at desc nulls last`
pub(super) struct Order {
    pub(super) column: Ident,
    pub(super) direction: Ident,
    pub(super) nulls: Option<Ident>,
}

const KNOWN: &str = "`#[load(…)]` on a field takes the name of a column, reference or collection, \
    `column = name`, a path such as `author.name`, an aggregate such as `count(comments)` or \
    `sum(payments.amount)`, `or_zero`, `order_by(column desc, …)`, `limit = 3`, `filter(…)`, `given(…)`, `depth = 3` and `recursive`";

/// Reads all `#[load(…)]` of a field.
pub(super) fn read(attributes: &[syn::Attribute], found: &mut Found) -> Attribute {
    let mut attribute = Attribute::default();
    for written in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("load"))
    {
        let parsed = written.parse_args_with(|input: ParseStream<'_>| {
            while !input.is_empty() {
                if let Err(error) = entry(input, &mut attribute) {
                    attribute.broken = true;
                    found.push(error);
                    skip(input)?;
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        });
        if let Err(error) = parsed {
            attribute.broken = true;
            found.push(error);
        }
    }
    attribute
}

/// To the next comma.
fn skip(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn entry(input: ParseStream<'_>, attribute: &mut Attribute) -> syn::Result<()> {
    let word: Ident = input
        .call(syn::ext::IdentExt::parse_any)
        .map_err(|error| syn::Error::new(error.span(), KNOWN))?;
    match word.to_string().as_str() {
        "column" | "reference" | "collection" if input.peek(Token![=]) => {
            input.parse::<Token![=]>()?;
            let handle = Source::Handle(input.call(syn::ext::IdentExt::parse_any)?);
            once(&mut attribute.source, &word, handle)
        }
        "limit" if input.peek(Token![=]) => {
            input.parse::<Token![=]>()?;
            let limit: LitInt = input.parse().map_err(|error| {
                syn::Error::new(error.span(), "`limit` is a number of rows: `limit = 3`")
            })?;
            limit.base10_parse::<u32>().map_err(|_| {
                syn::Error::new(limit.span(), "`limit` is a number of rows: `limit = 3`")
            })?;
            attribute.choice.get_or_insert(word.clone());
            once(&mut attribute.limit, &word, limit)
        }
        "recursive" if input.is_empty() || input.peek(Token![,]) => {
            attribute.choice.get_or_insert(word.clone());
            let here = word.clone();
            once(&mut attribute.recursive, &here, word)
        }
        "depth" if input.peek(Token![=]) => {
            input.parse::<Token![=]>()?;
            let number = "`depth` is how many times the shape contains itself: `depth = 3`";
            let depth: LitInt = input
                .parse()
                .map_err(|error| syn::Error::new(error.span(), number))?;
            if !matches!(depth.base10_parse::<u8>(), Ok(1..=32)) {
                let message = format!("{number}, 32 at most");
                return Err(syn::Error::new(depth.span(), message));
            }
            attribute.choice.get_or_insert(word.clone());
            once(&mut attribute.depth, &word, depth)
        }
        "order_by" if input.peek(syn::token::Paren) => {
            let content;
            parenthesized!(content in input);
            let orders = inside(&content, |content| {
                content.parse_terminated(Order::parse, Token![,])
            })?;
            if orders.is_empty() {
                return Err(syn::Error::new(
                    word.span(),
                    "`order_by` names at least one column: `order_by(created_at desc)`",
                ));
            }
            attribute.choice.get_or_insert(word);
            attribute.order.extend(orders);
            Ok(())
        }
        "filter" if input.peek(syn::token::Paren) => {
            let content;
            parenthesized!(content in input);
            let filter = inside(&content, |content| {
                let filter = content.parse()?;
                content.parse::<Option<Token![,]>>()?;
                Ok(filter)
            })?;
            attribute.filters.push(filter);
            attribute.choice.get_or_insert(word);
            Ok(())
        }
        "given" if input.peek(syn::token::Paren) => {
            let content;
            parenthesized!(content in input);
            let given = inside(&content, |content| {
                content.parse_terminated(Ident::parse_any, Token![,])
            })?;
            if given.is_empty() {
                let message = "`given` names what the field's shape is given: `given(me)`";
                return Err(syn::Error::new(word.span(), message));
            }
            attribute.given.extend(given);
            Ok(())
        }
        "or_zero" if input.is_empty() || input.peek(Token![,]) => {
            let here = word.clone();
            once(&mut attribute.or_zero, &here, word)
        }
        // As a handle it would be looked for among the methods of iterators.
        "skip" | "default" | "ignore" if input.is_empty() || input.peek(Token![,]) => {
            Err(syn::Error::new(
                word.span(),
                format!(
                    "every field of a shape is loaded; one called `{word}` in the schema is \
                     `column = {word}`"
                ),
            ))
        }
        _ => match Source::parse(&word, input)? {
            Some(source) => once(&mut attribute.source, &word, source),
            None => Err(syn::Error::new(
                word.span(),
                format!("`{word}` is not known here: {KNOWN}"),
            )),
        },
    }
}

fn once<T>(place: &mut Option<T>, word: &Ident, value: T) -> syn::Result<()> {
    if place.is_some() {
        let twice = format!("`{word}` comes a second time: a field is loaded from one place");
        return Err(syn::Error::new(word.span(), twice));
    }
    *place = Some(value);
    Ok(())
}

/// All that stands in parentheses. What is left of it after a mistake is passed over, since the
/// parser would report it as well.
pub(super) fn inside<T>(
    content: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let parsed = parse(content).and_then(|parsed| {
        if content.is_empty() {
            Ok(parsed)
        } else {
            Err(content.error("nothing more belongs here"))
        }
    });
    while !content.is_empty() {
        content.parse::<proc_macro2::TokenTree>()?;
    }
    parsed
}

impl Attribute {
    /// The word that lets a shape contain itself.
    pub(super) fn itself(&self) -> Option<Span> {
        let depth = self.depth.as_ref().map(LitInt::span);
        depth.or_else(|| self.recursive.as_ref().map(Ident::span))
    }
}

impl Parse for Order {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let column = input.call(syn::ext::IdentExt::parse_any)?;
        let mut direction = Ident::new("asc", Span::call_site());
        if let Some(word) = word(input, &["asc", "desc"])? {
            direction = word;
        }
        let nulls = match word(input, &["nulls"])? {
            None => None,
            Some(nulls) => Some(word(input, &["first", "last"])?.ok_or_else(|| {
                syn::Error::new(nulls.span(), "write `nulls first` or `nulls last`")
            })?),
        };
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error(
                "after the column come `asc` or `desc`, then `nulls first` or `nulls last`",
            ));
        }
        Ok(Self {
            column,
            direction,
            nulls,
        })
    }
}

/// The next word, if it is one of these.
fn word(input: ParseStream<'_>, words: &[&str]) -> syn::Result<Option<Ident>> {
    match input.fork().parse::<Ident>() {
        Ok(next) if words.iter().any(|word| next == word) => input.parse().map(Some),
        _ => Ok(None),
    }
}
