//! Whether PostgreSQL can make one object of another without dropping it.

use crate::database::{
    CompositeType, Constraint, ConstraintKind, Domain, DomainCheck, Filled, Index, IndexTerm,
    KeyIndex, View,
};

/// Whether a list only gets more, between and after what it has.
pub(in crate::plan) fn is_extended(from: &[String], to: &[String]) -> bool {
    let mut rest = to.iter();
    from.iter().all(|it| rest.any(|other| other == it))
}

pub(in crate::plan) fn composite_in_place(from: &CompositeType, to: &CompositeType) -> bool {
    let has = |composite: &CompositeType, name: &str| {
        composite.attributes.iter().any(|it| it.name == name)
    };
    let stay = from.attributes.iter().filter(|it| has(to, &it.name));
    let new = to.attributes.iter().filter(|it| !has(from, &it.name));
    stay.chain(new)
        .map(|it| &it.name)
        .eq(to.attributes.iter().map(|it| &it.name))
}

pub(in crate::plan) fn same_types(from: &CompositeType, to: &CompositeType) -> bool {
    to.attributes.iter().all(|it| {
        from.attributes
            .iter()
            .all(|old| old.name != it.name || (old.ty == it.ty && old.collation == it.collation))
    })
}

/// What has to be true of the values that are there cannot be said where PostgreSQL does not find them.
pub(super) fn domain_in_place(from: &Domain, to: &Domain, contained: bool) -> bool {
    let is_known = |check: &DomainCheck| {
        let old = from.checks.iter().find(|it| it.name == check.name);
        old.is_some_and(|old| old.condition == check.condition && old.valid)
    };
    let is_proven = |check: &DomainCheck| !check.valid || is_known(check);
    from.base == to.base
        && from.collation == to.collation
        && (!contained || (to.checks.iter().all(is_proven) && (from.not_null || !to.not_null)))
}

pub(in crate::plan) fn filled_in_place(from: &Filled, to: &Filled) -> bool {
    match (from, to) {
        (Filled::Generated(a), Filled::Generated(b)) | (Filled::Virtual(a), Filled::Virtual(b)) => {
            a == b
        }
        (Filled::Virtual(_), _) | (_, Filled::Generated(_) | Filled::Virtual(_)) => false,
        // `DROP EXPRESSION` leaves the values.
        (Filled::Generated(_), _) => true,
        _ => true,
    }
}

pub(in crate::plan) fn constraint_in_place(
    from: &Constraint,
    to: &Constraint,
    partitioned: bool,
) -> bool {
    let mut from = from.clone();
    // It can be validated, and nothing else.
    if to.valid && to.enforced && from.enforced && !from.valid {
        from.valid = true;
    }
    from.comment.clone_from(&to.comment);
    from.local = to.local;
    match (&mut from.kind, &to.kind) {
        (ConstraintKind::PrimaryKey(a), ConstraintKind::PrimaryKey(b))
        | (ConstraintKind::Unique(a), ConstraintKind::Unique(b)) => {
            key_index_in_place(&mut a.index, &b.index, partitioned);
        }
        (ConstraintKind::Exclusion(a), ConstraintKind::Exclusion(b)) => {
            key_index_in_place(&mut a.index, &b.index, partitioned);
        }
        (ConstraintKind::ForeignKey(a), ConstraintKind::ForeignKey(b)) if !partitioned => {
            a.deferrable = b.deferrable;
        }
        _ => {}
    }
    from == *to
}

fn key_index_in_place(from: &mut KeyIndex, to: &KeyIndex, partitioned: bool) {
    // How the parts of an index are stored can be altered, and not how all of it is.
    if !partitioned {
        from.options.clone_from(&to.options);
    }
    from.tablespace.clone_from(&to.tablespace);
    from.clustered = to.clustered;
    from.comment.clone_from(&to.comment);
    // A part that was alone is attached; its table's being attached does that, too.
    if from.part_of.is_none() || to.part_of.is_none() {
        from.part_of.clone_from(&to.part_of);
    }
}

pub(in crate::plan) fn index_in_place(from: &Index, to: &Index) -> bool {
    let mut from = from.clone();
    from.options.clone_from(&to.options);
    from.tablespace.clone_from(&to.tablespace);
    from.clustered = to.clustered;
    from.comment.clone_from(&to.comment);
    if from.part_of.is_none() || to.part_of.is_none() {
        from.part_of.clone_from(&to.part_of);
    }
    for (old, new) in from.elements.iter_mut().zip(&to.elements) {
        old.statistics = new.statistics;
    }
    from == *to
}

/// Whether a view can be altered, or replaced while others read it.
pub(in crate::plan) fn view_in_place(from: &View, to: &View) -> bool {
    if to.materialized {
        return from.query == to.query
            && names(from) == names(to)
            && from.access_method == to.access_method;
    }
    to.columns.len() >= from.columns.len()
        && from
            .columns
            .iter()
            .zip(&to.columns)
            .all(|(a, b)| a.name == b.name && a.ty == b.ty)
}

pub(in crate::plan) fn names(view: &View) -> Vec<&String> {
    view.columns.iter().map(|it| &it.name).collect()
}

/// Whether PostgreSQL can build a key anew by itself when the type of one of its columns changes. Of one that is a part, it
/// makes a part of the whole as it makes new ones: with another name, and without what is said of it.
pub(in crate::plan) fn is_plain_key(constraint: &Constraint) -> bool {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            key.index.part_of.is_none()
        }
        _ => false,
    }
}

pub(in crate::plan) fn is_plain_index(index: &Index) -> bool {
    index.part_of.is_none()
        && index.predicate.is_none()
        && index.method == "btree"
        && index.elements.iter().all(|it| {
            matches!(it.term, IndexTerm::Column(_)) && it.class.is_none() && it.collation.is_none()
        })
}
