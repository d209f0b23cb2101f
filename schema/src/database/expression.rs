//! The texts of expressions, as PostgreSQL writes them.

use crate::sql::{closing, opening, outermost};

/// The text with what PostgreSQL would read otherwise than it wrote it.
///
/// `a BETWEEN 1 AND 2 AND b` is written as `(((a >= 1) AND (a <= 2)) AND b)`; read again, that is an `AND` of three and
/// not of two, and written in another way. So the `BETWEEN` is put back, and what else is an `AND` on the left of an
/// `AND` becomes one with it; and so for `OR`.
///
/// `a IN ('x', 'y')`, where `a` is a `varchar`, is written as `((a)::text = ANY ((ARRAY['x'::character varying,
/// 'y'::character varying])::text[]))`; read again, each value is cast and not the array. Without its cast the array is cast
/// by PostgreSQL itself.
#[must_use]
pub fn stable(text: &str) -> String {
    rewritten(text, false)
}

/// The text with every `BETWEEN` that it may have been.
#[must_use]
pub fn with_between(text: &str) -> String {
    rewritten(text, true)
}

fn rewritten(text: &str, everywhere: bool) -> String {
    if ![" AND ", " OR ", CAST].iter().any(|it| text.contains(it)) {
        return text.to_owned();
    }
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = opening(rest) {
        let Some(end) = closing(&rest[start + 1..]).map(|it| start + 1 + it) else {
            break;
        };
        written.push_str(&rest[..=start]);
        let inner = group(&rewritten(&rest[start + 1..end], everywhere), everywhere);
        let is_list = ["ANY (", "ALL ("].iter().any(|it| written.ends_with(it));
        let list = is_list.then(|| uncast(&inner)).flatten();
        written.push_str(list.unwrap_or(&inner));
        written.push(')');
        rest = &rest[end + 1..];
    }
    written.push_str(rest);
    written
}

/// What PostgreSQL writes where it casts an array of `varchar` by itself.
const CAST: &str = "])::text[]";

/// An array of `varchar` without its cast to text.
fn uncast(text: &str) -> Option<&str> {
    let array = parenthesized(text.strip_suffix("::text[]")?)?;
    let values = array.strip_prefix("ARRAY[")?.strip_suffix(']')?;
    let is_varchar = |it: &&str| it.ends_with("::character varying");
    parts(values, ", ").iter().all(is_varchar).then_some(array)
}

/// What stands between parentheses.
fn group(inner: &str, everywhere: bool) -> String {
    for word in [" AND ", " OR "] {
        let parts = parts(inner, word);
        if parts.len() < 2 {
            continue;
        }
        if everywhere
            && parts.len() == 2
            && let Some(between) = between(&parts, word)
        {
            return between;
        }
        let first = parenthesized(parts[0]).map(|it| self::parts(it, word));
        if let Some(nested) = first.filter(|it| it.len() > 1) {
            let first = match between(&nested, word) {
                Some(between) => format!("({between})"),
                None => nested.join(word),
            };
            return format!("{first}{word}{}", parts[1..].join(word));
        }
    }
    inner.to_owned()
}

/// `a BETWEEN 1 AND 2` for `(a >= 1)` and `(a <= 2)`, `a NOT BETWEEN 1 AND 2` for `(a < 1)` or `(a > 2)`.
fn between(parts: &[&str], word: &str) -> Option<String> {
    let (low, high, name) = match word {
        " AND " => (" >= ", " <= ", "BETWEEN"),
        _ => (" < ", " > ", "NOT BETWEEN"),
    };
    let [first, second] = parts else { return None };
    let (first, second) = (
        self::parts(parenthesized(first)?, low),
        self::parts(parenthesized(second)?, high),
    );
    let ([operand, from], [again, to]) = (first.as_slice(), second.as_slice()) else {
        return None;
    };
    (operand == again).then(|| format!("{operand} {name} {from} AND {to}"))
}

/// The conditions that all have to be true for this one to be.
pub(crate) fn conjuncts(text: &str) -> Vec<&str> {
    parts(parenthesized(text).unwrap_or(text), " AND ")
}

/// The text without the parentheses that are around all of it.
fn parenthesized(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?;
    (closing(inner)? == inner.len() - 1).then(|| &inner[..inner.len() - 1])
}

/// The pieces between these words, as far as they stand outside of quotes and parentheses. The `AND` of a `BETWEEN` is
/// none.
fn parts<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in outermost(text).filter(|(_, char)| *char == ' ') {
        if at >= start
            && text[at..].starts_with(word)
            && (word != " AND " || !text[start..at].contains(" BETWEEN "))
        {
            parts.push(&text[start..at]);
            start = at + word.len();
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_cut_where_all_have_to_be_true() {
        for (text, pieces) in [
            (
                "((a IS NOT NULL) AND (a = ANY (ARRAY['x AND y'::text, ')'::text])))",
                &[
                    "(a IS NOT NULL)",
                    "(a = ANY (ARRAY['x AND y'::text, ')'::text]))",
                ][..],
            ),
            ("((a IS NULL) OR (a = 1))", &["(a IS NULL) OR (a = 1)"]),
            (
                "(((a IS NULL) OR (a = 1)) AND (b >= 1) AND (b < 10))",
                &["((a IS NULL) OR (a = 1))", "(b >= 1)", "(b < 10)"],
            ),
            (
                "satisfies_hash_partition('p'::regclass, 4, 0, a)",
                &["satisfies_hash_partition('p'::regclass, 4, 0, a)"],
            ),
        ] {
            assert_eq!(conjuncts(text), pieces);
        }
    }

    #[test]
    fn what_is_nested_on_the_left_becomes_what_is_read_as_it_stands() {
        for (written, read) in [
            (
                "(((a >= 1) AND (a <= 10)) AND ((b < 5) OR (b > 6)))",
                "((a BETWEEN 1 AND 10) AND ((b < 5) OR (b > 6)))",
            ),
            (
                "(((a = 1) AND (b = 2)) AND c)",
                "((a = 1) AND (b = 2) AND c)",
            ),
            (
                "(((a < 1) OR (a > 2)) OR c)",
                "((a NOT BETWEEN 1 AND 2) OR c)",
            ),
            ("((a >= 1) AND (a <= 10))", "((a >= 1) AND (a <= 10))"),
            (
                "((a > ') AND ('::text) OR b)",
                "((a > ') AND ('::text) OR b)",
            ),
            (
                "(c AND ((a >= 1) AND (a <= 2)))",
                "(c AND ((a >= 1) AND (a <= 2)))",
            ),
            (
                "((a)::text = ANY ((ARRAY['x, y'::character varying, ']'::character varying])::text[]))",
                "((a)::text = ANY (ARRAY['x, y'::character varying, ']'::character varying]))",
            ),
            (
                "((a)::text <> ALL ((ARRAY['x'::character varying, b])::text[]))",
                "((a)::text <> ALL ((ARRAY['x'::character varying, b])::text[]))",
            ),
        ] {
            assert_eq!(stable(written), read);
            assert_eq!(stable(read), read);
        }
        assert_eq!(
            with_between("(c OR ((f(a) >= 1) AND (f(a) <= 2)))"),
            "(c OR (f(a) BETWEEN 1 AND 2))"
        );
        assert_eq!(
            with_between("((a >= 1) AND (a <= 2) AND b)"),
            "((a >= 1) AND (a <= 2) AND b)"
        );
    }
}
