//! Sending the statements of an insertion, and finding for each row that comes back its place in the input.

use sqlx::postgres::PgRow;
use sqlx::{Connection as _, PgConnection};

use crate::error::{Error, Result};
use crate::executor::Source;
use crate::shape::Shape;
use crate::stale;
use crate::statement::{self, SMALL, Statement, Take};
use crate::taken::Taken;

/// How often a statement is sent that finds or inserts rows. Once more is enough, unless somebody deletes
/// the row again just then.
const TRIES: usize = 20;

/// A statement, and the places of its rows in the input.
pub(super) struct Part {
    pub(super) statement: Statement,
    pub(super) ordinals: Vec<usize>,
    pub(super) places: Places,
}

impl Part {
    /// The same for a connection on which names of statements mean something, or nothing.
    fn named(mut self, named: bool) -> Self {
        self.statement.named = named;
        self
    }

    /// The same once more.
    fn again(&self) -> Self {
        Self {
            statement: self.statement.again(),
            ordinals: self.ordinals.clone(),
            places: self.places,
        }
    }
}

/// Which rows come back.
#[derive(Debug, Clone, Copy)]
pub(super) enum Places {
    /// All, in the order of the input.
    All,
    /// The first of them, of which there is one.
    Some,
    /// Each with its place behind its values.
    Keyed,
    /// The same, and all of them, or the statement is sent again.
    Found,
}

/// Takes a row with its place in the input.
pub(super) type Placed<'a> = (
    &'static Shape,
    &'a mut (dyn FnMut(usize, &PgRow) -> Result<()> + Send),
);

/// Sends the statements, hands on the rows that come back, if they are wanted, and counts them.
pub(super) async fn send(
    source: Source<'_>,
    what: &'static str,
    parts: Vec<Part>,
    sink: Option<Placed<'_>>,
) -> Result<u64> {
    if parts.is_empty() {
        return Ok(0);
    }
    let mut on = Taken::from(source, what).await?;
    let named = on.keeps_names();
    let parts = parts.into_iter().map(|part| part.named(named)).collect();
    let sent = send_on(on.connection(), what, parts, sink).await;
    on.end(sent).await
}

/// Several statements run in a transaction; in the caller's, if there is one.
async fn send_on(
    connection: &mut PgConnection,
    what: &'static str,
    parts: Vec<Part>,
    mut sink: Option<Placed<'_>>,
) -> Result<u64> {
    if parts.len() == 1 {
        return each(connection, what, parts, &mut sink).await;
    }
    // The transaction keeps one of them from being sent again by itself. Many rows are not kept twice for that: the error
    // says that they can be sent again.
    let is_small = parts.iter().map(|it| it.statement.size).sum::<usize>() <= SMALL;
    let again = |parts: &[Part]| parts.iter().map(Part::again).collect::<Vec<_>>();
    let spare = (is_small && sink.is_some() && stale::can_be(connection)).then(|| again(&parts));
    let mut sent = together(connection, what, parts, &mut sink).await;
    for _ in 0..stale::TRIES {
        match (&sent, &spare) {
            (Err(error), Some(spare)) if error.is_stale() => {
                sent = together(connection, what, again(spare), &mut sink).await;
            }
            _ => break,
        }
    }
    sent
}

async fn together(
    connection: &mut PgConnection,
    what: &'static str,
    parts: Vec<Part>,
    sink: &mut Option<Placed<'_>>,
) -> Result<u64> {
    let mut transaction = connection
        .begin()
        .await
        .map_err(Error::database(what, "begin"))?;
    let count = each(&mut transaction, what, parts, sink).await?;
    transaction
        .commit()
        .await
        .map_err(Error::database(what, "commit"))?;
    Ok(count)
}

async fn each(
    connection: &mut PgConnection,
    what: &'static str,
    parts: Vec<Part>,
    sink: &mut Option<Placed<'_>>,
) -> Result<u64> {
    let mut count = 0;
    for Part {
        statement,
        ordinals,
        places,
    } in parts
    {
        let Some((shape, sink)) = sink else {
            count += statement::execute_on(connection, statement).await?;
            continue;
        };
        let (mut next, mut left) = (Some(statement), TRIES);
        while let Some(statement) = next.take() {
            let again = matches!(places, Places::Found).then(|| statement.again());
            let mut came = 0;
            let mut place = |row: &PgRow| {
                let at = match places {
                    Places::Keyed | Places::Found => shape.place(row)?,
                    Places::All | Places::Some => {
                        if came == 0 {
                            shape.check(row)?;
                        }
                        came
                    }
                };
                came += 1;
                match ordinals.get(at) {
                    Some(ordinal) => sink(*ordinal, row),
                    None => Err(changed(what, "a row came back whose key was not given")),
                }
            };
            statement::pump_on(connection, statement, Take::All, &mut place).await?;
            if came != ordinals.len() && matches!(places, Places::All | Places::Found) {
                left -= 1;
                next = again.filter(|_| left > 0);
                if next.is_none() {
                    let sent = ordinals.len();
                    let how = format!("{sent} rows were sent and {came} came back");
                    return Err(changed(what, &how));
                }
                continue;
            }
            count += came as u64;
        }
    }
    Ok(count)
}

/// Something in the database does not do as the statement says.
fn changed(what: &'static str, how: &str) -> Error {
    let why = format!("{how}: a trigger or a rule changed that");
    Error::Answer { what, why }
}
