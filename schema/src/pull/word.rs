//! How a schema writes names, strings and types.

use crate::database::{PUBLIC, QualifiedName};
use unicode_ident::{is_xid_continue, is_xid_start};

/// A name, where it is one that a schema can have: a Rust identifier.
pub(crate) fn name(name: &str) -> Option<String> {
    let plain = declared(name)?;
    Some(if is_word(name) {
        format!("r#{plain}")
    } else {
        plain
    })
}

/// A name before a colon, where all words are names.
pub(super) fn declared(name: &str) -> Option<String> {
    let mut chars = name.chars();
    let starts = chars
        .next()
        .is_some_and(|first| first == '_' || is_xid_start(first));
    let is_name = starts && chars.all(is_xid_continue);
    let is_refused = matches!(name, "_" | "self" | "Self" | "super" | "crate");
    (is_name && !is_refused).then(|| name.to_owned())
}

/// A name with its namespace, which is left out for `public`.
pub(crate) fn qualified(object: &QualifiedName) -> Option<String> {
    let last = name(&object.name)?;
    if object.namespace == PUBLIC {
        Some(last)
    } else {
        Some(format!("{}.{last}", name(&object.namespace)?))
    }
}

/// Names with commas between them.
pub(super) fn list(names: &[String]) -> Option<String> {
    let names: Option<Vec<String>> = names.iter().map(|it| name(it)).collect();
    Some(names?.join(", "))
}

/// A string, as it is where it can stand as it is.
pub(crate) fn string(text: &str) -> String {
    if !text.contains(['"', '\\', '\r', '\0']) {
        return format!("\"{text}\"");
    }
    let mut marks = "#".to_owned();
    while text.contains(&format!("\"{marks}")) {
        marks.push('#');
    }
    if text.contains('\r') {
        return format!("\"{}\"", text.escape_default());
    }
    format!("r{marks}\"{text}\"{marks}")
}

/// The value of a setting: a number or a name as it is, anything else as a string.
pub(super) fn setting(value: &str) -> String {
    let is_number = value.parse::<f64>().is_ok_and(f64::is_finite)
        && value
            .chars()
            .all(|it| it.is_ascii_digit() || matches!(it, '.' | '-'));
    if is_number {
        return value.to_owned();
    }
    match name(value) {
        Some(name) if name == value => name,
        _ => string(value),
    }
}

/// `(fillfactor = 70)`
pub(super) fn settings(options: &[(String, String)]) -> Option<String> {
    let settings: Option<Vec<String>> = options
        .iter()
        .map(|(option, value)| Some(format!("{} = {}", name(option)?, setting(value))))
        .collect();
    Some(format!("({})", settings?.join(", ")))
}

/// A type as `format_type` writes it, where it is one of the language's, or one of these names.
pub(crate) fn ty(text: &str, declared: &[(String, String)]) -> Option<String> {
    if let Some(element) = text.strip_suffix("[]") {
        return (!element.ends_with("[]"))
            .then(|| Some(format!("{}[]", ty(element, declared)?)))?;
    }
    if let Some((_, said)) = declared.iter().find(|(sql, _)| sql == text) {
        return Some(said.clone());
    }
    let (head, rest) = match text.split_once('(') {
        Some((head, rest)) => (head, Some(rest)),
        None => (text, None),
    };
    let (arguments, tail) = match rest {
        Some(rest) => {
            let (arguments, tail) = rest.split_once(')')?;
            (format!("({})", arguments.replace(',', ", ")), tail)
        }
        None => (String::new(), ""),
    };
    let word = match (head, tail) {
        ("timestamp", " with time zone") | ("timestamp with time zone", "") => "timestamptz",
        ("timestamp", " without time zone") | ("timestamp without time zone", "") => "timestamp",
        ("time", " with time zone") | ("time with time zone", "") => "timetz",
        ("time", " without time zone") | ("time without time zone", "") => "time",
        ("double precision", "") => "double",
        ("character varying", "") => "varchar",
        ("character", "") => "char",
        (
            "boolean" | "smallint" | "integer" | "bigint" | "real" | "numeric" | "money" | "text"
            | "citext" | "bytea" | "uuid" | "date" | "interval" | "json" | "jsonb" | "inet"
            | "cidr" | "macaddr" | "int4range" | "int8range" | "numrange" | "tsrange" | "tstzrange"
            | "daterange" | "tsvector" | "hstore" | "ltree" | "vector",
            "",
        ) => head,
        _ => return None,
    };
    // `interval` has no digits in a schema.
    if word == "interval" && !arguments.is_empty() {
        return None;
    }
    Some(format!("{word}{arguments}"))
}

/// Whether the language reads it as a word somewhere where a name can stand.
fn is_word(name: &str) -> bool {
    WORDS.split_ascii_whitespace().any(|it| it == name)
}

const WORDS: &str = "
    all allow and any array as asc at between by case check collate current_catalog current_date current_role
    current_schema current_time current_timestamp current_user default deferrable desc distinct else end escape
    exclude extract false foreign from ilike in include index is like localtime localtimestamp not null nulls on or
    partition primary references row select session_user similar sql then true unique unknown user using value was
    when where with
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_one_word() {
        let declared = [("billing.state".to_owned(), "billing.state".to_owned())];
        for (sql, said) in [
            ("character varying(9)", Some("varchar(9)")),
            ("timestamp(3) with time zone", Some("timestamptz(3)")),
            ("numeric(10,2)[]", Some("numeric(10, 2)[]")),
            ("billing.state[]", Some("billing.state[]")),
            ("xml", None),
            ("interval day to second(3)", None),
            ("tools.citext", None),
        ] {
            assert_eq!(ty(sql, &declared).as_deref(), said, "{sql}");
        }
    }

    #[test]
    fn a_string_is_as_readable_as_it_can_be() {
        assert_eq!(string("it's"), "\"it's\"");
        assert_eq!(string(r#"a "b" \d"#), r##"r#"a "b" \d"#"##);
    }
}
