//! Types of columns, domains and casts.

use super::{Parsed, Parser};
use crate::syntax::expression::CastType;
use crate::syntax::lexer::TokenKind;
use crate::syntax::{ArraySuffix, QualifiedName, Type, TypeArgument};

impl Parser<'_> {
    /// `numeric(12, 2)?[]? collate "C"`
    pub(super) fn ty(&mut self) -> Parsed<Type> {
        let mut name = self.qualified_name("a type")?;
        let start = name.span();
        if let Some(inner) = self.rust_type_habit(&name)? {
            return Ok(inner);
        }
        self.words_before_arguments(&mut name);
        let mut arguments = Vec::new();
        if self.at_parenthesis() {
            arguments = self.parenthesized_list("`(`", Self::type_argument)?.0;
        }
        self.words_after_arguments(&mut name);
        let nullable = self.eat("?");
        let array = self.array_suffix()?;
        let mut collation = None;
        if self.eat_word("collate").is_some() {
            collation = Some(self.string("the collation's name in quotes")?);
        }
        Ok(Type {
            name,
            arguments,
            nullable,
            array,
            collation,
            span: start.to(self.before()),
        })
    }

    fn type_argument(&mut self) -> Parsed<TypeArgument> {
        if self.is_name(0) {
            return Ok(TypeArgument::Name(self.name("an argument")?));
        }
        Ok(TypeArgument::Integer(
            self.integer("a whole number or a name")?,
        ))
    }

    fn array_suffix(&mut self) -> Parsed<Option<ArraySuffix>> {
        let Some(span) = self.brackets()? else {
            return Ok(None);
        };
        let nullable = self.eat("?");
        while self.is_sign(0, "[") {
            let start = self.here();
            self.brackets()?;
            let at = start.to(self.before());
            self.complain(
                at,
                "PostgreSQL does not keep how many dimensions an array has",
            )
            .help("write `[]` once");
        }
        Ok(Some(ArraySuffix { span, nullable }))
    }

    /// `[]`, if it comes next.
    fn brackets(&mut self) -> Parsed<Option<crate::source::Span>> {
        let Some(open) = self.eat("[") else {
            return Ok(None);
        };
        if matches!(self.ahead(0).kind, TokenKind::Number(_)) && self.is_sign(1, "]") {
            let at = self.bump();
            self.complain(at, "PostgreSQL does not keep the length of an array")
                .help("write `[]`");
        }
        Ok(Some(open.to(self.close("]", open)?)))
    }

    /// The type after `::`.
    pub(super) fn cast_type(&mut self) -> Parsed<CastType> {
        let mut name = self.qualified_name("a type")?;
        let start = name.span();
        self.words_before_arguments(&mut name);
        let mut arguments = Vec::new();
        if self.at_parenthesis() {
            let (list, _) = self
                .parenthesized_list("`(`", |parser| Ok(parser.integer("a whole number")?.value))?;
            arguments = list;
        }
        self.words_after_arguments(&mut name);
        let array = self.is_sign(0, "[") && self.is_sign(1, "]");
        if array {
            self.bump();
            self.bump();
        }
        Ok(CastType {
            name,
            arguments,
            array,
            span: start.to(self.before()),
        })
    }

    /// `double precision`, `character varying`
    fn words_before_arguments(&mut self, name: &mut QualifiedName) {
        let written = name.name.text.to_ascii_lowercase();
        let (second, short) = match written.as_str() {
            "double" => ("precision", "double"),
            "character" | "char" => ("varying", "varchar"),
            "bit" => ("varying", "varbit"),
            _ => return,
        };
        if self.word() == second {
            let at = name.span().to(self.bump());
            self.one_word_type(at, name, short);
        }
    }

    /// `timestamp with time zone`, `time(3) without time zone`
    fn words_after_arguments(&mut self, name: &mut QualifiedName) {
        let written = name.name.text.to_ascii_lowercase();
        let with = match self.word() {
            "with" => true,
            "without" => false,
            _ => return,
        };
        let short = match (written.as_str(), with) {
            ("timestamp", true) => "timestamptz",
            ("timestamp", false) => "timestamp",
            ("time", true) => "timetz",
            ("time", false) => "time",
            _ => return,
        };
        if self.second_word() == "time" && self.third_word() == "zone" {
            self.bump();
            self.bump();
            let at = name.span().to(self.bump());
            self.one_word_type(at, name, short);
        }
    }

    fn one_word_type(&mut self, at: crate::source::Span, name: &mut QualifiedName, short: &str) {
        let written = self.quote(at).to_ascii_lowercase();
        self.complain(at, format!("`{written}` is called `{short}`"))
            .help(format!("write `{short}`"));
        short.clone_into(&mut name.name.text);
    }
}
