//! Constraints: what a table says of several columns.

use super::clause::NOT_A_NAME;
use super::{Parsed, Parser};
use crate::syntax::lexer::{TokenKind, is_operator};
use crate::syntax::{
    Constraint, Exclude, ExcludeClause, ExcludeElement, ForeignKey, ForeignKeyClause, Name, Text,
    Unique, UniqueClause,
};

impl Parser<'_> {
    pub(super) fn constraint(&mut self) -> Parsed<Constraint> {
        Ok(match self.word() {
            "primary" => {
                self.take_word();
                self.expect_word("key")?;
                Constraint::PrimaryKey(self.unique()?)
            }
            "unique" if self.second_word() == "index" => {
                let unique = self.take_word();
                self.take_word();
                Constraint::Index(self.index(Some(unique))?)
            }
            "unique" => {
                self.take_word();
                Constraint::Unique(self.unique()?)
            }
            "index" => {
                self.take_word();
                Constraint::Index(self.index(None)?)
            }
            "check" => {
                let check = self.check()?;
                let mut allow = Vec::new();
                while self.at_allow() {
                    allow.push(self.allow()?);
                }
                Constraint::Check { check, allow }
            }
            "foreign" => Constraint::ForeignKey(self.foreign_key()?),
            "exclude" => Constraint::Exclude(self.exclude()?),
            "allow" => Constraint::Allow(self.allow()?),
            _ => return Err(self.unexpected("a constraint")),
        })
    }

    /// `constraint name unique (…)`, after its name was said to be in the wrong place.
    pub(super) fn named_constraint(&mut self) -> Parsed<Constraint> {
        let name = self.name("the constraint's name")?;
        let mut constraint = self.constraint()?;
        let place = match &mut constraint {
            Constraint::PrimaryKey(unique) | Constraint::Unique(unique) => &mut unique.name,
            Constraint::Index(index) => &mut index.name,
            Constraint::Check { check, .. } => &mut check.name,
            Constraint::ForeignKey(key) => &mut key.name,
            Constraint::Exclude(exclude) => &mut exclude.name,
            Constraint::Allow(_) => return Ok(constraint),
        };
        place.get_or_insert(name);
        Ok(constraint)
    }

    pub(super) fn at_allow(&self) -> bool {
        self.word() == "allow"
    }

    /// The rest of a primary key or unique constraint.
    fn unique(&mut self) -> Parsed<Unique> {
        let name = self.constraint_name();
        let mut clauses = Vec::new();
        if let Some(distinct) = self.distinct() {
            let help = format!("`unique (…) {}`", self.quote(distinct.span));
            self.complain(distinct.span, "this stands after the columns")
                .help(help);
            clauses.push(UniqueClause::Distinct(distinct));
        }
        let (columns, columns_span) = self.columns()?;
        loop {
            if let Some(distinct) = self.distinct() {
                clauses.push(UniqueClause::Distinct(distinct));
                continue;
            }
            clauses.push(match self.word() {
                "include" => {
                    self.take_word();
                    UniqueClause::Include(self.columns()?.0)
                }
                "deferrable" => UniqueClause::Deferrable(self.deferrable()),
                "allow" => UniqueClause::Allow(self.allow()?),
                _ => break,
            });
        }
        Ok(Unique {
            name,
            columns,
            columns_span,
            clauses,
        })
    }

    /// The name that a constraint or index may have.
    pub(super) fn constraint_name(&mut self) -> Option<Name> {
        self.optional_name(NOT_A_NAME)
    }

    fn foreign_key(&mut self) -> Parsed<ForeignKey> {
        self.take_word();
        self.expect_word("key")?;
        let name = self.constraint_name();
        let (columns, columns_span) = self.columns()?;
        self.expect_word("references")?;
        let target = self.qualified_name("the table that is referred to")?;
        let target_columns = self.optional_columns()?;
        let mut clauses = Vec::new();
        loop {
            clauses.push(match self.word() {
                "on" | "deferrable" | "match" | "inverse" | "many" => {
                    ForeignKeyClause::Reference(self.reference_modifier()?)
                }
                "as" => {
                    self.take_word();
                    ForeignKeyClause::As(self.name("a name for the reference")?)
                }
                "allow" => ForeignKeyClause::Allow(self.allow()?),
                _ => break,
            });
        }
        Ok(ForeignKey {
            name,
            columns,
            columns_span,
            target,
            target_columns,
            clauses,
        })
    }

    fn exclude(&mut self) -> Parsed<Exclude> {
        self.take_word();
        let name = self.constraint_name();
        let method = self.method()?;
        let (elements, _) =
            self.parenthesized_list("`(` and what no two rows may share", |parser| {
                let element = parser.index_element()?;
                parser.expect_word("with")?;
                let operator = parser.exclusion_operator()?;
                Ok(ExcludeElement { element, operator })
            })?;
        let mut clauses = Vec::new();
        loop {
            clauses.push(match self.word() {
                "where" => {
                    self.take_word();
                    ExcludeClause::Where(self.expr()?)
                }
                "deferrable" => ExcludeClause::Deferrable(self.deferrable()),
                "allow" => ExcludeClause::Allow(self.allow()?),
                _ => break,
            });
        }
        Ok(Exclude {
            name,
            method,
            elements,
            clauses,
        })
    }

    /// `using gist`, if it comes next.
    pub(super) fn method(&mut self) -> Parsed<Option<Name>> {
        if self.eat_word("using").is_none() {
            return Ok(None);
        }
        Ok(Some(self.name("an index method, such as `gist`")?))
    }

    fn exclusion_operator(&mut self) -> Parsed<Text> {
        match self.ahead(0).kind {
            TokenKind::Sign(sign) if is_operator(sign) => {
                let span = self.bump();
                Ok(Text {
                    value: sign.to_owned(),
                    span,
                })
            }
            _ => Err(self.unexpected("an operator, such as `&&`")),
        }
    }
}
