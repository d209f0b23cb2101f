//! Inserting a stream of rows by `COPY … FROM STDIN` in the binary format.
//!
//! The manual's page on COPY has the format. Each value crosses as its type's own input function
//! for binary values takes it: of an enum, a `citext` and a domain those are the bytes that
//! relata sends anyway. Arrays say the number of their elements' type, which for types of the
//! schema's own is asked of the server. Types whose binary format is another than what
//! relata sends (`hstore`, `ltree`, `timetz`, `vector`, `money`, arrays of `json`) can't be copied, and
//! neither can a column that is of another type than the schema says, as while that is being changed; a
//! table's rows are then inserted in portions, which is slower and gives the same.

use std::marker::PhantomData;
use std::pin::{Pin, pin};

use futures_util::{Stream, StreamExt as _, stream};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgCopyIn;
use sqlx::{Connection as _, PgConnection, Postgres};

use crate::column::AnyColumn;
use crate::error::{Error, Result};
use crate::executor::{Executor, Source};
use crate::future::Count;
use crate::insert::{InsertMany, Mode, New, Refused, Values, column_list, survey};
use crate::load::Load;
use crate::statement::{Traced, acquire};
use crate::table::Table;
use crate::value::{Value, put_sized, set_element_type};
use crate::widen;
use crate::wire::write_to;

/// How many bytes are gathered before they are sent.
const PORTION: usize = 64 << 10;
/// How many bytes of rows that give other columns wait for the end of a statement.
const WAITING: usize = 1 << 20;
/// How many rows are inserted at once where they can't be copied.
const ROWS: usize = 5000;

/// Rows to be copied into a table: any number of them, in memory for a few. `User::copy_in()` begins it.
#[must_use = "say which rows"]
#[derive(Debug)]
pub struct CopyIn<N>(PhantomData<fn() -> N>);

/// The same, with the rows.
#[must_use = "nothing is copied until it is executed"]
pub struct Copying<N, R> {
    rows: R,
    of: PhantomData<fn() -> N>,
}

impl<N: New> CopyIn<N> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }

    /// These rows.
    pub fn rows<I: IntoIterator<Item: Into<N>>>(
        self,
        rows: I,
    ) -> Copying<N, stream::Iter<I::IntoIter>> {
        self.stream(stream::iter(rows))
    }

    /// The rows of a stream, of which the next is asked for when there is room for it.
    pub fn stream<R: Stream<Item: Into<N>>>(self, rows: R) -> Copying<N, R> {
        Copying {
            rows,
            of: PhantomData,
        }
    }
}

impl<N: New + Send, R: Stream<Item: Into<N>>> Copying<N, R> {
    /// Inserts the rows; gives their number.
    ///
    /// Asks for the types of the table's columns; then one statement, in a transaction of its own (in
    /// the caller's, a savepoint). Where rows give
    /// different columns, those that give the same are copied together, a statement a portion of
    /// them: what is not given is the database's to fill in. Rows that give the same columns are
    /// inserted in their order.
    ///
    /// A failure leaves nothing, and neither does dropping the future: it closes the connection
    /// that it took from a pool. A connection of the caller's own must not be used after that, except in a
    /// pool, which notices.
    ///
    /// # Errors
    ///
    /// As [`Insert::execute`](crate::Insert::execute); then none of the rows is inserted.
    pub fn execute<'e>(self, on: impl Executor<'e>) -> Count<'e>
    where
        N: 'e,
        R: Send + 'e,
    {
        let source = on.source();
        Count::new(Box::pin(async move {
            let mut rows = pin!(self.rows);
            let Some(first) = rows.next().await else {
                return Ok(0);
            };
            let copy = Copy::<N, R>::new(first.into(), rows);
            let (pool, named) = match source {
                Source::Held(connection) => return copy.run(connection, true).await,
                Source::Unnamed(connection) => return copy.run(connection, false).await,
                Source::Pool(pool) => (pool, true),
                Source::Proxied(proxied) => (proxied.into_pool(), false),
                Source::Routed(reads) => (reads.primary().clone(), true),
            };
            let mut kept = Kept(Some(acquire(&pool, N::Row::NAME).await?));
            let count = match &mut kept.0 {
                Some(connection) => copy.run(connection, named).await,
                None => Ok(0),
            };
            kept.finish();
            count
        }))
    }
}

impl<N, R> std::fmt::Debug for Copying<N, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Copying")
    }
}

/// A connection that is closed unless its work is finished: what a copy that was broken off has left in it
/// is for nobody else.
struct Kept(Option<PoolConnection<Postgres>>);

