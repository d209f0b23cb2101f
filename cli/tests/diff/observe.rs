//! What the steps of a plan really lock, read and write anew, as the server tells while they run: never more than the plan
//! says.

use crate::pair::{FILL, Pair, Rows};
use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_cli::observe::{self, Relations};
use relata_schema::diff::moves;
use relata_schema::migration::{Step, of_plan, statements};
use relata_schema::plan::{AllowLoss, Options, after_renames, plan};
use sqlx::error::DatabaseError;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;
use std::fmt;

/// What there was to see.
#[derive(Default)]
pub(crate) struct Figures {
    /// Pairs whose plan ran, and those that this server cannot create or that have no plan.
    plans: usize,
    no_plans: usize,
    steps: usize,
    /// Steps that ran in no transaction.
    alone: usize,
    /// Locks, scans and rewrites of relations, one a step and relation.
    seen: usize,
    /// What the steps do and do not say.
    pub(crate) beyond: String,
}

impl Figures {
    pub(crate) fn add(&mut self, other: Self) {
        self.plans += other.plans;
        self.no_plans += other.no_plans;
        self.steps += other.steps;
        self.alone += other.alone;
        self.seen += other.seen;
        self.beyond.push_str(&other.beyond);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} plans ran ({} pairs have none here), {} steps, {} of them in no transaction, which did something with {} \
             relations; {} times what they do not say",
            self.plans,
            self.no_plans,
            self.steps,
            self.alone,
            self.seen,
            self.beyond.lines().count()
        )
    }
}

/// What is seen while a pair's plan runs, with rows; with fewer where they do not fit.
pub(crate) async fn observed(pair: &Pair) -> Result<Figures, String> {
    let said = |error: &dyn fmt::Display| format!("{}: {error}", pair.name);
    for rows in [Rows::All, Rows::Full, Rows::Bare, Rows::No] {
        let mut databases = Vec::new();
        for sql in [&pair.old, &pair.new] {
            match Database::create(sql).await {
                Ok(database) => databases.push(database),
                // What a newer server understands, or one with more extensions, this one need not.
                Err(error)
                    if ["42601", "0A000", "58P01"]
                        .iter()
                        .any(|it| error.to_string().contains(&format!("SQLSTATE {it}"))) =>
                {
                    eprintln!("{}: not for this server: {error}", pair.name);
                    return Ok(Figures {
                        no_plans: 1,
                        ..Figures::default()
                    });
                }
                Err(error) => return Err(said(&error)),
            }
        }
        let seen = run(pair, databases[0].url(), databases[1].url(), rows).await;
        for database in databases {
            database.close().await.map_err(|it| said(&it))?;
        }
        if let Some(figures) = seen.map_err(|it| said(&it))? {
            return Ok(figures);
        }
    }
    Err(said(&"no rows at all do not fit either"))
}

/// Nothing, where the rows do not fit.
async fn run(
    pair: &Pair,
    old: &str,
    new: &str,
    rows: Rows,
) -> Result<Option<Figures>, Box<dyn std::error::Error + Send + Sync>> {
    let Some(steps) = steps(&pair.old, old, new).await? else {
        return Ok(Some(Figures {
            no_plans: 1,
            ..Figures::default()
        }));
    };

    let mut connection = PgConnection::connect(old).await?;
    let fill = format!("SET fill.rows = '{}';\n{FILL}", rows.word());
    sqlx::raw_sql(AssertSqlSafe(fill))
        .execute(&mut connection)
        .await?;
    let mut relations = Relations::read(&mut connection).await?;
    connection.close().await?;
    let connection = old.parse()?;
    let mut figures = Figures {
        plans: 1,
        ..Figures::default()
    };
    for (transactional, step) in &steps {
        let sql = match transactional {
            true => vec![&*step.sql],
            false => statements(&step.sql),
        };
        let said = step.locks.as_deref().unwrap_or_default();
        let ran = observe::run(&mut relations, &connection, &sql, *transactional, said);
        let observed = match ran.await {
            Ok(observed) => observed,
            Err(error) => {
                let code = error.as_database_error().and_then(DatabaseError::code);
                // Class 22 and 23: a value or a row does not fit.
                if code.is_some_and(|it| it.starts_with("22") || it.starts_with("23")) {
                    return Ok(None);
                }
                return Err(format!("{error}\n{}", sql.join(";\n")).into());
            }
        };
        figures.steps += 1;
        figures.alone += usize::from(!transactional);
        figures.seen += observed.seen.len();
        for it in observed.beyond {
            let sql = sql
                .join("; ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            figures
                .beyond
                .push_str(&format!("{}: {it}: {sql}\n", pair.name));
        }
    }
    Ok(Some(figures))
}

/// The steps of the files that `relata migrate new` would write, and whether they run in transactions; nothing, where there
/// is no plan.
async fn steps(
    ddl: &str,
    old: &str,
    new: &str,
) -> Result<Option<Vec<(bool, Step)>>, Box<dyn std::error::Error + Send + Sync>> {
    let (mut from, to) = (read_url(old).await?, read_url(new).await?);
    // What moves with all that names it does so before.
    let moves = moves(&from.database, &to.database);
    let before = from.database.clone();
    if !moves.is_empty() {
        let statements = moves.iter().flat_map(|it| it.statements.clone());
        let statements: Vec<String> = statements.collect();
        let moved = Database::create(&format!("{ddl}\n;{}", statements.join(";\n"))).await?;
        from = read_url(moved.url()).await?;
        moved.close().await?;
    }
    let options = Options {
        safe: true,
        version: from.version,
        // What is known to be empty is exempt: here nothing is known.
        rows: BTreeMap::new(),
        column_order: false,
        allow_loss: AllowLoss::All,
        renamed: Vec::new(),
    };
    let changes = relata_schema::diff(&from.database, &to.database);
    let Ok(plan) = plan(&from.database, &to.database, &changes, &options) else {
        return Ok(None);
    };
    let plan = after_renames(plan, &moves, &before, &to.database, &options);
    let migrations = of_plan(&plan, "change", 1);
    let steps = migrations.into_iter().flat_map(|it| {
        let transactional = it.transactional;
        it.steps.into_iter().map(move |step| (transactional, step))
    });
    Ok(Some(steps.collect()))
}
