//! Reports: shapes that are read not from rows but from groups of rows.

use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::explain::Explain;
use crate::filter::Filter;
use crate::future::{Many, One, Optional};
use crate::given::NothingGiven;
use crate::load::Load;
use crate::measure::{AnyMeasure, Began, Groups, Key, Measured};
use crate::order::{AnyOrder, By, Order};
use crate::query::{Query, Question};
use crate::render::Text;
use crate::select;
use crate::shape::Shape;
use crate::table::Table;
use crate::wire::{Type, write_to};

/// The groups of a report, to be fetched.
///
/// The rows are filtered, then grouped; [`having`](Self::having) chooses among the groups by what
/// was computed of them. Its columns and those of [`order_by`](Self::order_by) are constants of the
/// shape, called like its fields: `PerAuthor::posts.ge(10)`.
///
/// Sends one statement, in which the rows are grouped before anything is joined to the groups.
#[must_use = "a report does nothing until it is fetched"]
pub struct Report<S> {
    query: Query<S>,
}

impl<S: Load> Report<S> {
    /// Of all rows.
    pub fn new() -> Self
    where
        S::Given: NothingGiven,
    {
        Self {
            query: Query::new(),
        }
    }

    /// Of all rows, for a report that is [given](macro@crate::Load#values-of-the-query) values.
    pub fn given(values: S::Given) -> Self {
        Self {
            query: Query::given(values),
        }
    }

    /// Only of rows that meet the condition; of several filters, all of them.
    pub fn filter(mut self, filter: Filter<S::Table>) -> Self {
        self.query = self.query.filter(filter);
        self
    }

    /// Only groups that meet the condition; of several, all of them.
    pub fn having(mut self, having: Filter<Groups<S>>) -> Self {
        self.query.question.having.push(having.condition);
        self
    }

    /// In this order: by measures, or by columns that the rows are grouped by. Of several, the
    /// later decide between groups that are equal by the earlier.
    pub fn order_by(mut self, order: impl GroupOrders<S>) -> Self {
        let orders = order.orders().into_iter();
        self.query
            .question
            .order
            .extend(orders.map(|order| order.0));
        self
    }

    /// At most this many groups.
    pub fn limit(mut self, groups: u64) -> Self {
        self.query = self.query.limit(groups);
        self
    }

    /// Without the first groups, this many.
    pub fn offset(mut self, groups: u64) -> Self {
        self.query = self.query.offset(groups);
        self
    }

    /// The statement that [`fetch_all`](Self::fetch_all) sends. Values are not part of the text.
    #[must_use]
    pub fn sql(&self) -> String {
        self.query.sql()
    }

    /// All groups, in order. Sends one statement.
    ///
    /// # Errors
    ///
    /// Those of [`Query::fetch_all`]; [`Error::Answer`] if the groups are ordered by a column that
    /// they are not grouped by.
    #[track_caller]
    pub fn fetch_all<'e>(self, on: impl Executor<'e>) -> Many<'e, S> {
        self.query.fetch_all(on)
    }

    /// The first group; of a report without `group_by`, the only one. Sends one statement.
    ///
    /// # Errors
    ///
    /// Those of [`Query::fetch_one`].
    #[track_caller]
    pub fn fetch_one<'e>(self, on: impl Executor<'e>) -> One<'e, S> {
        self.query.fetch_one(on)
    }

    /// As [`fetch_one`](Self::fetch_one), and `None` if there is no group.
    ///
    /// # Errors
    ///
    /// Those of [`Query::fetch_all`].
    #[track_caller]
    pub fn fetch_optional<'e>(self, on: impl Executor<'e>) -> Optional<'e, S> {
        self.query.fetch_optional(on)
    }

    /// What PostgreSQL does for the statement that [`fetch_all`](Self::fetch_all) sends, in plain words:
    /// see [`explain`](mod@crate::explain).
    ///
    /// # Errors
    ///
    /// Those of [`fetch_all`](Self::fetch_all), but none about the groups.
    #[track_caller]
    pub fn explain<'e>(self, on: impl Executor<'e>) -> Explain<'e> {
        self.query.explain(on)
    }
}

impl<S: Load> Default for Report<S>
where
    S::Given: NothingGiven,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Clone for Report<S> {
    fn clone(&self) -> Self {
        Self {
            query: self.query.clone(),
        }
    }
}

impl<S> std::fmt::Debug for Report<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.query.fmt(f)
    }
}

/// What the groups of a report are ordered by: one order, or several.
#[diagnostic::on_unimplemented(
    message = "the groups are those of `{S}`, and they are ordered by `{Self}`",
    label = "write an order of a measure, `{S}::field.desc()`, or of a column that the rows are grouped by"
)]
pub trait GroupOrders<S> {
    #[doc(hidden)]
    fn orders(self) -> Vec<AnyGroupOrder>;
}

/// An order without its types.
#[doc(hidden)]
#[derive(Debug)]
pub struct AnyGroupOrder(pub(crate) AnyOrder);

