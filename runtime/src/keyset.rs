//! The order of a query's pages: what it is, the condition for the rows behind one of them, and the
//! text that stands for that row.

mod text;

use sqlx::postgres::PgRow;
use sqlx::{Row as _, ValueRef as _};

use crate::column::AnyColumn;
use crate::error::{Error, Result};
use crate::expression::Term;
use crate::filter::Condition;
use crate::fnv;
use crate::order::{AnyOrder, By};
use crate::render::Text;
use crate::statement::Parameter;
use crate::table::Table;
use crate::widen::widened;
use crate::wire::Type;

/// An order that no two rows share a place in.
#[derive(Debug)]
pub(crate) struct Keyset {
    /// The shape, for messages.
    what: &'static str,
    /// What the rows are ordered by, with the type of each.
    pub(crate) order: Vec<AnyOrder>,
    columns: Vec<AnyColumn>,
    /// What tells this table and order from others.
    mark: u64,
}

/// On which side of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

impl Keyset {
    /// The order, and behind it the key of the table, as far as it is not in it.
    pub(crate) fn of<T: Table>(what: &'static str, order: &[AnyOrder]) -> Self {
        let mut order = order.to_vec();
        let descending = order.last().is_some_and(|last| last.descending);
        for key in T::KEY {
            let is_it = |by: &AnyOrder| matches!(by.by, By::Column(column) if column == *key);
            if !order.iter().any(is_it) {
                let mut by = AnyOrder::ascending(By::Column(key));
                by.descending = descending;
                order.push(by);
            }
        }
        let mut columns = Vec::with_capacity(order.len());
        for by in &mut order {
            let name = match &by.by {
                By::Column(column) => column,
                By::Term(term) => term.name(),
                By::Page(_) => "order",
            };
            let all = T::COLUMNS.iter();
            let mut named = all.filter(|column| column.name == name);
            let sql_type = match by.sql_type {
                Some(sql_type) => sql_type,
                None => named.next().map_or(Type::TEXT, |column| column.sql_type),
            };
            by.sql_type = Some(sql_type);
            columns.push(AnyColumn { name, sql_type });
        }
        let mark = mark(&T::NAME.to_string(), &order);
        Self {
            what,
            order,
            columns,
            mark,
        }
    }

    /// The text for a row, whose values stand behind those of its shape.
    pub(crate) fn write(&self, row: &PgRow) -> Result<String> {
        let first = row.len().saturating_sub(self.order.len());
        let database = Error::database(self.what, "load");
        let values = (first..row.len()).zip(&self.columns).map(|(at, column)| {
            let value = row.try_get_raw(at).map_err(database)?;
            if value.is_null() {
                return Ok(None);
            }
            let answer = |why: String| Error::Answer {
                what: self.what,
                why,
            };
            let bytes = value.as_bytes().map_err(|why| answer(why.to_string()))?;
            let found = value.type_info().oid().map_or(0, |oid| oid.0);
            let bytes = widened(column.sql_type.oid(), found, bytes);
            let bytes = bytes.map_err(|why| answer(format!("`{}` {why}", column.name)))?;
            Ok(Some(bytes.into_owned()))
        });
        let values: Vec<_> = values.collect::<Result<_>>()?;
        Ok(text::write(self.mark, &values))
    }

    /// The values that a text stands for.
    pub(crate) fn read(&self, cursor: &str) -> Result<Vec<Option<Vec<u8>>>> {
        let refused = |why| Error::Cursor {
            what: self.what,
            why,
        };
        let values = text::read(self.mark, cursor).map_err(refused)?;
        let mut pairs = self.order.iter().zip(&values);
        if values.len() != self.order.len()
            || pairs.any(|(by, value)| value.is_none() && !by.nullable)
        {
            return Err(refused(text::DAMAGED));
        }
        Ok(values)
    }

    /// The server's error about a parameter whose bytes are none of its type: on a page that begins at a
    /// cursor, it is the cursor's, since no others come from outside.
    pub(crate) fn refused(&self, from: Option<Side>, error: Error) -> Error {
        match (from, error.sqlstate().as_deref()) {
            (Some(_), Some("08P01" | "22P03" | "22021")) => Error::Cursor {
                what: self.what,
                why: text::DAMAGED,
            },
            _ => error,
        }
    }

