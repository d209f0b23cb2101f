//! The names that relata writes out are the ones that PostgreSQL gives when it is asked for none.

use crate::facts;
use crate::fixtures::lines;
use relata::testing::Database;
use relata_schema::database::Index;
use relata_schema::diagnostic::Diagnostics;
use relata_schema::model::Model;
use relata_schema::source::Source;
use relata_schema::{create, lower, sql};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_name_is_postgresqls_own() {
    let mut random = Random(0x5eed);
    let mut text = String::from("table targets { id: bigint primary key identity }\n");
    let mut kept = 0;
    // A table whose names would have to be numbered is refused, and left out.
    for at in 0..300 {
        let longer = text.clone() + &table(&mut random, at);
        if compile(&longer).is_some() {
            text = longer;
            kept += 1;
        }
    }
    assert!(kept > 200, "{kept} of 300 tables are left");

    let model = compile(&text).unwrap();
    let database = Database::create(&without_names(&model)).await.unwrap();
    let held: BTreeSet<String> = lines(&database, include_str!("facts.sql"))
        .await
        .into_iter()
        .collect();
    let said = facts::of(&model);
    let missing: Vec<&String> = said.difference(&held).collect();
    let unasked: Vec<&String> = held.difference(&said).collect();
    assert!(
        missing.is_empty() && unasked.is_empty(),
        "relata's: {missing:#?}\nPostgreSQL's: {unasked:#?}"
    );
    database.close().await.unwrap();
}

fn compile(text: &str) -> Option<Model> {
    relata_schema::compile(&Source::one("random", text), &mut Diagnostics::default())
}

/// The DDL of a model, in which no constraint and no index has a name.
fn without_names(model: &Model) -> String {
    let database = lower(model);
    let mut ddl = create(&database);
    for table in &database.tables {
        for constraint in &table.constraints {
            let name = format!("CONSTRAINT {} ", sql::identifier(&constraint.name));
            ddl = ddl.replace(&name, "");
        }
        for Index { name, .. } in &table.indexes {
            let name = format!("INDEX {} ON", sql::identifier(name));
            ddl = ddl.replace(&name, "INDEX ON");
        }
    }
    ddl
}

/// A table with keys, checks, indexes and references over columns of awkward names.
fn table(random: &mut Random, at: usize) -> String {
    let columns: Vec<String> = (0..random.below(5) + 2)
        .map(|at| name(random, &format!("c{at}")))
        .collect();
    let mut entries = vec![format!(
        "{}: bigint primary key identity",
        name(random, "id")
    )];
    let mut references = 0;
    for column in &columns {
        entries.push(match random.below(5) {
            0 => {
                references += 1;
                format!("{column}: references targets as r{references} on delete cascade inverse of_{at}_{references}")
            }
            1 => format!("{column}: integer unique"),
            2 => format!("{column}: integer check ({column} > 0)"),
            _ => format!("{column}: integer"),
        });
    }
    let some = |random: &mut Random| -> Vec<&String> {
        let first = random.below(columns.len());
        let several = 1 + random.below(columns.len());
        columns.iter().cycle().skip(first).take(several).collect()
    };
    let list = |columns: &[&String]| -> String {
        let columns: Vec<&str> = columns.iter().map(|it| it.as_str()).collect();
        columns.join(", ")
    };
    for _ in 0..random.below(4) {
        let chosen = some(random);
        entries.push(match random.below(6) {
            0 => format!("unique ({})", list(&chosen)),
            1 => format!("check ({} is not null)", list(&chosen[..1])),
            2 => format!("check ({} > {})", columns[0], columns[1]),
            3 => format!("index (abs({}), {})", columns[1], list(&chosen)),
            4 => format!("index ({}, ({} + 1) desc)", list(&chosen), columns[0]),
            _ => format!("unique index ({}) where {} > 1", list(&chosen), columns[0]),
        });
    }
    let table = name(random, &format!("t{at}"));
    format!("table {table} as T{at} {{ {} }}\n", entries.join(", "))
}

/// A name that begins with what makes it unlike the others, of 63 bytes at most.
fn name(random: &mut Random, start: &str) -> String {
    let mut name = start.to_owned();
    let length = [8, 20, 30, 45, 58, 63][random.below(6)];
    let letters = ['a', 'e', '_', 'é', '日', 'Ω', 'o', 'x', 'Z'];
    loop {
        let letter = letters[random.below(letters.len())];
        if name.len() + letter.len_utf8() > length {
            return name;
        }
        name.push(letter);
    }
}

/// The same numbers in each run: Knuth's linear congruential generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}
