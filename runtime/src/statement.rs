//! One statement: its text, its parameters, and sending it.

use std::pin::Pin;
use std::time::Instant;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo};
use sqlx::{Arguments, AssertSqlSafe, Executor as _, PgConnection, Postgres};

use crate::column::AnyColumn;
use crate::compare::Given;
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::value::{Unfit, Value, put_header, set_element_type};
use crate::wire::Type;

/// A parameter: its type in SQL and its bytes.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The column that it is for.
    column: AnyColumn,
    pub(crate) bytes: Result<Option<Vec<u8>>, Unfit>,
}

impl Parameter {
    /// A value, or `NULL`.
    pub(crate) fn new<V: Value>(column: AnyColumn, value: Option<&V>) -> Self {
        let mut bytes = Vec::new();
        let encoded = value.map(|value| value.encode(&mut bytes)).transpose();
        if column.sql_type.is_array() {
            set_element_type(&mut bytes, column.sql_type.element_oid());
        }
        let bytes = encoded.map(|there| there.map(|()| bytes));
        Self { column, bytes }
    }

    /// A value that is already encoded.
    pub(crate) fn of_bytes(column: AnyColumn, bytes: Vec<u8>) -> Self {
        Self {
            column,
            bytes: Ok(Some(bytes)),
        }
    }

    /// Values of this type, as one array.
    pub(crate) fn array<V, G: Given<V>>(
        column: AnyColumn,
        values: impl IntoIterator<Item = G>,
    ) -> Self {
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
        let bytes = put_header(length, column.sql_type.element_oid(), &mut bytes).map(|()| {
            bytes.extend_from_slice(elements);
            Some(bytes)
        });
        Self {
            column: AnyColumn {
                sql_type: column.sql_type.array(),
                ..column
            },
            bytes,
        }
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
    pub(crate) sql: String,
    pub(crate) arguments: PgArguments,
}

impl Statement {
    /// A statement with these parameters.
    pub(crate) fn new<'a>(
        what: &'static str,
        sql: String,
        parameters: impl IntoIterator<Item = &'a Parameter>,
    ) -> Result<Self> {
        let mut arguments = PgArguments::default();
        for parameter in parameters {
            let column = parameter.column.name;
            let value = |why: Unfit| Error::Value {
                what,
                column: column.to_owned(),
                why,
            };
            let bytes = match &parameter.bytes {
                Ok(bytes) => bytes.as_deref(),
                Err(why) => return Err(value(why.clone())),
            };
            arguments
                .add(Raw {
                    oid: parameter.sql_type().oid(),
                    bytes,
                })
                .map_err(|error| value(Unfit::new(error.to_string())))?;
        }
        Ok(Self {
            what,
            sql,
            arguments,
        })
    }
}

/// Rows on their way.
pub(crate) type Rows<'e> = Pin<Box<dyn Future<Output = Result<Vec<PgRow>>> + Send + 'e>>;

/// How many rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    First,
    All,
}

/// Sends a statement and gives its rows.
pub(crate) fn rows(source: Source<'_>, statement: Result<Statement>, take: Take) -> Rows<'_> {
    Box::pin(async move {
        let statement = statement?;
        match source {
            Source::Held(connection) => fetch(connection, statement, take).await,
            Source::Pool(pool) => {
                let what = statement.what;
                let acquired = pool.acquire().await;
                let mut connection = acquired.map_err(|source| Error::Database { what, source })?;
                fetch(&mut connection, statement, take).await
            }
        }
    })
}

/// Sends a statement and gives its rows.
pub(crate) async fn fetch(
    connection: &mut PgConnection,
    statement: Statement,
    take: Take,
) -> Result<Vec<PgRow>> {
    let Statement {
        what,
        sql,
        arguments,
    } = statement;
    let traced = Traced::begin(what, &sql);
    let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
    let rows = match take {
        Take::First => connection
            .fetch_optional(query)
            .await
            .map(|row| row.into_iter().collect::<Vec<_>>()),
        Take::All => connection.fetch_all(query).await,
    };
    let rows = rows.map_err(|source| Error::Database { what, source })?;
    traced.end(rows.len() as u64);
    Ok(rows)
}

/// Sends a statement and counts the rows that it changed.
pub(crate) async fn execute(connection: &mut PgConnection, statement: Statement) -> Result<u64> {
    let Statement {
        what,
        sql,
        arguments,
    } = statement;
    let traced = Traced::begin(what, &sql);
    let result = connection
        .execute(sqlx::query_with(AssertSqlSafe(sql), arguments))
        .await;
    let changed = result
        .map_err(|source| Error::Database { what, source })?
        .rows_affected();
    traced.end(changed);
    Ok(changed)
}

/// The event that a statement leaves.
struct Traced {
    what: &'static str,
    sql: Option<String>,
    begun: Instant,
}

impl Traced {
    fn begin(what: &'static str, sql: &str) -> Self {
        let wanted = tracing::enabled!(target: "relata", tracing::Level::DEBUG);
        Self {
            what,
            sql: wanted.then(|| sql.to_owned()),
            begun: Instant::now(),
        }
    }

    fn end(self, rows: u64) {
        if let Some(sql) = self.sql {
            let elapsed = self.begun.elapsed();
            tracing::debug!(target: "relata", shape = self.what, sql, rows, ?elapsed, "statement");
        }
    }
}
