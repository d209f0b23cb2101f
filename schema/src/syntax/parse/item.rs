//! Items: what a file declares, one after the other.

use super::word::ITEMS;
use super::{Parsed, Parser, Reported};
use crate::syntax::{
    Domain, DomainClause, Enum, EnumValue, File, Item, ItemKind, NameClause, Sql, Table,
    TableClause, Text, ValueClause, View,
};

impl Parser<'_> {
    /// All items of a file.
    pub(super) fn file(&mut self, file: &mut File) {
        while let Some(doc) = self.docs.get(self.next_doc) {
            if doc.before > 0 || !doc.inner {
                break;
            }
            file.docs.push(doc.text.clone());
            self.next_doc += 1;
        }
        loop {
            let docs = self.docs();
            if self.at_end() {
                self.no_docs(&docs);
                return;
            }
            if self.stray_mark() {
                self.no_docs(&docs);
                continue;
            }
            self.guessed = false;
            let start = self.at;
            let span = self.here();
            match self.item() {
                Ok(kind) => file.items.push(Item {
                    docs,
                    span: span.to(self.before()),
                    kind,
                }),
                Err(Reported) => self.skip_item(start),
            }
        }
    }

    fn item(&mut self) -> Parsed<ItemKind> {
        self.create_habit()?;
        let word = self.word();
        if !ITEMS.contains(&word) {
            return self.no_item();
        }
        match word {
            "postgres" => {
                self.take_word();
                let version = self.integer("the oldest version to support, such as `15`")?;
                self.semicolon()?;
                Ok(ItemKind::Postgres(version))
            }
            "extension" => {
                self.take_word();
                let name = self.name_or_string("the extension's name")?;
                self.semicolon()?;
                Ok(ItemKind::Extension(name))
            }
            "namespace" => {
                self.take_word();
                let name = self.name("the namespace's name")?;
                self.semicolon()?;
                Ok(ItemKind::Namespace(name))
            }
            "allow" => {
                let allow = self.allow()?;
                self.semicolon()?;
                Ok(ItemKind::Allow(allow))
            }
            "enum" => Ok(ItemKind::Enum(self.enumeration()?)),
            "domain" => Ok(ItemKind::Domain(self.domain()?)),
            "table" => Ok(ItemKind::Table(self.table()?)),
            "sql" => Ok(ItemKind::Sql(self.sql()?)),
            _ => Ok(ItemKind::View(self.view()?)),
        }
    }

    /// Takes a `}` or `;` that ends nothing.
    fn stray_mark(&mut self) -> bool {
        if let Some(at) = self.eat("}") {
            self.complain(at, "this `}` closes nothing")
                .help("remove it");
            return true;
        }
        if let Some(at) = self.eat(";") {
            self.complain(at, "an item that ends in `}` has no `;`")
                .help("remove it");
            return true;
        }
        false
    }

    fn no_item(&mut self) -> Parsed<ItemKind> {
        if self.misspelled_item() {
            return self.item();
        }
        Err(self.unexpected("an item, such as `table users { … }`"))
    }

    /// The `;` that ends an item. Where it is missing and the next item begins, nothing is lost.
    fn semicolon(&mut self) -> Parsed<()> {
        if self.eat(";").is_some() {
            return Ok(());
        }
        if self.ahead(0).first || self.at_end() {
            let before = self.before();
            let message = format!("expected `;` after `{}`", self.quote(before));
            self.mistake(before, message).help("write `;` here");
            return Ok(());
        }
        Err(self.unexpected("`;`"))
    }

    fn name_or_string(&mut self, what: &str) -> Parsed<Text> {
        if self.is_string(0) {
            return self.string(what);
        }
        let name = self.name(what)?;
        Ok(Text {
            value: name.text,
            span: name.span,
        })
    }

    /// `as Rust` and `was old`, if one comes next.
    fn name_clause(&mut self) -> Parsed<Option<NameClause>> {
        if self.eat_word("as").is_some() {
            return Ok(Some(NameClause::As(self.declared_name("a name for Rust")?)));
        }
        if self.eat_word("was").is_some() {
            // The colon of an enum's `: text` may follow.
            let old = self.declared_qualified_name("the name that it had")?;
            return Ok(Some(NameClause::Was(old)));
        }
        Ok(None)
    }

    fn name_clauses(&mut self) -> Parsed<Vec<NameClause>> {
        let mut clauses = Vec::new();
        while let Some(clause) = self.name_clause()? {
            clauses.push(clause);
        }
        Ok(clauses)
    }

    fn enumeration(&mut self) -> Parsed<Enum> {
        self.take_word();
        let name = self.declared_qualified_name("the enum's name")?;
        self.create_type_habit();
        let clauses = self.name_clauses()?;
        let mut text = None;
        if self.eat(":").is_some() {
            text = Some(self.expect_word("text")?);
        }
        let values = self.body(
            &name.name.text,
            |_, _| true,
            |parser, docs, list| {
                list.push(parser.enum_value(docs)?);
                Ok(())
            },
        )?;
        Ok(Enum {
            name,
            clauses,
            text,
            values,
        })
    }

    fn enum_value(&mut self, docs: Vec<Text>) -> Parsed<EnumValue> {
        let label = self.name_or_string("a value")?;
        let mut clauses = Vec::new();
        loop {
            // `{ a as b }`, but also `{ as, was }`.
            if self.eat_word("as").is_some() {
                clauses.push(ValueClause::As(self.name("a name for Rust")?));
            } else if self.eat_word("was").is_some() {
                let old = self.name_or_string("the name that it had")?;
                clauses.push(ValueClause::Was(old));
            } else {
                break;
            }
        }
        Ok(EnumValue {
            docs,
            label,
            clauses,
        })
    }

    fn domain(&mut self) -> Parsed<Domain> {
        self.take_word();
        let name = self.declared_qualified_name("the domain's name")?;
        if self.eat(":").is_none() {
            if !self.is_name(0) {
                return Err(self.unexpected("`:` and a type"));
            }
            self.colon_habit(&name.name, "domain");
        }
        let ty = self.ty()?;
        let mut clauses = Vec::new();
        loop {
            clauses.push(match self.word() {
                "check" => DomainClause::Check(self.check()?),
                "as" => {
                    self.take_word();
                    DomainClause::As(self.path()?)
                }
                "was" => {
                    self.take_word();
                    DomainClause::Was(self.qualified_name("the name that it had")?)
                }
                "allow" => DomainClause::Allow(self.allow()?),
                "default" => {
                    self.default_habit();
                    DomainClause::Default(self.expr()?)
                }
                _ if self.eat("=").is_some() => DomainClause::Default(self.expr()?),
                _ => break,
            });
        }
        self.semicolon()?;
        Ok(Domain { name, ty, clauses })
    }

    fn table(&mut self) -> Parsed<Table> {
        self.take_word();
        let name = self.qualified_name("the table's name")?;
        let mut clauses = Vec::new();
        loop {
            if let Some(clause) = self.name_clause()? {
                clauses.push(TableClause::Name(clause));
            } else if self.word() == "partition" {
                clauses.push(self.partition()?);
            } else if self.eat_word("with").is_some() {
                clauses.push(TableClause::With(self.options()?));
            } else {
                break;
            }
        }
        let entries = self.body(&name.name.text, Self::begins_entry, Self::entry)?;
        Ok(Table {
            name,
            clauses,
            entries,
        })
    }

    fn partition(&mut self) -> Parsed<TableClause> {
        let start = self.take_word();
        self.expect_word("by")?;
        let method = self.name("`range`, `list` or `hash`")?;
        let (by, end) = self.parenthesized_list("`(` and what rows are divided by", Self::expr)?;
        Ok(TableClause::Partition {
            method,
            by,
            span: start.to(end),
        })
    }

    fn view(&mut self) -> Parsed<View> {
        let materialized = self.eat_word("materialized");
        self.expect_word("view")?;
        let name = self.qualified_name("the view's name")?;
        let clauses = self.name_clauses()?;
        let entries = self.body(&name.name.text, Self::begins_entry, Self::entry)?;
        self.expect("=", "`=` and the query, as in `= sql \"SELECT …\";`")?;
        self.expect_word("sql")?;
        let query = self.string("the query in quotes")?;
        self.semicolon()?;
        Ok(View {
            materialized,
            name,
            clauses,
            entries,
            query,
        })
    }

    fn sql(&mut self) -> Parsed<Sql> {
        self.take_word();
        let name = self.name("a name for this statement")?;
        let before_tables = match self.word() {
            "before" => {
                let start = self.take_word();
                Some(start.to(self.expect_word("tables")?))
            }
            _ => None,
        };
        let create = self.string("the statement in quotes")?;
        let mut drop = None;
        if self.eat_word("drop").is_some() {
            drop = Some(self.string("the statement that removes it, in quotes")?);
        }
        self.semicolon()?;
        Ok(Sql {
            name,
            before_tables,
            create,
            drop,
        })
    }
}
