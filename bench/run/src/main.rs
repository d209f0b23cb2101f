//! The same work with relata, hand-written sqlx, tokio-postgres, Diesel, diesel-async, SeaORM and
//! Toasty, on one server, in one process.
//!
//! Each library holds one connection. In each round every library does the work, in a new order; so
//! what disturbs the machine disturbs all of them. Medians of the seconds on the clock, of the
//! processor's time in this process, and in the server's process for the connection; ratios are to
//! relata's. That all load the same is checked first.

mod chart;
mod clock;
mod core;
mod page;
mod peer;
mod proxy;
mod report;
mod work;

mod db {
    relata::schema!("schema.relata");
}

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use rand::seq::SliceRandom as _;
use relata::server::Database;
use relata::sqlx::{self, Connection as _, PgConnection};

use clock::{Clock, Cost};
use peer::{Failed, LIBRARIES, Peer};
use report::Series;
use work::{Work, readings};

/// Times the same work with relata and its peers.
#[derive(Parser)]
struct Arguments {
    /// How long each kind of work is repeated, in seconds.
    #[arg(long, default_value_t = 16.0)]
    seconds: f64,
    /// So many rounds of each kind of work, instead of a time: for what counts instructions.
    #[arg(long)]
    rounds: Option<usize>,
    /// Only work whose name has this in it.
    #[arg(long, default_value = "")]
    only: String,
    /// Only these libraries, by a part of their names.
    #[arg(long, value_delimiter = ',')]
    library: Vec<String>,
    /// Delays each way of the network, in milliseconds; 0 is a local socket.
    #[arg(long, value_delimiter = ',', default_value = "0,0.5")]
    delay: Vec<f64>,
    /// The folder that `benchmarks.md` and `benchmarks.svg` go into.
    #[arg(long)]
    docs: Option<PathBuf>,
    /// Forwards connections to a socket, each byte delayed: how the network is slowed.
    #[arg(long, hide = true, num_args = 2)]
    proxy: Option<Vec<String>>,
}

/// A library that takes part, and what the kernel calls its server process.
struct Runner {
    name: &'static str,
    peer: Box<dyn Peer>,
    clock: Clock,
}

fn main() -> Result<(), Failed> {
    let arguments = Arguments::parse();
    if let Some([socket, delay]) = arguments.proxy.as_deref() {
        core::free()?;
        return proxy::serve(socket, Duration::from_secs_f64(delay.parse::<f64>()? / 1e3));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, run(&arguments))
}

async fn run(arguments: &Arguments) -> Result<(), Failed> {
    eprintln!("making the database …");
    let database = Database::create(db::DDL).await?;
    let mut admin = PgConnection::connect(database.url()).await?;
    sqlx::raw_sql(include_str!("../fill.sql"))
        .execute(&mut admin)
        .await?;
    // Not with the others, which run in one transaction.
    sqlx::raw_sql("VACUUM ANALYZE").execute(&mut admin).await?;
    let name = database.name();
    let cheap = format!("ALTER DATABASE {name} SET random_page_cost = 1.1");
    sqlx::raw_sql(sqlx::AssertSqlSafe(cheap))
        .execute(&mut admin)
        .await?;

    // Not sooner: a server that is started inherits it.
    core::keep(core::Side::Client, 0)?;
    let mut all = Vec::new();
    for &delay in &arguments.delay {
        let proxy = (delay > 0.0)
            .then(|| proxy::start(database.options(), delay))
            .transpose()?;
        let url = match &proxy {
            Some(proxy) => proxy.url.clone(),
            None => proxy::local(database.options())?,
        };
        let mut runners = connect(arguments, &url, &mut admin).await?;
        for &work in Work::ALL {
            let slow = delay > 0.0 && matches!(work, Work::Insert(10_000..));
            if slow || !work.to_string().contains(&arguments.only) {
                continue;
            }
            let series = time(arguments, &mut admin, &mut runners, work, delay).await?;
            print!("{series}");
            all.push(series);
        }
    }
    println!("\n{}", page::overview(&all));
    if let Some(folder) = &arguments.docs {
        page::write(folder, &all, &mut admin).await?;
    }
    Ok(())
}

