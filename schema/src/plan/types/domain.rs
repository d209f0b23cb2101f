//! Domains that get another default or other constraints.

use crate::create::types as create;
use crate::database::{Domain, DomainCheck};
use crate::plan::draft::Draft;
use crate::sql;

/// What makes of one the other.
pub(super) fn alter(from: &Domain, to: &Domain, draft: &mut Draft) {
    let name = sql::user_type(&to.name);
    let mut run = |text: String| {
        draft.run(format!("ALTER DOMAIN {name} {text}"));
    };
    for old in &from.checks {
        let stays = to
            .checks
            .iter()
            .any(|new| new.name == old.name && is_check_kept(old, new));
        if !stays {
            run(format!("DROP CONSTRAINT {}", sql::identifier(&old.name)));
        }
    }
    if from.default != to.default {
        run(match &to.default {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".to_owned(),
        });
    }
    let renamed = from.not_null_name != to.not_null_name;
    if from.not_null && (!to.not_null || renamed) {
        run("DROP NOT NULL".to_owned());
    }
    if to.not_null && (!from.not_null || renamed) {
        run(match &to.not_null_name {
            Some(name) => format!("ADD CONSTRAINT {} NOT NULL", sql::identifier(name)),
            None => "SET NOT NULL".to_owned(),
        });
    }
    for new in &to.checks {
        let old = from.checks.iter().find(|old| old.name == new.name);
        match old {
            Some(old) if is_check_kept(old, new) => {
                if new.valid && !old.valid {
                    run(format!(
                        "VALIDATE CONSTRAINT {}",
                        sql::identifier(&new.name)
                    ));
                }
            }
            _ => {
                let validity = if new.valid { "" } else { " NOT VALID" };
                run(format!("ADD {}{validity}", create::check(new)));
            }
        }
    }
}

/// Whether a check stays: it can be validated, and the other way is another check.
fn is_check_kept(old: &DomainCheck, new: &DomainCheck) -> bool {
    old.condition == new.condition && (new.valid || !old.valid)
}
