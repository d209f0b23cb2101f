//! Keys, checks, exclusions and foreign keys.

use super::dice::Dice;
use super::name::{list, quoted};
use super::table::Table;
use super::types::{Class, Ty, note};
use super::{Id, Schema, comment};

#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) primary: bool,
    pub(super) columns: Vec<Id>,
    pub(super) include: Vec<Id>,
    pub(super) nulls_distinct: bool,
    /// Not, immediate, deferred.
    pub(super) deferrable: usize,
    pub(super) fillfactor: Option<usize>,
    pub(super) comment: Option<String>,
    pub(super) index_comment: Option<String>,
}

#[derive(Clone)]
pub(super) struct Check {
    pub(super) name: String,
    pub(super) column: Id,
    pub(super) kind: usize,
    pub(super) no_inherit: bool,
    pub(super) valid: bool,
    pub(super) enforced: bool,
    pub(super) comment: Option<String>,
}

#[derive(Clone)]
pub(super) struct Exclusion {
    pub(super) name: String,
    pub(super) columns: Vec<Id>,
    pub(super) partial: bool,
    pub(super) deferrable: usize,
    pub(super) comment: Option<String>,
}

#[derive(Clone)]
pub(super) struct Foreign {
    pub(super) name: String,
    pub(super) columns: Vec<Id>,
    /// The table, and its key.
    pub(super) target: (Id, Target),
    pub(super) on_delete: usize,
    pub(super) on_update: usize,
    pub(super) full: bool,
    pub(super) deferrable: usize,
    pub(super) valid: bool,
    pub(super) enforced: bool,
    pub(super) comment: Option<String>,
}

/// What makes the rows of a table differ that foreign keys lead to.
#[derive(Clone)]
pub(super) enum Target {
    Key(Id),
    /// A unique index, by its name.
    Index(String),
}

