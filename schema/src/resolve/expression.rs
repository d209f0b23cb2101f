//! From an expression as it was written to one whose names are resolved.
//!
//! A name is a column, else a value of the enum on the other side of the comparison. A string
//! takes the enum from there too, and must then be one of its labels.

mod hint;
mod ty;
mod unknown;

use std::collections::BTreeMap;

use self::hint::Hint;
use super::scope::Scope;
use crate::diagnostic::Diagnostics;
use crate::model::expression::{CastType, IsWhat};
use crate::model::{ColumnId, Domain, Enum, EnumId, Expr, ExprKind, Type};
use crate::source::Span;
use crate::syntax::{self, QualifiedName};

/// What an expression can name.
pub(super) struct Names<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) enums: &'a [Enum],
    pub(super) domains: &'a [Domain],
    /// The namespace that the expression is in.
    pub(super) home: Option<&'a str>,
    /// What messages call the owner of the columns.
    pub(super) owner: String,
    pub(super) columns: BTreeMap<&'a str, ColumnId>,
    /// The types of the columns; `None` where an error has been reported.
    pub(super) types: Vec<Option<Type>>,
    /// In a default, a name is a value of the column's enum first.
    pub(super) place: Place,
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A check, an index, a predicate, a generated column.
    Row,
    /// A default: there are no columns.
    Default,
    /// A check of a domain: the value is `value`.
    Domain,
}

