//! `relata ddl`

use crate::Answer;
use crate::arguments::Ddl;
use crate::input;
use crate::output::{self, Failure};

/// Prints the statements that create a schema.
pub(crate) fn run(call: &Ddl) -> Result<Answer, Failure> {
    let Some(model) = input::model(input::read(&call.schema)?) else {
        return Ok(Answer::No);
    };
    output::print(&relata_schema::create(&relata_schema::lower(&model)))?;
    Ok(Answer::Yes)
}
