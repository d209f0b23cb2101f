//! From what a shape asks for to the text of a statement.

mod condition;

use condition::Reached;

use crate::aggregate::{AnyAggregate, Computed, Function};
use crate::collection::Link;
use crate::column::AnyColumn;
use crate::expression::Rows;
use crate::filter::Condition;
use crate::name::{Name, Quoted, quote};
use crate::order::{AnyOrder, By};
use crate::select::{Join, Node, What};
use crate::statement::Parameter;
use crate::wire::{Type, write_to};

/// A text with the parameters that it names.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<Parameter>,
    /// How many parameters stand before these.
    pub(crate) offset: usize,
    /// How many tables were named in conditions.
    matched: usize,
    /// The references that are joined for the order of the rows.
    reached: Vec<Reached>,
}

impl Text {
    pub(crate) fn behind(parameters: usize) -> Self {
        Self {
            offset: parameters,
            ..Self::default()
        }
    }

    /// Nothing as yet, as far as this one is.
    pub(crate) fn beside(&self) -> Self {
        Self {
            matched: self.matched,
            ..Self::behind(self.offset + self.parameters.len())
        }
    }

    pub(crate) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    pub(crate) fn parameter(&mut self, parameter: Parameter) {
        let number = self.offset + self.parameters.len() + 1;
        parameter
            .sql_type()
            .inward(format_args!("${number}"), &mut self.sql);
        self.parameters.push(parameter);
    }

    /// A parameter as it crosses the wire.
    pub(crate) fn raw_parameter(&mut self, parameter: Parameter) {
        let number = self.offset + self.parameters.len() + 1;
        write_to(&mut self.sql, format_args!("${number}"));
        self.parameters.push(parameter);
    }

    pub(crate) fn column(&mut self, alias: &str, column: &str) {
        self.push(alias);
        self.push(".");
        quote(column, &mut self.sql);
    }

    /// `a.x = b.y AND …`
    pub(crate) fn equal(&mut self, left: (&str, &[&str]), right: (&str, &[&str])) {
        for (at, (mine, yours)) in left.1.iter().zip(right.1).enumerate() {
            self.push(if at == 0 { "" } else { " AND " });
            self.column(left.0, mine);
            self.push(" = ");
            self.column(right.0, yours);
        }
    }

    pub(crate) fn order(&mut self, alias: &str, order: &[AnyOrder]) {
        self.order_behind(" ORDER BY ", alias, order);
    }

    /// An order, the first of it behind this.
    pub(crate) fn order_behind(&mut self, before: &str, alias: &str, order: &[AnyOrder]) {
        for (at, by) in order.iter().enumerate() {
            self.push(if at == 0 { before } else { ", " });
            self.by(alias, &by.by);
            self.direction(by);
        }
    }

    /// What rows are ordered by.
    pub(crate) fn by(&mut self, alias: &str, by: &By) {
        match by {
            By::Column(column) => self.column(alias, column),
            By::Term(term) => self.term(alias, term),
            By::Page(at) => write_to(&mut self.sql, format_args!("{alias}.\"order {at}\"")),
        }
    }

    /// What the rows are ordered by, as values behind others.
    pub(crate) fn keys(&mut self, order: &[AnyOrder]) {
        for by in order {
            self.push(", ");
            self.by("t0", &by.by);
            if let Some(sql_type) = by.sql_type {
                sql_type.outward("", &mut self.sql);
            }
        }
    }

    /// Only rows that meet all of the conditions.
    pub(crate) fn matching(&mut self, filters: &[Condition]) {
        for (at, filter) in filters.iter().enumerate() {
            self.push(if at == 0 { " WHERE " } else { " AND " });
            self.operand("t0", filter);
        }
    }

    /// Only so many rows, behind so many.
    pub(crate) fn limited(&mut self, limit: Option<u64>, offset: Option<u64>) {
        match limit {
            // A limit of one is the call's, not a value.
            Some(1) => self.push(" LIMIT 1"),
            Some(limit) => self.number("LIMIT", limit),
            None => {}
        }
        if let Some(offset) = offset {
            self.number("OFFSET", offset);
        }
    }

