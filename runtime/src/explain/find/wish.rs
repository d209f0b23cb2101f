//! What a scan's conditions wish for: the columns that they compare, and the index that would serve
//! them.

use crate::advice::{Advice, Term};
use crate::explain::condition::{Expression, SortKey};
use crate::explain::table::{Index, Table};

/// What conditions compare a table's columns with.
#[derive(Debug, Default)]
pub(super) struct Wish {
    /// Columns that are equal to something.
    equal: Vec<String>,
    /// Columns that lie between, above or below.
    range: Vec<String>,
    /// Texts that begin with something.
    prefix: Vec<String>,
    /// Texts that something stands in.
    pattern: Vec<String>,
    /// Columns that hold something: documents, arrays, ranges, texts to be searched.
    holds: Vec<String>,
    /// Of conditions of which one is enough, the column of each.
    any: Vec<String>,
}

impl Wish {
    /// Of conditions on the table of this name.
    pub(super) fn of(conditions: &[Expression], alias: &str) -> Self {
        let mut wish = Self::default();
        for condition in conditions.iter().flat_map(Expression::conjuncts) {
            wish.add(condition, alias);
        }
        wish
    }

    fn add(&mut self, condition: &Expression, alias: &str) {
        let column = |of: &Expression| {
            let (table, name) = of.column()?;
            let is_its = table.is_none_or(|table| table == alias);
            is_its.then(|| name.to_owned())
        };
        match condition {
            Expression::Operator {
                left,
                operator,
                right,
            } => {
                let (name, other, turned) = match (column(left), column(right)) {
                    (Some(name), _) if !right.takes(alias) => (name, right, false),
                    (_, Some(name)) if !left.takes(alias) => (name, left, true),
                    _ => return,
                };
                let begins = |text: &str| !text.starts_with(['%', '_']);
                let list = match operator.as_str() {
                    "=" | "= ANY" => &mut self.equal,
                    "<" | "<=" | ">" | ">=" => &mut self.range,
                    "~~" if other.literal().is_some_and(begins) => &mut self.prefix,
                    "~~" | "~~*" | "~" | "~*" if !turned => &mut self.pattern,
                    "@>" | "<@" | "&&" | "?" | "?|" | "?&" | "@@" | "@?" | "<<=" | ">>="
                    | "-|-" => &mut self.holds,
                    _ => return,
                };
                put(list, name);
            }
            // A boolean by itself.
            Expression::Column { .. } => {
                if let Some(name) = column(condition) {
                    put(&mut self.equal, name);
                }
            }
            Expression::Null { of, is: true } => {
                if let Some(name) = column(of) {
                    put(&mut self.equal, name);
                }
            }
            Expression::Or(any) => {
                let each: Option<Vec<String>> = any
                    .iter()
                    .map(|one| {
                        let wish = Self::of(std::slice::from_ref(one), alias);
                        wish.equal.into_iter().chain(wish.range).next()
                    })
                    .collect();
                for column in each.unwrap_or_default() {
                    put(&mut self.any, column);
                }
            }
            _ => {}
        }
    }

    /// The columns that it is about.
    pub(super) fn columns(&self) -> Vec<String> {
        let lists = [
            &self.equal,
            &self.range,
            &self.prefix,
            &self.pattern,
            &self.holds,
            &self.any,
        ];
        let mut columns = Vec::new();
        for column in lists.into_iter().flatten() {
            put(&mut columns, column.clone());
        }
        columns
    }

    /// The index that would serve it, with the rows in this order.
    pub(super) fn advice(&self, order: &[SortKey], table: Option<&Table>) -> Option<Advice> {
        let type_of = |column: &str| table.and_then(|table| table.type_of(column));
        if self.equal.is_empty() {
            if let Some(column) = self.holds.first() {
                let known = type_of(column).and_then(|name| Advice::holding(column, name));
                return Some(known.unwrap_or_else(|| Advice::of("gin", column, None)));
            }
            if let Some(column) = self.pattern.first() {
                let is_text = type_of(column).is_none_or(|name| name != "citext");
                let advice = || Advice::of("gin", column, Some("gin_trgm_ops"));
                return is_text.then(advice);
            }
            if let (Some(column), true) = (self.any.first(), self.range.is_empty()) {
                let missing = |column: &&String| {
                    let begins = |index: &Index| index.begins_with(&[column.as_str()]);
                    table.is_none_or(|table| !table.indexes.iter().any(begins))
                };
                let column = self.any.iter().find(missing).unwrap_or(column);
                return Some(Advice::ordered(vec![Term::of(column)]));
            }
        }
        let mut terms: Vec<Term> = self.equal.iter().map(|column| Term::of(column)).collect();
        let new = |column: &String| !self.equal.contains(column);
        // Behind a range, an index gives no other order; behind the beginnings of texts, none.
        let goes_on = |ordered: &Vec<Term>| match ordered.first() {
            Some(_) if self.range.is_empty() => !terms.is_empty() || self.prefix.is_empty(),
            Some(first) => self.range.contains(&first.column),
            None => false,
        };
        if let Some(ordered) = ordered(order).filter(goes_on) {
            terms.extend(ordered.into_iter().filter(|term| new(&term.column)));
        } else if let Some(column) = self.range.iter().find(|column| new(column)) {
            terms.push(Term::of(column));
        } else if let Some(column) = self.prefix.first() {
            let class = match type_of(column) {
                Some("citext") => return None,
                Some("character varying") => "varchar_pattern_ops",
                Some("character") => "bpchar_pattern_ops",
                _ => "text_pattern_ops",
            };
            terms.push(Term {
                class: Some(class),
                ..Term::of(column)
            });
        }
        (!terms.is_empty()).then(|| Advice::ordered(terms))
    }

    /// An index of the table that begins with what the conditions ask for, and could have been used.
    pub(super) fn served<'t>(&self, advice: &Advice, table: &'t Table) -> Option<&'t Index> {
        let wanted = advice.columns();
        let first = self.equal.len().clamp(1, wanted.len());
        let method = advice.method.unwrap_or("btree");
        let mut indexes = table.indexes.iter();
        indexes.find(|index| {
            index.method == method && index.begins_with(wanted.get(..first).unwrap_or_default())
        })
    }
}

/// The order, if it is one of columns.
fn ordered(order: &[SortKey]) -> Option<Vec<Term>> {
    let terms: Option<Vec<Term>> = order
        .iter()
        .map(|key| {
            let (_, column) = key.by.column()?;
            Some(Term {
                descending: key.descending,
                nulls_first: Some(key.nulls_first),
                ..Term::of(column)
            })
        })
        .collect();
    terms.filter(|terms| !terms.is_empty())
}

fn put(list: &mut Vec<String>, column: String) {
    if !list.contains(&column) {
        list.push(column);
    }
}

impl Index {
    /// Whether these are its first columns, in whatever order.
    fn begins_with(&self, columns: &[&str]) -> bool {
        let first = self.columns.iter().take(columns.len());
        let mut names = first.map(|(name, _)| name.as_deref());
        !self.partial
            && self.columns.len() >= columns.len()
            && names.all(|name| name.is_some_and(|name| columns.contains(&name)))
    }
}
