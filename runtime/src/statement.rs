//! One statement: its text, its parameters, and sending it.

use std::sync::Arc;
use std::time::Instant;

use futures_util::TryStreamExt as _;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo};
use sqlx::{Arguments, AssertSqlSafe, Either, Executor as _, PgConnection, PgPool, Postgres};

use crate::column::AnyColumn;
use crate::compare::Given;
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::taken::Taken;
use crate::value::{Unfit, Value, put_header, set_element_type};
use crate::wire::Type;

/// A parameter: its type in SQL and its bytes.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The column that it is for.
    column: AnyColumn,
    /// Shared, since a statement is made from a condition that may be used again.
    bytes: Result<Option<Arc<Vec<u8>>>, Unfit>,
}

impl Parameter {
    /// A value, or `NULL`.
    pub(crate) fn new<V: Value>(column: AnyColumn, value: Option<&V>) -> Self {
        let mut bytes = Vec::new();
        let encoded = value.map(|value| value.encode(&mut bytes)).transpose();
        if column.sql_type.is_array() {
            set_element_type(&mut bytes, column.sql_type.sent_element_oid());
        }
        let bytes = encoded.map(|there| there.map(|()| Arc::new(bytes)));
        Self { column, bytes }
    }

    /// A value that is already encoded.
    pub(crate) fn of_bytes(column: AnyColumn, bytes: Result<Vec<u8>, Unfit>) -> Self {
        Self {
            column,
            bytes: bytes.map(|bytes| Some(Arc::new(bytes))),
        }
    }

    /// Values of this type, as one array.
    pub(crate) fn array<V, G: Given<V>>(
        column: AnyColumn,
        values: impl IntoIterator<Item = G>,
    ) -> Self {
        if column.sql_type.is_array() {
            let why = "holds arrays, which are not looked for many at once";
            return Self {
                column,
                bytes: Err(Unfit::new(why)),
            };
        }
        let mut elements = Vec::new();
        let mut length = 0;
        let encoded = values.into_iter().try_for_each(|value| {
            length += 1;
            value.element(&mut elements)
        });
        match encoded {
            Ok(()) => Self::elements(column, length, &elements),
            Err(why) => Self {
                column,
                bytes: Err(why),
            },
        }
    }

    /// This many values of the column, as one array; each stands behind its length.
    pub(crate) fn elements(column: AnyColumn, length: usize, elements: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(elements.len() + 20);
        let bytes = put_header(length, column.sql_type.sent_element_oid(), &mut bytes).map(|()| {
            bytes.extend_from_slice(elements);
            Some(Arc::new(bytes))
        });
        Self {
            column: AnyColumn {
                sql_type: column.sql_type.array(),
                ..column
            },
            bytes,
        }
    }

    /// The column that it is for.
    pub(crate) fn column(&self) -> AnyColumn {
        self.column
    }

    /// A value as it crossed, or `NULL`.
    pub(crate) fn crossed(column: AnyColumn, bytes: Option<Vec<u8>>) -> Self {
        Self {
            column,
            bytes: Ok(bytes.map(Arc::new)),
        }
    }

    /// Its bytes, if it is a value that fits.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_ref().ok()?.as_deref().map(Vec::as_slice)
    }

    /// Whether it is `NULL`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.bytes, Ok(None))
    }

    /// Adds it to those of a statement.
    pub(crate) fn add_to(&self, what: &'static str, arguments: &mut PgArguments) -> Result<()> {
        let column = self.column.name;
        let value = |why: Unfit| Error::Value {
            what,
            column: column.to_owned(),
            why,
        };
        let bytes = match &self.bytes {
            Ok(bytes) => bytes.as_deref().map(Vec::as_slice),
            Err(why) => return Err(value(why.clone())),
        };
        let raw = Raw {
            oid: self.sql_type().sent_oid(),
            bytes,
        };
        arguments
            .add(raw)
            .map_err(|error| value(Unfit::new(error.to_string())))
    }

    /// Its type.
    pub(crate) fn sql_type(&self) -> Type {
        self.column.sql_type
    }
}

/// The bytes as they are.
struct Raw<'a> {
    oid: u32,
    bytes: Option<&'a [u8]>,
}

impl sqlx::Type<Postgres> for Raw<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(Type::BYTEA.oid()))
    }
}

impl sqlx::Encode<'_, Postgres> for Raw<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        match self.bytes {
            Some(bytes) => {
                buffer.extend_from_slice(bytes);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(self.oid)))
    }
}

/// A statement that is ready to be sent.
pub(crate) struct Statement {
    /// The shape or table that it is for.
    pub(crate) what: &'static str,
    /// What it does, as a verb.
    pub(crate) doing: &'static str,
    pub(crate) sql: String,
    pub(crate) arguments: PgArguments,
    /// Whether the connection keeps it, under a name.
    pub(crate) named: bool,
}