const ACTIONS: [&str; 5] = ["", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"];

fn deferrable(kind: usize) -> &'static str {
    ["", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"][kind]
}

pub(super) fn when(dice: &mut Dice) -> usize {
    dice.below(6).saturating_sub(3)
}

impl Key {
    pub(super) fn quoted(&self) -> String {
        quoted(&self.name)
    }
}

impl Schema {
    pub(super) fn add_member(&mut self, dice: &mut Dice, at: usize) {
        let table = self.tables[at].clone();
        let ids: Vec<Id> = self.columns(&table).iter().map(|it| it.id).collect();
        if ids.is_empty() {
            return;
        }
        match dice.below(8) {
            0 => {
                let key = self.new_key(dice, &ids);
                self.tables[at].keys.push(key);
            }
            1 | 2 => {
                let check = Check {
                    name: self.name(dice, "ck"),
                    column: dice.pick(&ids),
                    kind: dice.below(3),
                    no_inherit: dice.one_in(4),
                    valid: !dice.one_in(4),
                    comment: comment(dice),
                    enforced: !self.knows_more || !dice.one_in(4),
                };
                self.tables[at].checks.push(check);
            }
            3 => {
                let exclusion = Exclusion {
                    name: self.name(dice, "ex"),
                    columns: vec![dice.pick(&ids), dice.pick(&ids)],
                    partial: dice.one_in(3),
                    deferrable: when(dice),
                    comment: comment(dice),
                };
                self.tables[at].exclusions.push(exclusion);
            }
            4 | 5 => {
                let tables = || self.tables.iter();
                let keys =
                    tables().flat_map(|it| it.keys.iter().map(|key| (it.id, Target::Key(key.id))));
                let indexes = tables().flat_map(|it| {
                    let indexes = it.indexes.iter().filter(|_| self.knows_more);
                    indexes.map(|index| (it.id, Target::Index(index.name.clone())))
                });
                let targets: Vec<(Id, Target)> = keys.chain(indexes).collect();
                let Some(target) = dice.some(&targets) else {
                    return;
                };
                let foreign = Foreign {
                    name: self.name(dice, "fk"),
                    columns: vec![dice.pick(&ids), dice.pick(&ids), dice.pick(&ids)],
                    target,
                    on_delete: dice.below(5),
                    on_update: dice.below(3),
                    full: dice.one_in(5),
                    deferrable: when(dice),
                    valid: !dice.one_in(5),
                    comment: comment(dice),
                    enforced: !self.knows_more || !dice.one_in(5),
                };
                self.tables[at].foreign.push(foreign);
            }
            _ => {
                let index = self.new_index(dice, &ids);
                self.tables[at].indexes.push(index);
            }
        }
        if dice.one_in(8) {
            let keys: Vec<Id> = self.tables[at].keys.iter().map(|it| it.id).collect();
            self.tables[at].cluster = dice.some(&keys);
        }
    }

    pub(super) fn new_key(&mut self, dice: &mut Dice, ids: &[Id]) -> Key {
        let mut columns = vec![dice.pick(ids)];
        if dice.one_in(4) {
            columns.push(dice.pick(ids));
        }
        Key {
            id: self.number(),
            name: self.name(dice, "k"),
            primary: false,
            columns,
            include: if dice.one_in(5) {
                vec![dice.pick(ids)]
            } else {
                Vec::new()
            },
            nulls_distinct: !dice.one_in(4),
            deferrable: when(dice),
            fillfactor: dice.one_in(6).then(|| 60 + dice.below(40)),
            comment: comment(dice),
            index_comment: comment(dice),
        }
    }

    /// Whether three rows differ in a column of this class.
    pub(super) fn tells_apart(class: Class) -> bool {
        matches!(
            class,
            Class::Integer | Class::Number | Class::Text | Class::Uuid | Class::Date | Class::Time
        )
    }

    /// The columns of a key that the table can have.
    pub(super) fn key_columns(&self, table: &Table, key: &Key) -> Option<Vec<Id>> {
        let mut columns = Vec::new();
        for id in &key.columns {
            if let Some(column) = self.column(table, *id)
                && Self::tells_apart(self.class(column.ty))
                && !self.is_generated(table, column)
                && !columns.contains(id)
            {
                columns.push(*id);
            }
        }
        let is_part = self.is_partition(table);
        if columns.is_empty() || (key.primary && (table.link.is_some() || is_part)) {
            return None;
        }
        if table.partition.is_some() {
            if self.is_divided_by_expression(table) {
                return None;
            }
            for id in self.dividing(table) {
                if !columns.contains(&id) {
                    columns.push(id);
                }
            }
        }
        Some(columns)
    }

    pub(super) fn names(&self, table: &Table, ids: &[Id]) -> Vec<String> {
        let columns = self.columns(table);
        ids.iter()
            .filter_map(|id| columns.iter().find(|it| it.id == *id))
            .map(|it| it.quoted())
            .collect()
    }

    pub(super) fn members_sql(&self, table: &Table, text: &mut String, comments: &mut String) {
        let name = self.full(&table.place);
        let mut has_primary = false;
        for key in &table.keys {
            let Some(columns) = self.key_columns(table, key) else {
                continue;
            };
            if key.primary && std::mem::replace(&mut has_primary, true) {
                continue;
            }
            let mut kind = if key.primary { "PRIMARY KEY" } else { "UNIQUE" }.to_owned();
            if !key.primary && !key.nulls_distinct && self.server.version >= 15 {
                kind.push_str(" NULLS NOT DISTINCT");
            }
            let mut end = String::new();
            let is_carried = |id: &&Id| {
                self.column(table, **id)
                    .is_some_and(|it| !self.is_virtual(table, it))
            };
            let include: Vec<Id> = key.include.iter().filter(is_carried).copied().collect();
            if !include.is_empty() {
                end = format!(" INCLUDE ({})", list(&self.names(table, &include)));
            }
            if let Some(fillfactor) = key.fillfactor
                && table.partition.is_none()
            {
                end.push_str(&format!(" WITH (fillfactor = {fillfactor})"));
            }
            end.push_str(deferrable(key.deferrable));
            text.push_str(&format!(
                "ALTER TABLE {name} ADD CONSTRAINT {} {kind} ({}){end};\n",
                key.quoted(),
                list(&self.names(table, &columns))
            ));
            let on = format!("{} ON {name}", key.quoted());
            note(comments, "CONSTRAINT", &on, key.comment.as_ref());
            let index = format!("{}.{}", self.namespace(table.place.namespace), key.quoted());
            note(comments, "INDEX", &index, key.index_comment.as_ref());
        }
        for check in &table.checks {
            let Some(condition) = self.condition(table, check) else {
                continue;
            };
            let is_divided = table.partition.is_some();
            let inherit = if check.no_inherit && !is_divided {
                " NO INHERIT"
            } else {
                ""
            };
            let validity = self.validity(check.valid, check.enforced);
            let check_name = quoted(&check.name);
            text.push_str(&format!(
                "ALTER TABLE {name} ADD CONSTRAINT {check_name} CHECK ({condition}){inherit}{validity};\n"
            ));
            let on = format!("{check_name} ON {name}");
            note(comments, "CONSTRAINT", &on, check.comment.as_ref());
        }
        for it in &table.exclusions {
            let Some(body) = self.excluded(table, it) else {
                continue;
            };
            let exclusion = quoted(&it.name);
            text.push_str(&format!(
                "ALTER TABLE {name} ADD CONSTRAINT {exclusion} EXCLUDE {body}{};\n",
                deferrable(it.deferrable)
            ));
            let on = format!("{exclusion} ON {name}");
            note(comments, "CONSTRAINT", &on, it.comment.as_ref());
        }
    }

    /// What is true of every row that is made up, and of a zero.
    fn condition(&self, table: &Table, check: &Check) -> Option<String> {
        let column = self.column(table, check.column)?;
        let name = column.quoted();
        let at = check.kind;
        Some(match self.class(column.ty) {
            Class::Integer | Class::Number => [
                format!("{name} > -1000"),
                format!("{name} BETWEEN -5 AND 1000000 OR {name} > 7"),
                format!("abs({name}) >= 0"),
            ][at]
                .clone(),
            Class::Text => [
                format!("{name} <> 'never'"),
                format!("length({name}::text) < 1000"),
                format!("{name}::text !~ '^never' AND {name} IS NOT NULL OR {name} IS NULL"),
            ][at]
                .clone(),
            Class::Date | Class::Time => format!("{name} > '1900-01-01'"),
            Class::Enum => format!("{name}::text <> 'never'"),
            Class::Range => format!("NOT isempty({name}) OR isempty({name})"),
            _ => format!("{name} IS NULL OR {name} IS NOT NULL"),
        })
    }

    fn excluded(&self, table: &Table, exclusion: &Exclusion) -> Option<String> {
        if table.partition.is_some() {
            return None;
        }
        let columns: Vec<_> = exclusion
            .columns
            .iter()
            .filter_map(|id| self.column(table, *id))
            .filter(|it| !self.is_virtual(table, it))
            .collect();
        let first = columns.first()?;
        let range = columns.iter().find(|it| self.class(it.ty) == Class::Range);
        let equal = columns
            .iter()
            .find(|it| self.class(it.ty) == Class::Integer && !self.is_generated(table, it));
        let mut body = match (range, equal) {
            (Some(range), Some(equal)) if self.extension("btree_gist").is_some() => format!(
                "USING gist ({} WITH =, {} WITH &&)",
                equal.quoted(),
                range.quoted()
            ),
            (Some(range), _) => format!("USING gist ({} WITH &&)", range.quoted()),
            (None, Some(equal)) if first.id == equal.id => {
                format!("USING btree ({} WITH =)", equal.quoted())
            }
            (None, Some(equal)) => format!("USING hash ({} WITH =)", equal.quoted()),
            (None, None) => return None,
        };
        if exclusion.partial {
            body.push_str(&format!(" WHERE ({} IS NOT NULL)", first.quoted()));
        }
        Some(body)
    }

    pub(super) fn references_sql(&self, table: &Table, text: &mut String, comments: &mut String) {
        let name = self.full(&table.place);
        for it in &table.foreign {
            let Some(target) = self.table(it.target.0).filter(|it| self.is_there(it)) else {
                continue;
            };
            let Some(columns) = self.target_columns(target, &it.target.1) else {
                continue;
            };
            if target.unlogged && !table.unlogged {
                continue;
            }
            let mut sources: Vec<Id> = Vec::new();
            for column in &columns {
                let Some(wanted) = self.column(target, *column) else {
                    continue;
                };
                let source = it.columns.iter().find(|id| {
                    !sources.contains(id)
                        && self.column(table, **id).is_some_and(|it| {
                            !self.is_virtual(table, it) && self.are_comparable(it.ty, wanted.ty)
                        })
                });
                sources.extend(source);
            }
            if sources.len() != columns.len() {
                continue;
            }
            let writable = sources.iter().all(|id| {
                self.column(table, *id)
                    .is_some_and(|it| !self.is_generated(table, it))
            });
            let mut end = String::new();
            if it.full && sources.len() > 1 {
                end.push_str(" MATCH FULL");
            }
            if it.on_delete > 0 && writable {
                end.push_str(&format!(" ON DELETE {}", ACTIONS[it.on_delete]));
                if it.on_delete > 2 && sources.len() > 1 && self.server.version >= 15 {
                    end.push_str(&format!(" ({})", list(&self.names(table, &sources[..1]))));
                }
            }
            if it.on_update > 0 && writable {
                end.push_str(&format!(" ON UPDATE {}", ACTIONS[it.on_update]));
            }
            end.push_str(deferrable(it.deferrable));
            let is_valid = it.valid || self.is_divided(table) || self.is_divided(target);
            end.push_str(self.validity(is_valid, it.enforced));
            let foreign = quoted(&it.name);
            text.push_str(&format!(
                "ALTER TABLE {name} ADD CONSTRAINT {foreign} FOREIGN KEY ({}) REFERENCES {} ({}){end};\n",
                list(&self.names(table, &sources)),
                self.full(&target.place),
                list(&self.names(target, &columns))
            ));
            let on = format!("{foreign} ON {name}");
            note(comments, "CONSTRAINT", &on, it.comment.as_ref());
        }
    }

    /// The columns by which foreign keys lead to a table, where they can.
    fn target_columns(&self, target: &Table, by: &Target) -> Option<Vec<Id>> {
        match by {
            Target::Key(id) => {
                let key = target.keys.iter().find(|key| key.id == *id)?;
                let first = target.keys.iter().find(|it| it.primary);
                let is_second = key.primary && first.is_some_and(|it| it.id != key.id);
                let columns = self.key_columns(target, key);
                columns.filter(|_| !is_second && key.deferrable == 0)
            }
            Target::Index(name) => {
                let index = target.indexes.iter().find(|it| it.name == *name)?;
                self.unique_columns(target, index)
            }
        }
    }

    fn validity(&self, valid: bool, enforced: bool) -> &'static str {
        match (enforced || self.server.version < 18, valid) {
            (false, _) => " NOT ENFORCED",
            (true, false) => " NOT VALID",
            (true, true) => "",
        }
    }

    fn are_comparable(&self, a: Ty, b: Ty) -> bool {
        let is_integer = |ty: Ty| matches!(ty, Ty::Plain(0..=2));
        a == b || (is_integer(a) && is_integer(b))
    }
}
