//! Serves the site: `cargo run -p votes`, and open the address that it prints.

use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::time::Duration;

use anstream::{eprintln, println};
use axum_extra::extract::cookie::Key;
use clap::Parser;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use votes::database::Opened;
use votes::{App, jobs, site};

/// How long requests may go on after Ctrl-C.
const GRACE: Duration = Duration::from_secs(5);

/// A small site of questions and answers.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, env = "PORT", default_value_t = 3000)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The database; without one, a PostgreSQL is started, and gone afterwards.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// What cookies are signed with, 64 characters at least; without it, everybody is signed out by a
    /// restart.
    #[arg(long, env = "VOTES_SECRET", hide_env_values = true)]
    secret: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(Targets::new().with_default(LevelFilter::WARN))
        .init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let key = match &arguments.secret {
        Some(secret) => Key::try_from(secret.as_bytes())
            .map_err(|_| "`VOTES_SECRET` has to have 64 characters at least")?,
        None => Key::generate(),
    };
    // The port first: that it is taken should not be said after a database was made.
    let listener = TcpListener::bind((arguments.host, arguments.port)).await?;
    let database = Opened::open(arguments.database_url.as_deref()).await?;
    let pool = database.pool.clone();
    println!("http://{}", listener.local_addr()?);

    // Requests end first, the worker after them: what they enqueue at the last moment is done, or
    // stays in the table for the next start.
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = tokio::spawn(jobs::work(pool.clone(), async {
        let _ = stopped.await;
    }));
    serve(listener, App { pool, key }).await?;
    drop(stop);
    worker.await??;
    database.close().await?;
    Ok(())
}

/// Until Ctrl-C, and then until the requests that are under way have ended.
async fn serve(listener: TcpListener, app: App) -> std::io::Result<()> {
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, site(app)).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        ended = &mut server => return ended.map_err(std::io::Error::other)?,
        () = told_to_stop() => drop(stop),
    }
    match tokio::time::timeout(GRACE, server).await {
        Ok(ended) => ended.map_err(std::io::Error::other)?,
        Err(_) => Ok(()),
    }
}

/// Ctrl-C, or what a service manager sends.
async fn told_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
}
