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
    /// Not for the tables that inherit, or not looked at in the rows that are there; where the server can say so.
    pub(super) not_null_kind: NotNull,
    pub(super) filled: Filled,
    pub(super) storage: Option<&'static str>,
    pub(super) compressed: bool,
    pub(super) statistics: Option<usize>,
    pub(super) distinct: Option<usize>,
    pub(super) comment: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum NotNull {
    Usual,
    NoInherit,
    NotValid,
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

    /// Whether a table can have both from its parents, as one.
    pub(super) fn merges_with(&self, other: &Self) -> bool {
        let is_alike = self.ty == other.ty && self.collation == other.collation;
        let is_unfilled = self.filled == Filled::No && other.filled == Filled::No;
        self.id == other.id || (is_alike && is_unfilled)
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
            not_null_kind: self.not_null_kind(dice),
        }
    }

    pub(super) fn not_null_kind(&self, dice: &mut Dice) -> NotNull {
        match self.knows_more.then(|| dice.below(6)) {
            Some(0) => NotNull::NoInherit,
            Some(1) => NotNull::NotValid,
            _ => NotNull::Usual,
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
        if self.divides(table, column.id) || table.row_type.is_some() {
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
        let said = self.attribute_sql(column)?;
        let is_typed = table.row_type.is_some();
        let start = if is_typed {
            format!("{} WITH OPTIONS", column.quoted())
        } else {
            said
        };
        let mut text = start.clone();
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
        let kind = self.not_null_kind_of(table, column);
        if ((column.not_null && !may_be_empty) || is_identity) && kind != NotNull::NotValid {
            if let Some(name) = &column.not_null_name
                && self.server.version >= 18
            {
                text.push_str(&format!(" CONSTRAINT {}", quoted(name)));
            }
            text.push_str(" NOT NULL");
            if kind == NotNull::NoInherit {
                text.push_str(" NO INHERIT");
            }
        }
        // A table of a type repeats no column of which there is nothing more to say.
        (!is_typed || text != start).then_some(text)
    }

    /// A column as a composite type has it.
    pub(super) fn attribute_sql(&self, column: &Column) -> Option<String> {
        let ty = self.type_sql(column.ty)?;
        let collation = match column.collation {
            Some(collation) if self.is_collatable(column.ty) => format!(" COLLATE {collation}"),
            _ => String::new(),
        };
        Some(format!("{} {ty}{collation}", column.quoted()))
    }

    /// How a column of a table can be kept from being NULL.
    fn not_null_kind_of(&self, table: &Table, column: &Column) -> NotNull {
        let is_primary = table.keys.iter().any(|it| {
            let columns = self.key_columns(table, it).filter(|_| it.primary);
            columns.is_some_and(|it| it.contains(&column.id))
        });
        if self.server.version < 18
            || is_primary
            || self.is_divided(table)
            || self.is_identity(table, column)
        {
            return NotNull::Usual;
        }
        column.not_null_kind
    }

    pub(super) fn is_identity(&self, table: &Table, column: &Column) -> bool {
        matches!(column.filled, Filled::Identity { .. })
            && matches!(column.ty, Ty::Plain(0..=2))
            && !self.is_divided(table)
            && table.link.is_none()
            && table.row_type.is_none()
    }

    /// How a column is stored, when all tables are there.
    pub(super) fn properties_sql(&self, table: &Table, text: &mut String) {
        let name = self.full(&table.place);
        // PostgreSQL creates no heir of two tables that store a column otherwise, so pg_dump's output does not run either.
        let is_one_of_two = self.tables.iter().any(|heir| {
            let parents = self.parents(heir);
            parents.len() > 1 && parents.iter().any(|it| it.id == table.id)
        });
        for column in &table.columns {
            if self.type_sql(column.ty).is_none() {
                continue;
            }
            let mut actions = Vec::new();
            let is_long = !is_one_of_two
                && matches!(
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
            if let Some(statistics) = column.statistics.filter(|_| !is_virtual) {
                actions.push(format!("SET STATISTICS {statistics}"));
            }
            if let Some(distinct) = column.distinct {
                actions.push(format!("SET (n_distinct = {distinct})"));
            }
            let is_unproven = column.not_null
                && !self.is_generated(table, column)
                && self.not_null_kind_of(table, column) == NotNull::NotValid;
            if is_unproven {
                let constraint = column.not_null_name.as_ref();
                let constraint =
                    constraint.map_or_else(String::new, |it| format!("CONSTRAINT {} ", quoted(it)));
                text.push_str(&format!(
                    "ALTER TABLE {name} ADD {constraint}NOT NULL {} NOT VALID;\n",
                    column.quoted()
                ));
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
