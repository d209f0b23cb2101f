//! Shapes loaded by SQL that is written by hand.

use std::marker::PhantomData;

use sqlx::postgres::PgArguments;
use sqlx::{Arguments as _, Encode, Postgres};

use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::explain::Explain;
use crate::future::{Many, One, Optional};
use crate::given::NothingGiven;
use crate::load::Load;
use crate::render::Text;
use crate::select::{Node, Select, What};
use crate::statement::{Statement, Take};
use crate::stream::Rows;
use crate::value::Unfit;
use crate::wire::write_to;

/// Loads a shape by SQL that is written by hand: for what the query language does not say, such as a window
/// function, a recursion, a function of an extension.
///
/// ```ignore
/// let hot = relata::query_as!(
///     PostCard,
///     "SELECT * FROM posts WHERE votes > $1 ORDER BY votes / extract(epoch FROM now() - created_at) DESC LIMIT 20",
///     10,
/// )
/// .fetch_all(&pool)
/// .await?;
/// ```
///
/// The SQL gives *rows of the shape's table*: `SELECT * FROM posts …`, or at least the columns that the
/// shape has, and the keys by which its references and collections are found. What the shape has
/// beside columns is joined to those rows as in any load, in the same statement; so every shape can be
/// loaded, but a report. The rows come in the order of the SQL. Columns that the shape does not have are left
/// out; one that is missing is PostgreSQL's `42703`, which names it, and one of another type is
/// [`Error::Type`](crate::Error::Type).
///
/// A statement that is no `SELECT` (`UPDATE … RETURNING`, a `WITH` that writes) says where the shape's values
/// go: `{columns}` stands for their list, `{joins}` for what they are joined from, and the table
/// has to be called `t0`:
///
/// ```ignore
/// relata::query_as!(Post, "UPDATE posts AS t0 SET votes = votes + 1 WHERE id = $1 RETURNING {columns}", 7)
/// ```
///
/// The text is a literal, so that no value can be pasted into it; values are parameters, of any type
/// that sqlx encodes: `$1` is the first behind the text.
#[macro_export]
macro_rules! query_as {
    ($shape:ty, $sql:literal $(, $value:expr)* $(,)?) => {
        $crate::codegen::raw::<$shape>(::core::concat!($sql))$(.bind($value))*
    };
}

/// SQL written by hand, to be fetched; made by [`query_as!`](crate::query_as).
#[must_use = "a query does nothing until it is fetched"]
pub struct Raw<S> {
    sql: &'static str,
    arguments: Result<PgArguments>,
    of: PhantomData<fn() -> S>,
}