impl Kept {
    fn finish(mut self) {
        self.0.take();
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}

/// Rows that are on their way.
struct Copy<'r, N, R> {
    rows: Pin<&'r mut R>,
    ended: bool,
    /// The type of the elements of each column that holds arrays.
    elements: Vec<u32>,
    /// Whether each column is of the type that the schema says, so that what is sent can be copied.
    same: Vec<bool>,
    /// Rows that are encoded, by which columns they give.
    groups: Vec<Group>,
    /// Rows that can't be copied.
    others: Vec<N>,
}

struct Group {
    given: Vec<bool>,
    columns: Vec<AnyColumn>,
    encoded: Vec<u8>,
}

/// Takes the values of a row.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    columns: &'static [AnyColumn],
    elements: &'a [u32],
    encoded: &'a mut Vec<u8>,
    refused: &'a mut Option<Refused>,
}

impl Row<'_> {
    /// The value of a column.
    pub(crate) fn put<V: Value>(&mut self, at: usize, value: Option<&V>) {
        let Some(column) = self.columns.get(at) else {
            return;
        };
        let before = self.encoded.len();
        if let Err(why) = put_sized(value, self.encoded) {
            self.refused.get_or_insert((column.name, why));
            return;
        }
        if value.is_none() {
            return;
        }
        if column.sql_type.is_array() {
            let element = self.elements.get(at).copied().unwrap_or_default();
            set_element_type(&mut self.encoded[before + 4..], element);
        } else if column.sql_type.is_json() {
            // Of `json` there is the text alone, without the version of the format: a byte less.
            self.encoded.remove(before + 4);
            if let Some(length) = self.encoded[before..].first_chunk_mut::<4>() {
                *length = (i32::from_be_bytes(*length) - 1).to_be_bytes();
            }
        }
    }
}

impl<'r, N: New + Send, R: Stream<Item: Into<N>>> Copy<'r, N, R> {
    fn new(first: N, rows: Pin<&'r mut R>) -> Self {
        Self {
            rows,
            ended: false,
            elements: Vec::new(),
            same: Vec::new(),
            groups: Vec::new(),
            others: vec![first],
        }
    }

