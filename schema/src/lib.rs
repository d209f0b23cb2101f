//! The schema language of relata: text in, a checked model out, and from it the DDL.
//!
//! Every stage is a function from plain data to plain data:
//!
//! ```text
//! text ─parse▶ syntax::File ─resolve▶ Model ─check▶ Model ─lower▶ Database ─create▶ SQL
//!                                                                   └─diff▶ [Change] ─plan▶ Plan
//! ```
//!
//! The crate is pure: it reads no file, no clock and no environment, and the same
//! text always gives the same output. The one exception is `read`, which is behind a
//! feature of that name.

pub mod change;
pub mod check;
pub mod create;
pub mod database;
pub mod diagnostic;
pub mod diff;
pub mod format;
mod infer;
pub mod lower;
pub mod model;
pub mod name;
pub mod plan;
#[cfg(feature = "read")]
pub mod read;
pub mod resolve;
pub mod source;
pub mod sql;
pub mod syntax;
#[cfg(test)]
mod testing;

pub use create::create;
pub use diff::diff;
pub use lower::lower;
pub use plan::plan;

use self::diagnostic::Diagnostics;
use self::model::Model;
use self::resolve::Resolved;
use self::source::Source;

/// Text in; a model that is fit to use out, or everything that is wrong with the text.
///
/// There is a model only where nothing that was found is an error; warnings stay in `found`.
/// A stage runs only if the ones before found no error, so none is the consequence of another.
/// What is found is in the order of the source.
pub fn compile(source: &Source, found: &mut Diagnostics) -> Option<Model> {
    let resolved = recover(source, found);
    (!found.has_errors()).then_some(resolved.model)
}

/// The same, with what could be read of a text that has errors: for who has to go on all the same.
///
/// Where `found` has errors, the model is fit for names and types alone: it may lack what was not
/// understood, and hold what the rules forbid.
pub fn recover(source: &Source, found: &mut Diagnostics) -> Resolved {
    let file = syntax::parse(source, found);

    // What follows from an error is no error of its own.
    let mut consequences = Diagnostics::default();
    let of_names = if found.has_errors() {
        &mut consequences
    } else {
        &mut *found
    };
    let resolved = resolve::resolve(&file, of_names);

    if !found.has_errors() {
        check::all(&resolved.model, found);
    }
    found.sort();
    resolved
}
