//! What is created needs what relata does not model: it has to be there.

use super::describe;
use crate::change::{Change, Delta};
use crate::database::{Object, OutsideKind};
use crate::plan::lookup::Type;
use crate::plan::work::Work;
use crate::sql;

impl<'a> Work<'a> {
    /// Whatever is created finds what it needs, unless that is not modelled and not there.
    pub(super) fn check_needs(&mut self) {
        let altered = self.changes.iter().filter_map(|it| match it {
            Change::Column {
                table,
                change: Delta::Altered { to, .. },
            } => Some(Object::Column(table.clone(), to.name.clone())),
            _ => None,
        });
        let mut missing = Vec::new();
        for whole in self.made.iter().cloned().chain(altered) {
            let parts = self.parts(&whole);
            for object in std::iter::once(whole).chain(parts) {
                for need in self.new.needs(&object) {
                    if let Object::Outside(kind, _, name) = need
                        && !self.old.has(need)
                    {
                        missing.push((describe(&object), *kind, name.clone()));
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

    /// A namespace goes only when nothing is in it any more.
    pub(super) fn check_namespaces(&mut self) {
        for change in self.changes {
            let Change::Namespace(Delta::Dropped(namespace)) = change else {
                continue;
            };
            let inside = format!("{}.", sql::identifier(&namespace.name));
            let stays = self.old.database.outside.iter().filter(|it| {
                let goes = matches!(it.kind, OutsideKind::Grant | OutsideKind::DefaultPrivileges);
                it.on.is_none() && !goes && it.name.starts_with(&inside)
            });
            for it in stays {
                self.refuse(
                    namespace.name.clone(),
                    format!(
                        "the {} `{}` is in it, which relata does not model and would not drop: drop it first, and compare again",
                        it.kind, it.name
                    ),
                );
            }
        }
    }

    /// What is created with a column or type, as a part of it.
    fn parts(&self, object: &Object) -> Vec<Object> {
        match object {
            Object::Column(table, name) => vec![Object::Default(table.clone(), name.clone())],
            Object::Type(name) => match self.new.types.get(name) {
                Some(Type::Domain(it)) => {
                    let checks = it.checks.iter().map(|it| it.name.clone());
                    checks
                        .map(|it| Object::Constraint(name.clone(), it))
                        .collect()
                }
                Some(Type::Composite(it)) => {
                    let attributes = it.attributes.iter().map(|it| it.name.clone());
                    attributes
                        .map(|it| Object::Column(name.clone(), it))
                        .collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}
