//! Views, upon tables and upon each other.

use super::column::{Column, Filled};
use super::dice::Dice;
use super::index::Index;
use super::name::{Place, list, quoted};
use super::types::{Class, Ty, note};
use super::{Id, Schema, comment};

#[derive(Clone)]
pub(super) struct View {
    pub(super) id: Id,
    pub(super) place: Place,
    pub(super) of: Id,
    /// A table whose rows are counted beside.
    pub(super) beside: Option<Id>,
    pub(super) columns: Vec<ViewColumn>,
    pub(super) materialized: bool,
    pub(super) populated: bool,
    pub(super) barrier: bool,
    pub(super) check_option: bool,
    pub(super) condition: bool,
    pub(super) indexes: Vec<Index>,
    pub(super) fillfactor: Option<usize>,
    pub(super) comment: Option<String>,
}

#[derive(Clone)]
pub(super) struct ViewColumn {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) source: Id,
    /// The column itself, or an expression over it.
    pub(super) kind: usize,
    pub(super) default: bool,
    pub(super) comment: Option<String>,
}

impl Schema {
    pub(super) fn add_view(&mut self, dice: &mut Dice) {
        let views: Vec<Id> = self.views.iter().map(|it| it.id).collect();
        let tables: Vec<Id> = self.tables.iter().map(|it| it.id).collect();
        let of = if dice.one_in(3) {
            dice.some(&views)
        } else {
            None
        };
        let Some(of) = of.or_else(|| dice.some(&tables)) else {
            return;
        };
        let sources: Vec<(Id, String)> = self
            .sources(of)
            .iter()
            .map(|it| (it.id, it.name.clone()))
            .collect();
        let mut columns: Vec<ViewColumn> = Vec::new();
        for (source, name) in sources {
            if dice.one_in(4) {
                continue;
            }
            let name = if dice.one_in(3) {
                self.name(dice, "o")
            } else {
                name
            };
            columns.push(ViewColumn {
                id: self.number(),
                name,
                source,
                kind: dice.below(6),
                default: dice.one_in(10),
                comment: comment(dice),
            });
        }
        let materialized = dice.one_in(3);
        let ids: Vec<Id> = columns.iter().map(|it| it.id).collect();
        let mut indexes = Vec::new();
        if materialized && !ids.is_empty() {
            for _ in 0..dice.below(3) {
                indexes.push(self.new_index(dice, &ids));
            }
        }
        let id = self.number();
        let place = self.place(dice, "v");
        self.views.push(View {
            id,
            place,
            of,
            beside: if dice.one_in(5) {
                dice.some(&tables)
            } else {
                None
            },
            columns,
            materialized,
            populated: !dice.one_in(4),
            barrier: dice.one_in(6),
            check_option: dice.one_in(6),
            condition: dice.one_in(3),
            indexes,
            fillfactor: dice.one_in(6).then_some(70),
            comment: comment(dice),
        });
    }

    /// The columns of a table or view, as far as they are there.
    pub(super) fn sources(&self, id: Id) -> Vec<Column> {
        if let Some(table) = self.table(id) {
            if !self.is_there(table) {
                return Vec::new();
            }
            return self.columns(table).into_iter().cloned().collect();
        }
        let Some(at) = self.views.iter().position(|it| it.id == id) else {
            return Vec::new();
        };
        let view = &self.views[at];
        if self.views[at..].iter().any(|it| it.id == view.of) {
            return Vec::new();
        }
        let below = self.sources(view.of);
        let mut names: Vec<&String> = Vec::new();
        let mut found = Vec::new();
        for column in &view.columns {
            let Some(source) = below.iter().find(|it| it.id == column.source) else {
                continue;
            };
            if names.contains(&&column.name) {
                continue;
            }
            names.push(&column.name);
            let mut it = source.clone();
            it.id = column.id;
            it.name.clone_from(&column.name);
            it.filled = Filled::No;
            it.ty = self.expression(source, column.kind).1;
            found.push(it);
        }
        found
    }

    /// Whether rows can be read from a view: from one that holds none nobody can.
    fn is_populated(&self, view: &View) -> bool {
        let below = self.views.iter().find(|it| it.id == view.of);
        (view.populated || !view.materialized) && below.is_none_or(|it| self.is_populated(it))
    }

