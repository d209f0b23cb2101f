//! Others who stand in the way of a statement that asks for more than it says.
//!
//! On each table they hold a lock that goes together with all that the statement says, and with nothing stronger. A
//! statement that keeps to its word never waits for one of these locks. `CONCURRENTLY` waits for transactions that hold
//! one, though, until they end; then others take their place before they go, so that nothing is unguarded for a moment.

use super::{Relations, send, session};
use relata_schema::plan::{Lock, LockMode};
use relata_schema::sql;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

/// The sessions that hold the locks.
pub(super) struct Guard {
    /// On tables that the statement may only read and write as everybody does.
    fixed: Session,
    /// On those that it may lock against other such statements: one holds its locks, and one takes its place.
    turns: [Session; 2],
    /// The statements that take those.
    locks: String,
}

struct Session {
    connection: PgConnection,
    process: i32,
}

impl Session {
    async fn open(options: &PgConnectOptions) -> Result<Self, sqlx::Error> {
        let mut connection = session(options).await?;
        let process = sqlx::query_scalar("SELECT pg_backend_pid()")
            .persistent(false)
            .fetch_one(&mut connection)
            .await?;
        Ok(Self {
            connection,
            process,
        })
    }

    async fn hold(&mut self, locks: &str) -> Result<(), sqlx::Error> {
        send(&mut self.connection, &format!("BEGIN;{locks}")).await
    }

    async fn release(&mut self) -> Result<(), sqlx::Error> {
        send(&mut self.connection, "ROLLBACK").await
    }
}

impl Guard {
    /// Takes the locks.
    pub(super) async fn post(
        options: &PgConnectOptions,
        relations: &Relations,
        said: &[Lock],
    ) -> Result<Self, sqlx::Error> {
        let (mut fixed, mut locks) = (String::new(), String::new());
        for it in relations.0.values().filter(|it| it.is_table) {
            let of_it = said.iter().filter(|lock| it.names.contains(&lock.relation));
            let mode = of_it.map(|it| it.mode).max();
            let Some((against, in_turns)) = against(mode) else {
                continue;
            };
            let text = if in_turns { &mut locks } else { &mut fixed };
            if let Some(name) = &it.called {
                let table = sql::qualified(name);
                text.push_str(&format!("LOCK TABLE ONLY {table} IN {against} MODE;"));
            }
        }
        let mut guard = Self {
            fixed: Session::open(options).await?,
            turns: [Session::open(options).await?, Session::open(options).await?],
            locks,
        };
        guard.fixed.hold(&fixed).await?;
        guard.turns[0].hold(&guard.locks).await?;
        Ok(guard)
    }

    /// The processes of the sessions.
    pub(super) fn processes(&self) -> [i32; 3] {
        let [one, other] = &self.turns;
        [self.fixed.process, one.process, other.process]
    }

    /// Lets go of what a statement waits for that waits for transactions to end: the second takes the place of the first.
    pub(super) async fn take_turns(&mut self) -> Result<(), sqlx::Error> {
        let [one, other] = &mut self.turns;
        other.hold(&self.locks).await?;
        one.release().await?;
        self.turns.swap(0, 1);
        Ok(())
    }

    /// Lets go of all: the statement was found out.
    pub(super) async fn give_way(&mut self) -> Result<(), sqlx::Error> {
        self.fixed.release().await?;
        self.turns[0].release().await?;
        self.locks.clear();
        self.turns[0].hold("").await
    }

    pub(super) async fn leave(self) -> Result<(), sqlx::Error> {
        let [one, other] = self.turns;
        for it in [self.fixed, one, other] {
            it.connection.close().await?;
        }
        Ok(())
    }
}

/// The lock that all stronger ones wait for and the said one does not, and whether such a statement waits until whoever
/// holds it has ended: the table of conflicts in the manual's chapter on explicit locking.
fn against(said: Option<LockMode>) -> Option<(LockMode, bool)> {
    match said.unwrap_or(LockMode::AccessShare) {
        LockMode::AccessShare | LockMode::RowShare | LockMode::RowExclusive => {
            Some((LockMode::ShareUpdateExclusive, false))
        }
        LockMode::ShareUpdateExclusive => Some((LockMode::RowExclusive, true)),
        LockMode::Share => Some((LockMode::Share, true)),
        LockMode::ShareRowExclusive => Some((LockMode::RowShare, true)),
        LockMode::Exclusive => Some((LockMode::AccessShare, true)),
        LockMode::AccessExclusive => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LockMode::{
        AccessExclusive, AccessShare, Exclusive, RowExclusive, RowShare, Share, ShareRowExclusive,
        ShareUpdateExclusive,
    };

    const MODES: [LockMode; 8] = [
        AccessShare,
        RowShare,
        RowExclusive,
        ShareUpdateExclusive,
        Share,
        ShareRowExclusive,
        Exclusive,
        AccessExclusive,
    ];

    /// The manual's table: what each mode conflicts with.
    fn conflict(one: LockMode, other: LockMode) -> bool {
        let with: &[LockMode] = match one {
            AccessShare => &MODES[7..],
            RowShare => &MODES[6..],
            RowExclusive => &MODES[4..],
            ShareUpdateExclusive => &MODES[3..],
            Share => &[
                RowExclusive,
                ShareUpdateExclusive,
                ShareRowExclusive,
                Exclusive,
                AccessExclusive,
            ],
            ShareRowExclusive => &MODES[2..],
            Exclusive => &MODES[1..],
            AccessExclusive => &MODES,
        };
        with.contains(&other)
    }

    #[test]
    fn a_guard_meets_what_is_stronger_and_only_that() {
        assert_eq!(against(None), against(Some(AccessShare)));
        for said in MODES {
            let Some((guard, _)) = against(Some(said)) else {
                assert_eq!(said, AccessExclusive);
                continue;
            };
            assert!(!conflict(guard, said), "{guard} and {said}");
            for more in MODES.into_iter().filter(|it| *it > said.max(RowExclusive)) {
                assert!(conflict(guard, more), "{guard} and {more}");
            }
        }
    }
}
