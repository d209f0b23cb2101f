//! Terms and conditions as text.

use super::Text;
use crate::expression::Term;
use crate::filter::{Condition, Related};
use crate::name::Name;
use crate::wire::write_to;

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

    /// A term beside an operator.
    fn side(&mut self, alias: &str, term: &Term) {
        let several = matches!(term, Term::Binary { .. });
        self.push(if several { "(" } else { "" });
        self.term(alias, term);
        self.push(if several { ")" } else { "" });
    }

    pub(crate) fn condition(&mut self, alias: &str, condition: &Condition) {
        match condition {
            Condition::Compare {
                left,
                operator,
                right,
            } => {
                self.side(alias, left);
                write_to(&mut self.sql, format_args!(" {operator} "));
                self.side(alias, right);
            }
            Condition::Listed {
                term,
                operator,
                values,
            } => {
                self.side(alias, term);
                write_to(&mut self.sql, format_args!(" {operator}("));
                self.parameter(values.clone());
                self.push(")");
            }
            Condition::Null { term, is } => {
                self.side(alias, term);
                self.push(if *is { " IS NULL" } else { " IS NOT NULL" });
            }
            Condition::Between { term, low, high } => {
                self.side(alias, term);
                self.push(" BETWEEN ");
                self.side(alias, low);
                self.push(" AND ");
                self.side(alias, high);
            }
            Condition::All(all) => self.joined(alias, all, " AND "),
            Condition::Any(any) => self.joined(alias, any, " OR "),
            Condition::Not(condition) => {
                self.push("NOT (");
                self.condition(alias, condition);
                self.push(")");
            }
            Condition::Exists {
                table,
                link,
                condition,
            } => self.exists(alias, table, link, condition),
        }
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