    pub(crate) fn direction(&mut self, by: &AnyOrder) {
        self.push(if by.descending { " DESC" } else { "" });
        self.push(match by.nulls_first {
            None => "",
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
        });
    }

    /// The join table of a link, if it has one.
    pub(crate) fn between(&mut self, link: &Link, child: &str) {
        if let Link::Through {
            table,
            far,
            child: columns,
            ..
        } = link
        {
            write_to(
                &mut self.sql,
                format_args!(" JOIN {table} AS {child}_by ON "),
            );
            self.equal((&format!("{child}_by"), far), (child, columns));
        }
    }

    /// The condition that binds the rows of a link to their parent.
    pub(crate) fn bound(&mut self, link: &Link, child: &str, parent: &str) {
        self.bound_to(link, child, (parent, link.parent()));
    }

    /// The same, to columns of another name.
    pub(crate) fn bound_to(&mut self, link: &Link, child: &str, parent: (&str, &[&str])) {
        self.push(" WHERE ");
        match link {
            Link::Direct { child: columns, .. } => self.equal((child, columns), parent),
            Link::Through { near, .. } => self.equal((&format!("{child}_by"), near), parent),
        }
    }

    /// The one column of a link that names its parent.
    pub(crate) fn bound_column(&mut self, link: &Link, child: &str) {
        let (alias, columns) = match link {
            Link::Direct { child: columns, .. } => (child.to_owned(), columns),
            Link::Through { near, .. } => (format!("{child}_by"), near),
        };
        if let [column] = columns {
            self.column(&alias, column);
        }
    }

    /// The expressions of a node's list, as they cross the wire.
    pub(crate) fn list(&mut self, node: &Node, named: bool) {
        let mut place = 0;
        for item in &node.list {
            let width = match &item.what {
                What::Many(child) if child.is_flat() => child.node.width(),
                what => usize::from(what.is_sent()),
            };
            for part in 0..width {
                self.push(if place == 0 { "" } else { ", " });
                match &item.what {
                    What::Column { alias, column } => {
                        let name = Quoted(column.name);
                        column
                            .sql_type
                            .outward(format_args!("{alias}.{name}"), &mut self.sql);
                    }
                    What::Presence { alias, key, .. } => {
                        self.column(&alias.to_string(), key);
                        self.push(" IS NOT NULL");
                    }
                    What::Aggregate { parent, of, filter } => {
                        let mut value = self.beside();
                        value.aggregate(&parent.to_string(), of, filter.as_deref());
                        self.matched = value.matched;
                        self.parameters.append(&mut value.parameters);
                        of.value.sql_type.outward(value.sql, &mut self.sql);
                    }
                    What::Many(child) => {
                        write_to(
                            &mut self.sql,
                            format_args!("{}_all.c{part}", child.node.alias),
                        );
                    }
                    What::Sent { alias, column } => {
                        let name = Quoted(column.name);
                        self.push("array_send(");
                        column
                            .sql_type
                            .outward(format_args!("{alias}.{name}"), &mut self.sql);
                        self.push(")");
                    }
                    What::Level(_) | What::End | What::Again => {}
                }
                if named {
                    write_to(&mut self.sql, format_args!(" AS c{place}"));
                }
                place += 1;
            }
        }
    }

    /// The values of a node's list that hold the rows of collections.
    pub(crate) fn long(node: &Node) -> Vec<String> {
        let mut long = Vec::new();
        for item in &node.list {
            if let What::Many(child) = &item.what {
                let parts = if child.is_flat() {
                    child.node.width()
                } else {
                    1
                };
                long.extend((0..parts).map(|part| format!("{}_all.c{part}", child.node.alias)));
            }
        }
        long
    }

