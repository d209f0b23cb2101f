//! What is not modelled and stands in the way: it is dropped for a while where it can be created again as it was.

use super::describe;
use crate::database::{Object, OutsideKind, QualifiedName};
use crate::plan::work::Work;

impl<'a> Work<'a> {
    /// Something that is not modelled needs what goes: it is created again as it was where PostgreSQL can tell how.
    pub(super) fn lift(
        &mut self,
        kind: OutsideKind,
        of: Option<&QualifiedName>,
        name: &str,
        on: &Object,
    ) {
        let object = Object::Outside(kind, of.cloned(), name.to_owned());
        // It goes with the table or view that it is on.
        if of
            .is_some_and(|of| !self.new.tables.contains_key(of) && !self.new.views.contains_key(of))
        {
            return;
        }
        let known = self
            .old
            .database
            .outside
            .iter()
            .find(|it| it.kind == kind && it.on.as_ref() == of && it.name == name);
        let can = matches!(
            kind,
            OutsideKind::Policy
                | OutsideKind::Trigger
                | OutsideKind::Rule
                | OutsideKind::Statistics
                | OutsideKind::Grant
        );
        // What it reads is there afterwards, too; a default is not read.
        let stays = match on {
            Object::Default(table, _) => self.new.tables.contains_key(table),
            other => self.new.has(other),
        };
        if can && stays && known.is_some_and(|it| it.definition.is_some()) {
            self.lifted.insert(object);
            return;
        }
        let place = of.map_or(String::new(), |of| format!(" on `{of}`"));
        self.refuse(
            describe(on),
            format!(
                "the {kind} `{name}`{place} needs it, which relata does not model and would not drop: drop it first, and \
                 create it again afterwards"
            ),
        );
    }

    /// What is not modelled and lies on a table or view that is made anew.
    pub(super) fn members_go(&mut self, name: &QualifiedName) {
        let members: Vec<(OutsideKind, String)> = self
            .old
            .database
            .outside
            .iter()
            .filter(|it| it.on.as_ref() == Some(name))
            .map(|it| (it.kind, it.name.clone()))
            .collect();
        for (kind, member) in members {
            let on = if self.old.views.contains_key(name) {
                Object::View(name.clone())
            } else {
                Object::Table(name.clone())
            };
            self.lift(kind, Some(name), &member, &on);
        }
    }
}