impl Names<'_> {
    /// Resolves an expression whose value is of the given type, where one is known.
    pub(super) fn resolve(
        &self,
        written: &syntax::Expr,
        wanted: Option<Type>,
        found: &mut Diagnostics,
    ) -> Expr {
        let first = found.list.len();
        let expr = self.expr(written, wanted.and_then(|ty| self.hint_of_type(ty)), found);
        if found.list.len() > first {
            self.settle(&expr, wanted.is_some(), first, found);
        }
        expr
    }

    fn expr(&self, written: &syntax::Expr, hint: Option<Hint>, found: &mut Diagnostics) -> Expr {
        let kind = self.kind(written, hint, found);
        Expr {
            span: written.span,
            kind,
        }
    }

    fn boxed(
        &self,
        written: &syntax::Expr,
        hint: Option<Hint>,
        found: &mut Diagnostics,
    ) -> Box<Expr> {
        Box::new(self.expr(written, hint, found))
    }

    fn list(
        &self,
        written: &[syntax::Expr],
        hint: Option<Hint>,
        found: &mut Diagnostics,
    ) -> Vec<Expr> {
        written
            .iter()
            .map(|expr| self.expr(expr, hint, found))
            .collect()
    }

    fn kind(
        &self,
        written: &syntax::Expr,
        hint: Option<Hint>,
        found: &mut Diagnostics,
    ) -> ExprKind {
        use crate::syntax::ExprKind as Written;
        match &written.kind {
            Written::Or(left, right) => ExprKind::Or(
                self.boxed(left, None, found),
                self.boxed(right, None, found),
            ),
            Written::And(left, right) => ExprKind::And(
                self.boxed(left, None, found),
                self.boxed(right, None, found),
            ),
            Written::Not(inner) => ExprKind::Not(self.boxed(inner, None, found)),
            Written::Is {
                operand,
                negated,
                what,
            } => {
                let other = match what {
                    syntax::expression::IsWhat::DistinctFrom(other) => self.hint(other),
                    _ => None,
                };
                ExprKind::Is {
                    operand: self.boxed(operand, other, found),
                    negated: *negated,
                    what: self.is_what(what, self.hint(operand), found),
                }
            }
            Written::Between {
                operand,
                negated,
                low,
                high,
            } => {
                let hint = self.hint_of_any([&**operand, low, high]);
                ExprKind::Between {
                    operand: self.boxed(operand, hint, found),
                    negated: *negated,
                    low: self.boxed(low, hint, found),
                    high: self.boxed(high, hint, found),
                }
            }
            Written::In {
                operand,
                negated,
                list,
            } => {
                let hint = self.hint_of_any(std::iter::once(&**operand).chain(list));
                ExprKind::In {
                    operand: self.boxed(operand, hint, found),
                    negated: *negated,
                    list: self.list(list, hint, found),
                }
            }
            Written::Like {
                operand,
                negated,
                kind,
                pattern,
                escape,
            } => ExprKind::Like {
                operand: self.boxed(operand, None, found),
                negated: *negated,
                kind: *kind,
                pattern: self.boxed(pattern, None, found),
                escape: escape
                    .as_ref()
                    .map(|escape| self.boxed(escape, None, found)),
            },
            Written::Binary {
                left,
                operator,
                right,
            } => {
                let hint = self.hint_of_operands(left, &operator.value, right);
                ExprKind::Binary {
                    left: self.boxed(left, hint, found),
                    operator: operator.value.clone(),
                    right: self.boxed(right, hint, found),
                }
            }
            Written::Unary { operator, operand } => ExprKind::Unary {
                operator: operator.value.clone(),
                operand: self.boxed(operand, None, found),
            },
            Written::AtTimeZone(left, right) => ExprKind::AtTimeZone(
                self.boxed(left, None, found),
                self.boxed(right, None, found),
            ),
            Written::Collate(inner, collation) => {
                ExprKind::Collate(self.boxed(inner, None, found), collation.value.clone())
            }
            Written::Cast(inner, ty) => {
                let ty = self.cast_type(ty, found);
                let hint = match ty {
                    CastType::Known(ty) => self.hint_of_type(ty),
                    CastType::Other { .. } => None,
                };
                ExprKind::Cast(self.boxed(inner, hint, found), ty)
            }
            Written::Subscript(array, index) => ExprKind::Subscript(
                self.boxed(array, None, found),
                self.boxed(index, None, found),
            ),
            Written::Number(digits) => ExprKind::Number(digits.clone()),
            Written::Text(text) => self.text(text, written.span, hint, found),
            Written::Parenthesized(inner) => {
                ExprKind::Parenthesized(self.boxed(inner, hint, found))
            }
            Written::Row(list) => ExprKind::Row(self.list(list, hint, found)),
            Written::Array(list) => {
                let own = hint.or_else(|| self.hint_of_any(list));
                ExprKind::Array(self.list(list, own.map(Hint::element), found))
            }
            Written::Case {
                operand,
                branches,
                otherwise,
            } => self.case(
                operand.as_deref(),
                branches,
                otherwise.as_deref(),
                hint,
                found,
            ),
            Written::Extract(field, inner) => {
                ExprKind::Extract(field.text.clone(), self.boxed(inner, None, found))
            }
            Written::Sql(text) => ExprKind::Sql(text.value.clone()),
            Written::Typed(ty, text) => self.typed(ty, &text.value, text.span, found),
            Written::Call {
                function,
                arguments,
            } => {
                let hint = self.hint_of_arguments(function, arguments, hint);
                ExprKind::Call {
                    namespace: function.namespace.as_ref().map(|name| name.text.clone()),
                    function: function.name.text.clone(),
                    arguments: self.list(arguments, hint, found),
                }
            }
            Written::Name(name) => self.name(name, hint, found),
            // The parser has said why, and nothing is resolved after its errors.
            Written::Unreadable => ExprKind::Word("null".to_owned()),
        }
    }

    fn is_what(
        &self,
        what: &syntax::expression::IsWhat,
        hint: Option<Hint>,
        found: &mut Diagnostics,
    ) -> IsWhat {
        use crate::syntax::expression::IsWhat as Written;
        match what {
            Written::Null => IsWhat::Null,
            Written::True => IsWhat::True,
            Written::False => IsWhat::False,
            Written::Unknown => IsWhat::Unknown,
            Written::DistinctFrom(other) => IsWhat::DistinctFrom(self.boxed(other, hint, found)),
        }
    }

    fn case(
        &self,
        operand: Option<&syntax::Expr>,
        branches: &[(syntax::Expr, syntax::Expr)],
        otherwise: Option<&syntax::Expr>,
        hint: Option<Hint>,
        found: &mut Diagnostics,
    ) -> ExprKind {
        let asked = operand.and_then(|operand| {
            self.hint_of_any(std::iter::once(operand).chain(branches.iter().map(|(when, _)| when)))
        });
        let answer = hint
            .or_else(|| self.hint_of_any(branches.iter().map(|(_, then)| then).chain(otherwise)));
        ExprKind::Case {
            operand: operand.map(|operand| self.boxed(operand, asked, found)),
            branches: branches
                .iter()
                .map(|(when, then)| {
                    (
                        self.expr(when, asked, found),
                        self.expr(then, answer, found),
                    )
                })
                .collect(),
            otherwise: otherwise.map(|otherwise| self.boxed(otherwise, answer, found)),
        }
    }

    /// A string: a label, where an enum is expected.
    fn text(
        &self,
        text: &str,
        span: Span,
        hint: Option<Hint>,
        found: &mut Diagnostics,
    ) -> ExprKind {
        match hint {
            // The text of a whole array, such as `{active}`, is for PostgreSQL to read.
            Some(Hint { array: true, .. }) | None => ExprKind::Text(text.to_owned()),
            Some(Hint { id, .. }) => {
                if !self.has_label(id, text) {
                    self.unknown_value(id, text, span, found);
                }
                ExprKind::Value(id, text.to_owned())
            }
        }
    }

    fn name(&self, name: &QualifiedName, hint: Option<Hint>, found: &mut Diagnostics) -> ExprKind {
        let text = name.name.text.as_str();
        if name.namespace.is_some() {
            return self.qualified(name, found);
        }
        let raw = name.name.span.end - name.name.span.start > text.len();
        if !raw && matches!(text, "null" | "true" | "false") {
            return ExprKind::Word(text.to_owned());
        }

        let column = self.columns.get(text).copied();
        let value = hint
            .filter(|hint| !hint.array && self.has_label(hint.id, text))
            .map(|hint| ExprKind::Value(hint.id, text.to_owned()));
        match (column, value) {
            (Some(_), Some(_)) if self.place == Place::Row => {
                let id = hint.map_or(EnumId(0), |hint| hint.id);
                found
                    .error(
                        "ambiguous_name",
                        name.span(),
                        format!(
                            "`{text}` is a column of `{}` and a value of `{}`",
                            self.owner, self.enums[id.0].name
                        ),
                    )
                    .help(format!("write \"{text}\" for the value"));
                ExprKind::Word(text.to_owned())
            }
            (_, Some(value)) => value,
            (None, None) if !raw && is_word(text) => ExprKind::Word(text.to_owned()),
            (None, None) if self.place == Place::Domain && text == "value" => {
                ExprKind::Word("value".to_owned())
            }
            (Some(column), None) => ExprKind::Column(column),
            (None, None) => {
                self.unknown_name(&name.name, hint, found);
                ExprKind::Word(text.to_owned())
            }
        }
    }

    fn has_label(&self, id: EnumId, text: &str) -> bool {
        self.enums[id.0]
            .values
            .iter()
            .any(|value| value.label == text)
    }
}

