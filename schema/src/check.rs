//! What can be said, and should not be.

use crate::diagnostic::Diagnostics;
use crate::model::Model;

/// Runs all rules over a model.
pub fn all(_model: &Model, _found: &mut Diagnostics) {}