    /// The rows on one side of the row with these values.
    pub(crate) fn condition(&self, side: Side, values: Vec<Option<Vec<u8>>>) -> Condition {
        let columns = self.columns.iter().zip(values);
        let values = columns.map(|(column, value)| {
            let column = AnyColumn {
                sql_type: column.sql_type.beneath(),
                ..*column
            };
            Term::Value(Parameter::crossed(column, value))
        });
        let keys: Vec<Key<'_>> = self
            .order
            .iter()
            .zip(&self.columns)
            .zip(values)
            .map(|((by, column), value)| Key {
                term: term(by, column),
                value,
                by,
                greater: by.descending == (side == Side::Before),
            })
            .collect();
        match keys.as_slice() {
            [first, ..] if keys.iter().all(|key| key.goes_with(first)) => row_wise(keys),
            _ => key_by_key(&keys),
        }
    }
}

/// The same order from its end.
pub(crate) fn reversed(order: &[AnyOrder]) -> Vec<AnyOrder> {
    let turned = order.iter().cloned().map(|mut by| {
        by.descending = !by.descending;
        by.nulls_first = by.nulls_first.map(|first| !first);
        by
    });
    turned.collect()
}

/// What rows are ordered by, and its value in the row where a page ended.
struct Key<'o> {
    term: Term,
    value: Term,
    by: &'o AnyOrder,
    /// Whether the rows that are wanted have greater values.
    greater: bool,
}

impl Key<'_> {
    fn goes_with(&self, other: &Self) -> bool {
        !self.by.nullable && self.greater == other.greater
    }

    fn operator(&self) -> &'static str {
        if self.greater { ">" } else { "<" }
    }

    /// Whether `NULL` comes behind the values, in the direction that is wanted.
    fn nulls_follow(&self) -> bool {
        let first = self.by.nulls_first.unwrap_or(self.by.descending);
        // The rows are read against their order when lesser values of an ascending are wanted.
        let backwards = self.greater == self.by.descending;
        first == backwards
    }

    /// The row comes behind, by this alone.
    ///
    /// The text is the same whether the value is `NULL` or not: PostgreSQL sees that a half of it
    /// is never true.
    fn behind(&self) -> Condition {
        let compared = Condition::compare(self.term.clone(), self.operator(), self.value.clone());
        if !self.by.nullable {
            return compared;
        }
        let null = |term: &Term, is| Condition::Null {
            term: term.clone(),
            is,
        };
        let follows = self.nulls_follow();
        let across = vec![null(&self.term, follows), null(&self.value, !follows)];
        Condition::Any(vec![compared, Condition::All(across)])
    }

    /// The row has the same value.
    fn same(&self) -> Condition {
        let operator = if self.by.nullable {
            "IS NOT DISTINCT FROM"
        } else {
            "="
        };
        Condition::compare(self.term.clone(), operator, self.value.clone())
    }
}

/// `(a, b) > ($1, $2)`: what an index with this order answers.
fn row_wise(keys: Vec<Key<'_>>) -> Condition {
    let operator = keys.first().map_or(">", Key::operator);
    let (terms, values): (Vec<Term>, Vec<Term>) =
        keys.into_iter().map(|key| (key.term, key.value)).unzip();
    let row = |arguments| Term::Call {
        function: "ROW",
        arguments,
    };
    Condition::compare(row(terms), operator, row(values))
}

/// `a >= $1 AND (a > $2 OR a = $3 AND (b < $4 OR …))`: the first half is for an index.
fn key_by_key(keys: &[Key<'_>]) -> Condition {
    let Some((first, rest)) = keys.split_first() else {
        return Condition::Any(Vec::new());
    };
    if rest.is_empty() {
        return first.behind();
    }
    let further = Condition::All(vec![first.same(), key_by_key(rest)]);
    let behind = Condition::Any(vec![first.behind(), further]);
    if first.by.nullable {
        return behind;
    }
    let operator = if first.greater { ">=" } else { "<=" };
    let bound = Condition::compare(first.term.clone(), operator, first.value.clone());
    Condition::All(vec![bound, behind])
}

fn term(by: &AnyOrder, column: &AnyColumn) -> Term {
    match &by.by {
        By::Term(term) => Term::clone(term),
        By::Column(_) | By::Page(_) => Term::Column(*column),
    }
}

/// What tells an order from others: the table, what the rows are ordered by with the values in it,
/// in which direction.
fn mark(table: &str, order: &[AnyOrder]) -> u64 {
    let mut text = Text::default();
    text.push(table);
    text.order("t0", order);
    for sql_type in order.iter().filter_map(|by| by.sql_type) {
        text.push(" ");
        text.push(&sql_type.to_string());
    }
    let values = text.parameters.iter();
    let values = values.flat_map(|parameter| parameter.bytes().unwrap_or_default());
    let separated = text.sql.as_bytes().iter().chain(&[0]).chain(values);
    fnv::of(separated.copied())
}
