//! What follows a column's type.

use super::habit::closest;
use super::word::{INFIX, MODIFIERS};
use super::{Parsed, Parser, Reported};
use crate::syntax::{Column, ColumnType, ModifierKind, Options, ReferenceModifier};

impl Parser<'_> {
    /// The next modifier. Nothing, where none comes next or where a habit of SQL has been read
    /// that changes the column's type.
    pub(super) fn modifier(&mut self, column: &mut Column) -> Parsed<Option<ModifierKind>> {
        if self.is_sign(0, "=") {
            self.bump();
            self.eat_second_equals();
            return Ok(Some(ModifierKind::Default(self.expr()?)));
        }
        if self.is_sign(0, "?") {
            self.late_question_mark(column);
            return Ok(None);
        }
        let reference = matches!(column.ty, ColumnType::Reference(_));
        let kind = match self.word() {
            "primary" if !self.at_table_key() => {
                self.take_word();
                self.expect_word("key")?;
                ModifierKind::PrimaryKey
            }
            "identity" => self.identity()?,
            // `unique (a, b)` on its own line is a constraint.
            "unique" if !self.is_sign(1, "(") && self.second_word() != "index" => {
                self.take_word();
                ModifierKind::Unique(self.distinct())
            }
            "check" => ModifierKind::Check(self.check()?),
            "generated" => return self.generated().map(Some),
            "as" => {
                self.take_word();
                ModifierKind::As(self.path()?)
            }
            "newtype" => {
                self.take_word();
                ModifierKind::Newtype(self.name("the newtype's name")?)
            }
            "version" => {
                self.take_word();
                ModifierKind::Version
            }
            "deprecated" => {
                self.take_word();
                ModifierKind::Deprecated
            }
            "was" => {
                self.take_word();
                ModifierKind::Was(self.name("the name that it had")?)
            }
            "on" => self.on(reference)?,
            "allow" => ModifierKind::Allow(self.allow()?),
            "deferrable" | "match" | "inverse" | "many" => {
                ModifierKind::Reference(self.reference_modifier()?)
            }
            "" => return Ok(None),
            _ => return self.habit(column),
        };
        Ok(Some(kind))
    }

    /// Whether `primary key (…)` begins the next line, after a missing comma.
    fn at_table_key(&self) -> bool {
        let columns = self.is_sign(2, "(")
            || self.is_name(2) && !MODIFIERS.contains(&self.third_word()) && self.is_sign(3, "(");
        self.ahead(0).first && columns
    }

    fn identity(&mut self) -> Parsed<ModifierKind> {
        self.take_word();
        let by_default = self.eat_words(&["by", "default"]);
        let options = if self.at_parenthesis() {
            self.options()?
        } else {
            Options::default()
        };
        Ok(ModifierKind::Identity {
            by_default,
            options,
        })
    }

    fn generated(&mut self) -> Parsed<ModifierKind> {
        if let Some(identity) = self.generated_habit()? {
            return Ok(identity);
        }
        let expr = self.parenthesized("`(` and an expression")?;
        self.eat_stored_habit();
        Ok(ModifierKind::Generated(expr))
    }

    fn on(&mut self, reference: bool) -> Parsed<ModifierKind> {
        let action = matches!(self.third_word(), "cascade" | "restrict" | "no" | "set");
        if self.second_word() != "update" || reference || action {
            return Ok(ModifierKind::Reference(self.reference_modifier()?));
        }
        self.take_word();
        self.take_word();
        Ok(ModifierKind::OnUpdateValue(self.expr()?))
    }

    /// Says that a word is nothing that a column can have.
    pub(super) fn no_modifier(&mut self, column: &mut Column) -> Parsed<Option<ModifierKind>> {
        let at = self.here();
        let word = self.written(at);
        if INFIX.contains(&word) {
            return Err(self.unexpected("`,`"));
        }
        let close = closest(word, MODIFIERS);
        let error = self.mistake(at, format!("`{word}` is nothing that a column can have"));
        let Some(close) = close else {
            error.help("write `,` if the next column begins here");
            return Err(Reported);
        };
        error.help(format!("did you mean `{close}`?"));
        self.misread = Some((self.at, close));
        self.modifier(column)
    }

    /// `on delete …`, `on update …`, `deferrable`, `match full`, `inverse …`, `many …`
    pub(super) fn reference_modifier(&mut self) -> Parsed<ReferenceModifier> {
        Ok(match self.word() {
            "on" => {
                self.take_word();
                self.correct(&["delete", "update"]);
                match self.word() {
                    "delete" => {
                        self.take_word();
                        ReferenceModifier::OnDelete(self.action()?)
                    }
                    "update" => {
                        self.take_word();
                        ReferenceModifier::OnUpdate(self.action()?)
                    }
                    _ => return Err(self.unexpected("`delete` or `update`")),
                }
            }
            "deferrable" => ReferenceModifier::Deferrable(self.deferrable()),
            "match" => {
                self.take_word();
                self.expect_word("full")?;
                ReferenceModifier::MatchFull
            }
            "inverse" => {
                self.take_word();
                ReferenceModifier::Inverse(self.name("a name for the collection")?)
            }
            _ => {
                self.take_word();
                ReferenceModifier::Many(self.name("a name for the collection")?)
            }
        })
    }
}
