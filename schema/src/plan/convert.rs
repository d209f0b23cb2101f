//! How the values of a column become those of another type.
//!
//! Where PostgreSQL has a cast for assignment, it is left to that, which fails rather than lose anything. Where values
//! of a column may be lost, what cannot be read in the new type becomes NULL, and a row without a value gets one.

mod cast;
mod invent;
mod kind;
mod label;

pub(super) use cast::is_safe;
pub(super) use invent::{for_null, invented, is_never_null, is_numbered, number, target_value};

use crate::database::{Column, Filled, QualifiedName, Table};
use crate::plan::draft::Draft;
use crate::plan::lookup::{Type, is_of_type};
use crate::plan::work::Work;
use crate::sql;
use cast::{Cast, cast, write};
use invent::zero;
use kind::{Kind, base, kind, without_modifier};
use label::Labels;

/// The expression that makes a column's old values new ones, unless PostgreSQL does that by itself.
pub(super) fn converted(
    work: &Work<'_>,
    table: &QualifiedName,
    from: &Column,
    to: &Column,
    draft: &mut Draft,
) -> Option<String> {
    let name = sql::identifier(&from.name);
    let old_type = work.old.type_of(table, &from.name);
    let is_aside = |ty: &Type<'_>| draft.aside.contains_key(type_name(ty));
    let old_is_aside = old_type.as_ref().is_some_and(is_aside);
    if from.ty == to.ty && !old_is_aside {
        return None;
    }
    let may_lose = work
        .options
        .allow_loss
        .allows(&format!("{table}.{}", from.name));

    if let Some(ty) = old_type
        && old_is_aside
        && from.ty == to.ty
    {
        return Some(anew(work, &name, ty, to, may_lose, draft));
    }
    let old_base = base(&work.old, &from.ty);
    let new_base = base(&work.new, &to.ty);
    let cast = cast(&old_base, &new_base);
    let is_domain = new_base != to.ty;
    let expr = write(cast, &name, &to.ty, &new_base);
    let can_fail = !matches!(cast, Cast::Safe) || is_domain;
    if may_lose && can_fail {
        // Cutting a text off needs nothing more.
        if kind(&new_base) == Kind::Text && !is_domain {
            return Some(format!("{name}::{}", to.ty));
        }
        let source = from_name(&from.ty, old_type, draft);
        let body =
            write(cast, "value", &to.ty, &new_base).unwrap_or_else(|| format!("value::{}", to.ty));
        return Some(tried(work, table, &name, &source, to, &body, draft));
    }
    expr
}

/// The values that a column's type loses, as a list, where they may not be.
pub(super) fn lost(work: &Work<'_>, table: &Table, from: &Column, to: &Column) -> Option<String> {
    let labels = Labels::of(&work.old, &from.ty, &work.new, &to.ty)?;
    let column = format!("{}.{}", table.name, from.name);
    let may_lose = work.options.allow_loss.allows(&column);
    (!labels.lost.is_empty() && !may_lose).then(|| labels.list())
}

/// How the values of a column become those of another one, which stands beside it.
pub(super) struct Conversion {
    /// The expression, with [`VALUE`] for the value; none where the value is simply assigned.
    expr: Option<String>,
    /// Whether it cannot fail.
    pub(super) is_safe: bool,
    /// What of the values has no place in the other column, as a list; empty where it cannot be told beforehand.
    pub(super) lost: String,
}

/// Stands for a value in an expression, and in nothing that anybody writes.
const VALUE: &str = "\u{1}";

impl Conversion {
    pub(super) fn new(
        work: &Work<'_>,
        table: &Table,
        from: &Column,
        to: &Column,
        draft: &mut Draft,
    ) -> Self {
        if from.ty == to.ty {
            return Self {
                expr: None,
                is_safe: true,
                lost: String::new(),
            };
        }
        let may_lose = work
            .options
            .allow_loss
            .allows(&format!("{}.{}", table.name, from.name));
        if let Some(labels) = Labels::of(&work.old, &from.ty, &work.new, &to.ty) {
            return Self::of_labels(table, from, to, &labels, may_lose, draft);
        }
        let base = |ty: &str| base(&work.new, &base(&work.old, ty));
        let (old_base, new_base) = (base(&from.ty), base(&to.ty));
        let cast = cast(&old_base, &new_base);
        let is_safe = cast == Cast::Safe;
        let expr = if !may_lose || is_safe {
            write(cast, VALUE, &to.ty, &new_base)
        } else if kind(&new_base) == Kind::Text && new_base == to.ty {
            Some(format!("{VALUE}::{}", to.ty))
        } else {
            let body = write(cast, "value", &to.ty, &new_base)
                .unwrap_or_else(|| format!("value::{}", to.ty));
            let source = without_modifier(&from.ty);
            Some(tried(work, &table.name, VALUE, &source, to, &body, draft))
        };
        Self {
            expr,
            is_safe: is_safe || may_lose,
            lost: String::new(),
        }
    }

    fn of_labels(
        table: &Table,
        from: &Column,
        to: &Column,
        labels: &Labels<'_>,
        may_lose: bool,
        draft: &mut Draft,
    ) -> Self {
        let is_safe = labels.lost.is_empty() || may_lose;
        let expr = match labels.lost.is_empty() {
            true => labels.cast(VALUE, &to.ty),
            false if may_lose => labels.without_lost(VALUE, to),
            false => {
                let (function, text) = (draft.next_function(), labels.text());
                let column = format!("{}.{}", table.name, from.name);
                draft.run(format!(
                    "CREATE FUNCTION {function}(value {text}) RETURNS {text} LANGUAGE plpgsql IMMUTABLE AS {}",
                    sql::dollar_quoted(&labels.refusing(&column, &from.ty))
                ));
                format!("{function}({VALUE}::{text})::{}", to.ty)
            }
        };
        Self {
            expr: Some(expr),
            is_safe,
            lost: if is_safe {
                String::new()
            } else {
                labels.list()
            },
        }
    }