    async fn run(mut self, connection: &mut PgConnection, named: bool) -> Result<u64> {
        let what = N::Row::NAME;
        let mut transaction = connection
            .begin()
            .await
            .map_err(Error::database(what, "begin"))?;
        match self.all(&mut transaction, named).await {
            Ok(count) => {
                let commit = transaction.commit().await;
                commit.map_err(Error::database(what, "commit"))?;
                Ok(count)
            }
            Err(error) => {
                // What failed is the error to report.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    async fn all(&mut self, connection: &mut PgConnection, named: bool) -> Result<u64> {
        (self.elements, self.same) = asked::<N>(connection, named).await?;
        for first in std::mem::take(&mut self.others) {
            self.put(first)?;
        }
        let mut count = 0;
        loop {
            if let Some(group) = self.longest() {
                count += self.copy(connection, group).await?;
            }
            if self.others.len() >= ROWS || (self.ended && !self.others.is_empty()) {
                let others = std::mem::take(&mut self.others);
                let insert = InsertMany::<N::Row>::new(others);
                let on = if named {
                    Source::Held(&mut *connection)
                } else {
                    Source::Unnamed(&mut *connection)
                };
                count += insert.execute(on).await?;
            }
            if self.longest().is_none() {
                if self.ended {
                    return Ok(count);
                }
                self.next().await?;
            }
        }
    }

    /// The group of which there is most.
    fn longest(&self) -> Option<usize> {
        let groups = self.groups.iter().enumerate();
        let there = groups.filter(|(_, group)| !group.encoded.is_empty());
        let longest = there.max_by_key(|(_, group)| group.encoded.len());
        longest.map(|(at, _)| at)
    }

    /// Takes the next row.
    async fn next(&mut self) -> Result<()> {
        match self.rows.next().await {
            Some(row) => self.put(row.into()),
            None => {
                self.ended = true;
                Ok(())
            }
        }
    }

    fn put(&mut self, row: N) -> Result<()> {
        let mut given = Vec::with_capacity(N::COLUMNS.len());
        survey(&row, &mut given);
        let known = self.groups.iter_mut().find(|group| group.given == given);
        let group = match known {
            Some(group) => group,
            None => {
                let columns = N::COLUMNS.iter().zip(&self.same).zip(&given);
                let columns = columns
                    .filter(|(_, given)| **given)
                    .map(|(column, _)| column);
                let is_copied =
                    |(column, same): (&AnyColumn, &bool)| column.sql_type.is_copied() && *same;
                let all_copied = columns.clone().all(is_copied);
                let columns: Vec<AnyColumn> = columns.map(|(column, _)| *column).collect();
                // There is no `COPY` of no columns.
                if columns.is_empty() || !all_copied {
                    self.others.push(row);
                    return Ok(());
                }
                self.groups.push(Group {
                    given,
                    columns,
                    encoded: Vec::new(),
                });
                let last = self.groups.len() - 1;
                &mut self.groups[last]
            }
        };
        // A table has 1600 columns at most.
        let fields = i16::try_from(group.columns.len()).unwrap_or(i16::MAX);
        group.encoded.extend(fields.to_be_bytes());
        let mut refused = None;
        row.write(&mut Values::new(Mode::Copy(Row {
            columns: N::COLUMNS,
            elements: &self.elements,
            encoded: &mut group.encoded,
            refused: &mut refused,
        })));
        match refused {
            Some((column, why)) => Err(Error::Value {
                what: N::Row::NAME,
                column: column.to_owned(),
                why,
            }),
            None => Ok(()),
        }
    }

    /// Copies the rows of a group, until too many others wait.
    async fn copy(&mut self, connection: &mut PgConnection, group: usize) -> Result<u64> {
        let what = N::Row::NAME;
        let mut sql = format!("COPY {}", <N::Row as Load>::Table::NAME);
        column_list(&self.groups[group].columns, &mut sql);
        write_to(&mut sql, " FROM STDIN (FORMAT binary)");
        let traced = Traced::text(what, &sql);
        let begun = Traced::begin(traced.as_deref());
        let failed = Error::database(what, "copy");
        let mut copy = connection.copy_in_raw(&sql).await.map_err(failed)?;
        if let Err(error) = self.feed(&mut copy, group).await {
            let _ = copy.abort("a row can't be sent").await;
            return Err(error);
        }
        let count = copy.finish().await.map_err(failed)?;
        Traced::end(traced.as_deref(), begun, count);
        Ok(count)
    }

    async fn feed(&mut self, copy: &mut PgCopyIn<&mut PgConnection>, group: usize) -> Result<()> {
        /// The signature, no flags, nothing more.
        const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
        /// Instead of a row's number of fields.
        const END: [u8; 2] = (-1i16).to_be_bytes();

        let failed = Error::database(N::Row::NAME, "copy");
        let mut portion = HEAD.to_vec();
        loop {
            portion.append(&mut self.groups[group].encoded);
            let waiting: usize = self.groups.iter().map(|group| group.encoded.len()).sum();
            let is_last = self.ended || waiting >= WAITING || self.others.len() >= ROWS;
            if is_last {
                portion.extend(END);
            }
            if is_last || portion.len() >= PORTION {
                copy.send(portion.as_slice()).await.map_err(failed)?;
                portion.clear();
            }
            if is_last {
                return Ok(());
            }
            self.next().await?;
        }
    }
}

/// What the server knows of each column: the type of the elements, if it holds arrays, and whether it is of
/// the type that the schema says. A column whose type is being changed is not, and takes no copy of ours.
async fn asked<N: New>(connection: &mut PgConnection, kept: bool) -> Result<(Vec<u32>, Vec<bool>)> {
    let types = "WITH RECURSIVE b AS (\
         SELECT attname, atttypid AS type FROM pg_attribute \
         WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped \
         UNION ALL SELECT attname, typbasetype FROM b JOIN pg_type AS t ON t.oid = type \
         WHERE typtype = 'd') \
         SELECT attname::text, type::bigint, typelem::bigint FROM b JOIN pg_type AS t ON t.oid = type \
         WHERE typtype <> 'd'";
    let found: Vec<(String, i64, i64)> = sqlx::query_as(types)
        .bind(<N::Row as Load>::Table::NAME.to_string())
        .persistent(kept)
        .fetch_all(connection)
        .await
        .map_err(Error::database(N::Row::NAME, "copy"))?;
    let columns = N::COLUMNS.iter().map(|AnyColumn { name, sql_type }| {
        let (known, element) = (sql_type.oid(), sql_type.element_oid());
        let Some((_, of, elements)) = found.iter().find(|(found, ..)| found == name) else {
            return (element, true);
        };
        let number = |oid: i64| u32::try_from(oid).unwrap_or_default();
        if sql_type.is_named() {
            let asked = sql_type.is_array();
            (if asked { number(*elements) } else { element }, true)
        } else {
            (element, widen::is_copied(known, number(*of)))
        }
    });
    Ok(columns.unzip())
}
