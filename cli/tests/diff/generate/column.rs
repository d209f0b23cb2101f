//! Columns, and what fills them.

use super::dice::Dice;
use super::name::{literal, quoted};
use super::sequence::Counting;
use super::table::Table;
use super::types::{Class, Ty, collation};
use super::{Id, Schema, comment};

#[derive(Clone)]
pub(super) struct Column {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) ty: Ty,
    pub(super) collation: Option<&'static str>,
    pub(super) not_null: bool,
    /// The name of the constraint that says so, where the server has one.
    pub(super) not_null_name: Option<String>,
    pub(super) filled: Filled,
    pub(super) storage: Option<&'static str>,
    pub(super) compressed: bool,
    pub(super) statistics: Option<usize>,
    pub(super) distinct: Option<usize>,
    pub(super) comment: Option<String>,
}

#[derive(Clone, PartialEq)]
pub(super) enum Filled {
    No,
    Default(usize),
    Identity {
        always: bool,
        counting: Counting,
        name: Option<String>,
    },
    Sequence(Id),
    /// Of another column, in one of some ways; not stored, where the server can do that.
    Generated {
        of: Id,
        kind: usize,
        stored: bool,
    },
}

impl Column {
    pub(super) fn quoted(&self) -> String {
        quoted(&self.name)
    }
}

impl Schema {
    pub(super) fn new_column(&mut self, dice: &mut Dice, others: &[Id]) -> Column {
        let ty = self.ty(dice);
        let filled = self.filled(dice, others);
        Column {
            id: self.number(),
            name: self.name(dice, "f"),
            ty,
            collation: collation(dice),
            not_null: dice.one_in(3),
            not_null_name: dice.one_in(4).then(|| self.name(dice, "nn")),
            filled,
            storage: dice
                .one_in(10)
                .then(|| dice.pick(&["EXTERNAL", "MAIN", "EXTENDED"])),
            compressed: dice.one_in(12),
            statistics: dice.one_in(10).then(|| 100 + dice.below(400)),
            distinct: dice.one_in(12).then(|| 10 + dice.below(90)),
            comment: comment(dice),
        }
    }

    pub(super) fn filled(&mut self, dice: &mut Dice, others: &[Id]) -> Filled {
        match dice.below(9) {
            0 | 1 => Filled::Default(dice.below(3)),
            2 => Filled::Identity {
                always: dice.one_in(2),
                counting: Counting::random(dice),
                name: dice.one_in(4).then(|| self.name(dice, "iq")),
            },
            3 => match dice.place(&self.sequences) {
                Some(at) => Filled::Sequence(self.sequences[at].id),
                None => Filled::No,
            },
            4 | 5 => match dice.some(others) {
                Some(of) => Filled::Generated {
                    of,
                    kind: dice.below(3),
                    stored: !dice.one_in(3),
                },
                None => Filled::No,
            },
            _ => Filled::No,
        }
    }

    pub(super) fn is_generated(&self, table: &Table, column: &Column) -> bool {
        self.generating(table, column).is_some()
    }

    /// Whether its values are stored nowhere.
    pub(super) fn is_virtual(&self, table: &Table, column: &Column) -> bool {
        let is_stored = matches!(column.filled, Filled::Generated { stored: true, .. });
        self.server.version >= 18 && self.is_generated(table, column) && !is_stored
    }

    /// The expression of a generated column.
    fn generating(&self, table: &Table, column: &Column) -> Option<String> {
        let Filled::Generated { of, kind, stored } = &column.filled else {
            return None;
        };
        if self.divides(table, column.id) {
            return None;
        }
        let source = self.column(table, *of)?;
        if matches!(source.filled, Filled::Generated { .. }) {
            return None;
        }
        let name = source.quoted();
        // A virtual column is of no type of the user's.
        let is_plain = |ty: Ty| matches!(ty, Ty::Plain(at) if at < 31);
        if !stored && self.server.version >= 18 && !(is_plain(column.ty) && is_plain(source.ty)) {
            return None;
        }
        Some(match (self.class(column.ty), self.class(source.ty)) {
            (Class::Integer, Class::Integer) => [
                format!("{name} + 1"),
                format!("{name} * 2"),
                format!("abs({name})"),
            ][*kind]
                .clone(),
            (Class::Number, Class::Integer | Class::Number) => [
                format!("{name} + 1"),
                format!("{name} * 2"),
                format!("abs({name})"),
            ][*kind]
                .clone(),
            (Class::Text, Class::Text) => [
                format!("lower({name}::text)"),
                format!("{name}::text || 'x'"),
                format!("left({name}::text, 3)"),
            ][*kind]
                .clone(),
            (Class::Text, Class::Integer) => format!("{name}::text"),
            (Class::Boolean, Class::Integer | Class::Number) => format!("{name} > {kind}"),
            (Class::Boolean, _) => format!("{name} IS NULL"),
            _ => return None,
        })
    }

