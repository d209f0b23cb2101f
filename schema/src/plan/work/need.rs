//! What is created needs what relata does not model: it has to be there.

use super::describe;
use crate::change::{Change, Delta};
use crate::database::Object;
use crate::plan::work::Work;

impl<'a> Work<'a> {
    /// Whatever is created finds what it needs, unless that is not modelled and not there.
    pub(super) fn check_needs(&mut self) {
        let mut missing = Vec::new();
        for object in &self.made {
            for need in self.new.needs(object) {
                if let Object::Outside(kind, _, name) = need
                    && !self.old.has(need)
                {
                    missing.push((describe(object), *kind, name.clone()));
                }
            }
        }
        for change in self.changes {
            if let Change::Column {
                table,
                change: Delta::Altered { to, .. },
            } = change
            {
                for object in [
                    Object::Column(table.clone(), to.name.clone()),
                    Object::Default(table.clone(), to.name.clone()),
                ] {
                    for need in self.new.needs(&object) {
                        if let Object::Outside(kind, _, name) = need
                            && !self.old.has(need)
                        {
                            missing.push((describe(&object), *kind, name.clone()));
                        }
                    }
                }
            }
        }
        for (object, kind, name) in missing {
            self.refuse(
                object,
                format!(
                    "it needs the {kind} `{name}`, which only the target has and relata does not model: create it, and compare \
                     again"
                ),
            );
        }
    }
}
