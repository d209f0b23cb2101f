//! The rows that a statement has changed, as a shape.
//!
//! `RETURNING` gives values of the row itself. A shape that also has references, collections or counts
//! reads them in the same statement, from the rows that come back instead of from the table: the
//! row's own values are the new ones, and all that is read beside them is as it was when the
//! statement began, since the parts of a statement see one snapshot.

use crate::name::{Name, Quoted};
use crate::render::Text;
use crate::shape::Shape;
use crate::wire::write_to;

/// The changed rows in a statement: no table has a name with a space in it.
pub(crate) const CHANGED: Name = Name::new("the changed");
/// The same with their numbers.
pub(crate) const NUMBERED: Name = Name::new("the numbered");
/// The rows that are given, with their numbers.
pub(crate) const GIVEN: Name = Name::new("the given");
/// The numbers of given rows beside those of the rows that they became.
const PLACED: Name = Name::new("the placed");
/// The column that numbers them.
pub(crate) const NUMBER: &str = "the number";

impl Shape {
    /// Has a statement give the rows that it changes, in whatever order.
    pub(crate) fn returning(&self, text: &mut Text) {
        if self.is_plain() {
            write_to(&mut text.sql, format_args!(" RETURNING {}", self.list));
        } else {
            self.changed("", &[], text);
            write_to(&mut text.sql, format_args!(" SELECT {}", self.list));
            write_to(
                &mut text.sql,
                format_args!(" FROM {CHANGED} AS t0{}", self.joins),
            );
        }
    }

    /// Has an insert give its rows in the order in which they are inserted.
    pub(crate) fn returning_in_order(&self, text: &mut Text) {
        if self.is_plain() {
            return self.returning(text);
        }
        self.numbered("", &[], text);
        write_to(&mut text.sql, format_args!(" SELECT {}", self.list));
        write_to(
            &mut text.sql,
            format_args!(
                " FROM {NUMBERED} AS t0{} ORDER BY t0.{}",
                self.joins,
                Quoted(NUMBER)
            ),
        );
    }

    /// Makes an insert a part of another statement, which gives the rows that were really inserted,
    /// each with the place of the row that was given for it, from 1. They are told apart by the
    /// columns of a key, which both have.
    ///
    /// Rows with one key are matched in their order: of those that are inserted there is one, or,
    /// with a `NULL` in the key, as many as were given.
    pub(crate) fn returning_keyed(&self, before: &str, key: &[&str], text: &mut Text) {
        self.numbered(before, key, text);
        let number = Quoted(NUMBER);
        let columns = key.iter().map(|column| Quoted(column).to_string());
        let columns = columns.collect::<Vec<_>>().join(", ");
        let rank = format!("row_number() OVER (PARTITION BY {columns} ORDER BY {number})");
        write_to(
            &mut text.sql,
            format_args!(
                ", {PLACED} AS (SELECT max(g) AS g, max(m) AS m FROM (\
                 SELECT {number} AS g, NULL::bigint AS m, {columns}, {rank} AS r FROM {GIVEN} \
                 UNION ALL SELECT NULL, {number}, {columns}, {rank} FROM {NUMBERED}) AS k \
                 GROUP BY {columns}, r) \
                 SELECT {}, coalesce(p.g, 0) FROM {NUMBERED} AS t0 \
                 JOIN {PLACED} AS p ON p.m = t0.{number}{}",
                self.list, self.joins
            ),
        );
    }

    /// Makes a statement a part of another, behind what comes before it there. It reads the changed
    /// rows by a name: the columns that the shape needs of them, and these others.
    pub(crate) fn changed(&self, before: &str, others: &[&str], text: &mut Text) {
        let change = std::mem::take(&mut text.sql);
        write_to(
            &mut text.sql,
            format_args!("WITH {before}{CHANGED} AS ({change} RETURNING "),
        );
        for (at, column) in self.read_of_changed(others).into_iter().enumerate() {
            text.push(if at == 0 { "" } else { ", " });
            text.column("t0", column);
        }
        text.push(")");
    }

    /// The columns that are read of the changed rows: those that the shape needs, and these others.
    pub(crate) fn read_of_changed<'a>(&self, others: &[&'a str]) -> Vec<&'a str> {
        let others = others.iter().filter(|other| !self.page.contains(other));
        self.page.iter().chain(others).copied().collect()
    }

    /// The same, with numbers in the order in which the rows are inserted.
    pub(crate) fn numbered(&self, before: &str, others: &[&str], text: &mut Text) {
        self.changed(before, others, text);
        let number = Quoted(NUMBER);
        write_to(
            &mut text.sql,
            format_args!(
                ", {NUMBERED} AS (SELECT *, row_number() OVER () AS {number} FROM {CHANGED})"
            ),
        );
    }

    /// Whether all its values stand in the table's own row.
    fn is_plain(&self) -> bool {
        self.joins.is_empty() && !self.deep
    }
}
