//! Indexes of all methods.

use super::column::Column;
use super::dice::Dice;
use super::name::{list, quoted};
use super::table::Table;
use super::types::{Class, note};
use super::{Id, Schema, comment};

#[derive(Clone)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) unique: bool,
    /// Which of the methods that its first column can have.
    pub(super) method: usize,
    /// Columns, each with how it is said.
    pub(super) elements: Vec<(Id, usize)>,
    pub(super) include: Vec<Id>,
    pub(super) predicate: Option<Id>,
    pub(super) nulls_distinct: bool,
    pub(super) options: bool,
    pub(super) statistics: bool,
    pub(super) comment: Option<String>,
}

impl Schema {
    pub(super) fn new_index(&mut self, dice: &mut Dice, ids: &[Id]) -> Index {
        let count = 1 + dice.below(2);
        Index {
            name: self.name(dice, "x"),
            unique: dice.one_in(6),
            method: dice.below(5),
            elements: (0..count)
                .map(|_| (dice.pick(ids), dice.below(9)))
                .collect(),
            include: if dice.one_in(5) {
                vec![dice.pick(ids)]
            } else {
                Vec::new()
            },
            predicate: dice.one_in(4).then(|| dice.pick(ids)),
            nulls_distinct: !dice.one_in(4),
            options: dice.one_in(4),
            statistics: dice.one_in(3),
            comment: comment(dice),
        }
    }

