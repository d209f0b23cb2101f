//! A shape's statement, rendered once and kept.

mod total;

pub(crate) use total::Total;

use std::panic::Location;
use std::sync::OnceLock;

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::cursor::Cursor;
use crate::error::{Error, Result};
use crate::finder::Finders;
use crate::given::filled;
use crate::keys::Keys;
use crate::level::{self, Level};
use crate::load::Load;
use crate::lock::{self, Lock};
use crate::name::{Name, Quoted};
use crate::order::{AnyOrder, By};
use crate::pieces::{self, Cut};
use crate::query::Question;
use crate::render::Text;
use crate::report::Grouping;
use crate::select::{Facts, Node, Select, What};
use crate::slot::{Form, Slot};
use crate::statement::{Parameter, Statement};
use crate::strategy::FEW;
use crate::unserved::{self, Asked};
use crate::wire::write_to;

/// What is known of a shape before a query asks for its rows.
#[derive(Debug)]
pub struct Shape {
    pub(crate) name: &'static str,
    node: Node,
    /// Whether it has no collections.
    pub(crate) flat: bool,
    /// What is selected.
    pub(crate) list: String,
    /// The same with a name for each value, and how it is cut where the row is long; nothing where no
    /// row is.
    named: String,
    pub(crate) cuts: Vec<Cut>,
    /// What is joined to the table, and to a page of few of its rows.
    pub(crate) joins: String,
    joins_of_page: String,
    /// It is read from groups of the table's rows.
    pub(crate) groups: Option<Grouping>,
    /// The columns that the list and the joins need of the table, when a page is made first.
    pub(crate) page: Vec<&'static str>,
    /// Whether a limit goes first, into a page, so that nothing is gathered for other rows.
    pub(crate) deep: bool,
    /// The values in the shape's own filters: the statement's first parameters.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) slots: Vec<Slot>,
    /// The statements for all rows.
    sql: OnceLock<String>,
    batched: OnceLock<Option<Box<Batched>>>,
    pub(crate) finders: Finders,
}

/// A shape as one statement a level.
#[derive(Debug)]
pub(crate) struct Batched {
    /// Without the collections.
    pub(crate) root: Shape,
    pub(crate) levels: Vec<Level>,
}

/// A place for a shape.
#[derive(Debug, Default)]
pub struct ShapeCell(OnceLock<Shape>);

impl ShapeCell {
    /// An empty place.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The shape, which is made at the first call.
    pub fn of<S: Load>(&'static self) -> &'static Shape {
        self.0.get_or_init(Shape::of::<S>)
    }
}

/// The page's name in a statement: no table has one with a space in it.
const PAGE: Name = Name::new("the page");

impl Shape {
    fn of<S: Load>() -> Self {
        Self::new(S::NAME, Select::of::<S>())
    }

    /// What was described.
    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    pub(crate) fn new(name: &'static str, node: Node) -> Self {
        let mut text = Text::default();
        let groups = node.groups.as_ref();
        let groups = groups.map(|groups| Grouping::of(groups, &mut text));
        text.list(&node, false);
        let list = std::mem::take(&mut text.sql);
        // It has the same parameters, in the same order.
        let mut of_page = text.beside();
        of_page.joins_of_page(&node, PAGE);
        text.joins(&node);
        let cuts = pieces::cuts(&node);
        let mut named = Text::default();
        if !cuts.is_empty() {
            named.list(&node, true);
        }
        Self {
            name,
            list,
            named: named.sql,
            cuts,
            joins: text.sql,
            joins_of_page: of_page.sql,
            groups,
            page: Text::page_columns(&node),
            deep: node.is_deep(),
            parameters: text.parameters,
            slots: Slot::of(&node),
            flat: !node
                .list
                .iter()
                .any(|item| matches!(item.what, What::Many(_))),
            node,
            sql: OnceLock::new(),
            batched: OnceLock::new(),
            finders: Finders::default(),
        }
    }

    /// The shape as one statement a level; nothing if it has one level, or can't be taken apart.
    pub(crate) fn batched(&self) -> Option<&Batched> {
        let batched = self.batched.get_or_init(|| {
            let (root, levels) = level::split(&self.node)?;
            let mut root = Self::new(self.name, root);
            // Its rows are kept as they come.
            root.cuts.clear();
            (!levels.is_empty()).then(|| Box::new(Batched { root, levels }))
        });
        batched.as_deref()
    }

    /// What is known of its table.
    pub(crate) fn table(&self) -> &Facts {
        &self.node.facts
    }

    /// The statements that load all rows, as [`Query::sql`](crate::Query::sql) shows them.
    #[must_use]
    pub fn sql(&self) -> &str {
        self.sql.get_or_init(|| self.shown(&Question::default()))
    }

