//! Names in an expression that stand for nothing.

use super::hint::Hint;
use super::{Names, Place};
use crate::diagnostic::Diagnostics;
use crate::model::{EnumId, Expr, ExprKind};
use crate::resolve::suggest;
use crate::source::Span;
use crate::syntax::{Name, QualifiedName};

/// How the help begins for a name that resembles none.
const NO_NAME: &str = "a string is written";

impl Names<'_> {
    /// `posts.title` is not how a column is written, and `user_status.active` not a value.
    pub(super) fn qualified(&self, name: &QualifiedName, found: &mut Diagnostics) -> ExprKind {
        let text = &name.name.text;
        let error = found.error(
            "unknown_column",
            name.span(),
            "a name has no point in it here",
        );
        if self.columns.contains_key(text.as_str()) {
            error.help(format!("write `{text}`"));
        }
        ExprKind::Word(text.clone())
    }

    /// Leaves out, of what was found from a number on, what is no column and may be the value of an enum that
    /// is not known: beside a column of which the type is not known, or beside another such name.
    pub(super) fn settle(&self, expr: &Expr, typed: bool, first: usize, found: &mut Diagnostics) {
        let reads_unknown = || {
            let mut columns = expr.columns().into_iter();
            columns.any(|column| self.types.get(column.0).is_some_and(Option::is_none))
        };
        let mut is_said = match self.place {
            Place::Default => !typed,
            Place::Row => reads_unknown(),
            Place::Domain => return,
        };
        let mut number = 0;
        found.list.retain(|diagnostic| {
            number += 1;
            let may_be_value = matches!(diagnostic.rule, "unknown_column" | "unknown_value")
                && diagnostic
                    .help
                    .as_deref()
                    .is_some_and(|help| help.starts_with(NO_NAME));
            if number <= first || !may_be_value {
                return true;
            }
            !std::mem::replace(&mut is_said, true)
        });
    }

    pub(super) fn unknown_name(&self, name: &Name, hint: Option<Hint>, found: &mut Diagnostics) {
        let text = name.text.as_str();
        let columns = self.columns.keys().copied();
        match (self.place, hint) {
            (Place::Default, Some(hint)) => self.unknown_value(hint.id, text, name.span, found),
            (Place::Default, None) => {
                found
                    .error(
                        "unknown_value",
                        name.span,
                        format!("`{text}` is not a value of this column's type"),
                    )
                    .help(format!("{NO_NAME} \"{text}\", a function `{text}()`"));
            }
            (Place::Row, Some(hint)) => {
                let declared = &self.enums[hint.id.0];
                let labels = declared.values.iter().map(|value| value.label.as_str());
                let help = suggest::did_you_mean(text, columns.chain(labels));
                let error = found.error(
                    "unknown_value",
                    name.span,
                    format!(
                        "`{text}` is neither a value of `{}` nor a column of `{}`",
                        declared.name, self.owner
                    ),
                );
                error.because(
                    declared.span,
                    format!("`{}` is declared here", declared.name),
                );
                if let Some(help) = help {
                    error.help(help);
                }
            }
            (Place::Row, None) => {
                let help = suggest::did_you_mean(text, columns)
                    .unwrap_or_else(|| format!("{NO_NAME} \"{text}\""));
                found
                    .error(
                        "unknown_column",
                        name.span,
                        format!("there is no column `{text}` in `{}`", self.owner),
                    )
                    .help(help);
            }
            (Place::Domain, _) => {
                found
                    .error(
                        "unknown_column",
                        name.span,
                        format!("a domain has no column `{text}`"),
                    )
                    .help("what is checked is called `value`");
            }
        }
    }

    pub(super) fn unknown_value(
        &self,
        id: EnumId,
        text: &str,
        span: Span,
        found: &mut Diagnostics,
    ) {
        let declared = &self.enums[id.0];
        let labels = declared.values.iter().map(|value| value.label.as_str());
        let help = suggest::did_you_mean(text, labels);
        let error = found.error(
            "unknown_value",
            span,
            format!("`{text}` is not a value of `{}`", declared.name),
        );
        error.because(
            declared.span,
            format!("`{}` is declared here", declared.name),
        );
        if let Some(help) = help {
            error.help(help);
        }
    }
}
