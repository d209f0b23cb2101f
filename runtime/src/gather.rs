//! The rows of a collection as a part of its parent's statement, and as they are asked for alone.

use crate::name::{Name, Quoted};
use crate::order::{AnyOrder, By};
use crate::render::Text;
use crate::select::{Child, Limit, Node};
use crate::wire::write_to;

impl Text {
    /// The rows of a collection, gathered into one row for each parent.
    pub(crate) fn child(&mut self, child: &Child) {
        let node = &child.node;
        self.push(" LEFT JOIN LATERAL (");
        if child.options.recursive {
            self.tree(child);
            return;
        }
        self.push("SELECT ");
        if child.is_flat() {
            self.arrays(node);
        } else {
            self.push("string_agg(record_send(r), ''::bytea) AS c0");
        }
        // Nothing stands between the sorted rows and what gathers them, so they are gathered in
        // their order: see the manual's chapter on aggregate functions. An order within each
        // `array_agg` would sort once for each column, which took a quarter longer.
        self.push(" FROM (SELECT ");
        self.list(node, true);
        self.rows(child, (&child.parent.to_string(), child.link.parent()));
        write_to(
            &mut self.sql,
            format_args!(") AS r) AS {}_all ON true", node.alias),
        );
    }

    /// The rows of a collection, of all the rows of a page at once, gathered into one row for each.
    ///
    /// Through a join table a parent by itself is dear: where the table of the children is small,
    /// PostgreSQL reads all of it for each. By a reference of the children's own it is the other way
    /// round, since an index has them together, often in their order.
    pub(crate) fn child_of_page(&mut self, child: &Child, page: Name) {
        let Child { node, link, .. } = child;
        let alias = node.alias.to_string();
        let key = link.parent();
        let names = child.key_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        // The page's own key, so that what is equal to it is decided where it is found.
        let by_key: Vec<AnyOrder> = key
            .iter()
            .map(|column| AnyOrder::ascending(By::Column(column)))
            .collect();

        self.push(" LEFT JOIN (SELECT ");
        self.arrays(node);
        self.columns("r", &names);
        self.push(" FROM (SELECT ");
        self.list(node, true);
        for (column, name) in key.iter().zip(&names) {
            let column = Quoted(column);
            write_to(&mut self.sql, format_args!(", p.{column} AS {name}"));
        }
        write_to(&mut self.sql, format_args!(" FROM {page} AS p CROSS JOIN "));
        self.tables(child);
        self.bound_to(link, &alias, ("p", key));
        self.filtered(child);
        self.order("p", &by_key);
        self.order_behind(", ", &alias, &child.options.order);
        write_to(
            &mut self.sql,
            format_args!(
                ") AS r GROUP BY r.{}) AS {alias}_all ON ",
                names.join(", r.")
            ),
        );
        self.equal(
            (&format!("{alias}_all"), &names),
            (&child.parent.to_string(), key),
        );
    }

    /// All rows below a parent's, at any depth. Each stands behind the keys of its parent and its own,
    /// and whether the parent is the one that the tree hangs from.
    ///
    /// The rows that are gone through are kept as keys alone, each once, so that a circle has an
    /// end.
    fn tree(&mut self, child: &Child) {
        let alias = child.node.alias.to_string();
        let above = child.parent.to_string();
        let names = child.key_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let named = child.link.parent();
        let list = names.join(", ");

        write_to(
            &mut self.sql,
            format_args!("WITH RECURSIVE w(top, {list}) AS (SELECT true"),
        );
        self.columns(&above, named);
        self.push(" UNION SELECT false");
        self.columns(&alias, named);
        write_to(
            &mut self.sql,
            format_args!(" FROM w CROSS JOIN {} AS {alias}", child.node.facts.name),
        );
        self.between(child.link, &alias);
        self.bound_to(child.link, &alias, ("w", &names));
        self.filtered(child);
        self.push(") SELECT string_agg(record_send(r), ''::bytea) AS c0 FROM (SELECT ");
        self.list(&child.node, true);
        for (of, columns) in [(alias.as_str(), named), ("w", &names)] {
            for (column, key) in columns.iter().zip(&child.keys) {
                self.push(", ");
                let column = Quoted(column);
                key.sql_type
                    .outward(format_args!("{of}.{column}"), &mut self.sql);
            }
        }
        self.push(", w.top FROM w CROSS JOIN ");
        self.tables(child);
        self.bound_to(child.link, &alias, ("w", &names));
        self.filtered(child);
        self.order(&alias, &child.options.order);
        write_to(
            &mut self.sql,
            format_args!(") AS r) AS {alias}_all ON true"),
        );
    }

    fn columns(&mut self, alias: &str, columns: &[&str]) {
        for column in columns {
            self.push(", ");
            self.column(alias, column);
        }
    }

    /// An array for each value of the rows `r`.
    pub(crate) fn arrays(&mut self, node: &Node) {
        let values = node.list.iter();
        let values = values.filter(|item| item.what.is_sent());
        for (place, _) in values.enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write_to(
                &mut self.sql,
                format_args!("{comma}array_agg(r.c{place}) AS c{place}"),
            );
        }
    }

    /// ` FROM … WHERE … ORDER BY … LIMIT …`: the rows of a collection of one parent.
    pub(crate) fn rows(&mut self, child: &Child, parent: (&str, &[&str])) {
        let alias = child.node.alias.to_string();
        self.push(" FROM ");
        self.tables(child);
        self.bound_to(child.link, &alias, parent);
        self.filtered(child);
        self.order(&alias, &child.options.order);
        match child.options.limit {
            Some(Limit::Declared(limit)) => {
                write_to(&mut self.sql, format_args!(" LIMIT {limit}"));
            }
            Some(Limit::Asked(limit)) => self.number("LIMIT", limit),
            None => {}
        }
    }

    /// A collection's table, and all that is joined to it.
    pub(crate) fn tables(&mut self, child: &Child) {
        let Child { node, link, .. } = child;
        write_to(
            &mut self.sql,
            format_args!("{} AS {}", node.facts.name, node.alias),
        );
        self.between(link, &node.alias.to_string());
        self.joins(node);
    }

    /// The collection's own condition, behind the one that binds it.
    pub(crate) fn filtered(&mut self, child: &Child) {
        if let Some(filter) = &child.options.filter {
            self.push(" AND ");
            self.operand(&child.node.alias.to_string(), filter);
        }
    }
}
