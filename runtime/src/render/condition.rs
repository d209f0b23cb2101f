//! Terms and conditions as text.

use super::Text;
use crate::column::AnyColumn;
use crate::expression::Term;
use crate::filter::{Condition, Related};
use crate::name::Name;
use crate::order::{AnyOrder, By};
use crate::reference::AnyReference;
use crate::statement::Parameter;
use crate::wire::write_to;

/// A reference that is joined for the order of the rows.
#[derive(Debug)]
pub(super) struct Reached {
    from: String,
    on: AnyReference,
    alias: String,
}

impl Text {
    /// What is computed for the row of a table that is called `alias`.
    pub(crate) fn term(&mut self, alias: &str, term: &Term) {
        match term {
            Term::Column(column) => {
                self.column(alias, column.name);
                if let Some(sql_type) = column.sql_type.compared() {
                    write_to(&mut self.sql, format_args!("::{sql_type}"));
                }
            }
            Term::Excluded(column) => self.column("excluded", column.name),
            Term::Value(parameter) => self.parameter(parameter.clone()),
            Term::Binary {
                left,
                operator,
                right,
            } => {
                self.side(alias, left);
                write_to(&mut self.sql, format_args!(" {operator} "));
                self.side(alias, right);
            }
            Term::Call {
                function,
                arguments,
            } => {
                write_to(&mut self.sql, format_args!("{function}("));
                for (at, argument) in arguments.iter().enumerate() {
                    self.push(if at == 0 { "" } else { ", " });
                    self.term(alias, argument);
                }
                self.push(")");
            }
            Term::Cast(of, sql_type) => {
                self.push("CAST(");
                self.term(alias, of);
                write_to(&mut self.sql, format_args!(" AS {sql_type})"));
            }
            Term::Aggregate(of) => self.aggregate(alias, of, None),
            Term::Of { table, on, term } => {
                let joined = self.reached(alias, on).filter(|_| term.is_column());
                if let Some(reached) = joined {
                    return self.term(&reached, term);
                }
                let other = self.other();
                self.push("(SELECT ");
                self.term(&other, term);
                write_to(
                    &mut self.sql,
                    format_args!(" FROM {table} AS {other} WHERE "),
                );
                self.equal((&other, on.there), (alias, on.here));
                self.push(")");
            }
        }
    }

    /// Joins what rows are ordered by through references: PostgreSQL then chooses how the rows are
    /// found, which it does not for a sub-select of each row. There is one such row at most.
    /// What is joined is for behind `FROM`, and is known to all that is written from here on.
    pub(crate) fn reach(&mut self, alias: &str, order: &[AnyOrder]) -> String {
        let before = std::mem::take(&mut self.sql);
        for by in order {
            if let By::Term(term) = &by.by {
                self.reach_term(alias, term);
            }
        }
        std::mem::replace(&mut self.sql, before)
    }

    fn reach_term(&mut self, alias: &str, term: &Term) {
        match term {
            // What is counted of no row would be 0, where it has to be `NULL`.
            Term::Of { term, .. } if !term.is_column() => {}
            Term::Of { table, on, term } => {
                let reached = self.reached(alias, on).unwrap_or_else(|| {
                    let other = self.other();
                    write_to(
                        &mut self.sql,
                        format_args!(" LEFT JOIN {table} AS {other} ON "),
                    );
                    self.equal((&other, on.there), (alias, on.here));
                    self.reached.push(Reached {
                        from: alias.to_owned(),
                        on: *on,
                        alias: other.clone(),
                    });
                    other
                });
                self.reach_term(&reached, term);
            }
            Term::Binary { left, right, .. } => {
                self.reach_term(alias, left);
                self.reach_term(alias, right);
            }
            Term::Call { arguments, .. } => {
                for argument in arguments {
                    self.reach_term(alias, argument);
                }
            }
            Term::Cast(of, _) => self.reach_term(alias, of),
            Term::Column(_) | Term::Excluded(_) | Term::Value(_) | Term::Aggregate(..) => {}
        }
    }

    fn reached(&self, alias: &str, on: &AnyReference) -> Option<String> {
        let mut reached = self.reached.iter();
        let found = reached.find(|reached| reached.from == alias && reached.on == *on);
        found.map(|reached| reached.alias.clone())
    }

    /// A term beside an operator.
    fn side(&mut self, alias: &str, term: &Term) {
        let several = matches!(term, Term::Binary { .. });
        self.push(if several { "(" } else { "" });
        self.term(alias, term);
        self.push(if several { ")" } else { "" });
    }

    pub(crate) fn condition(&mut self, alias: &str, condition: &Condition) {
        match condition {
            Condition::Compare { operator, sides } => {
                let [left, right] = &**sides;
                self.side(alias, left);
                write_to(&mut self.sql, format_args!(" {operator} "));
                self.side(alias, right);
            }
            Condition::Null { term, is } => {
                self.side(alias, term);
                self.push(if *is { " IS NULL" } else { " IS NOT NULL" });
            }
            Condition::All(all) => self.joined(alias, all, " AND "),
            Condition::Any(any) => self.joined(alias, any, " OR "),
            Condition::Not(condition) => {
                self.push("NOT (");
                self.condition(alias, condition);
                self.push(")");
            }
            Condition::Listed { columns, arrays } => self.listed(alias, columns, arrays),
            Condition::Exists {
                table,
                link,
                condition,
            } => self.exists(alias, table, link, condition),
        }
    }

    /// `(t0."a", t0."b") IN (SELECT * FROM unnest($1, $2))`
    fn listed(&mut self, alias: &str, columns: &[AnyColumn], arrays: &[Parameter]) {
        for (at, column) in columns.iter().enumerate() {
            self.push(if at == 0 { "(" } else { ", " });
            self.term(alias, &Term::Column(*column));
        }
        self.push(") IN (SELECT * FROM unnest(");
        for (at, array) in arrays.iter().enumerate() {
            self.push(if at == 0 { "" } else { ", " });
            self.parameter(array.clone());
        }
        self.push("))");
    }

    fn exists(&mut self, alias: &str, table: &Name, link: &Related, condition: &Condition) {
        let other = self.other();
        write_to(
            &mut self.sql,
            format_args!("EXISTS (SELECT FROM {table} AS {other}"),
        );
        match link {
            Related::One(on) => {
                self.push(" WHERE ");
                self.equal((&other, on.there), (alias, on.here));
            }
            Related::Many(link) => {
                self.between(link, &other);
                self.bound(link, &other, alias);
            }
        }
        self.push(" AND ");
        self.operand(&other, condition);
        self.push(")");
    }

    fn joined(&mut self, alias: &str, conditions: &[Condition], word: &str) {
        if conditions.is_empty() {
            self.push(if word == " AND " { "true" } else { "false" });
        }
        for (at, condition) in conditions.iter().enumerate() {
            self.push(if at == 0 { "" } else { word });
            self.operand(alias, condition);
        }
    }

    /// A condition inside another.
    pub(crate) fn operand(&mut self, alias: &str, condition: &Condition) {
        let several = matches!(condition, Condition::All(_) | Condition::Any(_));
        self.push(if several { "(" } else { "" });
        self.condition(alias, condition);
        self.push(if several { ")" } else { "" });
    }

    /// A name for a table inside a condition.
    fn other(&mut self) -> String {
        self.matched += 1;
        format!("m{}", self.matched)
    }
}
