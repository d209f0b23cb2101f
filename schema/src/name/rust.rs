//! The names in Rust: of rows, enums, variants, references and collections.

mod singular;

use heck::{ToSnakeCase, ToUpperCamelCase};

pub use singular::{is_unchanged, plural, singular};

/// The row of a table: `order_items` gives `OrderItem`.
#[must_use]
pub fn row(table: &str) -> String {
    let (before, last) = table.rsplit_once('_').unwrap_or(("", table));
    camel(&format!("{before}_{}", singular(last)))
}

/// An enum: `user_status` gives `UserStatus`.
#[must_use]
pub fn enumeration(name: &str) -> String {
    camel(name)
}

/// A variant of an enum: `PG-13` gives `Pg13`; `None` where the label has no letter or digit.
#[must_use]
pub fn variant(label: &str) -> Option<String> {
    Some(camel(label)).filter(|name| is_identifier(name))
}

/// A reference that one column holds: the column without `_id`, else without the name of the column it refers to.
#[must_use]
pub fn reference<'a>(column: &'a str, target_column: &str) -> &'a str {
    column
        .strip_suffix("_id")
        .or_else(|| column.strip_suffix(target_column)?.strip_suffix('_'))
        .filter(|name| !name.is_empty())
        .unwrap_or(column)
}

/// The collection of a unique reference, which is one row: `UserProfile` gives `user_profile`.
#[must_use]
pub fn one(row: &str) -> String {
    row.to_snake_case()
}

/// Whether Rust takes it as the name of a type or variant.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first))
        && characters.all(unicode_ident::is_xid_continue)
        && !matches!(name, "_" | "Self" | "self" | "super" | "crate")
}

/// Words that are no name in some edition up to 2024, unless `r#` stands before them.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Whether Rust takes it as a name only behind `r#`.
#[must_use]
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// The first word of a path that is no name, where one is: `type` in `crate::type`.
#[must_use]
pub fn keyword_in_path(path: &str) -> Option<&str> {
    path.split([':', '<', '>', ',', ' '])
        .find(|word| is_keyword(word))
}

/// Words in CamelCase, split at what is no letter or digit; never one of Rust's keywords.
fn camel(name: &str) -> String {
    let words: String = name
        .chars()
        .map(|character| {
            if unicode_ident::is_xid_continue(character) {
                character
            } else {
                '_'
            }
        })
        .collect();
    let mut name = words.to_upper_camel_case();
    if name.starts_with(|first| !unicode_ident::is_xid_start(first)) {
        name.insert(0, '_');
    }
    if name == "Self" {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{one, reference, row, variant};

    #[test]
    fn a_row_is_the_last_word_s_singular() {
        let rows = [
            ("posts", "Post"),
            ("order_items", "OrderItem"),
            ("people", "Person"),
            ("categories", "Category"),
            ("user_addresses", "UserAddress"),
        ];
        for (table, wanted) in rows {
            assert_eq!(row(table), wanted);
        }
    }

    #[test]
    fn a_variant_is_made_of_words() {
        let variants = [
            ("active", Some("Active")),
            ("PG-13", Some("Pg13")),
            ("NC-17", Some("Nc17")),
            ("in_progress", Some("InProgress")),
            ("on hold", Some("OnHold")),
            ("type", Some("Type")),
            ("self", Some("Self_")),
            ("2fast", Some("_2fast")),
            ("+", None),
            ("", None),
        ];
        for (label, wanted) in variants {
            assert_eq!(variant(label).as_deref(), wanted, "{label}");
        }
    }

    #[test]
    fn a_reference_is_its_column_without_the_key() {
        assert_eq!(reference("author_id", "id"), "author");
        assert_eq!(reference("currency_code", "code"), "currency");
        assert_eq!(reference("reports_to", "id"), "reports_to");
        assert_eq!(reference("_id", "id"), "_id");
        assert_eq!(reference("code", "code"), "code");
    }

    #[test]
    fn a_unique_reference_gives_one() {
        assert_eq!(one("UserProfile"), "user_profile");
    }
}
