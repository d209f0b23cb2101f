//! Indexes and their elements.

use super::word::CONSTRAINTS;
use super::{Parsed, Parser};
use crate::source::Span;
use crate::syntax::{ElementClause, Index, IndexClause, IndexElement, Options};

/// Words that end an index's element.
const AFTER_ELEMENT: &[&str] = &["with", "where", "include", "using", "as", "on"];

impl Parser<'_> {
    /// The rest of an index after the word.
    pub(super) fn index(&mut self, unique: Option<Span>) -> Parsed<Index> {
        let name = self.constraint_name();
        self.index_on_habit();
        let method = self.method()?;
        let (elements, elements_span) =
            self.parenthesized_list("`(` and what is indexed", Self::index_element)?;
        let mut clauses = Vec::new();
        loop {
            if let Some(distinct) = self.distinct() {
                clauses.push(IndexClause::Distinct(distinct));
                continue;
            }
            clauses.push(match self.word() {
                "include" => {
                    self.take_word();
                    IndexClause::Include(self.columns()?.0)
                }
                "where" => {
                    self.take_word();
                    IndexClause::Where(self.expr()?)
                }
                "with" => {
                    self.take_word();
                    IndexClause::With(self.options()?)
                }
                "was" => {
                    self.take_word();
                    IndexClause::Was(self.name("the name that it had")?)
                }
                "allow" => IndexClause::Allow(self.allow()?),
                _ => break,
            });
        }
        Ok(Index {
            unique,
            name,
            method,
            elements,
            elements_span,
            clauses,
        })
    }

    /// `published_at desc nulls last`, `lower(name) text_pattern_ops`
    pub(super) fn index_element(&mut self) -> Parsed<IndexElement> {
        let expr = self.expr()?;
        let start = expr.span;
        let mut clauses = Vec::new();
        loop {
            clauses.push(match self.word() {
                "asc" => ElementClause::Asc(self.take_word()),
                "desc" => ElementClause::Desc(self.take_word()),
                "nulls" => {
                    let nulls = self.take_word();
                    if let Some(first) = self.eat_word("first") {
                        ElementClause::NullsFirst(nulls.to(first))
                    } else if let Some(last) = self.eat_word("last") {
                        ElementClause::NullsLast(nulls.to(last))
                    } else {
                        return Err(self.unexpected("`first` or `last`"));
                    }
                }
                word if self.at_operator_class(word) => {
                    let name = self.name("an operator class")?;
                    let options = if self.at_parenthesis() {
                        self.options()?
                    } else {
                        Options::default()
                    };
                    ElementClause::OperatorClass { name, options }
                }
                _ => break,
            });
        }
        Ok(IndexElement {
            expr,
            clauses,
            span: start.to(self.before()),
        })
    }

    fn at_operator_class(&self, word: &str) -> bool {
        let next_line = self.ahead(0).first && CONSTRAINTS.contains(&word);
        self.is_name(0) && !self.at_column() && !next_line && !AFTER_ELEMENT.contains(&word)
    }
}