/// Connects the libraries that take part.
async fn connect(
    arguments: &Arguments,
    url: &str,
    admin: &mut PgConnection,
) -> Result<Vec<Runner>, Failed> {
    let mut runners = Vec::new();
    let mut known = backends(admin).await?;
    for library in LIBRARIES {
        let wanted = |part: &String| library.name.to_lowercase().contains(&part.to_lowercase());
        if !arguments.library.is_empty() && !arguments.library.iter().any(wanted) {
            continue;
        }
        let mut peer = (library.connect)(url.to_owned()).await?;
        // Some connect with the first statement only.
        peer.does(Work::ByKey, 1, Vec::new()).await?;
        let now = backends(admin).await?;
        let new: Vec<i32> = now
            .iter()
            .copied()
            .filter(|pid| !known.contains(pid))
            .collect();
        known = now;
        for &pid in &new {
            core::keep(core::Side::Server, pid)?;
        }
        runners.push(Runner {
            name: library.name,
            peer,
            clock: Clock::new(&new),
        });
    }
    Ok(runners)
}

/// The processes of the server's connections to this database.
async fn backends(admin: &mut PgConnection) -> Result<Vec<i32>, Failed> {
    let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
        AND backend_type = 'client backend'";
    Ok(sqlx::query_scalar(sql).fetch_all(admin).await?)
}

/// Times one kind of work.
async fn time(
    arguments: &Arguments,
    admin: &mut PgConnection,
    runners: &mut [Runner],
    work: Work,
    delay: f64,
) -> Result<Series, Failed> {
    eprintln!("{work} …");
    let mut costs: Vec<Vec<Cost>> = runners.iter().map(|_| Vec::new()).collect();
    let mut able: Vec<usize> = Vec::new();
    let mut expected = None;
    for (at, runner) in runners.iter_mut().enumerate() {
        let digest = match once(admin, runner, work, 7).await {
            Ok(Some(digest)) => digest,
            Ok(None) => continue,
            // Of what a peer can't do the others are still to be told.
            Err(error) if at > 0 => {
                eprintln!("left out: {error}");
                continue;
            }
            Err(error) => return Err(error),
        };
        able.push(at);
        if *expected.get_or_insert(digest) != digest {
            return Err(format!("{} gives something else for: {work}", runner.name).into());
        }
    }
    let mut random = rand::rng();
    let begun = Instant::now();
    let mut key = 0;
    for round in 0.. {
        let least = if begun.elapsed().as_secs_f64() > 3.0 * arguments.seconds {
            3
        } else {
            5
        };
        let enough = match arguments.rounds {
            Some(rounds) => round >= rounds,
            None => round >= least && begun.elapsed().as_secs_f64() > arguments.seconds,
        };
        if enough {
            break;
        }
        able.shuffle(&mut random);
        for &at in &able {
            let (Some(runner), Some(costs)) = (runners.get_mut(at), costs.get_mut(at)) else {
                continue;
            };
            let mut cost = Cost::default();
            empty(admin, work).await?;
            for _ in 0..work.repeated() {
                key = key % 10_000 + 1;
                let rows = rows(work);
                let started = runner.clock.read()?;
                std::hint::black_box(runner.peer.does(work, key, rows).await?);
                cost.add(runner.clock.since(&started)?);
            }
            // The first round fills caches.
            if round > 0 {
                costs.push(cost.divided(work.repeated()));
            }
        }
    }
    let names = runners.iter().map(|runner| runner.name);
    Ok(Series::new(work, delay, names.zip(costs)))
}

async fn once(
    admin: &mut PgConnection,
    runner: &mut Runner,
    work: Work,
    key: i64,
) -> Result<Option<work::Digest>, Failed> {
    empty(admin, work).await?;
    runner
        .peer
        .does(work, key, rows(work))
        .await
        .map_err(|error| format!("{}: {work}: {error}", runner.name).into())
}

/// Empties the table that rows are inserted into. Not before each insert of a few, since every statement is planned anew
/// after it.
async fn empty(admin: &mut PgConnection, work: Work) -> Result<(), Failed> {
    if let Work::Insert(_) = work {
        sqlx::raw_sql("TRUNCATE readings").execute(admin).await?;
    }
    Ok(())
}

/// The rows to insert.
fn rows(work: Work) -> Vec<work::Reading> {
    match work {
        Work::Insert(rows) => readings(rows),
        _ => Vec::new(),
    }
}