    /// The statements for a query, in the order in which they are sent.
    pub(crate) fn shown(&self, question: &Question) -> String {
        let Some(batched) = self.batches(question) else {
            return self.render(question).sql;
        };
        let levels = batched.levels.iter().map(|level| level.slices.as_str());
        let mut sql = batched.root.render(question).sql;
        for level in levels {
            write_to(&mut sql, format_args!(";\n{level}"));
        }
        sql
    }

    /// The statement for a query, with its values.
    #[track_caller]
    pub(crate) fn statement(&self, question: &Question) -> Result<Statement> {
        if let Some(groups) = &self.groups {
            groups.check(self.name, &question.order)?;
        }
        if question.distinct && question.lock.is_some() {
            let why = "rows that are alike count once with `distinct()`, and a row that stands for others is \
                       not locked: leave `distinct()` out, or find the rows first and lock them by their keys";
            return Err(Error::Answer {
                what: self.name,
                why: why.to_owned(),
            });
        }
        let text = self.render(question);
        unserved::note(self.asked(question), &text.sql, Location::caller());
        self.note_below(Location::caller());
        let own = filled(&self.parameters, &question.given);
        let parameters = own.iter().chain(&text.parameters);
        Statement::new(self.name, "load", text.sql, parameters)
    }

    /// What a query asks of the table.
    fn asked<'q>(&'q self, question: &'q Question) -> Asked<'q> {
        Asked {
            what: self.name,
            table: self.table(),
            filters: &question.filters,
            // Groups are in no order of an index.
            order: if self.groups.is_some() {
                &[]
            } else {
                &question.order
            },
            limited: question.limit.is_some(),
            of: &[],
        }
    }

    /// Warns of collections that no index serves.
    pub(crate) fn note_below(&self, place: &Location<'_>) {
        unserved::note_below(self.name, &self.node, place);
    }

    /// The statement for a query; its parameters follow the shape's own.
    pub(crate) fn render(&self, question: &Question) -> Text {
        let Question {
            filters,
            limit,
            offset,
            distinct,
            lock,
            ..
        } = question;
        if let Some(groups) = &self.groups {
            return groups.render(self, question);
        }
        let order = &question.decided(self.table());
        let mut text = Text::behind(self.parameters.len());
        text.sql.reserve(self.list.len() + self.joins.len() + 128);
        let reached = text.reach("t0", order);
        // Which rows are alike is known when all of them is gathered.
        let paged = self.deep && !distinct && (limit.is_some() || offset.is_some());
        let few = limit.filter(|&limit| paged && limit <= FEW);
        // Rows are locked by the statement that finds them, and no others.
        let at_most = few.filter(|_| lock.is_none());
        if paged {
            write_to(
                &mut text.sql,
                format_args!("WITH {PAGE} AS MATERIALIZED (SELECT "),
            );
            if at_most.is_some() {
                text.push("t0.* FROM (SELECT ");
            }
            for (at, column) in self.page.iter().enumerate() {
                let comma = if at == 0 { "" } else { ", " };
                write_to(&mut text.sql, format_args!("{comma}t0.{}", Quoted(column)));
            }
            // Under a name of its own: two orders may be by one column.
            for (at, by) in self.beside_page(order) {
                text.push(", ");
                text.by("t0", &by.by);
                write_to(&mut text.sql, format_args!(" AS \"order {at}\""));
            }
        } else {
            self.values(question, order, &mut text);
        }
        text.push(" FROM ");
        write_to(
            &mut text.sql,
            format_args!("{} AS t0", self.node.facts.name),
        );
        if !paged {
            text.push(&self.joins);
        }
        text.push(&reached);
        text.matching(filters);
        text.order("t0", order);
        if at_most.is_some() {
            // Of a parameter PostgreSQL supposes that it asks for a tenth of the table, and so plans each statement anew
            // for its value; with a number beside it one plan serves all.
            text.limited(None, *offset);
            write_to(&mut text.sql, format_args!(" LIMIT {FEW}) AS t0"));
            text.limited(at_most, None);
        } else {
            text.limited(*limit, *offset);
        }
        // In a page: of its rows, before anything is joined to them.
        if let Some(lock) = lock {
            lock.write(&mut text.sql);
        }
        if paged {
            text.push(") ");
            let order = self.of_page(order);
            self.values(question, &order, &mut text);
            write_to(&mut text.sql, format_args!(" FROM {PAGE} AS t0"));
            text.push(if few.is_some() {
                &self.joins_of_page
            } else {
                &self.joins
            });
            text.order("t0", &order);
        }
        if self.is_cut(question) {
            text.push(") AS s");
        }
        text
    }

