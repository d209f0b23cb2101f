//! The tables: each of ten columns, two of which refer to other tables, in the words of each library.
//!
//! What the peers lack is left out of their crates and stays in relata's: checks, indexes, enums (which
//! are texts to them), the other side of a reference, documentation.

use std::fmt::Write as _;

/// Writes a line to a text; a `String` takes everything.
macro_rules! line {
    ($text:ident, $($what:tt)*) => { let _ = writeln!($text, $($what)*); };
}

/// The tables that a table's two references lead to.
fn parents(table: usize, tables: usize) -> (usize, usize) {
    (table / 2, (table * 7 + 3) % tables)
}

/// A schema.
pub(crate) fn relata(tables: usize) -> String {
    let mut text = String::new();
    for state in 0..10 {
        line!(text, "enum state{state} {{ open, paid, closed }}");
    }
    for table in 0..tables {
        let (parent, other) = parents(table, tables);
        let state = table % 10;
        line!(text, "/// The things of kind {table}.");
        line!(text, "table things{table} as Thing{table} {{");
        line!(text, "    id: bigint primary key identity,");
        line!(
            text,
            "    parent_id: references things{parent}? on delete cascade inverse parents_of_{table},"
        );
        line!(
            text,
            "    other_id: references things{other}? on delete set null inverse others_of_{table},"
        );
        line!(text, "    name: text check (length(name) > 0),");
        line!(text, "    slug: text unique,");
        line!(text, "    state: state{state} = open,");
        line!(text, "    votes: integer = 0,");
        line!(text, "    cost: numeric(12, 2) = 0,");
        line!(text, "    note: text?,");
        line!(text, "    created_at: timestamptz = now(),");
        line!(text, "    unique (name, votes),");
        line!(text, "    index (created_at desc),");
        line!(text, "}}");
    }
    text
}

/// Which tables may stand together in a query of Diesel's.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Together {
    /// All, as `diesel print-schema` writes it.
    All,
    /// Those that refer to each other.
    Referring,
}

/// `table!` and the structs of each table.
pub(crate) fn diesel(tables: usize, which: Together) -> Vec<(String, String)> {
    // Beyond 128 tables that stand together, its macro exceeds the compiler's own limit.
    let mut text = "//! Tables.\n#![allow(missing_docs)]\n#![recursion_limit = \"1024\"]\n\
        use chrono::{DateTime, Utc};\nuse diesel::prelude::*;\nuse rust_decimal::Decimal;\n"
        .to_owned();
    let mut together = std::collections::BTreeSet::new();
    for table in 0..tables {
        line!(text, "diesel::table! {{ things{table} (id) {{");
        line!(
            text,
            "    id -> BigInt,\n    parent_id -> Nullable<BigInt>,\n    other_id -> Nullable<BigInt>,"
        );
        line!(
            text,
            "    name -> Text,\n    slug -> Text,\n    state -> Text,\n    votes -> Integer,"
        );
        line!(
            text,
            "    cost -> Numeric,\n    note -> Nullable<Text>,\n    created_at -> Timestamptz,"
        );
        line!(text, "}} }}");
        let (parent, other) = parents(table, tables);
        if parent != table {
            line!(
                text,
                "diesel::joinable!(things{table} -> things{parent} (parent_id));"
            );
        }
        for to in [parent, other] {
            if to != table {
                together.insert((table.min(to), table.max(to)));
            }
        }
        for (derives, name, required, optional) in [
            (
                "Queryable, Selectable, Identifiable, Debug, Clone, PartialEq",
                format!("Thing{table}"),
                "",
                "",
            ),
            (
                "Insertable, Debug, Clone",
                format!("NewThing{table}"),
                "new",
                "Option",
            ),
            (
                "AsChangeset, Debug, Clone, Default",
                format!("Thing{table}Changes"),
                "Option",
                "Option",
            ),
        ] {
            let given = |of: &str| match required {
                "Option" => format!("Option<{of}>"),
                _ => of.to_owned(),
            };
            let filled = |of: &str| match optional {
                "Option" => format!("Option<{of}>"),
                _ => of.to_owned(),
            };
            line!(
                text,
                "#[derive({derives})]\n#[diesel(table_name = things{table})]\npub struct {name} {{"
            );
            if required.is_empty() {
                line!(text, "    pub id: i64,");
            }
            line!(text, "    pub parent_id: {},", given("Option<i64>"));
            line!(text, "    pub other_id: {},", given("Option<i64>"));
            line!(
                text,
                "    pub name: {},\n    pub slug: {},",
                given("String"),
                given("String")
            );
            line!(
                text,
                "    pub state: {},\n    pub votes: {},",
                filled("String"),
                filled("i32")
            );
            line!(
                text,
                "    pub cost: {},\n    pub note: {},",
                filled("Decimal"),
                given("Option<String>")
            );
            line!(text, "    pub created_at: {},", filled("DateTime<Utc>"));
            line!(text, "}}");
        }
    }
    match which {
        Together::All => {
            line!(text, "diesel::allow_tables_to_appear_in_same_query!(");
            for table in 0..tables {
                line!(text, "    things{table},");
            }
            line!(text, ");");
        }
        Together::Referring => {
            for (one, two) in together {
                line!(
                    text,
                    "diesel::allow_tables_to_appear_in_same_query!(things{one}, things{two});"
                );
            }
        }
    }
    vec![("src/lib.rs".to_owned(), text)]
}

