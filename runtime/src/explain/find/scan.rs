//! Tables that are read for rows that an index would find.

use super::wish::Wish;
use super::{BIG, LARGE, Look, MANY, Place};
use crate::explain::condition::{Expression, SortKey};
use crate::explain::finding::{Finding, Kind, listed, number, rows, size};
use crate::explain::plan::{Node, Relation};

/// So small a part of a table is found faster by an index.
const FEW: f64 = 0.1;
/// An index that is there, and was not used, is worth a word where it would have found so few.
const VERY_FEW: f64 = 0.01;
/// So often is again and again.
const OFTEN: f64 = 10.0;

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Finding>) {
    for place in &look.places {
        let Some(relation) = &place.node.table else {
            continue;
        };
        if !place.node.is_scan() {
            continue;
        }
        never_analyzed(look, relation, found);
        let scan = Scan::of(look, place, relation);
        match place.node.operation.as_str() {
            "Seq Scan" if scan.is_repeated() => repeated(look, &scan, found),
            "Seq Scan" if place.node.raw.filter.is_some() => sequential(look, &scan, found),
            "Seq Scan" => joined(look, &scan, found),
            "Index Scan" | "Index Only Scan" | "Bitmap Heap Scan" => filtered(look, &scan, found),
            _ => {}
        }
    }
}

/// A scan of a table, over all times that it runs.
struct Scan<'l, 'p> {
    place: &'l Place<'p>,
    relation: &'l Relation,
    /// How many rows the table has, as far as that is known.
    size: f64,
    read: f64,
    kept: f64,
    conditions: Vec<Expression>,
    order: Vec<SortKey>,
}

impl<'l, 'p> Scan<'l, 'p> {
    fn of(look: &Look<'_>, place: &'l Place<'p>, relation: &'l Relation) -> Self {
        let node = place.node;
        let known = look.table(relation).map(|table| table.rows);
        let workers = place.above.iter().map(|node| node.raw.workers);
        let parts = if node.raw.parallel {
            workers.fold(1.0, |parts, workers| parts + workers)
        } else {
            1.0
        };
        let (read, kept) = match node.actual {
            Some(actual) => (actual.rows + actual.thrown_away, actual.rows),
            None => {
                // Reading a row costs a hundredth, and comparing something of it a quarter of that.
                let size = known.unwrap_or(node.cost / 0.02);
                (
                    size * place.times,
                    node.estimated_rows * parts * place.times,
                )
            }
        };
        let texts = [
            &node.raw.index_condition,
            &node.raw.recheck,
            &node.raw.filter,
        ];
        let conditions = texts.into_iter().flatten();
        Self {
            place,
            relation,
            size: known.unwrap_or(read / place.times.max(1.0)),
            read,
            kept,
            conditions: conditions.map(|text| Expression::parse(text)).collect(),
            order: order(&place.above, &relation.alias),
        }
    }

    fn is_repeated(&self) -> bool {
        self.place.times >= OFTEN && self.size >= MANY && self.read >= BIG * OFTEN
    }
}

/// The order that the rows of a table are brought into above, if it is one of its columns.
fn order(above: &[&Node], alias: &str) -> Vec<SortKey> {
    let sort = above
        .iter()
        .rev()
        .find(|node| !node.raw.sort_key.is_empty());
    let keys = sort.map(|node| node.raw.sort_key.iter().map(|key| SortKey::parse(key)));
    let keys: Vec<SortKey> = keys.into_iter().flatten().collect();
    let is_its = |key: &SortKey| {
        let column = key.by.column();
        column.is_some_and(|(table, _)| table.is_none_or(|table| table == alias))
    };
    if keys.iter().all(is_its) {
        keys
    } else {
        Vec::new()
    }
}

/// How many were wanted.
fn few(kept: f64) -> String {
    if kept < 0.5 {
        "none".to_owned()
    } else {
        number(kept)
    }
}

