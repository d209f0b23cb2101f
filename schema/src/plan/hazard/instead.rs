//! What else one can do where others have to wait.

use super::words::{has, words};
use super::{Judge, Reader};

impl Judge<'_> {
    /// How to have what a statement makes others wait for without their waiting.
    pub(in crate::plan) fn instead(&self, sql: &str) -> Option<&'static str> {
        let all = words(sql);
        let mut reader = Reader::new(&all);
        if reader.skip(&["alter", "domain"]) {
            return Some(
                "PostgreSQL looks at all values of the domain while nobody can write them; in its place, a check of each \
                 column is looked at while others go on",
            );
        }
        if reader.skip(&["refresh"]) {
            return Some("who would read it before it is filled gets an error, and does not wait");
        }
        if !reader.skip(&["alter", "table"]) {
            return None;
        }
        let rest = reader.rest();
        if has(rest, "exclude") {
            return Some(
                "PostgreSQL has no other way to add an exclusion constraint: choose a time for it, or begin a table that \
                 has it and move the rows",
            );
        }
        if has(rest, "set tablespace") {
            return Some("pg_repack --tablespace moves it while others go on");
        }
        if ["set logged", "set unlogged", "set access method"]
            .iter()
            .any(|it| has(rest, it))
        {
            return Some(
                "PostgreSQL has no other way: choose a time for it, or begin a table that is like that and move the rows",
            );
        }
        let added = rest.iter().position(|it| it.is("add"))?;
        let definition = rest.get(added + 1..)?;
        let definition = match definition.split_first() {
            Some((first, rest)) if first.is("column") => rest,
            _ => definition,
        };
        if has(definition, "stored") {
            return Some(
                "PostgreSQL computes a stored column by writing all rows; a plain column that a trigger fills, or from 18 on \
                 a VIRTUAL one, is added without",
            );
        }
        self.is_constrained(definition).then_some(
            "for a column of a domain with a constraint, PostgreSQL writes all rows; one of the domain's base type with a \
             check of its own is added without",
        )
    }
}
