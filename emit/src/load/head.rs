//! The words of `#[load(…)]` above the struct.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{DeriveInput, Expr, Path, Token, Type, parenthesized};

use super::Found;
use super::attribute::{Order, inside};
use super::source::Group;

/// The table, and what is said of all its rows.
pub(super) struct Head {
    pub(super) table: Path,
    pub(super) groups: Option<Vec<Group>>,
    pub(super) queries: Vec<Declared>,
    pub(super) given: Vec<Given>,
}

/// A value that each query gives: `me: UserId`.
pub(super) struct Given {
    pub(super) name: Ident,
    pub(super) value: Type,
}

impl Parse for Given {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let example = "a value that is given has a name and a type: `given(me: UserId)`";
        let wrong = |error: syn::Error| syn::Error::new(error.span(), example);
        let name = input.call(Ident::parse_any).map_err(wrong)?;
        input.parse::<Token![:]>().map_err(wrong)?;
        let value = input.parse().map_err(wrong)?;
        Ok(Self { name, value })
    }
}

/// A query that the application runs: `by(author_id), order_by(created_at desc)`.
pub(super) struct Declared {
    /// The word that it begins with.
    pub(super) word: Ident,
    pub(super) by: Vec<Ident>,
    pub(super) order: Vec<Order>,
    pub(super) filters: Vec<Expr>,
}

/// The runtime has tuples of so many.
const MOST_GIVEN: usize = 8;

const KNOWN: &str = "above the struct, `#[load(…)]` takes the table, and behind it \
    `given(name: Type, …)`, `group_by(…)`, or `by(column, …)` with `order_by(…)` and `filter(…)`: \
    `#[load(posts, by(author_id), order_by(created_at desc))]`";

/// Reads all `#[load(…)]` of the struct.
pub(super) fn read(input: &DeriveInput, found: &mut Found) -> Option<Head> {
    let mut written = input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("load"));
    let Some(first) = written.next() else {
        let message =
            "a shape says which table it is loaded from: `#[load(posts)]` above the struct";
        found.push(syn::Error::new(input.ident.span(), message));
        return None;
    };
    if let Some(second) = written.next() {
        let message = "a second `#[load(…)]`: a shape is loaded from one table";
        found.push(syn::Error::new(second.span(), message));
    }
    let parsed = first.parse_args_with(|input: ParseStream<'_>| {
        let path = input.parse();
        let table: Path = path.map_err(|error| syn::Error::new(error.span(), KNOWN))?;
        let mut head = Head {
            table,
            groups: None,
            queries: Vec::new(),
            given: Vec::new(),
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if let Err(error) = entry(input, &mut head) {
                found.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<proc_macro2::TokenTree>()?;
                }
            }
        }
        Ok(head)
    });
    match parsed {
        Ok(head) => Some(head),
        Err(error) => {
            found.push(error);
            None
        }
    }
}

fn entry(input: ParseStream<'_>, head: &mut Head) -> syn::Result<()> {
    let unknown = |at| syn::Error::new(at, KNOWN);
    let word = input
        .call(Ident::parse_any)
        .map_err(|error| unknown(error.span()))?;
    let known = ["given", "group_by", "by", "order_by", "filter"];
    if !known.iter().any(|known| word == known) || !input.peek(syn::token::Paren) {
        return Err(unknown(word.span()));
    }
    let content;
    parenthesized!(content in input);
    let empty = content.is_empty().then(|| {
        let what = if word == "given" { "value" } else { "column" };
        let message = format!("`{word}` names at least one {what}");
        syn::Error::new(word.span(), message)
    });
    if let Some(empty) = empty {
        return Err(empty);
    }
    if word == "group_by" {
        let groups = inside(&content, |content| {
            content.parse_terminated(<Group as Parse>::parse, Token![,])
        })?;
        if head.groups.is_some() {
            let message = "`group_by` comes a second time: name all it is grouped by in one";
            return Err(syn::Error::new(word.span(), message));
        }
        head.groups = Some(groups.into_iter().collect());
        return Ok(());
    }
    if word == "given" {
        let given = inside(&content, |content| {
            content.parse_terminated(<Given as Parse>::parse, Token![,])
        })?;
        head.given.extend(given);
        return match head.given.get(MOST_GIVEN) {
            Some(one_more) => {
                let message = format!("a shape is given {MOST_GIVEN} values at most");
                Err(syn::Error::new(one_more.name.span(), message))
            }
            None => Ok(()),
        };
    }
    if word == "by" {
        let by: Punctuated<Ident, Token![,]> = inside(&content, |content| {
            content.parse_terminated(Ident::parse_any, Token![,])
        })?;
        head.queries.push(Declared {
            word,
            by: by.into_iter().collect(),
            order: Vec::new(),
            filters: Vec::new(),
        });
        return Ok(());
    }
    let orders_or_filter = inside(&content, |content| {
        if word == "order_by" {
            let orders = content.parse_terminated(<Order as Parse>::parse, Token![,])?;
            return Ok((orders.into_iter().collect(), None));
        }
        let filter: Expr = content.parse()?;
        content.parse::<Option<Token![,]>>()?;
        Ok((Vec::new(), Some(filter)))
    });
    let (orders, filter) = orders_or_filter?;
    let Some(query) = head.queries.last_mut() else {
        let message = format!(
            "`{word}` above the struct belongs to a query that `by(…)` declares before it; any \
             other is written where it is fetched: `query().{word}(…)`"
        );
        return Err(syn::Error::new(word.span(), message));
    };
    query.order.extend::<Vec<Order>>(orders);
    query.filters.extend(filter);
    Ok(())
}