/// SQL that gives rows of the shape's table.
pub fn raw<S: Load>(sql: &'static str) -> Raw<S>
where
    S::Given: NothingGiven,
{
    Raw {
        sql,
        arguments: Ok(PgArguments::default()),
        of: PhantomData,
    }
}

impl<S: Load> Raw<S> {
    /// The next parameter.
    #[doc(hidden)]
    pub fn bind<'q, V: Encode<'q, Postgres> + sqlx::Type<Postgres> + 'q>(
        mut self,
        value: V,
    ) -> Self {
        self.arguments = self.arguments.and_then(|mut arguments| {
            let place = arguments.len() + 1;
            arguments.add(value).map_err(|error| Error::Value {
                what: S::NAME,
                column: format!("${place}"),
                why: Unfit::new(error.to_string()),
            })?;
            Ok(arguments)
        });
        self
    }

    /// The statement that is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Answer`] of a report, whose rows are groups.
    pub fn sql(&self) -> Result<String> {
        let parameters = self.arguments.as_ref().map_or(0, PgArguments::len);
        Ok(text(S::NAME, &Select::of::<S>(), self.sql, parameters)?.sql)
    }

    /// All rows, in the order of the SQL. Sends one statement.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the statement fails, [`Error::Type`] if a column is of another type than the
    /// schema says, [`Error::Value`] if a value does not fit its field or is none that can be
    /// sent.
    #[track_caller]
    pub fn fetch_all<'e>(self, on: impl Executor<'e>) -> Many<'e, S> {
        Many::of(on.source(), self.statement())
    }

    /// The first row. The SQL says how many are wanted.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is none, and those of [`fetch_all`](Self::fetch_all).
    #[track_caller]
    pub fn fetch_one<'e>(self, on: impl Executor<'e>) -> One<'e, S> {
        One::of(on.source(), self.statement(), Take::First)
    }

    /// As [`fetch_one`](Self::fetch_one), and `None` if there is no row.
    ///
    /// # Errors
    ///
    /// Those of [`fetch_all`](Self::fetch_all).
    #[track_caller]
    pub fn fetch_optional<'e>(self, on: impl Executor<'e>) -> Optional<'e, S> {
        Optional::of(on.source(), self.statement())
    }

    /// The rows one after the other, as the server sends them.
    ///
    /// # Errors
    ///
    /// Those of [`fetch_all`](Self::fetch_all), as the last that the stream gives.
    #[track_caller]
    pub fn fetch<'e>(self, on: impl Executor<'e>) -> Rows<'e, S> {
        Rows::by(on.source(), self.statement())
    }

    /// What PostgreSQL does for the statement, in plain words: see [`explain`](mod@crate::explain).
    ///
    /// # Errors
    ///
    /// Those of [`fetch_all`](Self::fetch_all), but none about the rows.
    #[track_caller]
    pub fn explain<'e>(self, on: impl Executor<'e>) -> Explain<'e> {
        Explain::new(on, self.statement().map(Into::into))
    }

    /// It goes to the primary of a cluster: the text may write.
    #[track_caller]
    fn statement(self) -> Result<Statement> {
        let mut arguments = self.arguments?;
        let text = text(S::NAME, &Select::of::<S>(), self.sql, arguments.len())?;
        for parameter in &text.parameters {
            parameter.add_to(S::NAME, &mut arguments)?;
        }
        Ok(Statement {
            what: S::NAME,
            doing: "run SQL for",
            sql: text.sql.into(),
            arguments,
            place: std::panic::Location::caller(),
            named: true,
            size: 0,
        })
    }
}

impl<S> std::fmt::Debug for Raw<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raw")
            .field("sql", &self.sql)
            .finish_non_exhaustive()
    }
}

/// The statement, with the values of the shape's own filters behind the caller's.
fn text(what: &'static str, node: &Node, sql: &str, parameters: usize) -> Result<Text> {
    if node.groups.is_some() {
        let why = "is a report, whose rows are groups of a table's rows: `query_as!` loads rows"
            .to_owned();
        return Err(Error::Answer { what, why });
    }
    let mut text = Text::behind(parameters);
    text.list(node, false);
    let list = std::mem::take(&mut text.sql);
    text.joins(node);
    let joins = std::mem::take(&mut text.sql);
    if sql.contains("{columns}") {
        text.push(&sql.replace("{columns}", &list).replace("{joins}", &joins));
        return Ok(text);
    }
    // A comment at the end of the text ends with the line; a semicolon would end the statement.
    let sql = sql.trim_end().trim_end_matches(';');
    let many = |item: &_| matches!(item, What::Many(_) | What::Aggregate { .. });
    let alone = node.joins.is_empty() && !node.list.iter().any(|item| many(&item.what));
    if alone {
        write_to(
            &mut text.sql,
            format_args!("SELECT {list} FROM ({sql}\n) AS t0"),
        );
    } else {
        // A join may give rows in any order.
        write_to(
            &mut text.sql,
            format_args!(
                "SELECT {list} FROM (SELECT *, row_number() OVER () AS \"the place\" FROM ({sql}\n) AS given) \
                 AS t0{joins} ORDER BY t0.\"the place\""
            ),
        );
    }
    Ok(text)
}
