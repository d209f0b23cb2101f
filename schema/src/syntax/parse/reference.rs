//! References to other tables.

use super::{Parsed, Parser};
use crate::syntax::{Action, ActionKind, Name, Reference};

impl Parser<'_> {
    /// `references users (id)? with tenant_id`
    pub(super) fn reference(&mut self) -> Parsed<Reference> {
        let word = self.take_word();
        if self.word() == "on" && matches!(self.second_word(), "delete" | "update") {
            return Err(self.unexpected("the table that is referred to"));
        }
        let target = self.qualified_name("the table that is referred to")?;
        let columns = self.optional_columns()?;
        let nullable = self.eat("?");
        let mut with = Vec::new();
        if self.eat_word("with").is_some() {
            with = if self.at_parenthesis() {
                self.columns()?.0
            } else {
                vec![self.name("a column that both tables have")?]
            };
        }
        Ok(Reference {
            word,
            target,
            columns,
            nullable,
            with,
            span: word.to(self.before()),
        })
    }

    pub(super) fn optional_columns(&mut self) -> Parsed<Option<Vec<Name>>> {
        if !self.at_parenthesis() {
            return Ok(None);
        }
        Ok(Some(self.columns()?.0))
    }

    /// `cascade`, `restrict`, `no action`, `set null (a)`, `set default`
    pub(super) fn action(&mut self) -> Parsed<Action> {
        self.correct(&["cascade", "restrict", "no", "set"]);
        let start = self.here();
        let kind = match self.word() {
            "cascade" => {
                self.take_word();
                ActionKind::Cascade
            }
            "restrict" => {
                self.take_word();
                ActionKind::Restrict
            }
            "no" => {
                self.take_word();
                self.expect_word("action")?;
                ActionKind::NoAction
            }
            "set" => {
                self.take_word();
                if self.eat_word("null").is_some() {
                    ActionKind::SetNull(self.optional_columns()?)
                } else if self.eat_word("default").is_some() {
                    ActionKind::SetDefault(self.optional_columns()?)
                } else {
                    return Err(self.unexpected("`null` or `default`"));
                }
            }
            _ => {
                let actions = "`cascade`, `restrict`, `set null`, `set default` or `no action`";
                return Err(self.unexpected(actions));
            }
        };
        Ok(Action {
            kind,
            span: start.to(self.before()),
        })
    }
}
