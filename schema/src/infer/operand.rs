//! Operators and calls.

use super::catalogue::{self, Param, Volatility};
use super::select::{Selected, Side, select, to_blame};
use super::{Inference, Kind, Ty};
use crate::model::{Expr, ExprKind};
use crate::source::Span;

/// Where an operator and its operands stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operands {
    pub(super) whole: Span,
    pub(super) left: Span,
    pub(super) right: Span,
}

impl Operands {
    /// What stands in one place: an operator that is not written.
    pub(super) fn at(whole: Span) -> Self {
        Self {
            whole,
            left: whole,
            right: whole,
        }
    }
}

impl Inference<'_> {
    /// What stands to the right of an operator: `any (array)` is one of the array's elements.
    pub(super) fn right(&mut self, expr: &Expr) -> Ty {
        match &expr.kind {
            ExprKind::Call {
                namespace: None,
                function,
                arguments,
            } if is_quantifier(function) => {
                let mut types = arguments.iter().map(|argument| self.expr(argument));
                match types.next() {
                    Some(Ty::Many(kind)) => Ty::One(kind),
                    _ => Ty::Unknown,
                }
            }
            _ => self.expr(expr),
        }
    }

    pub(super) fn binary(&mut self, at: Operands, operator: &str, left: Ty, right: Ty) -> Ty {
        let operator = if operator == "!=" { "<>" } else { operator };
        let is_truth = gives_boolean(operator);
        let by_sight = if is_truth { Ty::boolean() } else { Ty::Unknown };
        if [left, right]
            .iter()
            .any(|ty| *ty == Ty::Unknown || ty.is_foreign())
            || left == Ty::Untyped && right == Ty::Untyped
        {
            return by_sight;
        }
        match select(catalogue::binary(operator), &[left, right], true) {
            Selected::One(ty, volatility) => {
                let world = self.world;
                let what = || format!("`{} {operator} {}`", world.bare(left), world.bare(right));
                self.depends(at.whole, what, volatility);
                ty
            }
            Selected::Open => by_sight,
            Selected::None if self.world.is_closed => {
                let [left_word, right_word] = [left, right].map(|ty| self.world.bare(ty));
                let message = format!("there is no `{left_word} {operator} {right_word}`");
                let help = self.conversion(left, right);
                let at = match to_blame(catalogue::binary(operator), left, right) {
                    Some(Side::Left) => at.left,
                    Some(Side::Right) => at.right,
                    None => at.whole,
                };
                self.refuse(at, message, help);
                by_sight
            }
            Selected::None => by_sight,
        }
    }

    /// What to write where one side is a text and the other is not.
    fn conversion(&self, left: Ty, right: Ty) -> Option<String> {
        let (text, other) = match (left, right) {
            (Ty::One(one), Ty::One(_)) if one.is_text() => ("left", right),
            (Ty::One(_), Ty::One(other)) if other.is_text() => ("right", left),
            _ => return None,
        };
        let ty = self.world.bare(other);
        Some(format!("convert the {text} side: `…::{ty}`"))
    }

    pub(super) fn unary(&mut self, at: Span, operator: &str, operand: &Expr) -> Ty {
        let ty = self.expr(operand);
        if matches!(ty, Ty::Unknown | Ty::Untyped) || ty.is_foreign() {
            return Ty::Unknown;
        }
        match select(catalogue::unary(operator), &[ty], true) {
            Selected::One(ty, _) => ty,
            Selected::None if self.world.is_closed => {
                let message = format!("there is no `{operator} {}`", self.world.bare(ty));
                self.refuse(at, message, None)
            }
            Selected::None | Selected::Open => Ty::Unknown,
        }
    }

    pub(super) fn call(
        &mut self,
        span: Span,
        namespace: Option<&str>,
        function: &str,
        arguments: &[Expr],
    ) -> Ty {
        let mut types: Vec<Ty> = arguments.iter().map(|it| self.expr(it)).collect();
        if namespace.is_some_and(|name| name != "pg_catalog") || !self.world.is_own(function) {
            return Ty::Unknown;
        }
        // Where the name is written as a raw one, it is a little longer than this.
        let word = Span::new(span.start, (span.start + function.len()).min(span.end));
        match function {
            "coalesce" | "greatest" | "least" => return self.common(arguments, &types),
            "nullif" => return self.nullif(word, arguments, &types),
            "any" | "all" | "some" => return Ty::Unknown,
            // From 17 on it takes one argument too.
            "timezone" if types.len() == 1 => return Ty::Unknown,
            _ => {}
        }
        if let Some(&(_, least, result, volatility)) =
            VARIADIC.iter().find(|(name, ..)| *name == function)
        {
            if arguments.len() < least {
                self.arity(word, function, &[least], arguments.len(), true);
            }
            self.depends(span, || format!("`{function}`"), volatility);
            return Ty::named(result);
        }
        let overloads = catalogue::functions(function);
        if overloads.is_empty() || types.len() == 1 && Kind::named(function).is_some() {
            return Ty::Unknown;
        }
        let mut counts: Vec<usize> = overloads.iter().map(|it| it.params.len()).collect();
        counts.sort_unstable();
        counts.dedup();
        if !counts.contains(&types.len()) {
            self.arity(word, function, &counts, types.len(), false);
            return Ty::Unknown;
        }
        // What `citext` is converted to; it has functions of its own that give the same.
        let foreign = types.iter().any(|ty| ty.is_foreign());
        for ty in &mut types {
            if ty.is_foreign() {
                *ty = Ty::Unknown;
            }
        }
        if foreign || types.contains(&Ty::Unknown) {
            return self.only_result(span, function, types.len());
        }
        match select(overloads, &types, false) {
            Selected::One(ty, volatility) => {
                self.depends(span, || format!("`{function}`"), volatility);
                ty
            }
            Selected::None if self.world.is_closed => {
                self.no_overload(word, function, arguments, &types)
            }
            Selected::None | Selected::Open => self.only_result(span, function, types.len()),
        }
    }

    /// What all overloads of so many arguments have in common.
    fn only_result(&mut self, at: Span, function: &str, count: usize) -> Ty {
        let mut of_count = catalogue::functions(function)
            .iter()
            .filter(|it| it.params.len() == count);
        let Some(first) = of_count.clone().next() else {
            return Ty::Unknown;
        };
        if let Some(least) = of_count.clone().map(|it| it.volatility).min() {
            self.depends(at, || format!("`{function}`"), least);
        }
        match first.result {
            Param::One(kind) if of_count.all(|it| it.result == first.result) => Ty::One(kind),
            _ => Ty::Unknown,
        }
    }

    fn nullif(&mut self, word: Span, arguments: &[Expr], types: &[Ty]) -> Ty {
        let &[left, right] = types else {
            self.arity(word, "nullif", &[2], types.len(), false);
            return Ty::Unknown;
        };
        self.binary(
            Operands::at(arguments[0].span.to(arguments[1].span)),
            "=",
            left,
            right,
        );
        match left {
            // `=` may have converted it, as it does with a `varchar` or a `cidr`.
            Ty::One(kind) if left == right && !matches!(kind.category(), 'S' | 'I') => left,
            _ => Ty::Unknown,
        }
    }

    fn no_overload(&mut self, word: Span, function: &str, arguments: &[Expr], types: &[Ty]) -> Ty {
        let words: Vec<String> = types.iter().map(|ty| self.world.bare(*ty)).collect();
        // With one argument, that is the word that is wrong.
        let at = match arguments {
            [one] => one.span,
            _ => word,
        };
        let message = format!("there is no `{function}({})`", words.join(", "));
        let mut taking: Vec<_> = catalogue::functions(function)
            .iter()
            .filter(|overload| overload.params.len() == types.len())
            .collect();
        // What is used most stands first.
        taking.sort_by_key(|overload| {
            !matches!(overload.params.first(), Some(Param::One(kind)) if kind.is_preferred())
        });
        let taken: Vec<String> = taking
            .into_iter()
            .filter_map(|overload| {
                let params: Option<Vec<String>> = overload
                    .params
                    .iter()
                    .map(|param| param_word(*param))
                    .collect();
                Some(format!("`{function}({})`", params?.join(", ")))
            })
            .take(3)
            .collect();
        let help = (!taken.is_empty()).then(|| format!("there is {}", taken.join(", ")));
        self.refuse(at, message, help)
    }

    fn arity(&mut self, at: Span, function: &str, counts: &[usize], given: usize, least: bool) {
        let arguments = |count: usize| match count {
            0 => "no argument".to_owned(),
            1 => "1 argument".to_owned(),
            _ => format!("{count} arguments"),
        };
        let takes = match counts {
            [one] if least => format!("at least {}", arguments(*one)),
            [one] => arguments(*one),
            [first, .., last] if last - first + 1 == counts.len() => {
                format!("{first} to {}", arguments(*last))
            }
            _ => {
                let words: Vec<String> = counts.iter().map(ToString::to_string).collect();
                format!("{} arguments", words.join(" or "))
            }
        };
        let given = match given {
            0 => "there is none".to_owned(),
            1 => "this is 1".to_owned(),
            _ => format!("these are {given}"),
        };
        let message = format!("`{function}` takes {takes}, and {given}");
        self.problem("wrong_arity", at, message, None);
    }
}

