//! Types in an expression: of a cast, and before a string.

use super::Names;
use crate::diagnostic::Diagnostics;
use crate::model::expression::CastType;
use crate::model::types::Array;
use crate::model::{ExprKind, Scalar, Type};
use crate::resolve::scope::Declared;
use crate::resolve::types;
use crate::source::Span;
use crate::syntax::{self, Name, QualifiedName};

impl Names<'_> {
    /// `interval "7 days"`, and a value of an enum that is named.
    pub(super) fn typed(
        &self,
        ty: &Name,
        text: &str,
        at: Span,
        found: &mut Diagnostics,
    ) -> ExprKind {
        let name = QualifiedName {
            namespace: None,
            name: ty.clone(),
        };
        match types::scalar(&name, &[], ty.span, self.scope, self.home, found) {
            Some(Scalar::Enum(id)) => {
                if !self.has_label(id, text) {
                    self.unknown_value(id, text, at, found);
                }
                ExprKind::Value(id, text.to_owned())
            }
            _ => ExprKind::Typed(ty.text.clone(), text.to_owned()),
        }
    }

    /// A type of the schema, or one that only PostgreSQL knows.
    pub(super) fn cast_type(
        &self,
        ty: &syntax::expression::CastType,
        found: &mut Diagnostics,
    ) -> CastType {
        let name = &ty.name;
        let other = CastType::Other {
            namespace: name.namespace.as_ref().map(|name| name.text.clone()),
            name: name.name.text.clone(),
            arguments: ty.arguments.clone(),
            array: ty.array,
        };
        let known = name.namespace.is_none() && types::is_word(&name.name.text)
            || matches!(
                self.scope
                    .look_up(name, self.home, &mut Diagnostics::default()),
                Ok(Some(Declared::Enum(_) | Declared::Domain(_)))
            );
        if !known {
            if name.namespace.is_none() {
                types::refuse_old_word(&name.name.text, name.span(), found);
            }
            return other;
        }
        match types::scalar(name, &ty.arguments, ty.span, self.scope, self.home, found) {
            Some(scalar) => CastType::Known(Type {
                scalar,
                array: ty.array.then_some(Array {
                    nullable_elements: false,
                }),
            }),
            None => other,
        }
    }
}