impl Statement {
    /// A statement with these parameters.
    pub(crate) fn new<'a>(
        what: &'static str,
        doing: &'static str,
        sql: String,
        parameters: impl IntoIterator<Item = &'a Parameter>,
    ) -> Result<Self> {
        let mut arguments = PgArguments::default();
        for parameter in parameters {
            parameter.add_to(what, &mut arguments)?;
        }
        Ok(Self {
            what,
            doing,
            sql,
            arguments,
            named: true,
        })
    }

    /// The same for a connection on which names mean nothing.
    pub(crate) fn named(mut self, named: bool) -> Self {
        self.named = named;
        self
    }

    /// Whether it changes nothing, so that it can be sent to a replica and be sent again.
    pub(crate) fn reads(&self) -> bool {
        matches!(self.doing, "load" | "count")
    }

    /// The same once more.
    pub(crate) fn again(&self) -> Self {
        Self {
            sql: self.sql.clone(),
            arguments: self.arguments.clone(),
            ..*self
        }
    }
}

/// How many rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    First,
    All,
}

/// Takes the rows of an answer, one after the other.
pub(crate) type Sink<'a> = &'a mut (dyn FnMut(&PgRow) -> Result<()> + Send);

/// Sends a statement and hands its rows on as they come.
///
/// It runs on a connection, never on a pool, which would put a stream of its own around each row.
pub(crate) async fn pump(
    source: Source<'_>,
    statement: Statement,
    take: Take,
    sink: Sink<'_>,
) -> Result<()> {
    match source {
        Source::Held(connection) => pump_on(connection, statement, take, sink).await,
        // Apart, so that the future of a held connection stays small.
        Source::Routed(reads) if statement.reads() => {
            Box::pin(reads.pump(statement, take, sink)).await
        }
        source => Box::pin(pump_from(source, statement, take, sink)).await,
    }
}

/// A connection of a pool, for a statement of this shape or table.
pub(crate) async fn acquire(pool: &PgPool, what: &'static str) -> Result<PoolConnection<Postgres>> {
    pool.acquire()
        .await
        .map_err(|error| refused(pool, what, error))
}

/// Why a pool gives no connection.
fn refused(pool: &PgPool, what: &'static str, error: sqlx::Error) -> Error {
    match error {
        sqlx::Error::PoolTimedOut => Error::Busy {
            what,
            waited: pool.options().get_acquire_timeout(),
            open: pool.size(),
            idle: pool.num_idle(),
            most: pool.options().get_max_connections(),
        },
        error => Error::database(what, "connect")(error),
    }
}

async fn pump_from(
    source: Source<'_>,
    statement: Statement,
    take: Take,
    sink: Sink<'_>,
) -> Result<()> {
    let mut on = Taken::from(source, statement.what).await?;
    let statement = statement.named(on.keeps_names());
    let pumped = pump_on(on.connection(), statement, take, sink).await;
    on.end(pumped).await
}

/// Sends a statement and hands its rows on as they come.
pub(crate) async fn pump_on(
    connection: &mut PgConnection,
    statement: Statement,
    take: Take,
    sink: Sink<'_>,
) -> Result<()> {
    let Statement {
        what,
        doing,
        sql,
        arguments,
        named,
    } = statement;
    let database = Error::database(what, doing);
    let traced = Traced::begin(what, &sql);
    let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(named);
    let mut count = 0;
    match take {
        // A layer of streams less than the other.
        Take::First => {
            if let Some(row) = connection.fetch_optional(query).await.map_err(database)? {
                count = 1;
                sink(&row)?;
            }
        }
        Take::All => {
            let mut answer = connection.fetch_many(query);
            while let Some(step) = answer.try_next().await.map_err(database)? {
                if let Either::Right(row) = step {
                    count += 1;
                    sink(&row)?;
                }
            }
        }
    }
    traced.end(count);
    Ok(())
}

/// Sends a statement and counts the rows that it changed.
pub(crate) async fn execute(source: Source<'_>, statement: Statement) -> Result<u64> {
    let mut on = Taken::from(source, statement.what).await?;
    let statement = statement.named(on.keeps_names());
    let changed = execute_on(on.connection(), statement).await;
    on.end(changed).await
}

/// Sends a statement and counts the rows that it changed.
pub(crate) async fn execute_on(connection: &mut PgConnection, statement: Statement) -> Result<u64> {
    let Statement {
        what,
        doing,
        sql,
        arguments,
        named,
    } = statement;
    let traced = Traced::begin(what, &sql);
    let result = connection
        .execute(sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(named))
        .await;
    let changed = result
        .map_err(Error::database(what, doing))?
        .rows_affected();
    traced.end(changed);
    Ok(changed)
}

/// The event that a statement leaves.
pub(crate) struct Traced {
    what: &'static str,
    sql: Option<String>,
    begun: Instant,
}

impl Traced {
    pub(crate) fn begin(what: &'static str, sql: &str) -> Self {
        let wanted = tracing::enabled!(target: "relata", tracing::Level::DEBUG);
        Self {
            what,
            sql: wanted.then(|| sql.to_owned()),
            begun: Instant::now(),
        }
    }

    pub(crate) fn end(self, rows: u64) {
        if let Some(sql) = self.sql {
            let elapsed = self.begun.elapsed();
            tracing::debug!(target: "relata", shape = self.what, sql, rows, ?elapsed, "statement");
        }
    }
}
