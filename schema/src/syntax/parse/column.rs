//! Columns, and which line of a body is one.

use super::word::CONSTRAINTS;
use super::{Parsed, Parser, Reported};
use crate::source::Span;
use crate::syntax::lexer::TokenKind;
use crate::syntax::{
    Column, ColumnType, Entry, EntryKind, Modifier, Name, QualifiedName, Text, Type,
};

impl Parser<'_> {
    /// Whether a column or constraint begins so many tokens after the next.
    pub(super) fn begins_entry(&self, distance: usize) -> bool {
        let named = self.is_name(distance) || self.is_string(distance);
        named && self.is_sign(distance + 1, ":") || CONSTRAINTS.contains(&self.word_ahead(distance))
    }

    /// A column if its second token is `:`, otherwise a constraint.
    pub(super) fn entry(&mut self, docs: Vec<Text>, list: &mut Vec<Entry>) -> Parsed<()> {
        let start = self.here();
        let named = self.is_name(0) || self.is_string(0);
        let mut result = Ok(());
        let kind = if named && self.is_sign(1, ":") {
            let name = self.declared_name("a column's name")?;
            self.eat(":");
            EntryKind::Column(self.column(name, &mut result))
        } else if named && self.is_sign(1, "::") {
            let name = self.declared_name("a column's name")?;
            let at = self.bump();
            self.complain(
                at,
                format!("expected `:` after `{}`, found `::`", name.text),
            )
            .help("write one `:`");
            EntryKind::Column(self.column(name, &mut result))
        } else if CONSTRAINTS.contains(&self.word()) && !self.constraint_is_column() {
            EntryKind::Constraint(self.constraint()?)
        } else if self.eat_constraint_habit() {
            EntryKind::Constraint(self.named_constraint()?)
        } else if named && self.is_name(1) {
            let name = self.declared_name("a column's name")?;
            self.colon_habit(&name, "column");
            self.guessed = true;
            EntryKind::Column(self.column(name, &mut result))
        } else {
            return Err(self.unexpected("a column, such as `name: text`, or a constraint"));
        };
        list.push(Entry {
            docs,
            span: start.to(self.before()),
            kind,
        });
        result
    }

    /// Whether a word that begins constraints is a column's name whose colon was forgotten.
    fn constraint_is_column(&self) -> bool {
        match self.word() {
            "primary" => self.second_word() != "key" && self.is_name(1),
            "foreign" => self.second_word() != "key" && self.is_name(1),
            _ => false,
        }
    }

    /// The rest of a column. A mistake in it is put into `result`, and the column kept.
    fn column(&mut self, name: Name, result: &mut Parsed<()>) -> Column {
        let ty = if self.word() == "references" && self.is_name(1) && !self.is_column_ahead(1) {
            self.reference().map(ColumnType::Reference)
        } else if self.lacks_type() {
            self.type_missing(&name);
            Ok(ColumnType::Value(unknown_type(self.before())))
        } else {
            self.ty().map(ColumnType::Value)
        };
        let lost = ty.is_err();
        let mut column = Column {
            name,
            ty: ty.unwrap_or_else(|_| ColumnType::Value(unknown_type(self.before()))),
            modifiers: Vec::new(),
        };
        *result = if lost {
            Err(Reported)
        } else {
            self.modifiers(&mut column)
        };
        column
    }

    fn modifiers(&mut self, column: &mut Column) -> Parsed<()> {
        while !self.at_column() {
            let start = self.here();
            let before = self.at;
            if let Some(kind) = self.modifier(column)? {
                column.modifiers.push(Modifier {
                    span: start.to(self.before()),
                    kind,
                });
            } else if self.at == before {
                break;
            }
        }
        Ok(())
    }

    /// Whether a modifier stands where the type should.
    fn lacks_type(&self) -> bool {
        match self.word() {
            "primary" => self.second_word() == "key",
            "not" => self.second_word() == "null",
            "unique" | "null" | "default" | "check" | "generated" => true,
            "" => {
                self.at_column()
                    || matches!(self.ahead(0).kind, TokenKind::Sign("=" | "?" | "," | "}"))
            }
            _ => false,
        }
    }

    fn type_missing(&mut self, name: &Name) {
        let ty = if self.word() == "primary" {
            "bigint"
        } else {
            "text"
        };
        self.complain(name.span, format!("`{}` has no type", name.text))
            .help(format!("`{}: {ty}`", name.text));
        self.guessed = true;
    }
}

/// What stands in the tree where a type is missing.
/// A type that is not known: it has no name.
fn unknown_type(span: Span) -> Type {
    Type {
        name: QualifiedName {
            namespace: None,
            name: Name {
                text: String::new(),
                span,
            },
        },
        arguments: Vec::new(),
        nullable: None,
        array: None,
        collation: None,
        span,
    }
}
