//! What the rules find, less what the schema allows.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::conditions::{self, Condition};
use super::rules;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::infer::World;
use crate::model::{Allow, ColumnId, DomainId, Model, ReferenceId, TableId};
use crate::source::Span;

/// What a finding is about; an `allow` there, at its table or for the schema lets it pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Schema,
    Table(TableId),
    Column(TableId, ColumnId),
    Unique(TableId, usize),
    Check(TableId, usize),
    Index(TableId, usize),
    Exclusion(TableId, usize),
    Reference(TableId, ReferenceId),
    Domain(DomainId),
    View(usize),
}

/// Takes what the rules find.
pub(super) struct Findings<'a> {
    model: &'a Model,
    found: &'a mut Diagnostics,
    /// Where the `allow`s stand that let something pass.
    used: BTreeSet<Span>,
    /// What was let pass, for whoever adds to it.
    passed: Diagnostics,
    /// All expressions of the schema.
    conditions: Rc<Vec<Condition<'a>>>,
    /// What their types are inferred in.
    world: Rc<World<'a>>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(model: &'a Model, found: &'a mut Diagnostics) -> Self {
        Self {
            model,
            found,
            used: BTreeSet::new(),
            passed: Diagnostics::default(),
            conditions: Rc::new(conditions::all(model)),
            world: Rc::new(World::of(model)),
        }
    }

    /// All expressions of the schema, in the order of the tables.
    pub(super) fn conditions(&self) -> Rc<Vec<Condition<'a>>> {
        Rc::clone(&self.conditions)
    }

    /// What the types of expressions are inferred in.
    pub(super) fn world(&self) -> Rc<World<'a>> {
        Rc::clone(&self.world)
    }

    /// Reports what breaks a rule, unless it is allowed there.
    pub(super) fn report(
        &mut self,
        rule: &'static str,
        place: Place,
        at: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.report_unless(rule, &[place], at, message)
    }

    /// Reports what breaks a rule, unless it is allowed in one of the places.
    pub(super) fn report_unless(
        &mut self,
        rule: &'static str,
        places: &[Place],
        at: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let known = rules::find(rule);
        let severity = known.map_or(Severity::Error, |known| known.severity);
        let allow = places
            .iter()
            .find_map(|&place| self.allow(rule, place))
            .filter(|_| known.is_none_or(|known| known.can_be_allowed));
        let found = match allow {
            Some(span) => {
                self.used.insert(span);
                self.passed.list.clear();
                &mut self.passed
            }
            None => &mut *self.found,
        };
        match severity {
            Severity::Error => found.error(rule, at, message),
            Severity::Warning => found.warning(rule, at, message),
        }
    }

    /// Whether this `allow` let something pass.
    pub(super) fn is_used(&self, allow: &Allow) -> bool {
        self.used.contains(&allow.span)
    }

    /// Where the nearest `allow` of a rule stands.
    fn allow(&self, rule: &str, place: Place) -> Option<Span> {
        let model = self.model;
        let none: &[Allow] = &[];
        let (own, table) = match place {
            Place::Schema => (none, None),
            Place::Table(table) => (none, Some(table)),
            Place::Column(table, id) => (&*model.table(table).column(id).allows, Some(table)),
            Place::Unique(table, id) => (&*model.table(table).uniques[id].allows, Some(table)),
            Place::Check(table, id) => (&*model.table(table).checks[id].allows, Some(table)),
            Place::Index(table, id) => (&*model.table(table).indexes[id].allows, Some(table)),
            Place::Exclusion(table, id) => {
                (&*model.table(table).exclusions[id].allows, Some(table))
            }
            Place::Reference(table, id) => (&*model.table(table).reference(id).allows, Some(table)),
            Place::Domain(id) => (&*model.domain(id).allows, None),
            Place::View(id) => (&*model.views[id].allows, None),
        };
        let of_table = table.map_or(none, |table| &model.table(table).allows);
        [own, of_table, &model.allows]
            .into_iter()
            .flatten()
            .find(|allow| allow.rule == rule)
            .map(|allow| allow.span)
    }
}
