//! `relata pull`

use crate::arguments::Pull;
use crate::output::{self, Failure};
use crate::{Answer, catalogue, config};
use relata_schema::database::Database;

/// Prints the schema of a live database.
pub(crate) fn run(call: &Pull) -> Result<Answer, Failure> {
    let url = match &call.url {
        Some(url) => url.clone(),
        None => config::default_database()?,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure(format!("no thread can wait for the database: {error}")))?;
    let mut catalogue = runtime
        .block_on(catalogue::read_url(&url))
        .map_err(|error| Failure(error.to_string()))?;
    for it in catalogue.database.take_histories(&Database::default()) {
        output::note(&format!("left out: {it}"));
    }
    let pulled = relata_schema::pull(&catalogue.database, catalogue.version);
    for remark in &pulled.remarks {
        output::note(remark);
    }
    output::print_verbatim(&pulled.text)?;
    Ok(Answer::Yes)
}
