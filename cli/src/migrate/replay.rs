//! Running migrations on a throw-away database, to see what they lead to.

use super::disk::OnDisk;
use crate::canonical;
use crate::catalogue::{self, Catalogue};
use crate::observe::{self, Beyond, Relations};
use crate::output::Failure;
use relata::server::Database;
use relata_schema::migration::{Migration, Step, statements};
use sqlx::error::DatabaseError;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// The database that migrations make of an empty one.
pub(crate) async fn replay(disk: &OnDisk, migrations: &[Migration]) -> Result<Catalogue, Failure> {
    on_top(disk, "", migrations).await
}

/// The database that migrations make of one that this DDL creates.
pub(crate) async fn on_top(
    disk: &OnDisk,
    ddl: &str,
    migrations: &[Migration],
) -> Result<Catalogue, Failure> {
    // Once more for each role that a migration names and the server lacks.
    let mut made = Vec::new();
    loop {
        let database = canonical::create(ddl)
            .await
            .map_err(|error| Failure(error.to_string()))?;
        let ran = run(&database, migrations, None).await;
        let read = match &ran {
            Ok(_) => Some(catalogue::read_url(database.url()).await),
            Err(_) => None,
        };
        // It goes with the server in any case.
        let _ = database.close().await;
        match (ran, read) {
            (Err(refused), _) => match canonical::role_to_make(&refused.source) {
                Some(role) if !made.contains(&role) => {
                    canonical::make_role(&role)
                        .await
                        .map_err(|error| Failure(error.to_string()))?;
                    made.push(role);
                }
                _ => return Err(Failure(refused.text(disk))),
            },
            (Ok(_), Some(Ok(catalogue))) => return Ok(catalogue),
            (Ok(_), Some(Err(error))) => return Err(Failure(error.to_string())),
            (Ok(_), None) => return Err(Failure("the database was not read".to_owned())),
        }
    }
}

/// A step that the server refused.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Which step: `0003_a.sql:7: … the step "…"`
    place: Place,
    /// What the step said that it does beside that.
    pub(crate) hazards: Vec<String>,
    /// What the server said.
    pub(crate) source: sqlx::Error,
}

impl Refused {
    /// `migrations/0003_a.sql:7: PostgreSQL refuses the step "…": …`
    pub(crate) fn text(&self, disk: &OnDisk) -> String {
        let said = match self.source.as_database_error() {
            Some(refused) => refused.message().to_owned(),
            None => self.source.to_string(),
        };
        format!(
            "{}: PostgreSQL refuses the step \"{}\": {said}",
            self.place.shown(disk),
            self.place.summary
        )
    }

    /// Whether the rows that were there did not fit, of which the server speaks in the classes 22 and 23.
    pub(crate) fn is_of_rows(&self) -> bool {
        let code = self
            .source
            .as_database_error()
            .and_then(DatabaseError::code);
        code.is_some_and(|it| it.starts_with("22") || it.starts_with("23"))
    }
}

/// A step that does what it does not say.
#[derive(Debug)]
pub(crate) struct Exceeded {
    place: Place,
    beyond: Beyond,
}

impl Exceeded {
    /// `migrations/0003_a.sql: the step "…" does more than it says: users: SHARE, and each row is read; …`
    pub(crate) fn text(&self, disk: &OnDisk) -> String {
        format!(
            "{}: the step \"{}\" does more than it says: {}",
            self.place.shown(disk),
            self.place.summary,
            self.beyond
        )
    }
}

/// Where a step stands.
#[derive(Debug)]
struct Place {
    file: String,
    line: usize,
    /// What the step does.
    summary: String,
}

impl Place {
    fn shown(&self, disk: &OnDisk) -> String {
        let place = match self.line {
            0 => self.file.clone(),
            line => format!("{}:{line}", self.file),
        };
        disk.shown(&place)
    }
}

/// Runs all steps of migrations on a database, as `relata migrate run` does but for the ledger. Where they are watched,
/// gives what steps did to these relations beyond what they say; what a step says that was read from a file, nobody knows.
pub(crate) async fn run(
    database: &Database,
    migrations: &[Migration],
    mut watched: Option<&mut Relations>,
) -> Result<Vec<Exceeded>, Refused> {
    let mut exceeded = Vec::new();
    for migration in migrations {
        for step in &migration.steps {
            let place = || Place {
                file: migration.file.clone(),
                line: step.line,
                summary: step.summary.clone(),
            };
            let transactional = migration.transactional;
            let ran = match (&mut watched, &step.locks) {
                (Some(relations), Some(said)) => {
                    let sql = match transactional {
                        true => vec![&*step.sql],
                        false => statements(&step.sql),
                    };
                    observe::run(relations, database.options(), &sql, transactional, said).await
                }
                _ => run_step(database, transactional, step)
                    .await
                    .map(|()| observe::Observed::default()),
            };
            let observed = ran.map_err(|source| Refused {
                place: place(),
                hazards: step.hazards.clone(),
                source,
            })?;
            exceeded.extend(observed.beyond.into_iter().map(|beyond| Exceeded {
                place: place(),
                beyond,
            }));
        }
    }
    Ok(exceeded)
}

/// Each step has a connection of its own: after a crash, none finds what another left in its session.
async fn run_step(
    database: &Database,
    transactional: bool,
    step: &Step,
) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect_with(database.options()).await?;
    send(&mut connection, "SET search_path = public").await?;
    if transactional {
        send(&mut connection, "BEGIN").await?;
        send(&mut connection, &step.sql).await?;
        send(&mut connection, "COMMIT").await?;
    } else {
        for statement in statements(&step.sql) {
            send(&mut connection, statement).await?;
        }
    }
    connection.close().await
}

async fn send(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .map(|_| ())
}
