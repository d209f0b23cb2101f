//! What conditions ask of a table's columns, and which indexes answer it.

use super::Ordered;
use crate::advice::{self, Advice};
use crate::column::AnyColumn;
use crate::expression::Term;
use crate::filter::Condition;
use crate::statement::Parameter;
use crate::table::Index;
use crate::wire::Type;

/// What conditions ask of a table's columns.
#[derive(Debug, Default)]
pub(super) struct Wants<'q> {
    pub(super) equal: Vec<Equal<'q>>,
    range: Vec<AnyColumn>,
    /// Texts that begin with something.
    prefix: Vec<AnyColumn>,
    /// Texts that something stands in.
    pattern: Vec<AnyColumn>,
    /// Columns that hold something.
    holds: Vec<AnyColumn>,
    null: Vec<&'static str>,
    not_null: Vec<&'static str>,
    /// Conditions of which one is enough.
    pub(super) any: Vec<Vec<Wants<'q>>>,
    /// A condition is on rows of other tables, which may lead to few of this one.
    pub(super) leads: bool,
}

/// A column that is equal to something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Equal<'q> {
    pub(super) column: AnyColumn,
    /// The value, if it is one and known.
    value: Option<&'q Parameter>,
    /// Whether it is one of several.
    pub(super) parts: bool,
}

impl Equal<'_> {
    /// Of two values, an index is worth little.
    pub(super) fn is_strong(&self) -> bool {
        self.column.sql_type.beneath() != Type::BOOLEAN
    }
}

impl<'q> Wants<'q> {
    /// What is asked of rows that have these columns in common.
    pub(super) fn of_rows(
        common: &[AnyColumn],
        conditions: impl IntoIterator<Item = &'q Condition>,
    ) -> Self {
        let common = common.iter().map(|column| Equal {
            column: *column,
            value: None,
            parts: false,
        });
        let mut wants = Self {
            equal: common.collect(),
            ..Self::default()
        };
        for condition in conditions {
            wants.add(condition);
        }
        wants
    }

    fn of(conditions: impl IntoIterator<Item = &'q Condition>) -> Self {
        Self::of_rows(&[], conditions)
    }

    fn add(&mut self, condition: &'q Condition) {
        match condition {
            Condition::All(all) => {
                for condition in all {
                    self.add(condition);
                }
            }
            Condition::Any(any) => {
                let any: Vec<Self> = any.iter().map(|one| Self::of([one])).collect();
                // One side that no index can serve has all rows read.
                if any.iter().all(Self::has_any) {
                    self.any.push(any);
                }
            }
            Condition::Null {
                term: Term::Column(column),
                is,
            } => {
                let list = if *is {
                    &mut self.null
                } else {
                    &mut self.not_null
                };
                list.push(column.name);
            }
            Condition::Compare { operator, sides } => {
                if let [Term::Column(column), given] = &**sides
                    && column.sql_type.compared().is_none()
                    && is_given(given)
                {
                    self.compared(*column, operator, given);
                }
            }
            // Keys of several columns, which an index of their own serves.
            Condition::Listed { columns, .. } => {
                self.equal.extend(columns.iter().map(|column| Equal {
                    column: *column,
                    value: None,
                    parts: true,
                }));
            }
            Condition::Exists { .. } => self.leads = true,
            Condition::Null { .. } | Condition::Not(_) => {}
        }
    }

    fn compared(&mut self, column: AnyColumn, operator: &str, given: &'q Term) {
        let begins = || match given {
            Term::Value(value) => {
                let first = value.bytes().and_then(<[u8]>::first);
                !matches!(first, None | Some(b'%' | b'_'))
            }
            _ => false,
        };
        let is_citext = column.sql_type == Type::CITEXT;
        let list = match operator {
            "=" => {
                let value = match given {
                    Term::Value(value) => Some(value),
                    _ => None,
                };
                let parts = matches!(
                    given,
                    Term::Call {
                        function: "ANY",
                        ..
                    }
                );
                return self.equal.push(Equal {
                    column,
                    value,
                    parts,
                });
            }
            "<" | "<=" | ">" | ">=" => &mut self.range,
            "LIKE" | "ILIKE" if is_citext => return,
            "LIKE" if begins() => &mut self.prefix,
            "LIKE" | "ILIKE" => &mut self.pattern,
            "@>" | "<@" | "&&" | "?" | "?|" | "?&" | "@@" | "<<=" | ">>=" | "-|-" | "<<" | ">>"
            | "~" => &mut self.holds,
            _ => return,
        };
        list.push(column);
    }

    pub(super) fn is_equal(&self, column: &str) -> bool {
        self.equal.iter().any(|equal| equal.column.name == column)
    }

    fn others(&self) -> impl Iterator<Item = &AnyColumn> {
        let lists = [&self.range, &self.prefix, &self.pattern, &self.holds];
        lists.into_iter().flatten()
    }

    pub(super) fn has_others(&self) -> bool {
        self.others().next().is_some()
    }

    fn has_any(&self) -> bool {
        self.has_others() || self.equal.iter().any(Equal::is_strong)
    }

