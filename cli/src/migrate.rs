//! `relata migrate …`

mod adopt;
mod disk;
mod lock;
mod new;
mod prove;
pub(crate) mod replay;
mod resolve;
mod run;
mod runner;
mod status;
mod verify;

pub(crate) use disk::OnDisk;

use crate::Answer;
use crate::arguments::{Migrate, MigrateCommand};
use crate::output::Failure;

/// Runs one of its commands.
pub(crate) fn run(call: &Migrate) -> Result<Answer, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure(format!("no thread can wait for the server: {error}")))?;
    runtime.block_on(async {
        match &call.command {
            MigrateCommand::New(call) => new::run(call).await,
            MigrateCommand::Verify(call) => verify::run(call).await,
            MigrateCommand::Lock(call) => lock::run(call).await,
            MigrateCommand::Adopt(call) => adopt::run(call).await,
            MigrateCommand::Run(call) => run::run(call).await,
            MigrateCommand::Status(call) => status::run(call).await,
            MigrateCommand::Resolve(call) => resolve::run(call).await,
        }
    })
}