fn param_word(param: Param) -> Option<String> {
    match param {
        // Nobody has these.
        Param::One(kind) if matches!(kind.name(), "bit" | "varbit" | "name" | "oid") => None,
        Param::One(kind) => Some(kind.word().to_owned()),
        Param::Many(kind) => Some(format!("{}[]", kind.word())),
        Param::AnyArray | Param::CompatibleArray => Some("an array".to_owned()),
        Param::AnyRange => Some("a range".to_owned()),
        Param::AnyMultirange | Param::Other => None,
        Param::AnyElement | Param::AnyNonArray | Param::Compatible => Some("a value".to_owned()),
        Param::AnyEnum => Some("an enum".to_owned()),
    }
}

/// Whether an operator answers yes or no, whatever its operands are.
fn gives_boolean(operator: &str) -> bool {
    matches!(
        operator,
        "=" | "<>"
            | "<"
            | ">"
            | "<="
            | ">="
            | "~"
            | "~*"
            | "!~"
            | "!~*"
            | "~~"
            | "~~*"
            | "@>"
            | "<@"
    )
}

fn is_quantifier(function: &str) -> bool {
    matches!(function, "any" | "all" | "some")
}

/// Functions of any number of arguments of any type: how many at least, and what they give.
const VARIADIC: &[(&str, usize, &str, Volatility)] = &[
    ("concat", 1, "text", Volatility::Stable),
    ("concat_ws", 2, "text", Volatility::Stable),
    ("format", 1, "text", Volatility::Stable),
    ("jsonb_build_array", 0, "jsonb", Volatility::Stable),
    ("jsonb_build_object", 0, "jsonb", Volatility::Stable),
    ("json_build_array", 0, "json", Volatility::Stable),
    ("json_build_object", 0, "json", Volatility::Stable),
    ("jsonb_extract_path_text", 2, "text", Volatility::Immutable),
    ("num_nonnulls", 1, "int4", Volatility::Immutable),
    ("num_nulls", 1, "int4", Volatility::Immutable),
    ("random", 0, "", Volatility::Volatile),
    ("uuidv4", 0, "uuid", Volatility::Volatile),
    ("uuidv7", 0, "uuid", Volatility::Volatile),
];