    /// What an index has still to order by, where these columns are equal.
    pub(super) fn left<'o>(&self, order: &[&'o Ordered<'q>]) -> Vec<&'o Ordered<'q>> {
        let open = order.iter().filter(|order| !self.is_equal(order.name));
        open.copied().collect()
    }

    /// Whether the index leads to the rows that meet the conditions, or to not many more.
    pub(super) fn uses(&self, index: &Index) -> bool {
        let Some(first) = index.keys.first() else {
            return false;
        };
        // `title text_pattern_ops`
        let (first, class) = match first.column.split_once(' ') {
            Some((first, class)) => (first, Some(class)),
            None => (first.column, None),
        };
        // All its rows meet a condition already.
        let mut conjuncts = index.predicate.iter();
        if conjuncts.any(|conjunct| self.equal.iter().any(|equal| begins(conjunct, equal))) {
            return true;
        }
        let has = |list: &[AnyColumn], name: &str| list.iter().any(|column| column.name == name);
        if index.ordered {
            let compared = self.is_equal(first)
                || self.null.contains(&first)
                || (self.equal.is_empty() && has(&self.range, first));
            return compared || (class.is_some() && has(&self.prefix, first));
        }
        let mut keys = index.keys.iter();
        keys.any(|key| {
            let name = key.column.split(' ').next().unwrap_or_default();
            self.is_equal(name) || self.others().any(|column| column.name == name)
        })
    }

    /// Whether every row that the conditions ask for is in the index, as far as that can be said.
    pub(super) fn implies(&self, index: &Index) -> bool {
        index.predicate.iter().all(|conjunct| self.says(conjunct))
    }

    fn says(&self, conjunct: &str) -> bool {
        // More than a column and a value is PostgreSQL's to compare.
        if conjunct.starts_with("sql: ") {
            return true;
        }
        if let Some(column) = conjunct.strip_suffix(" is not null") {
            return self.not_null.contains(&column)
                || self.is_equal(column)
                || self.others().any(|other| other.name == column);
        }
        if let Some(column) = conjunct.strip_suffix(" is null") {
            return self.null.contains(&column);
        }
        let mut words = conjunct.splitn(3, ' ');
        let (Some(column), Some(operator), Some(literal)) =
            (words.next(), words.next(), words.next())
        else {
            return true;
        };
        let mut equal = self.equal.iter();
        match equal.find(|equal| equal.column.name == column) {
            Some(Equal {
                value: Some(value), ..
            }) if operator == "=" => {
                written(value).is_none_or(|value| plain(&value) == plain(literal))
            }
            Some(equal) => !equal.parts,
            None => self.range.iter().any(|range| range.name == column),
        }
    }

    /// The index that the conditions and the order ask for.
    pub(super) fn index(&self, order: &[&Ordered<'_>]) -> Option<Advice> {
        let mut terms: Vec<advice::Term> = Vec::new();
        let parts = self.equal.iter().any(|equal| equal.parts);
        for equal in &self.equal {
            if !terms.iter().any(|term| term.column == equal.column.name) {
                terms.push(advice::Term::of(equal.column.name));
            }
        }
        if terms.is_empty() {
            if let Some(column) = self.holds.first() {
                let sql_type = column.sql_type.beneath();
                if sql_type.is_array() {
                    return Some(Advice::of("gin", column.name, None));
                }
                let name = sql_type.to_string();
                return Advice::holding(column.name, name.trim_matches('"'));
            }
            if let Some(column) = self.pattern.first() {
                return Some(Advice::of("gin", column.name, Some("gin_trgm_ops")));
            }
        }
        let range = self.range.iter().find(|range| !self.is_equal(range.name));
        let first = order.first().map(|order| order.name);
        if let Some(range) = range
            && first != Some(range.name)
        {
            terms.push(advice::Term::of(range.name));
        } else if !order.is_empty() && !parts {
            terms.extend(order.iter().map(|order| advice::Term {
                descending: order.any.descending,
                nulls_first: order.any.nulls_first.filter(|_| order.any.nullable),
                ..advice::Term::of(order.name)
            }));
        } else if let Some(column) = self.prefix.first() {
            let class = match column.sql_type.beneath() {
                Type::VARCHAR => "varchar_pattern_ops",
                Type::BPCHAR => "bpchar_pattern_ops",
                _ => "text_pattern_ops",
            };
            terms.push(advice::Term {
                class: Some(class),
                ..advice::Term::of(column.name)
            });
        }
        (!terms.is_empty()).then(|| Advice::ordered(terms))
    }
}

/// `state = Active`, of the column `state`.
fn begins(conjunct: &str, equal: &Equal<'_>) -> bool {
    let behind = conjunct.strip_prefix(equal.column.name);
    behind.is_some_and(|behind| behind.starts_with(" = "))
}

/// Whether a term is the same for all rows.
fn is_given(term: &Term) -> bool {
    match term {
        Term::Value(_) => true,
        Term::Binary { left, right, .. } => is_given(left) && is_given(right),
        Term::Call { arguments, .. } => arguments.iter().all(is_given),
        Term::Cast(of, _) => is_given(of),
        Term::Column(_) | Term::Excluded(_) | Term::Aggregate(_) | Term::Of { .. } => false,
    }
}

/// A value as a schema writes it, if it is of a simple type.
fn written(value: &Parameter) -> Option<String> {
    let bytes = value.bytes()?;
    let sql_type = value.sql_type();
    if sql_type.is_array() {
        return None;
    }
    let oid = sql_type.oid();
    Some(match oid {
        _ if oid == Type::BOOLEAN.oid() => (bytes == [1]).to_string(),
        _ if oid == Type::SMALLINT.oid() => i16::from_be_bytes(bytes.try_into().ok()?).to_string(),
        _ if oid == Type::INTEGER.oid() => i32::from_be_bytes(bytes.try_into().ok()?).to_string(),
        _ if oid == Type::BIGINT.oid() => i64::from_be_bytes(bytes.try_into().ok()?).to_string(),
        _ if oid == Type::TEXT.oid() => String::from_utf8(bytes.to_vec()).ok()?,
        _ => return None,
    })
}

/// What a value and a literal have in common, if they are the same: the value of an enum is written as
/// its variant in Rust.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
