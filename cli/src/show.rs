//! `relata show`

use crate::Answer;
use crate::arguments::{SchemaArgument, Show};
use crate::input;
use crate::output::{self, Failure};
use relata_emit::Features;
use relata_schema::model::{Model, TableId};
use relata_schema::resolve::suggest;
use std::path::Path;

/// Prints the Rust code of a schema or of one of its tables.
pub(crate) fn run(call: &Show) -> Result<Answer, Failure> {
    let (schema, table) = told_apart(call);
    let Some(model) = input::model(input::read(&schema)?) else {
        return Ok(Answer::No);
    };
    let place = &relata_emit::call_site;
    let features = Features::default();
    let tokens = match table {
        Some(name) => relata_emit::table(&model, find(&model, &name)?, place, features),
        None => relata_emit::schema(&model, place, features),
    };
    output::print(&relata_emit::print(&tokens))?;
    Ok(Answer::Yes)
}

/// A single argument that is no path is the table.
fn told_apart(call: &Show) -> (SchemaArgument, Option<String>) {
    let path = call.schema.path.clone();
    match (path, &call.table) {
        (Some(only), None) if !is_path(&only) => {
            let table = only.to_string_lossy().into_owned();
            (SchemaArgument { path: None }, Some(table))
        }
        (path, table) => (SchemaArgument { path }, table.clone()),
    }
}

fn is_path(text: &Path) -> bool {
    let extension = text.extension().and_then(|extension| extension.to_str());
    text.exists() || text.components().count() > 1 || matches!(extension, Some("relata" | "rs"))
}

fn find(model: &Model, name: &str) -> Result<TableId, Failure> {
    let names: Vec<String> = model.tables.iter().map(|it| it.name.to_string()).collect();
    if let Some(at) = names.iter().position(|it| it == name) {
        return Ok(TableId(at));
    }
    let near = suggest::nearest(name, names.iter().map(String::as_str));
    Err(Failure(match near {
        Some(near) => format!("there is no table `{name}`; did you mean `{near}`?"),
        None if names.is_empty() => format!("there is no table `{name}`: the schema has none"),
        None => format!("there is no table `{name}`: there are {}", names.join(", ")),
    }))
}
