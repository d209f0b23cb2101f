//! Whether an index serves a query, decided while an application compiles.
//!
//! An index serves a query when it begins with the columns that are compared for equality, in any
//! order, and goes on with those that the rows are ordered by, all forward or all reversed. A
//! partial index serves it when the query asks for no row that is not in it.

use crate::column::AnyColumn;
use crate::table::{Index, Key, Table};

/// A column that rows are ordered by, whether the highest comes first, and whether `NULL` does.
type Wanted = (AnyColumn, bool, bool);

/// Stops the compiler with the message, unless an index of the table serves the query.
pub const fn served<T: Table>(
    by: &[AnyColumn],
    order: &[Wanted],
    filters: &[&str],
    message: &'static str,
) {
    let mut at = 0;
    while at < T::INDEXES.len() {
        if serves(&T::INDEXES[at], by, order, filters, T::KEY) {
            return;
        }
        at += 1;
    }
    panic!("{}", message);
}

const fn serves(
    index: &Index,
    by: &[AnyColumn],
    order: &[Wanted],
    filters: &[&str],
    key: &[&str],
) -> bool {
    if !index.ordered || !holds_all(index, by, filters) {
        return false;
    }
    // A unique key that is compared as a whole gives one row: any order is that of it.
    if index.unique && all_compared(index, by) {
        return true;
    }
    let mut compared = 0;
    while compared < by.len() {
        if compared >= index.keys.len() || !is_compared(index.keys[compared].column, by) {
            return false;
        }
        compared += 1;
    }
    ordered(index, compared, by, order, key, false)
        || ordered(index, compared, by, order, key, true)
}

/// Whether every row that the query asks for is in the index.
const fn holds_all(index: &Index, by: &[AnyColumn], filters: &[&str]) -> bool {
    let mut at = 0;
    while at < index.predicate.len() {
        let conjunct = index.predicate[at];
        if !contains(filters, conjunct) && !says_not_null(conjunct, by) {
            return false;
        }
        at += 1;
    }
    true
}

