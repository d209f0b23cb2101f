//! Which columns get a twin.

use super::Twin;
use super::pair::Pair;
use super::ty::{self, TypeTwin};
use crate::change::{Change, Delta};
use crate::database::{Column, Database, Object, QualifiedName};
use crate::plan::hazard::Judge;
use crate::plan::lookup::{Lookup, column};
use crate::plan::{Options, RenamedColumn};
use std::collections::{BTreeMap, BTreeSet};

/// Why columns have no twin, each with what else one can do: by table and column.
pub(in crate::plan) type Refused = BTreeMap<(QualifiedName, String), String>;

/// The columns whose type PostgreSQL would change by reading or writing all rows while everybody waits, and those that
/// get another name. Of those of which no column can stand beside, `refused` is told why.
pub(in crate::plan) fn choose(
    from: &Database,
    to: &Database,
    changes: &[Change],
    options: &Options,
    types: &[TypeTwin],
    refused: &mut Refused,
) -> Vec<Twin> {
    let pair = Pair::new(from, to);
    let mut twins: Vec<Twin> = options
        .renamed
        .iter()
        .filter(|it| pair.why_not_renamed(it).is_none())
        .filter_map(|it| {
            Some(Twin {
                table: it.table.clone(),
                of: it.from.clone(),
                beside: it.to.clone(),
                becomes: it.to.clone(),
                filled: pair.new.column(&it.table, &it.to)?.filled.clone(),
                is_there: pair.old.column(&it.table, &it.to).is_some(),
            })
        })
        .collect();
    let mut judge = Judge::new(from);
    for change in changes {
        let Change::Column {
            table,
            change: Delta::Altered { from, to },
        } = change
        else {
            continue;
        };
        if (&from.ty, &from.collation) == (&to.ty, &to.collation) {
            continue;
        }
        let is_of_type = types.iter().any(|it| it.is_of(&to.ty));
        let is_worth_it =
            options.rows.get(table) != Some(&0) && pair.is_costly(table, to, &mut judge);
        if !is_of_type && !is_worth_it {
            continue;
        }
        let why_not_numbered = || match is_of_type {
            // There are no numbers among its values.
            true => None,
            false => pair.why_not_numbered(table, from, to, options),
        };
        if let Some(why) = pair.why_none(table, from, to).or_else(why_not_numbered) {
            refused.insert((table.clone(), to.name.clone()), why);
        } else if let Some((beside, is_there)) = pair.beside(table, to) {
            twins.push(Twin {
                table: table.clone(),
                of: to.name.clone(),
                beside,
                is_there,
                becomes: to.name.clone(),
                filled: to.filled.clone(),
            });
        }
    }
    twins
}

/// Of the columns that have another name in the target, those that both names can stand for while two releases run.
#[must_use]
pub(in crate::plan) fn can_be_copied(
    from: &Database,
    to: &Database,
    renamed: &[RenamedColumn],
) -> Vec<RenamedColumn> {
    let why = why_not_copied(from, to, renamed);
    let can = renamed.iter().zip(why).filter(|(_, why)| why.is_none());
    can.map(|(it, _)| it.clone()).collect()
}

/// Why both names cannot stand for each of these columns; nothing where they can.
pub(in crate::plan) fn why_not_copied(
    from: &Database,
    to: &Database,
    renamed: &[RenamedColumn],
) -> Vec<Option<String>> {
    let options = Options {
        renamed: renamed.to_vec(),
        ..Options::default()
    };
    let changes = crate::diff(from, to);
    let types = ty::choose(from, to, &changes, &options, &mut Refused::new());
    let to = ty::beside(from, to, &types);
    let pair = Pair::new(from, &to);
    let why = renamed.iter().map(|it| pair.why_not_renamed(it));
    why.collect()
}

impl Pair<'_> {
    fn why_not_renamed(&self, it: &RenamedColumn) -> Option<String> {
        let of = |lookup: &Lookup<'_>, name: &str| {
            let table = lookup.table(&it.table)?;
            column(table, name).cloned()
        };
        let (from, to): (Option<Column>, Option<Column>) =
            (of(&self.old, &it.from), of(&self.new, &it.to));
        let (Some(from), Some(to)) = (from, to) else {
            return Some(format!("{} is not there before and after", it.table));
        };
        let is_taken =
            of(&self.old, &it.to).is_some() && !self.is_kept(&it.table, &it.from, &it.to);
        if is_taken || of(&self.new, &it.from).is_some() {
            return Some("something else has one of the two names".to_owned());
        }
        self.why_none(&it.table, &from, &to)
    }
}

/// The views that read these objects, those that read such a view too.
pub(super) fn readers(
    lookup: &Lookup<'_>,
    of: impl IntoIterator<Item = Object>,
) -> BTreeSet<QualifiedName> {
    let mut found = BTreeSet::new();
    let mut news: Vec<Object> = of.into_iter().collect();
    while let Some(object) = news.pop() {
        for it in lookup.dependents(&object) {
            if let Object::View(name) = it
                && found.insert(name.clone())
            {
                news.push(Object::View(name.clone()));
                let columns = lookup.view(name).map_or(&[][..], |it| &it.columns);
                news.extend(
                    columns
                        .iter()
                        .map(|it| Object::Column(name.clone(), it.name.clone())),
                );
            }
        }
    }
    found
}