    /// What a view says of a column, and what type it is then.
    fn expression(&self, source: &Column, kind: usize) -> (String, Ty) {
        let name = format!("t.{}", source.quoted());
        let text = Ty::Plain(3);
        match (kind, self.class(source.ty)) {
            (3, Class::Integer | Class::Boolean | Class::Date | Class::Enum) => {
                (format!("({name})::text"), text)
            }
            (3, Class::Text) => (format!("upper({name}::text)"), text),
            (4, Class::Text) => (format!("coalesce({name}::text, 'none')"), text),
            (4, Class::Integer) => (format!("({name} + 1)::bigint"), Ty::Plain(1)),
            _ => (name, source.ty),
        }
    }

    pub(super) fn views_sql(&self, text: &mut String, comments: &mut String) {
        for view in &self.views {
            let columns = self.sources(view.id);
            if columns.is_empty() {
                continue;
            }
            let below = self.sources(view.of);
            let mut lines = Vec::new();
            for column in &columns {
                let told = view.columns.iter().find(|it| it.id == column.id);
                let Some(told) = told else { continue };
                let Some(source) = below.iter().find(|it| it.id == told.source) else {
                    continue;
                };
                let (expr, _) = self.expression(source, told.kind);
                lines.push(format!("{expr} AS {}", quoted(&told.name)));
            }
            let beside = view.beside.and_then(|id| self.table(id));
            let beside = beside.filter(|it| self.is_there(it));
            if let Some(table) = beside {
                lines.push(format!(
                    "(SELECT count(*) FROM {} AS u) AS \"how many\"",
                    self.full(&table.place)
                ));
            }
            let name = self.full(&view.place);
            let kind = if view.materialized {
                "MATERIALIZED VIEW"
            } else {
                "VIEW"
            };
            let mut options = Vec::new();
            if view.materialized {
                options.extend(view.fillfactor.map(|it| format!("fillfactor = {it}")));
            } else {
                if view.barrier {
                    options.push("security_barrier = true".to_owned());
                }
                let is_plain = self.views.iter().all(|it| it.id != view.of);
                // A row can be written by a column that is one of the table's.
                let is_written = columns.iter().any(|it| {
                    below
                        .iter()
                        .any(|of| lines.contains(&format!("t.{} AS {}", of.quoted(), it.quoted())))
                });
                if view.check_option && is_plain && is_written {
                    options.push("check_option = local".to_owned());
                }
            }
            let with = if options.is_empty() {
                String::new()
            } else {
                format!(" WITH ({})", options.join(", "))
            };
            let of = match self.table(view.of) {
                Some(table) => self.full(&table.place),
                None => match self.views.iter().find(|it| it.id == view.of) {
                    Some(view) => self.full(&view.place),
                    None => continue,
                },
            };
            let condition = match below.iter().find(|it| self.class(it.ty) == Class::Integer) {
                Some(it) if view.condition => format!(" WHERE t.{} > 0", it.quoted()),
                _ => String::new(),
            };
            let data = if view.materialized && !self.is_populated(view) {
                " WITH NO DATA"
            } else {
                ""
            };
            text.push_str(&format!(
                "CREATE {kind} {name}{with} AS SELECT {} FROM {of} AS t{condition}{data};\n",
                list(&lines)
            ));
            note(comments, kind, &name, view.comment.as_ref());
            for column in &columns {
                let told = view.columns.iter().find(|it| it.id == column.id);
                let said = told.and_then(|it| it.comment.as_ref());
                let on = format!("{name}.{}", column.quoted());
                note(comments, "COLUMN", &on, said);
                if !view.materialized
                    && told.is_some_and(|it| it.default)
                    && let Some(default) = self.default_sql(column.ty, 0)
                {
                    comments.push_str(&format!(
                        "ALTER VIEW {name} ALTER COLUMN {} SET DEFAULT {default};\n",
                        column.quoted()
                    ));
                }
            }
            if view.materialized {
                let refs: Vec<&Column> = columns.iter().collect();
                let namespace = self.namespace(view.place.namespace);
                for index in &view.indexes {
                    self.index_sql(&name, None, &refs, index, &namespace, (text, comments));
                }
            }
        }
    }
}