/// `author_id is not null`, of a column that is compared.
const fn says_not_null(conjunct: &str, by: &[AnyColumn]) -> bool {
    const END: &[u8] = b" is not null";
    let text = conjunct.as_bytes();
    if text.len() < END.len() {
        return false;
    }
    let (column, end) = text.split_at(text.len() - END.len());
    if !equal(end, END) {
        return false;
    }
    let mut at = 0;
    while at < by.len() {
        if equal(column, by[at].name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn all_compared(index: &Index, by: &[AnyColumn]) -> bool {
    let mut at = 0;
    while at < index.keys.len() {
        if !is_compared(index.keys[at].column, by) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether the index goes on with the order behind the columns that are compared; reversed, if
/// it is read backwards.
const fn ordered(
    index: &Index,
    compared: usize,
    by: &[AnyColumn],
    order: &[Wanted],
    key: &[&str],
    reversed: bool,
) -> bool {
    let mut next = compared;
    let mut at = 0;
    while at < order.len() {
        if is_compared(order[at].0.name, by) {
            // All its values are equal.
        } else if next < index.keys.len() && is_next(&index.keys[next], order[at], reversed) {
            next += 1;
        } else {
            // The key decides between rows that are equal by what comes before: few are sorted.
            return at > 0 && only_key(order, at, key);
        }
        at += 1;
    }
    true
}

const fn is_next(key: &Key, (column, descending, nulls_first): Wanted, reversed: bool) -> bool {
    equal(key.column.as_bytes(), column.name.as_bytes())
        && (key.descending != reversed) == descending
        && (!key.nullable || (key.nulls_first != reversed) == nulls_first)
}

/// Whether the rest of the order is columns of the primary key.
const fn only_key(order: &[Wanted], from: usize, key: &[&str]) -> bool {
    let mut at = from;
    while at < order.len() {
        if !contains(key, order[at].0.name) {
            return false;
        }
        at += 1;
    }
    true
}

const fn is_compared(column: &str, by: &[AnyColumn]) -> bool {
    let mut at = 0;
    while at < by.len() {
        if equal(column.as_bytes(), by[at].name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether a text is among others.
pub(crate) const fn contains(texts: &[&str], text: &str) -> bool {
    let mut at = 0;
    while at < texts.len() {
        if equal(texts[at].as_bytes(), text.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

pub(crate) const fn equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Type;

    const fn column(name: &'static str) -> AnyColumn {
        AnyColumn {
            name,
            sql_type: Type::BIGINT,
        }
    }

    const fn key(column: &'static str, descending: bool, nullable: bool) -> Key {
        Key {
            column,
            descending,
            nulls_first: descending,
            nullable,
        }
    }

    const AUTHOR_CREATED: Index = Index {
        keys: &[key("author", false, false), key("created", true, true)],
        predicate: &[],
        unique: false,
        ordered: true,
    };

    fn check(
        index: &Index,
        by: &[&'static str],
        order: &[(&'static str, bool, bool)],
        filters: &[&str],
    ) -> bool {
        let by: Vec<_> = by.iter().map(|name| column(name)).collect();
        let order: Vec<_> = order
            .iter()
            .map(|(name, desc, nulls)| (column(name), *desc, *nulls))
            .collect();
        serves(index, &by, &order, filters, &["id"])
    }

    #[test]
    fn equal_columns_come_first_then_the_order() {
        let index = &AUTHOR_CREATED;
        assert!(check(index, &["author"], &[], &[]));
        assert!(check(index, &["author"], &[("created", true, true)], &[]));
        assert!(check(index, &["author", "created"], &[], &[]));
        assert!(check(index, &["created", "author"], &[], &[]));
        assert!(!check(index, &["created"], &[], &[]));
        assert!(!check(index, &["author"], &[("votes", true, true)], &[]));
        assert!(!check(index, &["author", "votes"], &[], &[]));
    }

    #[test]
    fn an_index_is_read_backwards_as_a_whole() {
        let index = &AUTHOR_CREATED;
        assert!(check(index, &["author"], &[("created", false, false)], &[]));
        assert!(!check(index, &["author"], &[("created", true, false)], &[]));
        const MIXED: &[Key] = &[
            key("author", false, false),
            key("a", true, false),
            key("b", false, false),
        ];
        let mixed = Index {
            keys: MIXED,
            ..AUTHOR_CREATED
        };
        assert!(check(
            &mixed,
            &["author"],
            &[("a", false, false), ("b", true, true)],
            &[]
        ));
        assert!(!check(
            &mixed,
            &["author"],
            &[("a", true, true), ("b", true, true)],
            &[]
        ));
        // Where there is no NULL, it does not matter where it stands.
        assert!(check(&mixed, &["author"], &[("a", true, false)], &[]));
    }

    #[test]
    fn a_tie_is_decided_by_the_key() {
        let index = &AUTHOR_CREATED;
        assert!(check(
            index,
            &["author"],
            &[("created", true, true), ("id", true, true)],
            &[]
        ));
        assert!(!check(index, &["author"], &[("id", true, true)], &[]));
        assert!(check(
            index,
            &["author"],
            &[("author", true, true), ("created", true, true)],
            &[]
        ));
    }

    #[test]
    fn a_unique_key_that_is_given_serves_any_order() {
        let unique = Index {
            unique: true,
            ..AUTHOR_CREATED
        };
        assert!(check(
            &unique,
            &["author", "created"],
            &[("votes", true, true)],
            &[]
        ));
        assert!(check(&unique, &["author", "created", "votes"], &[], &[]));
        assert!(!check(&unique, &["author"], &[("votes", true, true)], &[]));
    }

    #[test]
    fn a_partial_index_holds_all_that_is_asked_for() {
        let partial = Index {
            predicate: &["created is not null", "status = Active"],
            ..AUTHOR_CREATED
        };
        assert!(!check(&partial, &["author"], &[], &[]));
        assert!(!check(&partial, &["author"], &[], &["status = Active"]));
        assert!(check(
            &partial,
            &["author"],
            &[],
            &["status = Active", "created is not null"]
        ));
        assert!(check(
            &partial,
            &["author", "created"],
            &[],
            &["status = Active"]
        ));
        let hash = Index {
            ordered: false,
            ..AUTHOR_CREATED
        };
        assert!(!check(&hash, &["author"], &[], &[]));
    }
}