impl<S> GroupOrders<S> for Order<Groups<S>> {
    fn orders(self) -> Vec<AnyGroupOrder> {
        vec![AnyGroupOrder(self.any)]
    }
}

impl<S: Load<Table = T>, T: Table> GroupOrders<S> for Order<T> {
    fn orders(self) -> Vec<AnyGroupOrder> {
        vec![AnyGroupOrder(self.any)]
    }
}

impl<S, O: GroupOrders<S>, const N: usize> GroupOrders<S> for [O; N] {
    fn orders(self) -> Vec<AnyGroupOrder> {
        self.into_iter().flat_map(GroupOrders::orders).collect()
    }
}

impl<S, O: GroupOrders<S>> GroupOrders<S> for Vec<O> {
    fn orders(self) -> Vec<AnyGroupOrder> {
        self.into_iter().flat_map(GroupOrders::orders).collect()
    }
}

/// How a report's groups are selected: a sub-select in the place of the table.
#[derive(Debug)]
pub(crate) struct Grouping {
    /// What is selected of each group.
    list: String,
    /// ` GROUP BY …`, if there is more than one group.
    by: String,
    /// What the groups have: columns that they are grouped by, and measures.
    columns: Vec<&'static str>,
}

impl Grouping {
    pub(crate) fn of(groups: &select::Groups, text: &mut Text) -> Self {
        let before = std::mem::take(&mut text.sql);
        for key in &groups.keys {
            if let Key::Column(name) = key {
                text.comma();
                text.column("t0", name);
            }
        }
        for (measure, filter) in &groups.measures {
            text.comma();
            let AnyMeasure { name, value } = measure;
            match value {
                Measured::Began(began) => text.began("t0", began),
                Measured::Aggregate(computed) => {
                    text.push(if computed.or_zero { "coalesce(" } else { "" });
                    text.computed("t0", computed);
                    if let Some(filter) = filter {
                        text.push(" FILTER (WHERE ");
                        text.condition("t0", filter);
                        text.push(")");
                    }
                    if computed.or_zero {
                        text.zero(computed);
                    }
                }
            }
            text.push(" AS ");
            crate::name::quote(name, &mut text.sql);
        }
        let list = std::mem::take(&mut text.sql);
        for key in &groups.keys {
            text.comma();
            match key {
                Key::Column(name) => text.column("t0", name),
                Key::Began(began) => text.began("t0", began),
            }
        }
        let by = std::mem::replace(&mut text.sql, before);
        let by = match groups.keys.as_slice() {
            [] => String::new(),
            _ => format!(" GROUP BY {by}"),
        };
        let keys = groups.keys.iter().filter_map(|key| match key {
            Key::Column(name) => Some(*name),
            Key::Began(_) => None,
        });
        let measures = groups.measures.iter().map(|(measure, _)| measure.name);
        let columns = keys.chain(measures).collect();
        Self { list, by, columns }
    }

    /// That the groups have what they are ordered by.
    pub(crate) fn check(&self, what: &'static str, order: &[AnyOrder]) -> Result<()> {
        let missing = order.iter().find_map(|order| match &order.by {
            By::Column(name) if !self.columns.contains(name) => Some(*name),
            By::Term(term) => term.beyond(&self.columns),
            By::Column(_) | By::Page(_) => None,
        });
        match missing {
            None => Ok(()),
            Some(name) => {
                let why = format!(
                    "the groups are ordered by `{name}`, which is not one value for all rows of a \
                     group: order by a measure, or by what they are grouped by"
                );
                Err(Error::Answer { what, why })
            }
        }
    }

    /// The statement for a query; its parameters follow the shape's own.
    pub(crate) fn render(&self, shape: &Shape, question: &Question) -> Text {
        let mut text = Text::behind(shape.parameters.len());
        let list = if self.list.is_empty() {
            "NULL"
        } else {
            &self.list
        };
        write_to(
            &mut text.sql,
            format_args!(
                "SELECT {} FROM (SELECT {list} FROM {} AS t0",
                shape.list,
                shape.table().name
            ),
        );
        text.matching(&question.filters);
        text.push(&self.by);
        write_to(&mut text.sql, format_args!(") AS t0{}", shape.joins));
        text.matching(&question.having);
        text.order("t0", &question.order);
        text.limited(question.limit, question.offset);
        text
    }
}

impl Text {
    fn comma(&mut self) {
        if !self.sql.is_empty() {
            self.push(", ");
        }
    }

    /// When the month began in which a time lies, in UTC: never in the session's zone.
    fn began(&mut self, alias: &str, began: &Began) {
        let Began { span, column } = began;
        write_to(&mut self.sql, format_args!("date_trunc('{span}', "));
        self.column(alias, column.name);
        let oid = column.sql_type.oid();
        self.push(if oid == Type::DATE.oid() {
            "::timestamp)::date"
        } else if oid == Type::TIMESTAMPTZ.oid() {
            ", 'UTC')"
        } else {
            ")"
        });
    }
}