/// How an entity is written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Format {
    /// `#[sea_orm::model]`, with the relations among the fields.
    Dense,
    /// `DeriveEntityModel`, with an enum of the relations.
    Compact,
}

/// An entity of each table, in a file of its own.
///
/// The reference `parent` leads to a table of the same ten, since a longer chain exceeds the
/// compiler's recursion limit; `other` is a plain column.
pub(crate) fn sea_orm(tables: usize, format: Format) -> Vec<(String, String)> {
    let mut lib = "//! Tables.\n#![allow(missing_docs)]\n".to_owned();
    let mut files = Vec::new();
    for table in 0..tables {
        line!(lib, "pub mod things{table};");
        let ten = table / 10 * 10;
        let parent = ten + table % 10 / 2;
        let children: Vec<usize> = [table % 10 * 2, table % 10 * 2 + 1]
            .into_iter()
            .filter(|child| *child < 10 && ten + child < tables && ten + child != table)
            .map(|child| ten + child)
            .collect();
        let mut text = "use sea_orm::entity::prelude::*;\n".to_owned();
        if format == Format::Dense {
            line!(text, "#[sea_orm::model]");
        }
        line!(
            text,
            "#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]"
        );
        line!(
            text,
            "#[sea_orm(table_name = \"things{table}\")]\npub struct Model {{"
        );
        line!(text, "    #[sea_orm(primary_key)]\n    pub id: i64,");
        line!(
            text,
            "    pub parent_id: Option<i64>,\n    pub other_id: Option<i64>,\n    pub name: String,"
        );
        line!(
            text,
            "    #[sea_orm(unique)]\n    pub slug: String,\n    pub state: String,\n    pub votes: i32,"
        );
        line!(
            text,
            "    #[sea_orm(column_type = \"Decimal(Some((12, 2)))\")]\n    pub cost: Decimal,"
        );
        line!(
            text,
            "    pub note: Option<String>,\n    pub created_at: DateTimeUtc,"
        );
        if format == Format::Dense && parent != table {
            line!(
                text,
                "    #[sea_orm(belongs_to, from = \"parent_id\", to = \"id\")]"
            );
            line!(
                text,
                "    pub parent: HasOne<super::things{parent}::Entity>,"
            );
        }
        line!(text, "}}");
        if format == Format::Compact {
            line!(
                text,
                "#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]\npub enum Relation {{"
            );
            if parent != table {
                line!(
                    text,
                    "    #[sea_orm(belongs_to = \"super::things{parent}::Entity\", from = \"Column::ParentId\", to = \"super::things{parent}::Column::Id\")]"
                );
                line!(text, "    Parent,");
            }
            for child in &children {
                line!(
                    text,
                    "    #[sea_orm(has_many = \"super::things{child}::Entity\")]\n    Things{child},"
                );
            }
            line!(text, "}}");
            for child in &children {
                line!(
                    text,
                    "impl Related<super::things{child}::Entity> for Entity {{"
                );
                line!(
                    text,
                    "    fn to() -> RelationDef {{ Relation::Things{child}.def() }}\n}}"
                );
            }
            if parent != table {
                line!(
                    text,
                    "impl Related<super::things{parent}::Entity> for Entity {{"
                );
                line!(
                    text,
                    "    fn to() -> RelationDef {{ Relation::Parent.def() }}\n}}"
                );
            }
        }
        line!(text, "impl ActiveModelBehavior for ActiveModel {{}}");
        files.push((format!("src/things{table}.rs"), text));
    }
    files.push(("src/lib.rs".to_owned(), lib));
    files
}