    /// What has to be true of the values of a column, so that all of them become such ones.
    pub(super) fn unless(&self, column: &str, ty: &str) -> Option<String> {
        if self.is_safe {
            return None;
        }
        Some(match self.lost.as_str() {
            "" => format!("each {column} can be read as {ty}"),
            lost => format!("no {column} is {lost}"),
        })
    }

    /// The expression for a value.
    pub(super) fn of(&self, value: &str) -> String {
        match &self.expr {
            Some(expr) => expr.replace(VALUE, value),
            None => value.to_owned(),
        }
    }

    /// Whether the value is simply assigned.
    pub(super) fn is_plain(&self) -> bool {
        self.expr.is_none()
    }
}

/// Whether a type of this name was put aside.
fn is_aside_name(ty: &str, draft: &Draft) -> bool {
    draft.aside.keys().any(|it| is_of_type(ty, it))
}

/// A type's name, which can be another one for a while.
fn from_name(ty: &str, of: Option<Type<'_>>, draft: &Draft) -> String {
    let plain = without_modifier(ty);
    match of.and_then(|it| draft.aside.get(type_name(&it))) {
        Some(aside) if plain.ends_with("[]") => format!("{}[]", sql::user_type(aside)),
        Some(aside) => sql::user_type(aside),
        None => plain,
    }
}

fn type_name<'a>(ty: &Type<'a>) -> &'a QualifiedName {
    match ty {
        Type::Enum(it) => &it.name,
        Type::Composite(it) => &it.name,
        Type::Domain(it) => &it.name,
    }
}

/// Values of a type that was made anew under the same name.
fn anew(
    work: &Work<'_>,
    name: &str,
    old: Type<'_>,
    to: &Column,
    may_lose: bool,
    draft: &mut Draft,
) -> String {
    let is_array = to.ty.ends_with("[]");
    let new = work.new.types.get(type_name(&old)).copied();
    if let (Type::Enum(old), Some(Type::Enum(new))) = (old, new) {
        let labels = Labels::between(old, new, is_array);
        if may_lose && !labels.lost.is_empty() {
            return labels.without_lost(name, to);
        }
        return labels.cast(name, &to.ty);
    }
    if let (Type::Composite(old), Some(Type::Composite(new)), false) = (old, new, is_array) {
        let fields: Vec<String> = new
            .attributes
            .iter()
            .map(|attribute| {
                let before = old.attributes.iter().find(|it| it.name == attribute.name);
                match before {
                    Some(before)
                        if before.ty == attribute.ty && is_aside_name(&before.ty, draft) =>
                    {
                        let field = format!("({name}).{}", sql::identifier(&attribute.name));
                        format!("{field}::text::{}", attribute.ty)
                    }
                    Some(before) if before.ty == attribute.ty => {
                        format!("({name}).{}", sql::identifier(&attribute.name))
                    }
                    Some(before) => {
                        let field = format!("({name}).{}", sql::identifier(&attribute.name));
                        let how = cast(
                            &base(&work.old, &before.ty),
                            &base(&work.new, &attribute.ty),
                        );
                        write(how, &field, &attribute.ty, &attribute.ty)
                            .unwrap_or_else(|| format!("{field}::{}", attribute.ty))
                    }
                    None => "NULL".to_owned(),
                }
            })
            .collect();
        return format!(
            "CASE WHEN {name} IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW({})::{} END",
            fields.join(", "),
            to.ty
        );
    }
    if may_lose {
        let source = if is_array { "text[]" } else { "text" };
        let source_name = format!("{name}::{source}");
        let body = format!("value::{}", to.ty);
        return tried(
            work,
            &QualifiedName {
                namespace: String::new(),
                name: String::new(),
            },
            &source_name,
            source,
            to,
            &body,
            draft,
        );
    }
    if is_array {
        format!("{name}::text[]::{}", to.ty)
    } else {
        format!("{name}::text::{}", to.ty)
    }
}

/// A value that is read in another type, if it can be.
fn tried(
    work: &Work<'_>,
    table: &QualifiedName,
    name: &str,
    source: &str,
    to: &Column,
    body: &str,
    draft: &mut Draft,
) -> String {
    let function = draft.next_function();
    let is_never_null = is_never_null(work, &to.ty);
    // A function of a domain without NULL cannot say that there is no value.
    let returned = if is_never_null {
        base(&work.new, &to.ty)
    } else {
        to.ty.clone()
    };
    let body =
        format!("\nBEGIN\n    RETURN {body};\nEXCEPTION WHEN OTHERS THEN\n    RETURN NULL;\nEND\n");
    draft.run(format!(
        "CREATE FUNCTION {function}(value {source}) RETURNS {returned} LANGUAGE plpgsql AS {}",
        sql::dollar_quoted(&body)
    ));
    let call = format!("{function}({name})");
    let is_needed = to.not_null || is_never_null;
    let other = match (&to.filled, is_needed, work.new.table(table)) {
        (_, false, _) => None,
        (Filled::Default(expr), true, _) => Some(expr.clone()),
        (_, true, Some(table)) => zero(work, table, to),
        (_, true, None) => None,
    };
    match other {
        Some(other) => format!("coalesce({call}, {other})"),
        None => call,
    }
}
