//! Values of an enum that become values of another one: over their names.

use crate::database::{Column, EnumType, Filled};
use crate::plan::lookup::Lookup;
use crate::sql;

/// Two enums whose values have the same names, but those that go.
pub(super) struct Labels<'a> {
    pub(super) new: &'a EnumType,
    /// What only the first one has.
    pub(super) lost: Vec<&'a String>,
    /// Whether it is about arrays of them.
    pub(super) is_array: bool,
}

impl<'a> Labels<'a> {
    /// Of two types that are enums, or arrays of some.
    pub(super) fn of(old: &Lookup<'a>, from: &str, new: &Lookup<'a>, to: &str) -> Option<Self> {
        let is_array = from.ends_with("[]");
        if is_array != to.ends_with("[]") {
            return None;
        }
        Some(Self::between(find(old, from)?, find(new, to)?, is_array))
    }

    pub(super) fn between(old: &'a EnumType, new: &'a EnumType, is_array: bool) -> Self {
        let lost = old.labels.iter().filter(|it| !new.labels.contains(it));
        Self {
            new,
            lost: lost.collect(),
            is_array,
        }
    }

    /// What the names are a list of.
    pub(super) fn text(&self) -> &'static str {
        if self.is_array { "text[]" } else { "text" }
    }

    /// `'a', 'b'`
    pub(super) fn list(&self) -> String {
        let labels: Vec<String> = self.lost.iter().map(|it| sql::literal(it)).collect();
        labels.join(", ")
    }

    /// A value of the one as one of the other, which fails where that has none of its name.
    pub(super) fn cast(&self, value: &str, ty: &str) -> String {
        format!("{value}::{}::{ty}", self.text())
    }

    /// The same where values may be lost: of an array they go, and in place of one that stands alone comes the default, or
    /// the first one where there has to be one.
    pub(super) fn without_lost(&self, value: &str, to: &Column) -> String {
        if self.is_array {
            let kept = self
                .lost
                .iter()
                .fold(format!("{value}::text[]"), |expr, label| {
                    format!("array_remove({expr}, {})", sql::literal(label))
                });
            return format!("{kept}::{}", to.ty);
        }
        let other = match (to.not_null, &to.filled, self.new.labels.first()) {
            (_, Filled::Default(expr), _) => expr.clone(),
            (true, _, Some(first)) => format!("{}::{}", sql::literal(first), to.ty),
            _ => "NULL".to_owned(),
        };
        format!(
            "CASE WHEN {value}::text IN ({}) THEN {other} ELSE {} END",
            self.list(),
            self.cast(value, &to.ty)
        )
    }

    /// The body of a function that refuses what is lost, and gives back the names of all else.
    pub(super) fn refusing(&self, column: &str, ty: &str) -> String {
        let is_lost = if self.is_array {
            format!("value && ARRAY[{}]", self.list())
        } else {
            format!("value IN ({})", self.list())
        };
        let ty = ty.strip_suffix("[]").unwrap_or(ty);
        let before = sql::literal(&format!("{column} can no longer be "));
        let after = sql::literal(&format!(": {ty} keeps {}", self.kept()));
        format!(
            "\nBEGIN\n    IF {is_lost} THEN\n        RAISE EXCEPTION USING ERRCODE = 'invalid_text_representation',\n            \
             MESSAGE = {before} || quote_literal(value) || {after};\n    END IF;\n    RETURN value;\nEND\n"
        )
    }

    /// `'a', 'b'`
    fn kept(&self) -> String {
        let labels: Vec<String> = self.new.labels.iter().map(|it| sql::literal(it)).collect();
        labels.join(", ")
    }
}

/// The enum that a type is, or is an array of.
fn find<'a>(lookup: &Lookup<'a>, ty: &str) -> Option<&'a EnumType> {
    let plain = ty.strip_suffix("[]").unwrap_or(ty);
    let mut enums = lookup.database.enums.iter();
    enums.find(|it| sql::user_type(&it.name) == plain)
}