    fn methods(class: Class, is_trigram: bool) -> Vec<&'static str> {
        match class {
            Class::Integer | Class::Number | Class::Date | Class::Time => {
                vec!["btree", "btree", "hash", "brin"]
            }
            Class::Text if is_trigram => vec!["btree", "hash", "trigram gin", "trigram gist"],
            Class::Text => vec!["btree", "btree", "hash", "brin"],
            Class::Uuid | Class::Interval | Class::Enum => vec!["btree", "hash"],
            Class::Boolean | Class::Bytes => vec!["btree"],
            Class::Json => vec!["gin", "gin path", "btree"],
            Class::Array => vec!["gin"],
            Class::Vector => vec!["gin", "gist"],
            Class::Range => vec!["gist", "spgist", "btree"],
            Class::Inet => vec!["btree", "inet gist"],
            Class::Composite | Class::Other => Vec::new(),
        }
    }

    pub(super) fn index_sql(
        &self,
        on: &str,
        table: Option<&Table>,
        columns: &[&Column],
        index: &Index,
        namespace: &str,
        (text, comments): (&mut String, &mut String),
    ) {
        let find = |id: Id| columns.iter().find(|it| it.id == id).copied();
        let trigram = self.extension("pg_trgm");
        let Some((first, form, method)) = self.first_element(columns, index) else {
            return;
        };
        let name = first.quoted();
        let mut has_expression = false;
        let (using, mut elements) = match method {
            "btree" => {
                let mut elements = Vec::new();
                for (id, form) in &index.elements {
                    let Some(column) = find(*id) else { continue };
                    let class = self.class(column.ty);
                    if !Self::methods(class, false).contains(&"btree") {
                        continue;
                    }
                    let (element, is_expression) = self.element(column, class, *form);
                    has_expression |= is_expression;
                    if !elements.contains(&element) {
                        elements.push(element);
                    }
                }
                ("btree", elements)
            }
            "trigram gin" => {
                let class = format!("{}.gin_trgm_ops", trigram.unwrap_or_default());
                ("gin", vec![format!("{name} {class}")])
            }
            "trigram gist" => {
                let class = format!("{}.gist_trgm_ops", trigram.unwrap_or_default());
                let options = if form > 4 { " (siglen = 32)" } else { "" };
                ("gist", vec![format!("{name} {class}{options}")])
            }
            "gin path" => ("gin", vec![format!("{name} jsonb_path_ops")]),
            "inet gist" => ("gist", vec![format!("{name} inet_ops")]),
            other => (other, vec![name.clone()]),
        };
        if elements.is_empty() {
            return;
        }
        let is_unique = index.unique
            && using == "btree"
            && !has_expression
            && index.elements.iter().any(|(id, _)| {
                find(*id).is_some_and(|it| {
                    Self::tells_apart(self.class(it.ty))
                        && table.is_none_or(|table| !self.is_generated(table, it))
                })
            })
            && elements.len() == 1
            && !table.is_some_and(|it| it.partition.is_some() && self.is_divided_by_expression(it));
        if let Some(table) = table.filter(|_| is_unique)
            && table.partition.is_some()
        {
            for name in self.names(table, &self.dividing(table)) {
                if !elements.iter().any(|it| it.starts_with(&name)) {
                    elements.push(name);
                }
            }
        }
        let unique = if is_unique { "UNIQUE " } else { "" };
        let index_name = quoted(&index.name);
        text.push_str(&format!(
            "CREATE {unique}INDEX {index_name} ON {on} USING {using} ({})",
            list(&elements)
        ));
        let include: Vec<String> = index
            .include
            .iter()
            .filter_map(|id| find(*id))
            .map(Column::quoted)
            .collect();
        if !include.is_empty() && matches!(using, "btree" | "gist" | "spgist") {
            text.push_str(&format!(" INCLUDE ({})", list(&include)));
        }
        if is_unique && !index.nulls_distinct && self.server.version >= 15 {
            text.push_str(" NULLS NOT DISTINCT");
        }
        if index.options {
            let option = match using {
                "gin" => "fastupdate = off",
                "brin" => "pages_per_range = 16",
                _ => "fillfactor = 60",
            };
            text.push_str(&format!(" WITH ({option})"));
        }
        if let Some(column) = index.predicate.and_then(find) {
            let condition = match self.class(column.ty) {
                Class::Integer | Class::Number => format!("{} > 1", column.quoted()),
                _ => format!("{} IS NOT NULL", column.quoted()),
            };
            text.push_str(&format!(" WHERE {condition}"));
        }
        text.push_str(";\n");
        let full = format!("{namespace}.{index_name}");
        if index.statistics && elements[0].starts_with('(') {
            text.push_str(&format!(
                "ALTER INDEX {full} ALTER COLUMN 1 SET STATISTICS 200;\n"
            ));
        }
        note(comments, "INDEX", &full, index.comment.as_ref());
    }

    /// The first column that an index can have, how it is said, and by which method.
    fn first_element<'c>(
        &self,
        columns: &[&'c Column],
        index: &Index,
    ) -> Option<(&'c Column, usize, &'static str)> {
        let is_text = |it: &Column| matches!(&self.type_sql(it.ty), Some(sql) if sql == "text" || sql.starts_with("character varying"));
        let has_trigram = self.extension("pg_trgm").is_some();
        index.elements.iter().find_map(|(id, form)| {
            let column = columns.iter().find(|it| it.id == *id).copied()?;
            let is_trigram = has_trigram && is_text(column);
            let methods = Self::methods(self.class(column.ty), is_trigram);
            let method = methods.get(index.method % methods.len().max(1))?;
            (*method != "gin" || self.can_be_sorted(column.ty)).then_some((column, *form, *method))
        })
    }

    /// The columns of a unique index to which foreign keys can lead.
    pub(super) fn unique_columns(&self, table: &Table, index: &Index) -> Option<Vec<Id>> {
        let mut columns = self.columns(table);
        columns.retain(|it| !self.is_virtual(table, it));
        let find = |id: Id| columns.iter().find(|it| it.id == id).copied();
        let (first, form, method) = self.first_element(&columns, index)?;
        let class = self.class(first.ty);
        let is_alone = index
            .elements
            .iter()
            .all(|it| find(it.0).is_none() || *it == (first.id, form));
        let is_partial = index.predicate.and_then(find).is_some();
        let is_fit = index.unique
            && method == "btree"
            && is_alone
            && !is_partial
            && Self::tells_apart(class)
            && !self.element(first, class, form).1
            && !self.is_generated(table, first)
            && !(table.partition.is_some() && self.is_divided_by_expression(table));
        let mut found = vec![first.id];
        if table.partition.is_some() {
            found.extend(
                self.dividing(table)
                    .into_iter()
                    .filter(|it| *it != first.id),
            );
        }
        is_fit.then_some(found)
    }

    /// A column or an expression over it, and which.
    fn element(&self, column: &Column, class: Class, form: usize) -> (String, bool) {
        let name = column.quoted();
        let is_text = matches!(&self.type_sql(column.ty), Some(sql) if sql == "text");
        match (form, class) {
            (1, _) => (format!("{name} DESC"), false),
            (2, _) => (format!("{name} DESC NULLS LAST"), false),
            (3, _) => (format!("{name} NULLS FIRST"), false),
            (4, Class::Text) => (format!("(lower({name}::text))"), true),
            (4, Class::Integer) => (format!("({name} + 1)"), true),
            (5, Class::Text) if is_text => (format!("{name} text_pattern_ops"), false),
            (6, Class::Text) => (format!("{name} COLLATE \"C\""), false),
            (7, Class::Text) => (format!("(left({name}::text, 2)) DESC"), true),
            _ => (name, false),
        }
    }
}
