//! `allow RULE because "…"`

use crate::diagnostic::Diagnostics;
use crate::model::Allow;
use crate::syntax;

/// Takes an `allow`, unless one for the same rule stands there already.
///
/// Whether there is such a rule and whether it is broken is for the check to say.
pub(super) fn add(allows: &mut Vec<Allow>, written: &syntax::Allow, found: &mut Diagnostics) {
    if let Some(first) = allows.iter().find(|allow| allow.rule == written.rule.text) {
        found
            .error(
                "conflicting_clauses",
                written.rule.span,
                format!("`{}` is allowed twice here", written.rule.text),
            )
            .because(first.span, "it is allowed here")
            .help("remove one of them");
        return;
    }
    allows.push(Allow {
        rule: written.rule.text.clone(),
        reason: written.reason.value.clone(),
        span: written.rule.span,
    });
}
