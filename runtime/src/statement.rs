//! One statement: its text, its parameters, and sending it.

use std::borrow::Cow;
use std::panic::Location;
use std::time::Instant;

use futures_util::TryStreamExt as _;
use futures_util::future::BoxFuture;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo};
use sqlx::{
    Arguments, AssertSqlSafe, Either, Executor as _, PgConnection, PgPool, Postgres,
    SqlSafeStr as _, SqlStr,
};

use crate::burst;
use crate::bytes::Bytes;
use crate::column::AnyColumn;
use crate::compare::Given;
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::stale::Spare;
use crate::taken::Taken;
use crate::value::{Elements, Unfit, Value, put_header, set_element_type};
use crate::wire::Type;

/// A parameter: its type in SQL and its bytes.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The column that it is for.
    column: AnyColumn,
    bytes: Result<Option<Bytes>, Unfit>,
    /// It is a place for the query's value of this number.
    later: Option<usize>,
}

impl Parameter {
    /// A value, or `NULL`.
    pub(crate) fn new<V: Value>(column: AnyColumn, value: Option<&V>) -> Self {
        let written = value.map(|value| {
            Bytes::written(|bytes| {
                value.encode(bytes)?;
                if column.sql_type.is_array() {
                    set_element_type(bytes, column.sql_type.sent_element_oid());
                }
                Ok(())
            })
        });
        Self::known(column, written.transpose())
    }

    fn known(column: AnyColumn, bytes: Result<Option<Bytes>, Unfit>) -> Self {
        Self {
            column,
            bytes,
            later: None,
        }
    }

    /// A place for a value that a query gives.
    pub(crate) fn later(column: AnyColumn, number: usize, name: &'static str) -> Self {
        let why = format!("is compared with `{name}`, which this statement is not given");
        Self {
            later: Some(number),
            ..Self::known(column, Err(Unfit::new(why)))
        }
    }

    /// The same with the query's value, if it is a place for one.
    pub(crate) fn filled(&self, given: &[Self]) -> Self {
        let Some(value) = self.later.and_then(|number| given.get(number)) else {
            return self.clone();
        };
        let mut bytes = value.bytes.clone();
        if self.column.sql_type.is_array()
            && let Ok(Some(array)) = &mut bytes
        {
            let mut changed = array.as_slice().to_vec();
            set_element_type(&mut changed, self.column.sql_type.sent_element_oid());
            *array = changed.into();
        }
        Self::known(self.column, bytes)
    }

    /// A value that is already encoded.
    pub(crate) fn of_bytes(column: AnyColumn, bytes: Result<Vec<u8>, Unfit>) -> Self {
        Self::known(column, bytes.map(|bytes| Some(bytes.into())))
    }

    /// Values of this type, as one array.
    pub(crate) fn array<V, G: Given<V>>(
        column: AnyColumn,
        values: impl IntoIterator<Item = G>,
    ) -> Self {
        if column.sql_type.is_array() {
            let why = "holds arrays, which are not looked for many at once";
            return Self::known(column, Err(Unfit::new(why)));
        }
        let mut elements = Vec::new();
        let mut length = 0;
        let encoded = values.into_iter().try_for_each(|value| {
            length += 1;
            value.element(&mut elements)
        });
        match encoded {
            Ok(()) => Self::elements(column, length, &elements),
            Err(why) => Self::known(column, Err(why)),
        }
    }

    /// This many values of the column, as one array; each stands behind its length.
    pub(crate) fn elements(column: AnyColumn, length: usize, elements: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(elements.len() + 20);
        let bytes = put_header(length, column.sql_type.sent_element_oid(), &mut bytes).map(|()| {
            bytes.extend_from_slice(elements);
            Some(bytes.into())
        });
        let column = AnyColumn {
            sql_type: column.sql_type.array(),
            ..column
        };
        Self::known(column, bytes)
    }

    /// The column that it is for.
    pub(crate) fn column(&self) -> AnyColumn {
        self.column
    }

    /// A value as it crossed, or `NULL`.
    pub(crate) fn crossed(column: AnyColumn, bytes: Option<Vec<u8>>) -> Self {
        Self::known(column, Ok(bytes.map(Bytes::from)))
    }

