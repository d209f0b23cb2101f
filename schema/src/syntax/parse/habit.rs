//! Habits of SQL: each is answered with the line to write, and read as what was meant.

use super::expression::{Level, Node};
use super::word::{ITEMS, MODIFIERS};
use super::{Parsed, Parser, Reported};
use crate::syntax::expression::ExprKind;
use crate::syntax::{Column, ColumnType, ModifierKind, Name, Options, QualifiedName, Type};

impl Parser<'_> {
    /// A word after a column's type that is no modifier.
    pub(super) fn habit(&mut self, column: &mut Column) -> Parsed<Option<ModifierKind>> {
        let start = self.here();
        let name = column.name.text.clone();
        match self.word() {
            "not" if self.second_word() == "null" => {
                self.bump();
                let at = start.to(self.bump());
                self.complain(at, "a column is required as it is").help(
                    "leave `not null` out; a column that can be NULL has a `?` after its type",
                );
                Ok(None)
            }
            "null" => {
                self.bump();
                let written = self.quote(ty_span(column));
                let ty = written.trim_end_matches('?');
                self.complain(start, "a column that can be NULL has a `?` after its type")
                    .help(format!("`{name}: {ty}?`"));
                set_nullable(column, start);
                Ok(None)
            }
            "default" => {
                self.default_habit();
                Ok(Some(ModifierKind::Default(self.expr()?)))
            }
            "references" => {
                let reference = self.reference()?;
                let help = format!("`{name}: {}`", self.quote(reference.span));
                let ty = self.quote(ty_span(column));
                let message = format!(
                    "a reference takes its type from the key of `{}`",
                    reference.target.name.text
                );
                self.complain(ty_span(column), message)
                    .help(help)
                    .because(reference.span, format!("in place of `{ty}`"));
                column.ty = ColumnType::Reference(reference);
                Ok(None)
            }
            "collate" => {
                self.bump();
                let collation = self.string("the collation's name in quotes")?;
                let at = start.to(collation.span);
                let help = format!(
                    "`{name}: {} {}`",
                    self.quote(ty_span(column)),
                    self.quote(at)
                );
                self.complain(at, "`collate` stands directly after the type")
                    .help(help);
                if let ColumnType::Value(ty) = &mut column.ty {
                    ty.collation = Some(collation);
                }
                Ok(None)
            }
            "constraint" if self.is_name(1) => {
                self.bump();
                self.bump();
                let at = start.to(self.before());
                let written = self.quote(self.before());
                self.complain(at, "the name of a constraint stands after its first word")
                    .help(format!("`check {written} (…)`"));
                Ok(None)
            }
            "auto_increment" | "autoincrement" | "AUTO_INCREMENT" => {
                self.bump();
                self.complain(
                    start,
                    format!("`{}` is called `identity`", self.quote(start)),
                )
                .help("write `identity`");
                Ok(Some(ModifierKind::Identity {
                    by_default: None,
                    options: Options::default(),
                }))
            }
            "index" if !self.ahead(0).first => {
                self.bump();
                self.complain(start, "an index is a line of its own")
                    .help(format!("`index ({name})`"));
                Ok(None)
            }
            // A line that begins with a misspelled word goes on with the same column.
            _ if self.ahead(0).first && MODIFIERS.contains(&self.second_word()) => {
                self.no_modifier(column)
            }
            word if self.ahead(0).first || matches!(word, "unique" | "primary") => Ok(None),
            _ => self.no_modifier(column),
        }
    }

    /// `Option<text>` and `Vec<text>`, as Rust has them; what they hold is the type.
    pub(super) fn rust_type_habit(&mut self, name: &QualifiedName) -> Parsed<Option<Type>> {
        let (message, suffix) = match name.name.text.as_str() {
            "Option" => ("a column that can be NULL has a `?` after its type", "?"),
            "Vec" => ("an array has `[]` after the type of its elements", "[]"),
            _ => return Ok(None),
        };
        if name.namespace.is_some() || self.eat("<").is_none() {
            return Ok(None);
        }
        let mut inner = self.ty()?;
        let help = match self.quote(inner.span) {
            nested if nested.contains('<') => format!("write `{suffix}` last"),
            plain => format!("`{plain}{suffix}`"),
        };
        // `>>` ends two of them.
        let _end = self.eat(">").or_else(|| self.eat(">>"));
        inner.span = name.span().to(self.before());
        self.complain(inner.span, message).help(help);
        Ok(Some(inner))
    }

    /// `default x`, after which the expression comes.
    pub(super) fn default_habit(&mut self) {
        let at = self.bump();
        let mut value = self.here();
        let is_call = self.is_name(0) && self.is_sign(1, "(") && self.is_sign(2, ")");
        if is_call {
            value = value.to(self.ahead(2).span);
        }
        let value = self.quote(value);
        self.complain(at, "a default is written `=`")
            .help(format!("`= {value}`"));
    }

    /// The second `=` of `==`.
    pub(super) fn eat_second_equals(&mut self) {
        let at = self.before();
        if self.is_sign(0, "=") && self.here().start == at.end {
            let at = at.to(self.bump());
            self.complain(at, "equality is written `=`")
                .help("write `=`");
        }
    }

    /// `text ?` after something else than the type.
    pub(super) fn late_question_mark(&mut self, column: &mut Column) {
        let at = self.bump();
        let help = format!("`{}: {}?`", column.name.text, self.quote(ty_span(column)));
        self.complain(at, "`?` stands directly after the type")
            .help(help);
        set_nullable(column, at);
    }

    /// `generated always as identity`, `generated by default as identity`; of
    /// `generated always as (…)` only the words.
    pub(super) fn generated_habit(&mut self) -> Parsed<Option<ModifierKind>> {
        let start = self.take_word();
        let by_default = if self.eat_words(&["always", "as"]).is_some() {
            None
        } else if let Some(span) = self.eat_words(&["by", "default", "as"]) {
            Some(span)
        } else {
            return Ok(None);
        };
        let words = start.to(self.before());
        if self.word() != "identity" {
            self.complain(words, "a generated column is always stored")
                .help("write `generated (…)`");
            return Ok(None);
        }
        let at = start.to(self.take_word());
        let short = if by_default.is_some() {
            "identity by default"
        } else {
            "identity"
        };
        let message = format!("`{}` is written `{short}`", self.quote(at));
        self.complain(at, message).help(format!("write `{short}`"));
        let mut options = Options::default();
        if self.at_parenthesis() {
            options = self.options()?;
        }
        Ok(Some(ModifierKind::Identity {
            by_default,
            options,
        }))
    }

    /// `stored` after a generated column's expression.
    pub(super) fn eat_stored_habit(&mut self) {
        if self.word() == "stored" {
            let at = self.bump();
            self.complain(at, "a generated column is always stored")
                .help("leave `stored` out");
        }
    }

    /// `name type` where `name: type` is meant; the type comes next.
    pub(super) fn colon_habit(&mut self, name: &Name, what: &str) {
        let mut ty = self.here();
        if self.word() == "references" && self.is_name(1) {
            ty = ty.to(self.ahead(1).span);
        }
        let ty = self.quote(ty);
        self.complain(
            name.span,
            format!("expected `:` after the {what}'s name `{}`", name.text),
        )
        .help(format!("`{}: {ty}`", name.text));
    }

    /// `constraint name`, of which the word is taken.
    pub(super) fn eat_constraint_habit(&mut self) -> bool {
        let known = matches!(
            self.third_word(),
            "primary" | "unique" | "check" | "foreign" | "exclude"
        );
        if self.word() != "constraint" || !self.is_name(1) || !known {
            return false;
        }
        let at = self.bump();
        let name = self.quote(self.here());
        let mut words = self.second_word().to_owned();
        if matches!(words.as_str(), "primary" | "foreign") {
            words.push_str(" key");
        }
        self.complain(at, "the name of a constraint stands after its first words")
            .help(format!("`{words} {name} (…)`"));
        true
    }

    /// `index name on table (…)`
    pub(super) fn index_on_habit(&mut self) {
        if self.word() == "on" && self.is_name(1) {
            let start = self.bump();
            let at = start.to(self.bump());
            let help = format!("leave `{}` out", self.quote(at));
            self.complain(at, "an index stands in its table").help(help);
        }
    }

    /// `create table`, of which the first word is taken.
    pub(super) fn create_habit(&mut self) -> Parsed<()> {
        if self.word() != "create" {
            return Ok(());
        }
        let start = self.bump();
        self.eat_words_silently(&["or", "replace"]);
        let at = start.to(self.before());
        let what = self.word();
        if ITEMS.contains(&what) {
            let name = self.quote(self.ahead(1).span);
            self.complain(at, "a schema says what there is, not what to do")
                .help(format!("`{what} {name}`"));
            return Ok(());
        }
        let error = self.complain(at, "a schema says what there is, not what to do");
        match what {
            "type" => error.help("`enum name { … }` or `domain name: type;`"),
            "index" | "unique" => error.help("write `index (…)` in the table"),
            _ => error.help("`sql name \"create …\";`"),
        };
        Err(Reported)
    }

    fn eat_words_silently(&mut self, words: &[&str]) {
        if self.at_words(words) {
            self.at += words.len();
        }
    }

    /// `enum mood as enum (…)`
    pub(super) fn create_type_habit(&mut self) {
        if self.at_words(&["as", "enum"]) {
            let start = self.bump();
            let at = start.to(self.bump());
            self.complain(at, "what an enum is stands before its name")
                .help("leave `as enum` out");
        }
    }

    /// Whether the next word is nearly one that begins an item; it is then read as that.
    pub(super) fn misspelled_item(&mut self) -> bool {
        let at = self.here();
        let word = self.written(at);
        if !self.is_name(0) || !self.is_name(1) {
            return false;
        }
        let Some(close) = closest(word, ITEMS) else {
            return false;
        };
        self.complain(at, format!("`{word}` is nothing that a schema can declare"))
            .help(format!("did you mean `{close}`?"));
        self.misread = Some((self.at, close));
        true
    }

    /// Says that the next word is nearly one of these, and reads it as that.
    pub(super) fn correct(&mut self, words: &[&'static str]) {
        let word = self.word();
        // The next clause may begin where a word is missing.
        if word.is_empty() || words.contains(&word) || MODIFIERS.contains(&word) {
            return;
        }
        if let Some(close) = closest(word, words) {
            let at = self.here();
            self.mistake(at, format!("`{word}` has no meaning here"))
                .help(format!("did you mean `{close}`?"));
            self.misread = Some((self.at, close));
        }
    }

    /// `cast(x as t)`
    pub(super) fn cast_habit(&mut self) -> Parsed<Node> {
        let start = self.bump();
        let open = self.bump();
        let operand = self.node()?;
        self.expect_word("as")?;
        let ty = self.cast_type()?;
        let at = start.to(self.close(")", open)?);
        let help = format!(
            "write `{}::{}`",
            self.quote(operand.expr.span),
            self.quote(ty.span)
        );
        self.complain(at, "a cast is written `::`").help(help);
        self.over(Level::Postfix, start, &[], operand, |operand| {
            ExprKind::Cast(operand, ty)
        })
    }
}

/// Where a column's type stands.
fn ty_span(column: &Column) -> crate::source::Span {
    match &column.ty {
        ColumnType::Value(ty) => ty.span,
        ColumnType::Reference(reference) => reference.span,
    }
}

fn set_nullable(column: &mut Column, at: crate::source::Span) {
    match &mut column.ty {
        ColumnType::Value(ty) => match &mut ty.array {
            Some(array) => array.nullable = Some(at),
            None => ty.nullable = Some(at),
        },
        ColumnType::Reference(reference) => reference.nullable = Some(at),
    }
}

/// The word of a list that differs from this one by a slip of the fingers.
pub(super) fn closest(word: &str, words: &[&'static str]) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    let most = if word.len() < 5 { 1 } else { 2 };
    words
        .iter()
        .map(|known| (distance(&lower, known), *known))
        .filter(|&(slips, _)| slips <= most)
        .min_by_key(|&(slips, _)| slips)
        .map(|(_, known)| known)
}

/// How many letters have to be put in, left out or changed; two that changed places count as one.
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().take(32).collect();
    let to: Vec<char> = to.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for (i, letter) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in to.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(letter != other))
                .min(rows[i][j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && from[i - 1] == *other && *letter == to[j - 1] {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}
