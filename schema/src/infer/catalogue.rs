//! PostgreSQL's own operators, functions and conversions, as its catalogue lists them.
//!
//! The tables are `pg_operator`, `pg_proc` and `pg_cast` of PostgreSQL 15, for the types of [`Kind`]: every
//! overload of the operators that the grammar knows, and of the functions that a schema uses. A function that
//! a later version gave another overload is left out: what is not in a table is left to PostgreSQL.

use std::sync::OnceLock;

use super::kind::Kind;

/// What the result depends on beside the arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Volatility {
    /// On nothing.
    Immutable,
    /// On the session's settings, or the time of the statement.
    Stable,
    /// On anything.
    Volatile,
}

/// The type of an argument or a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Param {
    One(Kind),
    Many(Kind),
    AnyElement,
    AnyArray,
    AnyNonArray,
    AnyEnum,
    AnyRange,
    AnyMultirange,
    /// One of the `anycompatible` family: what fits is not followed up.
    Compatible,
    CompatibleArray,
    /// A type that no expression here has.
    Other,
}

/// One overload.
#[derive(Debug)]
pub(super) struct Overload {
    pub(super) name: &'static str,
    pub(super) params: Vec<Param>,
    pub(super) result: Param,
    pub(super) volatility: Volatility,
}

/// When a conversion is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Context {
    /// Anywhere.
    Implicit,
    /// Where a value is put into a column.
    Assignment,
    /// Where it is written.
    Explicit,
}

/// The overloads of a binary operator.
pub(super) fn binary(operator: &str) -> &'static [Overload] {
    named(&tables().binary, operator)
}

/// The overloads of an operator before its operand.
pub(super) fn unary(operator: &str) -> &'static [Overload] {
    named(&tables().unary, operator)
}

/// The overloads of a function; none of one that is not in the table.
pub(super) fn functions(name: &str) -> &'static [Overload] {
    named(&tables().functions, name)
}

/// The conversion between two types that are not the same.
pub(super) fn cast(from: Kind, to: Kind) -> Option<(Context, Volatility)> {
    tables()
        .casts
        .iter()
        .find(|(source, target, ..)| (*source, *target) == (from, to))
        .map(|&(_, _, context, volatility)| (context, volatility))
}

/// What reading a text as a type depends on.
pub(super) fn reading(kind: Kind) -> Volatility {
    match kind.name() {
        "date" | "time" | "timetz" | "timestamp" | "timestamptz" | "interval" | "money"
        | "regconfig" => Volatility::Stable,
        name if name.ends_with("range") => Volatility::Stable,
        _ if matches!(kind, Kind::Enum(_)) => Volatility::Stable,
        _ => Volatility::Immutable,
    }
}

/// What writing a value as text depends on.
pub(super) fn writing(kind: Kind) -> Volatility {
    match kind.name() {
        // A time of day is written one way.
        "time" | "timetz" => Volatility::Immutable,
        _ => reading(kind),
    }
}

struct Tables {
    binary: Vec<Overload>,
    unary: Vec<Overload>,
    functions: Vec<Overload>,
    casts: Vec<(Kind, Kind, Context, Volatility)>,
}

fn named(sorted: &'static [Overload], name: &str) -> &'static [Overload] {
    let first = sorted.partition_point(|overload| overload.name < name);
    let after = sorted.partition_point(|overload| overload.name <= name);
    &sorted[first..after]
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Tables {
            binary: Vec::new(),
            unary: Vec::new(),
            functions: Vec::new(),
            casts: include_str!("casts.txt")
                .lines()
                .filter_map(cast_of)
                .collect(),
        };
        for line in include_str!("operators.txt").lines() {
            let words: Vec<&'static str> = line.split(' ').collect();
            let &[name, left, right, result, volatility] = words.as_slice() else {
                continue;
            };
            let (list, params) = if left == "-" {
                (&mut tables.unary, vec![param(right)])
            } else {
                (&mut tables.binary, vec![param(left), param(right)])
            };
            list.push(overload(name, params, result, volatility));
        }
        for line in include_str!("functions.txt").lines() {
            let words: Vec<&'static str> = line.split(' ').collect();
            let &[name, params, result, volatility] = words.as_slice() else {
                continue;
            };
            let params = params
                .split(',')
                .filter(|word| *word != "-")
                .map(param)
                .collect();
            tables
                .functions
                .push(overload(name, params, result, volatility));
        }
        for list in [&mut tables.binary, &mut tables.unary, &mut tables.functions] {
            list.sort_by_key(|overload| overload.name);
        }
        tables
    })
}

fn overload(name: &'static str, params: Vec<Param>, result: &str, volatility: &str) -> Overload {
    Overload {
        name,
        params,
        result: param(result),
        volatility: self::volatility(volatility),
    }
}

fn cast_of(line: &str) -> Option<(Kind, Kind, Context, Volatility)> {
    let words: Vec<&str> = line.split(' ').collect();
    let &[from, to, context, depends] = words.as_slice() else {
        return None;
    };
    let context = match context {
        "i" => Context::Implicit,
        "a" => Context::Assignment,
        _ => Context::Explicit,
    };
    Some((
        Kind::named(from)?,
        Kind::named(to)?,
        context,
        volatility(depends),
    ))
}

fn volatility(letter: &str) -> Volatility {
    match letter {
        "i" => Volatility::Immutable,
        "s" => Volatility::Stable,
        _ => Volatility::Volatile,
    }
}

fn param(word: &str) -> Param {
    match word {
        "anyelement" => Param::AnyElement,
        "anyarray" => Param::AnyArray,
        "anynonarray" => Param::AnyNonArray,
        "anyenum" => Param::AnyEnum,
        "anyrange" => Param::AnyRange,
        "anymultirange" => Param::AnyMultirange,
        "anycompatiblearray" => Param::CompatibleArray,
        _ if word.starts_with("anycompatible") => Param::Compatible,
        _ => match word.strip_suffix("[]") {
            Some(element) => Kind::named(element).map_or(Param::Other, Param::Many),
            None => Kind::named(word).map_or(Param::Other, Param::One),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read_whole() {
        let tables = tables();
        let lines = |text: &str| text.lines().count();
        assert_eq!(
            tables.binary.len() + tables.unary.len(),
            lines(include_str!("operators.txt"))
        );
        assert_eq!(tables.functions.len(), lines(include_str!("functions.txt")));
        assert_eq!(tables.casts.len(), lines(include_str!("casts.txt")));
    }

    #[test]
    fn what_a_function_depends_on_depends_on_its_arguments() {
        let depends = |params: &[&str]| {
            let params: Vec<Param> = params.iter().copied().map(param).collect();
            functions("to_tsvector")
                .iter()
                .find(|overload| overload.params == params)
                .map(|overload| overload.volatility)
        };
        assert_eq!(depends(&["text"]), Some(Volatility::Stable));
        assert_eq!(depends(&["regconfig", "text"]), Some(Volatility::Immutable));
    }
}