    /// Its bytes, if it is a value that fits.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_ref().ok()?.as_ref().map(Bytes::as_slice)
    }

    /// Whether it is `NULL`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.bytes, Ok(None))
    }

    /// Whether it is a value, and no place for one that comes later.
    pub(crate) fn is_known(&self) -> bool {
        self.later.is_none()
    }

    /// How many bytes it takes in a message.
    fn size(&self) -> usize {
        4 + self.bytes().map_or(0, <[u8]>::len)
    }

    /// How many values an array holds.
    pub(crate) fn length(&self) -> Option<u64> {
        let elements = Elements::new(self.bytes()?).ok()?;
        u64::try_from(elements.left).ok()
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
            Ok(bytes) => bytes.as_ref().map(Bytes::as_slice),
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
    pub(crate) sql: Cow<'static, str>,
    pub(crate) arguments: PgArguments,
    /// Where it was asked for.
    pub(crate) place: &'static Location<'static>,
    /// Whether the connection keeps it, under a name.
    pub(crate) named: bool,
    /// How many bytes its parameters have.
    pub(crate) size: usize,
}

impl Statement {
    /// A statement with these parameters.
    #[track_caller]
    pub(crate) fn new<'a>(
        what: &'static str,
        doing: &'static str,
        sql: impl Into<Cow<'static, str>>,
        parameters: impl IntoIterator<Item = &'a Parameter, IntoIter: Clone>,
    ) -> Result<Self> {
        let parameters = parameters.into_iter();
        let mut arguments = PgArguments::default();
        let lengths = parameters.clone().map(Parameter::size);
        let (count, size) = lengths.fold((0, 0), |(count, size), of| (count + 1, size + of));
        arguments.reserve(count, size);
        for parameter in parameters {
            parameter.add_to(what, &mut arguments)?;
        }
        Ok(Self {
            what,
            doing,
            sql: sql.into(),
            arguments,
            place: Location::caller(),
            named: true,
            size,
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

impl Statement {
    /// As asked for at this place.
    pub(crate) fn at(self, place: &'static Location<'static>) -> Self {
        Self { place, ..self }
    }
}

/// A text that holds no values; one that is kept for good is not copied.
pub(crate) fn safe(sql: Cow<'static, str>) -> SqlStr {
    match sql {
        Cow::Borrowed(kept) => kept.into_sql_str(),
        Cow::Owned(made) => AssertSqlSafe(made).into_sql_str(),
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
    match take {
        Take::All => keep_on(connection, statement, &mut |row| sink(&row)).await,
        Take::First => match first_on(connection, statement).await? {
            Some(row) => sink(&row),
            None => Ok(()),
        },
    }
}

/// The first row of an answer, by a layer of streams less than all of them.
pub(crate) async fn first_on(
    connection: &mut PgConnection,
    statement: Statement,
) -> Result<Option<PgRow>> {
    let mut spare = Spare::of(connection, &statement);
    let mut next = statement;
    loop {
        match ask(connection, next).row().await {
            Err(error) => next = Box::pin(spare.instead(connection, error)).await?,
            row => return row,
        }
    }
}

/// Asks for the first row. Sent when it is awaited.
fn ask(connection: &mut PgConnection, statement: Statement) -> First<'_> {
    let traced = Traced::of(&statement);
    let failed = (statement.what, statement.doing);
    // What is awaited is sqlx's own future: the statement moves into it, and not into one of ours
    // around it first.
    let query =
        sqlx::query_with(safe(statement.sql), statement.arguments).persistent(statement.named);
    First {
        row: connection.fetch_optional(query),
        failed,
        traced,
    }
}

/// A row that is asked for.
struct First<'e> {
    row: BoxFuture<'e, sqlx::Result<Option<PgRow>>>,
    failed: (&'static str, &'static str),
    traced: Option<Box<Traced>>,
}

impl First<'_> {
    /// The row, if there is one.
    async fn row(self) -> Result<Option<PgRow>> {
        let (what, doing) = self.failed;
        let begun = Traced::begin(self.traced.as_deref());
        let row = self.row.await.map_err(Error::database(what, doing))?;
        Traced::end(self.traced.as_deref(), begun, u64::from(row.is_some()));
        Ok(row)
    }
}

/// Takes the rows of an answer for good, one after the other.
pub(crate) type Keep<'a> = &'a mut (dyn FnMut(PgRow) -> Result<()> + Send);

/// Sends a statement and gives its rows away as they come.
pub(crate) async fn keep_on(
    connection: &mut PgConnection,
    statement: Statement,
    keep: Keep<'_>,
) -> Result<()> {
    let mut spare = Spare::of(connection, &statement);
    let mut next = statement;
    loop {
        match keep_once(connection, next, keep).await {
            Err(error) => next = Box::pin(spare.instead(connection, error)).await?,
            Ok(()) => return Ok(()),
        }
    }
}

async fn keep_once(
    connection: &mut PgConnection,
    statement: Statement,
    keep: Keep<'_>,
) -> Result<()> {
    let database = Error::database(statement.what, statement.doing);
    let traced = Traced::of(&statement);
    let begun = Traced::begin(traced.as_deref());
    let query =
        sqlx::query_with(safe(statement.sql), statement.arguments).persistent(statement.named);
    let mut answer = connection.fetch_many(query);
    let mut count = 0;
    while let Some(step) = answer.try_next().await.map_err(database)? {
        if let Either::Right(row) = step {
            count += 1;
            keep(row)?;
        }
    }
    Traced::end(traced.as_deref(), begun, count);
    Ok(())
}

/// Sends a statement and counts the rows that it changed.
pub(crate) async fn execute(source: Source<'_>, statement: Statement) -> Result<u64> {
    let mut on = Taken::from(source, statement.what).await?;
    let statement = statement.named(on.keeps_names());
    let changed = execute_on(on.connection(), statement).await;
    on.end(changed).await
}

/// How many bytes the parameters of a statement have that are kept in case it is sent again.
pub(crate) const SMALL: usize = 64 << 10;

/// Sends a statement and counts the rows that it changed.
pub(crate) async fn execute_on(connection: &mut PgConnection, statement: Statement) -> Result<u64> {
    // It gives no rows whose types could change: what can have happened is that the server knows none of the
    // connection's statements. That is seldom worth a copy of a megabyte.
    let mut spare = match statement.size {
        ..=SMALL => Spare::of(connection, &statement),
        _ => Spare::none(),
    };
    let mut next = statement;
    loop {
        match execute_once(connection, next).await {
            Err(error) => next = Box::pin(spare.instead(connection, error)).await?,
            changed => return changed,
        }
    }
}

async fn execute_once(connection: &mut PgConnection, statement: Statement) -> Result<u64> {
    let database = Error::database(statement.what, statement.doing);
    let traced = Traced::of(&statement);
    let begun = Traced::begin(traced.as_deref());
    let query =
        sqlx::query_with(safe(statement.sql), statement.arguments).persistent(statement.named);
    let result = connection.execute(query).await.map_err(database)?;
    let changed = result.rows_affected();
    Traced::end(traced.as_deref(), begun, changed);
    Ok(changed)
}

/// What the event says that a statement leaves.
pub(crate) struct Traced {
    what: &'static str,
    sql: Cow<'static, str>,
    place: &'static Location<'static>,
}

impl Traced {
    /// Of a statement that is to be sent, if somebody listens.
    pub(crate) fn of(statement: &Statement) -> Option<Box<Self>> {
        let wanted = tracing::enabled!(target: "relata", tracing::Level::WARN);
        wanted.then(|| {
            Box::new(Self {
                what: statement.what,
                sql: statement.sql.clone(),
                place: statement.place,
            })
        })
    }

    /// The same, of a text that is sent in another way than a statement.
    #[track_caller]
    pub(crate) fn text(what: &'static str, sql: &str) -> Option<Box<Self>> {
        let wanted = tracing::enabled!(target: "relata", tracing::Level::WARN);
        wanted.then(|| {
            Box::new(Self {
                what,
                sql: Cow::Owned(sql.to_owned()),
                place: Location::caller(),
            })
        })
    }

    /// It is sent.
    pub(crate) fn begin(traced: Option<&Self>) -> Option<Instant> {
        let Self { what, sql, place } = traced?;
        burst::note(what, sql, place);
        Some(Instant::now())
    }

    /// It was answered.
    pub(crate) fn end(traced: Option<&Self>, begun: Option<Instant>, rows: u64) {
        if let (Some(Self { what, sql, .. }), Some(begun)) = (traced, begun) {
            let (elapsed, sql) = (begun.elapsed(), sql.as_ref());
            tracing::debug!(target: "relata", shape = what, sql, rows, ?elapsed, "statement");
        }
    }
}
