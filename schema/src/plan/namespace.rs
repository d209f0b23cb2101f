//! Namespaces and extensions.

use super::draft::Draft;
use super::work::Work;
use crate::change::{Change, Delta};
use crate::create;
use crate::database::PUBLIC;
use crate::sql;

/// New namespaces and extensions, before everything that can lie in them.
pub(super) fn create_all(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Namespace(Delta::Created(it)) = change
            && it.name != PUBLIC
        {
            draft.run(format!("CREATE SCHEMA {}", sql::identifier(&it.name)));
        }
    }
    for change in work.changes {
        if let Change::Extension(Delta::Created(it)) = change {
            draft.run(create::extension(it));
        }
    }
}

/// Namespaces and extensions that nothing is in any more.
pub(super) fn drop_all(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Extension(Delta::Dropped(it)) = change {
            draft.take(format!("DROP EXTENSION {}", sql::identifier(&it.name)));
        }
    }
    for change in work.changes {
        if let Change::Namespace(Delta::Dropped(it)) = change
            && it.name != PUBLIC
        {
            draft.take(format!("DROP SCHEMA {}", sql::identifier(&it.name)));
        }
    }
}
