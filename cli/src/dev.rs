//! `relata dev`

use crate::Answer;
use crate::arguments::{Dev, Format};
use crate::input;
use crate::output::{self, Failure};
use relata::server::{Database, Environment, Error, Server, installation};
use rustix::process::{Pid, kill_process};
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitCode, ExitStatus};
use tokio::process::{Child, Command};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Makes a database with the schema, runs the command on it, and removes it.
pub(crate) fn run(call: &Dev) -> Result<ExitCode, Failure> {
    let Some(model) = input::model(input::read(&call.schema)?) else {
        return Ok(code(Answer::No));
    };
    let ddl = relata_schema::create(&relata_schema::lower(&model));
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure(format!("no thread can be started: {error}")))?
        .block_on(on_database(call, &ddl))
}

async fn on_database(call: &Dev, ddl: &str) -> Result<ExitCode, Failure> {
    // From here on they end the command, or the wait for it, and not this process.
    let mut signals = Signals::new()?;
    let made = tokio::select! {
        made = Home::make(ddl) => made.map_err(|error| Failure(error.to_string()))?,
        number = signals.next() => return Ok(ended_by(number)),
    };
    let ended = match call.command.split_first() {
        Some((program, arguments)) => on_command(&made, program, arguments, &mut signals).await,
        None => wait(&made, call.format, &mut signals).await,
    };
    made.remove()
        .await
        .map_err(|error| Failure(error.to_string()))?;
    ended
}

/// A database, and the server that was started for it.
struct Home {
    database: Database,
    server: Option<Server>,
}

impl Home {
    async fn make(ddl: &str) -> Result<Self, Error> {
        let environment = Environment::current();
        if environment.variables.contains_key("DATABASE_URL") {
            let database = Database::create(ddl).await?;
            return Ok(Self {
                database,
                server: None,
            });
        }
        let server = Server::start(&installation(&environment).await?).await?;
        let database = Database::on(&server, ddl).await?;
        Ok(Self {
            database,
            server: Some(server),
        })
    }

    async fn remove(self) -> Result<(), Error> {
        self.database.close().await?;
        match self.server {
            Some(server) => server.stop().await,
            None => Ok(()),
        }
    }
}

/// Prints the URL, and waits until a signal says that it is enough.
async fn wait(made: &Home, format: Format, signals: &mut Signals) -> Result<ExitCode, Failure> {
    let url = made.database.url();
    match format {
        Format::Text => output::print(&format!("{url}\n"))?,
        Format::Json => output::print(&format!("{}\n", serde_json::json!({ "url": url })))?,
    }
    output::note("the database is there until Ctrl-C");
    signals.next().await;
    Ok(code(Answer::Yes))
}

/// Runs the command, and passes signals on to it.
async fn on_command(
    made: &Home,
    program: &OsString,
    arguments: &[OsString],
    signals: &mut Signals,
) -> Result<ExitCode, Failure> {
    let mut child = Command::new(program)
        .args(arguments)
        .env("DATABASE_URL", made.database.url())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| Failure(format!("`{}` cannot be run: {error}", program.display())))?;
    // A key that is pressed reaches the command by itself.
    let is_terminal = std::io::stdin().is_terminal();
    loop {
        tokio::select! {
            ended = child.wait() => {
                let ended = ended.map_err(|error| Failure(format!("the command cannot be waited for: {error}")))?;
                return Ok(as_code(ended));
            }
            number = signals.next() => {
                let pressed = [SignalKind::interrupt(), SignalKind::quit()].contains(&number);
                if !(is_terminal && pressed) {
                    pass(&child, number);
                }
            }
        }
    }
}

/// Sends a signal to the command. One that is gone needs none.
fn pass(child: &Child, number: SignalKind) {
    let child = child
        .id()
        .and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    if let (Some(child), Some(signal)) = (child, as_signal(number)) {
        let _ = kill_process(child, signal);
    }
}

fn as_signal(number: SignalKind) -> Option<rustix::process::Signal> {
    rustix::process::Signal::from_named_raw(number.as_raw_value())
}

fn as_code(ended: ExitStatus) -> ExitCode {
    let number = match (ended.code(), ended.signal()) {
        (Some(code), _) => code,
        (None, Some(signal)) => 128 + signal,
        (None, None) => 1,
    };
    ExitCode::from(u8::try_from(number).unwrap_or(1))
}

fn ended_by(number: SignalKind) -> ExitCode {
    ExitCode::from(u8::try_from(128 + number.as_raw_value()).unwrap_or(1))
}

fn code(answer: Answer) -> ExitCode {
    ExitCode::from(u8::from(answer == Answer::No))
}

/// The signals that ask a program to end.
struct Signals([(SignalKind, Signal); 4]);

impl Signals {
    fn new() -> Result<Self, Failure> {
        let listen = |kind| match signal(kind) {
            Ok(signal) => Ok((kind, signal)),
            Err(error) => Err(Failure(format!("signals cannot be caught: {error}"))),
        };
        Ok(Self([
            listen(SignalKind::interrupt())?,
            listen(SignalKind::terminate())?,
            listen(SignalKind::hangup())?,
            listen(SignalKind::quit())?,
        ]))
    }

    /// The next that comes.
    async fn next(&mut self) -> SignalKind {
        std::future::poll_fn(|context| {
            for (kind, signal) in &mut self.0 {
                if signal.poll_recv(context).is_ready() {
                    return std::task::Poll::Ready(*kind);
                }
            }
            std::task::Poll::Pending
        })
        .await
    }
}
