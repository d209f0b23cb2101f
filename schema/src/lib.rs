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
mod doubt;
pub mod format;
mod infer;
pub mod lower;
pub mod migration;
pub mod model;
pub mod name;
pub mod plan;
pub mod pull;
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
pub use pull::pull;

use self::diagnostic::Diagnostics;
use self::doubt::Doubt;
use self::model::Model;
use self::resolve::Resolved;
use self::source::Source;

/// Text in; a model that is fit to use out, or everything that is wrong with the text.
///
/// There is a model only where nothing that was found is an error; warnings stay in `found`.
/// All stages run over every text, so one run says all that can be said; what only follows from
/// another error is left out. What is found is in the order of the source, each once.
pub fn compile(source: &Source, found: &mut Diagnostics) -> Option<Model> {
    let resolved = recover(source, found);
    (!found.has_errors()).then_some(resolved.model)
}

/// The same, with what could be read of a text that has errors: for who has to go on all the same.
///
/// Where `found` has errors, the model is fit for names and types alone: it may lack what was not
/// understood, and hold what the rules forbid.
pub fn recover(source: &Source, found: &mut Diagnostics) -> Resolved {
    let mut of_syntax = Diagnostics::default();
    let file = syntax::parse(source, &mut of_syntax);
    let mut doubt = Doubt::of_syntax(&file, source, &of_syntax);

    let mut of_names = Diagnostics::default();
    let resolved = resolve::resolve(&file, &mut of_names);
    let all = of_names.clone();
    doubt.keep_names(source, &mut of_names);
    // What is not said is not known either.
    doubt.add_names(&file, source, &resolved, &all);

    let mut of_rules = Diagnostics::default();
    check::all(&resolved.model, &doubt, &mut of_rules);
    doubt.keep(&mut of_rules);

    for mut stage in [of_syntax, of_names, of_rules] {
        found.list.append(&mut stage.list);
    }
    found.sort();
    resolved
}
