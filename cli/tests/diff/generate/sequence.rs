//! Sequences, and how they and identity columns count.

use super::dice::Dice;
use super::name::Place;
use super::types::note;
use super::{Id, Schema, comment};

#[derive(Clone)]
pub(super) struct Sequence {
    pub(super) id: Id,
    pub(super) place: Place,
    pub(super) ty: Option<&'static str>,
    pub(super) counting: Counting,
    pub(super) unlogged: bool,
    /// The table and the column.
    pub(super) owner: Option<(Id, Id)>,
    pub(super) comment: Option<String>,
}

#[derive(Clone, PartialEq)]
pub(super) struct Counting {
    start: i64,
    increment: i64,
    maximum: Option<i64>,
    minimum: Option<i64>,
    cache: Option<i64>,
    cycle: bool,
}

impl Counting {
    pub(super) fn random(dice: &mut Dice) -> Self {
        let number = |dice: &mut Dice, end: usize| i64::try_from(dice.below(end)).unwrap();
        let is_down = dice.one_in(6);
        let increment = 1 + number(dice, 4);
        Self {
            start: 10 + number(dice, 50),
            increment: if is_down { -increment } else { increment },
            maximum: dice.one_in(3).then(|| 9000 + number(dice, 1000)),
            minimum: (is_down || dice.one_in(4)).then(|| number(dice, 9) - 20),
            cache: dice.one_in(4).then(|| 2 + number(dice, 20)),
            cycle: dice.one_in(5),
        }
    }

    pub(super) fn sql(&self) -> String {
        let mut text = format!("INCREMENT BY {}", self.increment);
        if let Some(it) = self.minimum {
            text.push_str(&format!(" MINVALUE {it}"));
        }
        if let Some(it) = self.maximum {
            text.push_str(&format!(" MAXVALUE {it}"));
        } else if self.increment < 0 {
            text.push_str(" MAXVALUE 20000");
        }
        text.push_str(&format!(" START WITH {}", self.start));
        if let Some(it) = self.cache {
            text.push_str(&format!(" CACHE {it}"));
        }
        if self.cycle {
            text.push_str(" CYCLE");
        }
        text
    }
}

impl Schema {
    pub(super) fn add_sequence(&mut self, dice: &mut Dice) {
        let id = self.number();
        let place = self.place(dice, "s");
        self.sequences.push(Sequence {
            id,
            place,
            ty: dice
                .one_in(3)
                .then(|| dice.pick(&["smallint", "integer", "bigint"])),
            counting: Counting::random(dice),
            unlogged: dice.one_in(8),
            owner: None,
            comment: comment(dice),
        });
    }

    pub(super) fn sequence(&self, id: Id) -> Option<&Sequence> {
        self.sequences.iter().find(|it| it.id == id)
    }

    pub(super) fn sequences_sql(&self, text: &mut String, comments: &mut String) {
        for it in &self.sequences {
            let name = self.full(&it.place);
            let unlogged = if it.unlogged && self.server.version >= 15 {
                "UNLOGGED "
            } else {
                ""
            };
            let ty = it.ty.map_or_else(String::new, |it| format!(" AS {it}"));
            text.push_str(&format!(
                "CREATE {unlogged}SEQUENCE {name}{ty} {};\n",
                it.counting.sql()
            ));
            note(comments, "SEQUENCE", &name, it.comment.as_ref());
        }
    }

    /// Whose sequences are, when the tables are there.
    pub(super) fn owners_sql(&self, text: &mut String) {
        for it in &self.sequences {
            let Some((table, column)) = it.owner else {
                continue;
            };
            let Some(table) = self.table(table) else {
                continue;
            };
            // A sequence lies beside what it goes with.
            let is_beside =
                self.namespace(table.place.namespace) == self.namespace(it.place.namespace);
            let is_unlogged = it.unlogged && self.server.version >= 15;
            if let Some(column) = self.column(table, column)
                && is_beside
                && is_unlogged == table.unlogged
            {
                text.push_str(&format!(
                    "ALTER SEQUENCE {} OWNED BY {}.{};\n",
                    self.full(&it.place),
                    self.full(&table.place),
                    column.quoted()
                ));
            }
        }
    }
}