fn sequential(look: &Look<'_>, scan: &Scan<'_, '_>, found: &mut Vec<Finding>) {
    let is_big = look
        .table(scan.relation)
        .is_some_and(|table| table.bytes >= 10.0 * LARGE);
    let Some(filter) = &scan.place.node.raw.filter else {
        return;
    };
    if (scan.read < BIG && !(is_big && scan.read >= MANY)) || scan.kept > scan.read * FEW {
        return;
    }
    let wish = Wish::of(&scan.conditions, &scan.relation.alias);
    let columns = wish.columns();
    let advice = wish.advice(&scan.order, look.table(scan.relation));
    let begin = format!(
        "{} of `{}` {} read to find {}",
        rows(scan.read),
        look.catalogue.name(scan.relation),
        look.were(),
        few(scan.kept),
    );
    let about = |rest: String| {
        let sentence = format!("{begin}{rest}");
        look.about(Kind::SequentialScan, scan.relation, sentence)
    };
    // Other conditions may have found as few without these.
    let Some(advice) = advice.filter(|_| !columns.is_empty()) else {
        let condition = crate::explain::condition::masked(filter);
        found.push(about(format!(
            ", and no index serves the condition as it is written: {condition}"
        )));
        return;
    };
    let by = format!(" by {}", listed(&columns));
    let there = look.table(scan.relation);
    match there.and_then(|table| wish.served(&advice, table)) {
        None => {
            let finding = about(by + &extension(&advice.to_string()));
            found.push(finding.of_columns(columns).advising(Some(&advice)));
        }
        Some(index) if scan.kept <= scan.read * VERY_FEW => {
            let finding = about(format!(
                "{by}, though the index `{}` begins with what is looked for: run `ANALYZE`, and see that \
                 the value is of the column's type",
                index.name
            ));
            found.push(finding.of_columns(columns));
        }
        Some(_) => {}
    }
}

/// A table that is read whole to be put together with a few rows of another.
fn joined(look: &Look<'_>, scan: &Scan<'_, '_>, found: &mut Vec<Finding>) {
    let place = scan.place;
    let mut below = place.node;
    let mut join = None;
    for node in place.above.iter().rev() {
        match node.operation.as_str() {
            "Hash" | "Gather" => below = node,
            "Hash Join" => {
                join = Some(*node);
                break;
            }
            _ => return,
        }
    }
    let Some((join, condition)) =
        join.and_then(|join| Some((join, join.raw.hash_condition.as_ref()?)))
    else {
        return;
    };
    let mut others = join.below.iter().filter(|node| !std::ptr::eq(*node, below));
    let other = others.next().map_or(f64::MAX, Node::rows);
    let few = scan.read * VERY_FEW;
    if scan.read < BIG || other > few || join.rows() > few {
        return;
    }
    let wish = Wish::of(&[Expression::parse(condition)], &scan.relation.alias);
    let there = look.table(scan.relation);
    let advice = wish.advice(&[], there);
    let missing = advice.filter(|advice| {
        let served = there.and_then(|table| wish.served(advice, table));
        served.is_none()
    });
    let Some(advice) = missing else {
        return;
    };
    let sentence = format!(
        "{} of `{}` {} read to find the {} that belong to {} of another table, by {}",
        rows(scan.read),
        look.catalogue.name(scan.relation),
        look.were(),
        number(join.rows()),
        number(other),
        listed(&wish.columns()),
    );
    let finding = look.about(Kind::SequentialScan, scan.relation, sentence);
    found.push(finding.of_columns(wish.columns()).advising(Some(&advice)));
}

/// What an index needs beside itself.
fn extension(index: &str) -> String {
    if index.contains("gin_trgm_ops") {
        "; the index needs `extension pg_trgm`".to_owned()
    } else {
        String::new()
    }
}

fn repeated(look: &Look<'_>, scan: &Scan<'_, '_>, found: &mut Vec<Finding>) {
    let alias = &scan.relation.alias;
    let mut conditions = scan.conditions.clone();
    // What decides may stand in the join.
    let join = scan.place.above.iter().rev();
    let mut join = join.filter(|node| node.operation == "Nested Loop");
    if let Some(filter) = join.next().and_then(|node| node.raw.join_filter.as_ref()) {
        conditions.push(Expression::parse(filter));
    }
    // Those that lead from the other table come first.
    let (leading, others): (Vec<_>, Vec<_>) = conditions
        .iter()
        .flat_map(Expression::conjuncts)
        .cloned()
        .partition(|condition| condition.takes_other(alias));
    let conditions: Vec<Expression> = leading.into_iter().chain(others).collect();
    let wish = Wish::of(&conditions, alias);
    let advice = wish.advice(&scan.order, look.table(scan.relation));
    let there = look.table(scan.relation);
    let new = advice.filter(|advice| {
        let there = there.and_then(|table| wish.served(advice, table));
        there.is_none()
    });
    let sentence = format!(
        "`{}` {} read from its first row to its last {} times, {} in all{}",
        look.catalogue.name(scan.relation),
        if look.is_run() { "was" } else { "is" },
        number(scan.place.times),
        rows(scan.read),
        match &new {
            Some(_) => format!(", each time to find rows by {}", listed(&wish.columns())),
            None => String::new(),
        },
    );
    let finding = look.about(Kind::RepeatedScan, scan.relation, sentence);
    found.push(finding.of_columns(wish.columns()).advising(new.as_ref()));
}

