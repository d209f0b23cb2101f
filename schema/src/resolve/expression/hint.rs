//! Which enum an expression is of, as far as its words show it.

use super::Names;
use crate::model::{EnumId, Scalar, Type};
use crate::syntax::expression::CastType;
use crate::syntax::{Expr, ExprKind, QualifiedName};

/// An enum, or an array of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) id: EnumId,
    pub(super) array: bool,
}

impl Hint {
    /// What the elements of an array are; of a value, the value.
    pub(super) fn element(self) -> Self {
        Self {
            array: false,
            ..self
        }
    }
}

impl Names<'_> {
    /// What a type says.
    pub(super) fn hint_of_type(&self, ty: Type) -> Option<Hint> {
        let array = ty.array.is_some();
        match ty.scalar {
            Scalar::Enum(id) => Some(Hint { id, array }),
            Scalar::Domain(id) => {
                // A domain stands after what it is based on, so this ends.
                let base = self.domains.get(id.0)?.base;
                let hint = self.hint_of_type(base)?;
                Some(Hint {
                    array: array || hint.array,
                    ..hint
                })
            }
            _ => None,
        }
    }

    /// What an expression is by itself; a bare value of an enum says nothing.
    pub(super) fn hint(&self, expr: &Expr) -> Option<Hint> {
        match &expr.kind {
            ExprKind::Name(name) if name.namespace.is_none() => {
                let column = self.columns.get(name.name.text.as_str())?;
                self.hint_of_type(self.types[column.0]?)
            }
            ExprKind::Parenthesized(inner) => self.hint(inner),
            ExprKind::Subscript(array, _) => self.hint(array).map(Hint::element),
            ExprKind::Cast(_, ty) => self.hint_of_cast(ty),
            ExprKind::Array(list) => self.hint_of_any(list).map(|hint| Hint {
                array: true,
                ..hint
            }),
            ExprKind::Case {
                branches,
                otherwise,
                ..
            } => self.hint_of_any(
                branches
                    .iter()
                    .map(|(_, then)| then)
                    .chain(otherwise.as_deref()),
            ),
            ExprKind::Call {
                function,
                arguments,
            } if is_transparent(function) => self.hint_of_any(arguments),
            ExprKind::Call {
                function,
                arguments,
            } if is_quantifier(function) => self.hint_of_any(arguments).map(Hint::element),
            _ => None,
        }
    }

    /// What the first of several says that says anything.
    pub(super) fn hint_of_any<'e>(
        &self,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> Option<Hint> {
        exprs.into_iter().find_map(|expr| self.hint(expr))
    }

    /// What the operands of an operator are, where both are of one type.
    pub(super) fn hint_of_operands(
        &self,
        left: &Expr,
        operator: &str,
        right: &Expr,
    ) -> Option<Hint> {
        let alike = matches!(
            operator,
            "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" | "@>" | "<@" | "&&"
        );
        alike.then(|| self.hint_of_any([left, right])).flatten()
    }

    /// What the arguments of a function are.
    pub(super) fn hint_of_arguments(
        &self,
        function: &QualifiedName,
        arguments: &[Expr],
        result: Option<Hint>,
    ) -> Option<Hint> {
        if is_transparent(function) {
            result.or_else(|| self.hint_of_any(arguments))
        } else if is_quantifier(function) {
            result.map(|hint| Hint {
                array: true,
                ..hint
            })
        } else {
            None
        }
    }

    fn hint_of_cast(&self, ty: &CastType) -> Option<Hint> {
        let mut ignored = crate::diagnostic::Diagnostics::default();
        match self.cast_type(ty, &mut ignored) {
            crate::model::expression::CastType::Known(ty) => self.hint_of_type(ty),
            crate::model::expression::CastType::Other { .. } => None,
        }
    }
}

/// Whether a function's value is one of its arguments.
fn is_transparent(function: &QualifiedName) -> bool {
    matches!(
        function.name.text.as_str(),
        "coalesce" | "nullif" | "greatest" | "least"
    )
}

/// Whether a function stands for the elements of an array.
fn is_quantifier(function: &QualifiedName) -> bool {
    matches!(function.name.text.as_str(), "any" | "all" | "some")
}
