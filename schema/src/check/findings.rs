//! What the rules find, less what the schema allows.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::conditions::{self, Condition};
use super::rules;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::doubt::Doubt;
use crate::infer::World;
use crate::model::{Allow, Column, ColumnId, DomainId, Model, ReferenceId, Scalar, TableId};
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
    doubt: &'a Doubt,
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
    pub(super) fn new(model: &'a Model, doubt: &'a Doubt, found: &'a mut Diagnostics) -> Self {
        let mut conditions = conditions::all(model);
        conditions.retain(|condition| !is_condition_open(model, doubt, condition));
        Self {
            model,
            doubt,
            found,
            used: BTreeSet::new(),
            passed: Diagnostics::default(),
            conditions: Rc::new(conditions),
            world: Rc::new(World::of(model)),
        }
    }

    /// All expressions of the schema whose names and types are known, in the order of the tables.
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
            None if self.is_open(rule, places, at) => {
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

    /// What is not known of the schema.
    pub(super) fn doubt(&self) -> &'a Doubt {
        self.doubt
    }

    /// Whether what is to be said may only follow from an error.
    fn is_open(&self, rule: &str, places: &[Place], at: Span) -> bool {
        let doubt = self.doubt;
        if doubt.is_none() {
            return false;
        }
        // It may be allowed in what could not be read.
        if doubt.mentions(rule) {
            return true;
        }
        match needs(rule) {
            Needs::Word => doubt.is_open(at),
            Needs::Part => {
                doubt.is_part_open(at) || places.iter().any(|&place| self.is_place_open(place))
            }
            Needs::Item => {
                doubt.is_item_open(at) || places.iter().any(|&place| self.is_place_open(place))
            }
            Needs::Schema => true,
        }
    }

    /// Whether what is found there reads what is not known.
    fn is_place_open(&self, place: Place) -> bool {
        let model = self.model;
        let (table, columns) = match place {
            Place::Schema | Place::Table(_) | Place::View(_) => return false,
            Place::Domain(id) => return self.doubt.is_domain_open(model.domain(id).span),
            Place::Column(table, id) => (table, vec![id]),
            Place::Unique(table, id) => (table, model.table(table).uniques[id].columns.clone()),
            Place::Check(table, id) => (table, model.table(table).checks[id].condition.columns()),
            Place::Index(table, id) => {
                let elements = &model.table(table).indexes[id].elements;
                let columns = elements.iter().flat_map(|element| element.expr.columns());
                (table, columns.collect())
            }
            Place::Exclusion(table, id) => {
                let elements = &model.table(table).exclusions[id].elements;
                let columns = elements
                    .iter()
                    .flat_map(|(element, _)| element.expr.columns());
                (table, columns.collect())
            }
            Place::Reference(table, id) => {
                let reference = model.table(table).reference(id);
                if self.doubt.is_part_open(reference.span) {
                    return true;
                }
                (table, reference.columns.clone())
            }
        };
        let columns = columns.into_iter().map(|id| model.table(table).column(id));
        is_any_unknown(model, self.doubt, columns)
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

/// How much of the schema has to be known for what a rule says to be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// The word that it points at.
    Word,
    /// The head or entry that the word is in, and the columns that it is about.
    Part,
    /// The whole item: the rule says that something is not there.
    Item,
    /// Everything.
    Schema,
}

fn needs(rule: &str) -> Needs {
    match rule {
        "name_too_long" | "rust_name_taken" | "rust_name_shadows" | "float_money"
        | "money_type" | "zoneless_time" | "time_with_zone" | "bounded_text" | "padded_text"
        | "plain_json" | "reference_array" | "snake_case" | "singular_table" | "reserved_name"
        | "null_comparison" | "constant_condition" | "clock_in_check" | "wrong_type"
        | "wrong_arity" | "not_immutable" | "missing_extension" | "too_new" | "unused_type"
        | "unknown_rule" => Needs::Word,
        "no_primary_key"
        | "join_table_key"
        | "key_name"
        | "partition_key"
        | "required_cycle"
        | "inverse_needed"
        | "many_needed"
        | "conflicting_clauses"
        | "polymorphic_reference"
        | "unneeded_allow" => Needs::Item,
        // What refers to something else may have been meant to refer to this.
        "empty_schema" | "redundant_unique" => Needs::Schema,
        _ => Needs::Part,
    }
}

/// Whether an expression holds what is not known, or is for a column of which the type is not.
fn is_condition_open(model: &Model, doubt: &Doubt, condition: &Condition<'_>) -> bool {
    if doubt.is_none() {
        return false;
    }
    let own = match condition.place {
        Place::Column(table, id) => Some(model.table(table).column(id)),
        Place::Domain(id) if doubt.is_domain_open(model.domain(id).span) => return true,
        _ => None,
    };
    let read = condition.expr.columns().into_iter();
    let read = read.filter_map(|id| condition.columns.get(id.0));
    doubt.is_open(condition.expr.span) || is_any_unknown(model, doubt, read.chain(own))
}

fn is_any_unknown<'a>(
    model: &Model,
    doubt: &Doubt,
    columns: impl IntoIterator<Item = &'a Column>,
) -> bool {
    let domain = |scalar| match scalar {
        Scalar::Domain(id) => Some(model.domain(id).span),
        _ => None,
    };
    columns
        .into_iter()
        .any(|column| doubt.is_unknown(column.span, domain(column.ty.scalar)))
}