fn filtered(look: &Look<'_>, scan: &Scan<'_, '_>, found: &mut Vec<Finding>) {
    let node = scan.place.node;
    let (removed, kept) = match node.actual {
        Some(actual) => (node.raw.removed * actual.loops, actual.rows),
        None => in_vain(scan),
    };
    if removed < MANY || removed < 9.0 * kept {
        return;
    }
    let alias = &scan.relation.alias;
    let wish = Wish::of(&scan.conditions, alias);
    let table = look.table(scan.relation);
    let used = node.index.as_ref().zip(table).and_then(|(name, table)| {
        let mut indexes = table.indexes.iter();
        indexes.find(|index| index.name == *name)
    });
    // An index that is read for its order alone goes on in that order.
    let mut order = scan.order.clone();
    if order.is_empty()
        && node.raw.index_condition.is_none()
        && let Some(used) = used
    {
        let backward = node.raw.direction == "Backward";
        order = used
            .columns
            .iter()
            .map_while(|(name, descending)| {
                Some(SortKey {
                    by: Expression::Column {
                        table: None,
                        name: name.clone()?,
                    },
                    descending: *descending != backward,
                    nulls_first: *descending != backward,
                })
            })
            .collect();
    }
    let advice = wish.advice(&order, table);
    // The index that was used, once more, would not help.
    let advice = advice.filter(|advice| {
        let columns = advice.columns();
        used.is_none_or(|used| {
            let names = used.columns.iter().map(|(name, _)| name.as_deref());
            let same = names
                .zip(&columns)
                .all(|(name, column)| name == Some(column));
            !same || columns.len() > used.columns.len()
        })
    });
    let name = node.index.as_ref().map_or_else(
        || "indexes".to_owned(),
        |name| format!("the index `{name}`"),
    );
    let filter = node.raw.filter.as_deref().unwrap_or_default();
    let were = look.were();
    let sentence = format!(
        "{} of `{}` {were} read by {name}, and {} of them {were} thrown away, which do not meet the rest: {}",
        rows(removed + kept),
        look.catalogue.name(scan.relation),
        number(removed),
        crate::explain::condition::masked(filter),
    );
    let columns = advice.as_ref().map_or_else(Vec::new, |advice| {
        advice.columns().into_iter().map(str::to_owned).collect()
    });
    let finding = look.about(Kind::Filtered, scan.relation, sentence);
    found.push(finding.of_columns(columns).advising(advice.as_ref()));
}

/// How many rows are estimated to be read in vain, and how many not, where an index is read in its
/// order until there are enough: those that are wanted stand evenly among the others.
fn in_vain(scan: &Scan<'_, '_>) -> (f64, f64) {
    let node = scan.place.node;
    let limit = scan
        .place
        .above
        .iter()
        .rev()
        .find(|node| node.operation == "Limit");
    let (Some(limit), None, Some(_)) = (limit, &node.raw.index_condition, &node.raw.filter) else {
        return (0.0, 0.0);
    };
    let wanted = limit.estimated_rows.min(node.estimated_rows);
    let read = scan.size * wanted / node.estimated_rows.max(1.0);
    (read - wanted, wanted)
}

fn never_analyzed(look: &Look<'_>, relation: &Relation, found: &mut Vec<Finding>) {
    let Some(table) = look.table(relation) else {
        return;
    };
    if table.analyzed || table.bytes < LARGE {
        return;
    }
    let name = look.catalogue.name(relation);
    let sentence = format!(
        "`{name}` has {} and was never analyzed, so that PostgreSQL guesses how many rows meet a condition: \
         run `ANALYZE {name}`, as after each bulk load",
        size(table.bytes / 1024.0)
    );
    found.push(look.about(Kind::NeverAnalyzed, relation, sentence));
}