/// The words of SQL that stand for a value without parentheses.
fn is_word(text: &str) -> bool {
    matches!(
        text,
        "current_date"
            | "current_time"
            | "current_timestamp"
            | "localtime"
            | "localtimestamp"
            | "current_user"
            | "current_role"
            | "session_user"
            | "user"
            | "current_catalog"
            | "current_schema"
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_column_is_declared() {
        check(
            r##"
                table posts {
                    id: bigint primary key identity,
                    title: text check (length(titel) > 0),
                    body: text = titel,
                    check (posts.title <> body),
                    index (lower(nothing_like_it)),
                }
            "##,
            expect![[r#"
                error[unknown_column]: there is no column `titel` in `posts`
                 --> schema.relata:4:47
                  |
                4 |                     title: text check (length(titel) > 0),
                  |                                               ^^^^^
                  |
                  = help: did you mean `title`?
                error[unknown_value]: `titel` is not a value of this column's type
                 --> schema.relata:5:34
                  |
                5 |                     body: text = titel,
                  |                                  ^^^^^
                  |
                  = help: a string is written "titel", a function `titel()`
                error[unknown_column]: a name has no point in it here
                 --> schema.relata:6:28
                  |
                6 |                     check (posts.title <> body),
                  |                            ^^^^^^^^^^^
                  |
                  = help: write `title`
                error[unknown_column]: there is no column `nothing_like_it` in `posts`
                 --> schema.relata:7:34
                  |
                7 |                     index (lower(nothing_like_it)),
                  |                                  ^^^^^^^^^^^^^^^
                  |
                  = help: a string is written "nothing_like_it"
            "#]],
        );
    }

    #[test]
    fn a_name_is_a_value_of_the_enum_across() {
        check(
            r##"
                enum state { open, closed, "on hold" }
                table posts {
                    id: bigint primary key identity,
                    state: state = open,
                    states: state[] = array[open, "on hold"],
                    check (state = open or state in (closed, "on hold")),
                    check c2 (case state when open then true else false end),
                    check c3 (coalesce(state, open) <> closed and open = any(states) and states[1] is distinct from closed),
                    check c4 (states <@ array[open, closed] and "open"::state = state and state between open and closed),
                    check c5 ((case when id > 1 then state else open end) = closed),
                    index (id) where state = open,
                }
            "##,
            expect![[""]],
        );
    }

    #[test]
    fn a_value_is_declared() {
        check(
            r##"
                enum state { open, closed }
                table posts {
                    id: bigint primary key identity,
                    state: state = opne,
                    other: state = "colsed",
                    check (state = opem),
                    check c2 (other in ("open", "clsoed")),
                    check c3 (state = "unheard of"),
                }
            "##,
            expect![[r#"
                error[unknown_value]: `opne` is not a value of `state`
                 --> schema.relata:5:36
                  |
                2 |                 enum state { open, closed }
                  |                      ----- `state` is declared here
                ...
                5 |                     state: state = opne,
                  |                                    ^^^^
                  |
                  = help: did you mean `open`?
                error[unknown_value]: `colsed` is not a value of `state`
                 --> schema.relata:6:36
                  |
                2 |                 enum state { open, closed }
                  |                      ----- `state` is declared here
                ...
                6 |                     other: state = "colsed",
                  |                                    ^^^^^^^^
                  |
                  = help: did you mean `closed`?
                error[unknown_value]: `opem` is neither a value of `state` nor a column of `posts`
                 --> schema.relata:7:36
                  |
                2 |                 enum state { open, closed }
                  |                      ----- `state` is declared here
                ...
                7 |                     check (state = opem),
                  |                                    ^^^^
                  |
                  = help: did you mean `open`?
                error[unknown_value]: `clsoed` is not a value of `state`
                 --> schema.relata:8:49
                  |
                2 |                 enum state { open, closed }
                  |                      ----- `state` is declared here
                ...
                8 |                     check c2 (other in ("open", "clsoed")),
                  |                                                 ^^^^^^^^
                  |
                  = help: did you mean `closed`?
                error[unknown_value]: `unheard of` is not a value of `state`
                 --> schema.relata:9:39
                  |
                2 |                 enum state { open, closed }
                  |                      ----- `state` is declared here
                ...
                9 |                     check c3 (state = "unheard of"),
                  |                                       ^^^^^^^^^^^^
            "#]],
        );
    }

    #[test]
    fn a_name_has_one_meaning() {
        check(
            r##"
                enum state { active, deleted }
                table users {
                    id: bigint primary key identity,
                    active: boolean = false,
                    state: state = active,
                    check (state = active),
                    check c2 (state = "active"),
                }
            "##,
            expect![[r#"
                error[ambiguous_name]: `active` is a column of `users` and a value of `state`
                 --> schema.relata:7:36
                  |
                7 |                     check (state = active),
                  |                                    ^^^^^^
                  |
                  = help: write "active" for the value
            "#]],
        );
    }

    #[test]
    fn a_word_is_no_column() {
        check(
            r##"
                table users {
                    id: bigint primary key identity,
                    a: text = current_user,
                    b: date? check (b is null or b > date "2020-01-01"),
                    c: boolean = true,
                    d: text = nothing,
                }
            "##,
            expect![[r#"
                error[unknown_value]: `nothing` is not a value of this column's type
                 --> schema.relata:7:31
                  |
                7 |                     d: text = nothing,
                  |                               ^^^^^^^
                  |
                  = help: a string is written "nothing", a function `nothing()`
            "#]],
        );
    }

    #[test]
    fn a_type_in_an_expression_is_known() {
        check(
            r##"
                table users { id: bigint primary key identity, a: text check (a::int > 0 and a::oid > 0 and a::numeric(0) > 1) }
            "##,
            expect![[r#"
                error[unknown_type]: this type is written `integer` here
                 --> schema.relata:2:82
                  |
                2 |                 table users { id: bigint primary key identity, a: text check (a::int > 0 and a::oid > 0 and a::numeric(0) > 1) }
                  |                                                                                  ^^^
                  |
                  = help: write `integer`
                error[wrong_arity]: `numeric` takes 1 to 1000 digits, of which -1000 to 1000 stand after the point
                 --> schema.relata:2:112
                  |
                2 |                 table users { id: bigint primary key identity, a: text check (a::int > 0 and a::oid > 0 and a::numeric(0) > 1) }
                  |                                                                                                                ^^^^^^^^^^
                  |
                  = help: for example `numeric(12, 2)`
            "#]],
        );
    }
}
