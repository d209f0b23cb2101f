//! `relata migrate resolve`

use super::runner;
use crate::Answer;
use crate::arguments::Resolve;
use crate::output::Failure;
use relata::migrate::Resolution;

/// Sets the ledger straight.
pub(crate) async fn run(call: &Resolve) -> Result<Answer, Failure> {
    let migrations = runner::migrations(&call.folder)?;
    let pool = runner::pool(&call.database)?;
    let resolution = if call.applied {
        Resolution::Applied
    } else {
        Resolution::RolledBack
    };
    let place = call.place;
    let resolved =
        relata::migrate::resolve(&pool, &migrations, place.number, place.step, resolution);
    match resolved.await {
        Ok(()) => Ok(Answer::Yes),
        Err(error) => runner::stopped(&error),
    }
}
