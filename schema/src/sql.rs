//! How SQL writes names and strings: the only place that knows its quote marks and keywords.

mod quote;

pub use quote::{closing, opening, outermost, unquoted};
pub(crate) use quote::{dollar_tag, quoted as quoted_length};

use crate::database::{PUBLIC, QualifiedName};

/// A name, in quotes where it needs them, as PostgreSQL's `quote_identifier` does it: a name that is
/// not all lower case, or that is a keyword of more than one kind, does.
#[must_use]
pub fn identifier(name: &str) -> String {
    if is_plain(name) && !is_keyword(name) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// A name with its namespace, which is left out for `public`.
#[must_use]
pub fn qualified(name: &QualifiedName) -> String {
    if name.namespace == PUBLIC {
        identifier(&name.name)
    } else {
        format!("{}.{}", identifier(&name.namespace), identifier(&name.name))
    }
}

/// The name of a type that a user made. PostgreSQL looks for its own types first, so beside one of these the namespace
/// is said.
#[must_use]
pub fn user_type(name: &QualifiedName) -> String {
    if name.namespace == PUBLIC && is_among(TYPES, &name.name) {
        format!("{}.{}", identifier(PUBLIC), identifier(&name.name))
    } else {
        qualified(name)
    }
}

/// Names with commas between them.
#[must_use]
pub fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| identifier(name)).collect();
    names.join(", ")
}

/// A string; backslashes stand for themselves (`standard_conforming_strings`, on since 9.1).
#[must_use]
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The value of a setting: a number as it is, anything else as a string.
#[must_use]
pub fn setting(value: &str) -> String {
    if value.parse::<f64>().is_ok_and(f64::is_finite) {
        value.to_owned()
    } else {
        literal(value)
    }
}

/// A string between dollars, as bodies of functions are written; with the first tag that the text does not hold.
#[must_use]
pub fn dollar_quoted(text: &str) -> String {
    let mut tag = "$$".to_owned();
    let mut tried = 0_u32;
    while text.contains(&tag) {
        tried += 1;
        tag = format!("$body{tried}$");
    }
    format!("{tag}{text}{tag}")
}

/// The name of a function that is called. `coalesce` and its like have a grammar of their own, and are functions
/// only without quotes; `left` and its like need none.
#[must_use]
pub fn function(namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(namespace) => format!("{}.{}", identifier(namespace), identifier(name)),
        None if is_among(TYPES_OR_FUNCTIONS, name) || is_among(CALLED_AS_WORDS, name) => {
            name.to_owned()
        }
        None => identifier(name),
    }
}

/// The name of a type in a cast or before a string; `interval` and its like are types only without quotes.
#[must_use]
pub fn type_name(namespace: Option<&str>, name: &str) -> String {
    match (namespace, name) {
        (Some(namespace), _) => format!("{}.{}", identifier(namespace), identifier(name)),
        (None, "double") => "double precision".to_owned(),
        (None, _) if is_among(TYPES_OF_SEVERAL_NAMES, name) => name.to_owned(),
        (None, _) => identifier(name),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Whether the lexer reads it as this very name.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name
            .chars()
            .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
}

/// The words that as the name of a column or table need quotes in any statement.
pub(crate) fn reserved() -> impl Iterator<Item = &'static str> {
    [RESERVED, TYPES_OR_FUNCTIONS]
        .into_iter()
        .flat_map(str::split_ascii_whitespace)
}

fn is_keyword(word: &str) -> bool {
    [RESERVED, TYPES_OR_FUNCTIONS, COLUMNS]
        .iter()
        .any(|words| is_among(words, word))
}

fn is_among(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|it| it == word)
}

/// Reserved everywhere: `pg_get_keywords()` of 14 to 18, category R.
const RESERVED: &str = "
    all analyse analyze and any array as asc asymmetric both case cast check collate column
    constraint create current_catalog current_date current_role current_time current_timestamp
    current_user default deferrable desc distinct do else end except false fetch for foreign
    from grant group having in initially intersect into lateral leading limit localtime
    localtimestamp not null offset on only or order placing primary references returning select
    session_user some symmetric system_user table then to trailing true union unique user using
    variadic when where window with
";

/// Reserved, but names of functions and types: category T.
const TYPES_OR_FUNCTIONS: &str = "
    authorization binary collation concurrently cross current_schema freeze full ilike inner is
    isnull join left like natural notnull outer overlaps right similar tablesample verbose
";

/// Names of columns, not of functions and types: category C.
const COLUMNS: &str = "
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest
    grouping inout int integer interval json json_array json_arrayagg json_exists json_object
    json_objectagg json_query json_scalar json_serialize json_table json_value least
    merge_action national nchar none normalize nullif numeric out overlay position precision
    real row setof smallint substring time timestamp treat trim values varchar xmlattributes
    xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize
    xmltable
";

/// Keywords that the grammar reads as a call with plain arguments, or as the right side of a comparison.
const CALLED_AS_WORDS: &str = "
    all any coalesce greatest json_object least normalize nullif overlay row some substring trim
";

/// Of category C, the types that the grammar knows, whose names in the catalogue are others.
const TYPES_OF_SEVERAL_NAMES: &str = "
    bigint bit boolean char character dec decimal float int integer interval json numeric real
    smallint time timestamp varchar
";

/// The types of PostgreSQL 14 to 18: those of `pg_type` in `pg_catalog` that are no arrays or rows.
const TYPES: &str = "
    aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray
    anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange bit bool box bpchar bytea char cid cidr
    circle cstring date datemultirange daterange event_trigger fdw_handler float4 float8 gtsvector index_am_handler
    inet int2 int2vector int4 int4multirange int4range int8 int8multirange int8range internal interval json jsonb
    jsonpath language_handler line lseg macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path
    point polygon record refcursor regclass regcollation regconfig regdictionary regnamespace regoper regoperator
    regproc regprocedure regrole regtype table_am_handler text tid time timestamp timestamptz timetz trigger
    tsm_handler tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit
    varchar void xid xid8 xml
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_only_when_it_must_be() {
        for (name, sql) in [
            ("users", "users"),
            ("_a1", "_a1"),
            ("name", "name"),
            ("order", "\"order\""),
            ("Users", "\"Users\""),
            ("a b", "\"a b\""),
            ("1a", "\"1a\""),
            ("é", "\"é\""),
            ("a\"b", "\"a\"\"b\""),
            ("left", "\"left\""),
            ("interval", "\"interval\""),
            ("system_user", "\"system_user\""),
        ] {
            assert_eq!(identifier(name), sql);
        }
    }

    #[test]
    fn a_function_keeps_the_grammar_of_its_own() {
        assert_eq!(function(None, "coalesce"), "coalesce");
        assert_eq!(function(None, "left"), "left");
        assert_eq!(function(None, "any"), "any");
        assert_eq!(function(None, "position"), "\"position\"");
        assert_eq!(function(Some("billing"), "left"), "billing.\"left\"");
    }

    #[test]
    fn a_string_doubles_its_quotes_and_nothing_else() {
        assert_eq!(literal(r"it's a \d"), r"'it''s a \d'");
    }
}