    /// A value of the rows of a collection, as a sub-select.
    fn aggregate(&mut self, parent: &str, of: &AnyAggregate, filter: Option<&Condition>) {
        self.matched += 1;
        let other = format!("m{}", self.matched);
        let AnyAggregate {
            rows: Rows { table, link },
            value,
        } = of;
        self.push(match value.function {
            Function::Exists => "EXISTS (SELECT",
            _ if value.or_zero => "coalesce((SELECT ",
            _ => "(SELECT ",
        });
        self.computed(&other, value);
        self.push(" FROM ");
        match (link, filter) {
            // The rows of the join table are as many.
            (
                Link::Through {
                    table,
                    near,
                    parent: named,
                    ..
                },
                None,
            ) if value.column.is_none() => {
                write_to(&mut self.sql, format_args!("{table} AS {other} WHERE "));
                self.equal((&other, near), (parent, named));
            }
            _ => {
                write_to(&mut self.sql, format_args!("{table} AS {other}"));
                self.between(link, &other);
                self.bound(link, &other, parent);
            }
        }
        if let Some(filter) = filter {
            self.push(" AND ");
            self.operand(&other, filter);
        }
        self.push(")");
        if value.or_zero {
            self.zero(value);
        }
    }

    /// What is computed of rows: `sum(m1."amount")`.
    pub(crate) fn computed(&mut self, alias: &str, value: &Computed) {
        self.push(match value.function {
            Function::Exists => return,
            Function::Count => "count(",
            Function::CountDistinct => "count(DISTINCT ",
            Function::Sum => "sum(",
            Function::Min => "min(",
            Function::Max => "max(",
            Function::Avg => "avg(",
        });
        match &value.column {
            None => self.push("*"),
            Some(column) => {
                let name = Quoted(column.name);
                let name = format_args!("{alias}.{name}");
                // A domain over a number is added up as the number, `money` as a numeric.
                match value.function {
                    Function::Sum | Function::Avg => {
                        column.sql_type.outward(name, &mut self.sql);
                    }
                    _ => write_to(&mut self.sql, name),
                }
            }
        }
        self.push(")");
    }

    /// The other half of a `coalesce`.
    pub(crate) fn zero(&mut self, value: &Computed) {
        self.push(", '0'::");
        write_to(&mut self.sql, value.sql_type);
        self.push(")");
    }

    /// What is joined to a node's table: references first, then collections, which are found by
    /// their columns.
    pub(crate) fn joins(&mut self, node: &Node) {
        self.references(node);
        for item in &node.list {
            if let What::Many(child) = &item.what {
                self.child(child);
            }
        }
    }

    /// The same, for the rows of a page.
    pub(crate) fn joins_of_page(&mut self, node: &Node, page: Name) {
        self.references(node);
        for item in &node.list {
            if let What::Many(child) = &item.what {
                if child.is_gathered_at_once(node) {
                    self.child_of_page(child, page);
                } else {
                    self.child(child);
                }
            }
        }
    }

    fn references(&mut self, node: &Node) {
        for Join {
            table,
            alias,
            from,
            on,
            optional,
        } in &node.joins
        {
            self.push(if *optional { " LEFT JOIN " } else { " JOIN " });
            write_to(&mut self.sql, format_args!("{table} AS {alias} ON "));
            self.equal((&alias.to_string(), on.there), (&from.to_string(), on.here));
        }
    }

    /// The columns of a node's own table that the rest of its statement names.
    pub(crate) fn page_columns(node: &Node) -> Vec<&'static str> {
        let mut columns: Vec<&'static str> = Vec::new();
        let mut add = |names: &[&'static str]| {
            for name in names {
                if !columns.contains(name) {
                    columns.push(name);
                }
            }
        };
        for item in &node.list {
            match &item.what {
                What::Column { alias, column } | What::Sent { alias, column }
                    if *alias == node.alias =>
                {
                    add(&[column.name]);
                }
                What::Aggregate { parent, of, .. } if *parent == node.alias => {
                    add(of.rows.link.parent());
                }
                What::Many(child) if child.parent == node.alias => add(child.link.parent()),
                _ => {}
            }
        }
        for join in &node.joins {
            if join.from == node.alias {
                add(join.on.here);
            }
        }
        columns
    }

    /// `LIMIT` with a parameter, so that the text is the same for every number.
    pub(crate) fn number(&mut self, word: &'static str, number: u64) {
        write_to(&mut self.sql, format_args!(" {word} "));
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let column = AnyColumn {
            name: word,
            sql_type: Type::BIGINT,
        };
        self.parameter(Parameter::new(column, Some(&number)));
    }
}