    /// Whether the answer to a query has long rows in pieces. Rows that are alike would be told apart
    /// by them, and PostgreSQL locks no rows of which it makes several.
    pub(crate) fn is_cut(&self, question: &Question) -> bool {
        !self.cuts.is_empty()
            && !question.distinct
            && !question.keyed
            && !question.whole
            && question.lock.is_none()
    }

    /// `SELECT …`, as far as its `FROM`.
    fn values(&self, question: &Question, order: &[AnyOrder], text: &mut Text) {
        if self.is_cut(question) {
            let names: Vec<String> = (0..self.cuts.len()).map(|at| format!("c{at}")).collect();
            let names = names.iter().map(String::as_str);
            text.push("SELECT ");
            text.cut(names.zip(self.cuts.iter().copied()));
            write_to(&mut text.sql, format_args!(" FROM (SELECT {}", self.named));
            let long: Vec<String> = Text::long(&self.node);
            text.numbers(long.iter().map(String::as_str));
            return;
        }
        text.push(if question.distinct {
            "SELECT DISTINCT "
        } else {
            "SELECT "
        });
        text.push(&self.list);
        if question.keyed {
            text.keys(order);
        }
    }

    /// The statement for rows by their keys; behind the shape's values comes the place of the key
    /// that each row has, from 1.
    pub(crate) fn render_keys(&self, keys: &[Keys], locked: Option<Lock>) -> Text {
        let mut text = Text::behind(self.parameters.len());
        write_to(
            &mut text.sql,
            format_args!("SELECT {}, k.n FROM unnest(", self.list),
        );
        for (at, key) in keys.iter().enumerate() {
            text.push(if at == 0 { "" } else { ", " });
            text.parameter(key.values.clone());
        }
        text.push(") WITH ORDINALITY AS k(");
        for at in 0..keys.len() {
            write_to(&mut text.sql, format_args!("k{at}, "));
        }
        write_to(
            &mut text.sql,
            format_args!("n) JOIN {} AS t0 ON ", self.node.facts.name),
        );
        for (at, key) in keys.iter().enumerate() {
            let and = if at == 0 { "" } else { " AND " };
            let column = Quoted(key.column);
            write_to(&mut text.sql, format_args!("{and}t0.{column} = k.k{at}"));
        }
        text.push(&self.joins);
        if let Some(lock) = locked {
            let order: Vec<_> = lock::order(keys).collect();
            text.order("t0", &order);
            lock.write(&mut text.sql);
        }
        text
    }

    /// What a page is ordered by and does not hold anyway, with its place among the orders.
    fn beside_page(&self, order: &[AnyOrder]) -> impl Iterator<Item = (usize, AnyOrder)> {
        order
            .iter()
            .cloned()
            .enumerate()
            .filter(|(_, order)| match order.by {
                By::Column(column) => !self.page.contains(&column),
                By::Term(_) | By::Page(_) => true,
            })
    }

    /// The same order, by the columns of the page.
    fn of_page(&self, order: &[AnyOrder]) -> Vec<AnyOrder> {
        let mut of_page = order.to_vec();
        for (at, _) in self.beside_page(order) {
            of_page[at].by = By::Page(at);
        }
        of_page
    }

    /// Compares the types of an answer's columns with those that are expected: once for each
    /// answer, by its first row.
    pub(crate) fn check(&self, row: &PgRow) -> Result<()> {
        self.is_exactly(row).map(drop)
    }

    /// The same; gives whether each column is of the very type that is expected.
    pub(crate) fn is_exactly(&self, row: &PgRow) -> Result<bool> {
        Slot::check(self.name, &self.slots, Form::Single, (&[], 0), row)
    }

    /// The same, where the values that the rows are ordered by stand behind the shape's.
    pub(crate) fn check_keyed(&self, row: &PgRow, keys: usize) -> Result<()> {
        Slot::check(self.name, &self.slots, Form::Single, (&[], keys), row).map(drop)
    }

    /// The same, and the place of the row's key.
    pub(crate) fn place(&self, row: &PgRow) -> Result<usize> {
        Slot::check(self.name, &self.slots, Form::Single, (&[], 1), row)?;
        let place: i64 = row
            .try_get(row.len() - 1)
            .map_err(Error::database(self.name, "load"))?;
        Ok(usize::try_from(place - 1).unwrap_or(usize::MAX))
    }

    /// Reads a row of an answer.
    pub(crate) fn read<S: Load>(&self, row: &PgRow) -> Result<S> {
        S::read(&mut Cursor::row(self.name, &self.slots, row))
    }
}