    /// What `CREATE TABLE` says of a column.
    pub(super) fn column_sql(&self, table: &Table, column: &Column) -> Option<String> {
        let ty = self.type_sql(column.ty)?;
        let mut text = format!("{} {ty}", column.quoted());
        if let Some(collation) = column.collation
            && self.is_collatable(column.ty)
        {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        let can_count = self.class(column.ty) == Class::Integer;
        let is_identity = self.is_identity(table, column);
        match &column.filled {
            Filled::Default(kind) => {
                if let Some(default) = self.default_sql(column.ty, *kind) {
                    text.push_str(&format!(" DEFAULT ({default})"));
                }
            }
            Filled::Identity {
                always,
                counting,
                name,
            } if is_identity => {
                let kind = if *always { "ALWAYS" } else { "BY DEFAULT" };
                let name = match name {
                    Some(name) => format!(
                        "SEQUENCE NAME {}.{} ",
                        self.namespace(table.place.namespace),
                        quoted(name)
                    ),
                    None => String::new(),
                };
                text.push_str(&format!(
                    " GENERATED {kind} AS IDENTITY ({name}{})",
                    counting.sql()
                ));
            }
            Filled::Sequence(id) if can_count => {
                if let Some(sequence) = self.sequence(*id) {
                    let name = literal(&self.full(&sequence.place));
                    text.push_str(&format!(" DEFAULT nextval({name})"));
                }
            }
            Filled::Generated { .. } => {
                if let Some(expr) = self.generating(table, column) {
                    let how = if self.is_virtual(table, column) {
                        "VIRTUAL"
                    } else {
                        "STORED"
                    };
                    text.push_str(&format!(" GENERATED ALWAYS AS ({expr}) {how}"));
                }
            }
            _ => {}
        }
        // What is generated may come to nothing, and nobody can write it.
        let may_be_empty = self.is_generated(table, column);
        if (column.not_null && !may_be_empty) || is_identity {
            if let Some(name) = &column.not_null_name
                && self.server.version >= 18
            {
                text.push_str(&format!(" CONSTRAINT {}", quoted(name)));
            }
            text.push_str(" NOT NULL");
        }
        Some(text)
    }

    pub(super) fn is_identity(&self, table: &Table, column: &Column) -> bool {
        matches!(column.filled, Filled::Identity { .. })
            && matches!(column.ty, Ty::Plain(0..=2))
            && !self.is_divided(table)
            && table.link.is_none()
    }

    /// How a column is stored, when all tables are there.
    pub(super) fn properties_sql(&self, table: &Table, text: &mut String) {
        let name = self.full(&table.place);
        for column in &table.columns {
            if self.type_sql(column.ty).is_none() {
                continue;
            }
            let mut actions = Vec::new();
            let is_long = matches!(
                self.class(column.ty),
                Class::Text | Class::Json | Class::Bytes
            );
            let is_virtual = self.is_virtual(table, column);
            if let Some(storage) = column.storage.filter(|_| is_long && !is_virtual) {
                actions.push(format!("SET STORAGE {storage}"));
            }
            if column.compressed && is_long && !is_virtual {
                actions.push("SET COMPRESSION pglz".to_owned());
            }
            if let Some(statistics) = column.statistics {
                actions.push(format!("SET STATISTICS {statistics}"));
            }
            if let Some(distinct) = column.distinct {
                actions.push(format!("SET (n_distinct = {distinct})"));
            }
            for action in actions {
                text.push_str(&format!(
                    "ALTER TABLE ONLY {name} ALTER COLUMN {} {action};\n",
                    column.quoted()
                ));
            }
        }
    }
}
