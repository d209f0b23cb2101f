//! Random schemas, and what can happen to them. The same seed always gives the same pair.
//!
//! A schema is a handful of plain lists, and its SQL leaves out whatever names a column that is not there, so that
//! every change of the lists is a schema.

use super::pair::Pair;

/// A schema and one that it was made of by one to ten changes.
pub(crate) fn pair(seed: u64) -> Pair {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let old = Schema::random(&mut dice);
    let mut new = old.clone();
    for _ in 0..=dice.below(10) {
        new.mutate(&mut dice);
    }
    Pair {
        name: format!("seed {seed}"),
        old: old.sql(),
        new: new.sql(),
    }
}

/// `xorshift64*`
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % end
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

#[derive(Clone)]
struct Schema {
    enums: Vec<(String, Vec<String>)>,
    domains: Vec<(String, String, i64)>,
    composites: Vec<(String, Vec<(String, String)>)>,
    sequences: Vec<(String, i64, i64)>,
    tables: Vec<Table>,
    views: Vec<View>,
    made: usize,
}

#[derive(Clone)]
struct Table {
    name: String,
    columns: Vec<Column>,
    primary: Option<String>,
    uniques: Vec<(String, Vec<String>, bool)>,
    checks: Vec<(String, String)>,
    references: Vec<(String, String, String)>,
    indexes: Vec<(String, Vec<String>, usize)>,
    /// The numbers of its partitions, if it has some.
    partitions: Option<Vec<usize>>,
    child: bool,
    unlogged: bool,
    fillfactor: Option<usize>,
    row_security: bool,
    comment: Option<String>,
    replica_full: bool,
}

#[derive(Clone)]
struct Column {
    name: String,
    ty: String,
    not_null: bool,
    filled: Filled,
    comment: Option<String>,
    statistics: Option<usize>,
}

#[derive(Clone, PartialEq)]
enum Filled {
    No,
    Default(usize),
    Identity(bool, usize),
    Generated(String),
    Sequence(String),
}

#[derive(Clone)]
struct View {
    name: String,
    of: String,
    columns: Vec<String>,
    materialized: bool,
    indexed: bool,
    comment: Option<String>,
}

const TYPES: [&str; 16] = [
    "integer",
    "bigint",
    "smallint",
    "text",
    "character varying(20)",
    "character varying(60)",
    "numeric(10,2)",
    "boolean",
    "timestamp with time zone",
    "date",
    "uuid",
    "jsonb",
    "text[]",
    "bytea",
    "double precision",
    "interval",
];

impl Schema {
    fn random(dice: &mut Dice) -> Self {
        let mut schema = Self {
            enums: Vec::new(),
            domains: Vec::new(),
            composites: Vec::new(),
            sequences: Vec::new(),
            tables: Vec::new(),
            views: Vec::new(),
            made: 0,
        };
        for _ in 0..dice.below(3) {
            schema.add_enum(dice);
        }
        for _ in 0..dice.below(3) {
            schema.add_domain(dice);
        }
        for _ in 0..dice.below(2) {
            schema.add_composite(dice);
        }
        for _ in 0..dice.below(3) {
            schema.add_sequence(dice);
        }
        for _ in 0..1 + dice.below(4) {
            schema.add_table(dice);
        }
        for _ in 0..dice.below(4) {
            schema.add_view(dice);
        }
        schema
    }

    fn name(&mut self, dice: &mut Dice, stem: &str) -> String {
        self.made += 1;
        match dice.below(8) {
            0 => format!("\"{stem} {}\"", self.made),
            1 => format!("\"{}{}\"", stem.to_uppercase(), self.made),
            _ => format!("{stem}{}", self.made),
        }
    }

    fn ty(&self, dice: &mut Dice) -> String {
        match dice.below(10) {
            0 if !self.enums.is_empty() => dice.pick(&self.enums).0,
            1 if !self.domains.is_empty() => dice.pick(&self.domains).0,
            2 if !self.composites.is_empty() => dice.pick(&self.composites).0,
            3 if !self.enums.is_empty() => format!("{}[]", dice.pick(&self.enums).0),
            _ => dice.pick(&TYPES).to_owned(),
        }
    }

    fn add_enum(&mut self, dice: &mut Dice) {
        let name = self.name(dice, "e");
        let labels = (0..2 + dice.below(4)).map(|it| format!("l{it}")).collect();
        self.enums.push((name, labels));
    }

    fn add_domain(&mut self, dice: &mut Dice) {
        let name = self.name(dice, "d");
        let base = dice.pick(&["integer", "text", "bigint", "numeric(8,2)"]);
        self.domains.push((name, base.to_owned(), 1000));
    }

    fn add_composite(&mut self, dice: &mut Dice) {
        let name = self.name(dice, "c");
        let attributes = (0..1 + dice.below(3))
            .map(|it| {
                (
                    format!("a{it}"),
                    dice.pick(&["integer", "text", "date"]).to_owned(),
                )
            })
            .collect();
        self.composites.push((name, attributes));
    }

    fn add_sequence(&mut self, dice: &mut Dice) {
        let name = self.name(dice, "s");
        self.sequences.push((
            name,
            1 + dice.below(5) as i64,
            1000 + dice.below(1000) as i64,
        ));
    }

    fn column(&mut self, dice: &mut Dice) -> Column {
        let ty = self.ty(dice);
        let filled = match dice.below(8) {
            0 | 1 => Filled::Default(dice.below(3)),
            2 => Filled::Identity(dice.one_in(2), dice.below(5)),
            3 if !self.sequences.is_empty() => Filled::Sequence(dice.pick(&self.sequences).0),
            4 => Filled::Generated(String::new()),
            _ => Filled::No,
        };
        Column {
            name: self.name(dice, "f"),
            ty,
            not_null: dice.one_in(3),
            filled,
            comment: dice.one_in(5).then(|| "it's a column".to_owned()),
            statistics: dice.one_in(8).then_some(250),
        }
    }

    fn add_table(&mut self, dice: &mut Dice) {
        let name = self.name(dice, "t");
        let mut columns = vec![Column {
            name: "id".to_owned(),
            ty: "integer".to_owned(),
            not_null: true,
            filled: Filled::No,
            comment: None,
            statistics: None,
        }];
        for _ in 0..1 + dice.below(5) {
            columns.push(self.column(dice));
        }
        let mut table = Table {
            name,
            columns,
            primary: (!dice.one_in(4)).then(|| "id".to_owned()),
            uniques: Vec::new(),
            checks: Vec::new(),
            references: Vec::new(),
            indexes: Vec::new(),
            partitions: dice.one_in(5).then(|| vec![1, 2]),
            child: dice.one_in(6),
            unlogged: dice.one_in(12),
            fillfactor: dice.one_in(6).then_some(70),
            row_security: dice.one_in(10),
            comment: dice.one_in(4).then(|| "a table".to_owned()),
            replica_full: dice.one_in(12),
        };
        if table.partitions.is_some() {
            table.unlogged = false;
            table.fillfactor = None;
            table.child = false;
        }
        for _ in 0..dice.below(4) {
            self.add_member(dice, &mut table);
        }
        self.tables.push(table);
    }

    fn add_member(&mut self, dice: &mut Dice, table: &mut Table) {
        let names: Vec<String> = table.columns.iter().map(|it| it.name.clone()).collect();
        let name = self.name(dice, "m");
        match dice.below(5) {
            0 => table
                .uniques
                .push((name, vec![dice.pick(&names)], dice.one_in(3))),
            1 => table.checks.push((name, dice.pick(&names))),
            2 if !self.tables.is_empty() => {
                let target = dice.pick(&self.tables).name;
                table.references.push((name, dice.pick(&names), target));
            }
            _ => {
                let columns = (0..1 + dice.below(2)).map(|_| dice.pick(&names)).collect();
                table.indexes.push((name, columns, dice.below(6)));
            }
        }
    }

    fn add_view(&mut self, dice: &mut Dice) {
        let name = self.name(dice, "v");
        let of_view = dice.one_in(3) && !self.views.is_empty();
        let (of, columns) = if of_view {
            let view = dice.pick(&self.views);
            (view.name, view.columns)
        } else if self.tables.is_empty() {
            return;
        } else {
            let table = dice.pick(&self.tables);
            let columns = table.columns.iter().map(|it| it.name.clone());
            (table.name.clone(), columns.take(3).collect())
        };
        self.views.push(View {
            name,
            of,
            columns,
            materialized: dice.one_in(3),
            indexed: dice.one_in(2),
            comment: dice.one_in(3).then(|| "a view".to_owned()),
        });
    }

    fn mutate(&mut self, dice: &mut Dice) {
        if self.tables.is_empty() {
            return self.add_table(dice);
        }
        let at = dice.below(self.tables.len());
        let mut table = self.tables[at].clone();
        let column = dice.below(table.columns.len());
        match dice.below(26) {
            0 => {
                let new = self.column(dice);
                let place = if dice.one_in(3) {
                    dice.below(table.columns.len() + 1)
                } else {
                    table.columns.len()
                };
                table.columns.insert(place, new);
            }
            1 if table.columns[column].name != "id" => {
                table.columns.remove(column);
            }
            2 | 3 if table.columns[column].name != "id" => table.columns[column].ty = self.ty(dice),
            4 => table.columns[column].ty = dice.pick(&["integer", "bigint"]).to_owned(),
            5 => table.columns[column].not_null ^= true,
            6 => table.columns[column].filled = Filled::Default(dice.below(3)),
            7 => table.columns[column].filled = Filled::No,
            8 => table.columns[column].filled = Filled::Identity(dice.one_in(2), dice.below(5)),
            9 => table.columns[column].filled = Filled::Generated(String::new()),
            10 => table.columns[column].comment = dice.one_in(2).then(|| "another".to_owned()),
            11 | 12 => self.add_member(dice, &mut table),
            13 if !table.indexes.is_empty() => {
                let index = dice.below(table.indexes.len());
                if dice.one_in(2) {
                    table.indexes.remove(index);
                } else {
                    table.indexes[index].2 = dice.below(6);
                }
            }
            14 if !table.uniques.is_empty() => {
                table.uniques.pop();
            }
            15 if !table.checks.is_empty() => {
                table.checks.pop();
            }
            16 if !table.references.is_empty() => {
                table.references.pop();
            }
            17 => {
                table.primary = if table.primary.is_some() {
                    None
                } else {
                    Some("id".to_owned())
                }
            }
            18 => match &mut table.partitions {
                Some(partitions) if dice.one_in(2) && partitions.len() > 1 => {
                    partitions.pop();
                }
                Some(partitions) => partitions.push(partitions.len() + 3),
                None => {
                    table.unlogged ^= true;
                    table.fillfactor = dice.one_in(2).then_some(90);
                }
            },
            19 => {
                table.row_security ^= true;
                table.replica_full ^= true;
                table.comment = dice.one_in(2).then(|| "changed".to_owned());
            }
            20 => return self.mutate_type(dice),
            21 => return self.mutate_view(dice),
            22 => {
                self.tables.remove(at);
                return;
            }
            23 => return self.add_table(dice),
            24 if table.partitions.is_none() => table.child ^= true,
            _ => return self.mutate_sequence(dice),
        }
        self.tables[at] = table;
    }

    fn mutate_type(&mut self, dice: &mut Dice) {
        match dice.below(6) {
            0 | 1 if !self.enums.is_empty() => {
                let at = dice.below(self.enums.len());
                let labels = &mut self.enums[at].1;
                match dice.below(3) {
                    0 if labels.len() > 1 => {
                        labels.remove(dice.below(labels.len()));
                    }
                    1 => labels.reverse(),
                    _ => {
                        let place = dice.below(labels.len() + 1);
                        labels.insert(place, format!("n{}", self.made));
                        self.made += 1;
                    }
                }
            }
            2 if !self.domains.is_empty() => {
                let at = dice.below(self.domains.len());
                if dice.one_in(2) {
                    self.domains[at].2 += 1;
                } else {
                    self.domains[at].1 = dice.pick(&["integer", "text", "bigint"]).to_owned();
                }
            }
            3 if !self.composites.is_empty() => {
                let at = dice.below(self.composites.len());
                let place = dice.below(self.composites[at].1.len() + 1);
                let name = format!("b{}", self.made);
                self.made += 1;
                self.composites[at]
                    .1
                    .insert(place, (name, "text".to_owned()));
            }
            4 => self.add_enum(dice),
            _ => self.add_domain(dice),
        }
    }

    fn mutate_view(&mut self, dice: &mut Dice) {
        if self.views.is_empty() || dice.one_in(4) {
            return self.add_view(dice);
        }
        let at = dice.below(self.views.len());
        match dice.below(4) {
            0 => {
                self.views.remove(at);
            }
            1 => self.views[at].materialized ^= true,
            2 => {
                self.views[at].columns.pop();
            }
            _ => self.views[at].indexed ^= true,
        }
    }

    fn mutate_sequence(&mut self, dice: &mut Dice) {
        if self.sequences.is_empty() || dice.one_in(3) {
            return self.add_sequence(dice);
        }
        let at = dice.below(self.sequences.len());
        if dice.one_in(4) {
            self.sequences.remove(at);
        } else {
            self.sequences[at].1 = 1 + dice.below(9) as i64;
            self.sequences[at].2 += 7;
        }
    }
}

/// What can be said of a type.
fn is_number(ty: &str) -> bool {
    matches!(
        ty,
        "integer" | "bigint" | "smallint" | "numeric(10,2)" | "double precision"
    )
}

fn is_integer(ty: &str) -> bool {
    matches!(ty, "integer" | "bigint" | "smallint")
}

fn is_text(ty: &str) -> bool {
    ty == "text" || ty.starts_with("character varying")
}

impl Schema {
    fn known(&self, ty: &str) -> bool {
        let plain = ty.strip_suffix("[]").unwrap_or(ty);
        TYPES.contains(&ty)
            || self.enums.iter().any(|it| it.0 == plain)
            || self.domains.iter().any(|it| it.0 == plain)
            || self.composites.iter().any(|it| it.0 == plain)
    }

    fn default(&self, ty: &str, kind: usize) -> Option<String> {
        if let Some((_, labels)) = self.enums.iter().find(|it| it.0 == ty) {
            return Some(format!("'{}'", labels[kind % labels.len()]));
        }
        Some(match ty {
            it if is_number(it) => ["0", "1 + 2", "42"][kind].to_owned(),
            it if is_text(it) => ["''", "'it''s'", "lower('X')"][kind].to_owned(),
            "boolean" => ["true", "false", "NULL::boolean IS NULL"][kind].to_owned(),
            "timestamp with time zone" => {
                ["now()", "CURRENT_TIMESTAMP", "'2024-01-01 00:00:00+00'"][kind].to_owned()
            }
            "date" => ["CURRENT_DATE", "'2024-02-03'", "now()::date"][kind].to_owned(),
            "uuid" => "gen_random_uuid()".to_owned(),
            "jsonb" => ["'{}'", "'[1, 2]'", "jsonb_build_object('a', 1)"][kind].to_owned(),
            "text[]" => "'{}'".to_owned(),
            "interval" => "'1 day'".to_owned(),
            _ => return None,
        })
    }

    fn sql(&self) -> String {
        let mut text = String::new();
        let mut comments = String::new();
        for (name, labels) in &self.enums {
            let labels: Vec<String> = labels.iter().map(|it| format!("'{it}'")).collect();
            text.push_str(&format!(
                "CREATE TYPE {name} AS ENUM ({});\n",
                labels.join(", ")
            ));
        }
        for (name, base, number) in &self.domains {
            let check = if base == "text" {
                format!("length(VALUE) < {number}")
            } else {
                format!("VALUE < {number}")
            };
            text.push_str(&format!(
                "CREATE DOMAIN {name} AS {base} CONSTRAINT chk CHECK ({check});\n"
            ));
        }
        for (name, attributes) in &self.composites {
            let attributes: Vec<String> = attributes
                .iter()
                .map(|(name, ty)| format!("{name} {ty}"))
                .collect();
            text.push_str(&format!(
                "CREATE TYPE {name} AS ({});\n",
                attributes.join(", ")
            ));
        }
        for (name, increment, maximum) in &self.sequences {
            text.push_str(&format!(
                "CREATE SEQUENCE {name} INCREMENT BY {increment} MAXVALUE {maximum};\n"
            ));
        }
        for table in &self.tables {
            self.table(table, &mut text, &mut comments);
        }
        for table in &self.tables {
            self.references(table, &mut text);
        }
        self.views(&mut text, &mut comments);
        text + &comments
    }

    fn column_sql(&self, table: &Table, column: &Column) -> String {
        let mut text = format!("{} {}", column.name, column.ty);
        let may_identify = is_integer(&column.ty) && table.partitions.is_none();
        let is_identity = matches!(column.filled, Filled::Identity(..)) && may_identify;
        let other = table.columns.iter().find(|it| it.name == "id");
        match &column.filled {
            Filled::Default(kind) => {
                if let Some(default) = self.default(&column.ty, *kind) {
                    text.push_str(&format!(" DEFAULT ({default})"));
                }
            }
            Filled::Identity(always, start) if may_identify => {
                let kind = if *always { "ALWAYS" } else { "BY DEFAULT" };
                text.push_str(&format!(
                    " GENERATED {kind} AS IDENTITY (START WITH {})",
                    start + 1
                ));
            }
            Filled::Sequence(name)
                if is_integer(&column.ty) && self.sequences.iter().any(|it| it.0 == *name) =>
            {
                text.push_str(&format!(" DEFAULT nextval('{name}')"));
            }
            Filled::Generated(_)
                if column.name != "id" && other.is_some() && column.ty == "bigint" =>
            {
                text.push_str(" GENERATED ALWAYS AS (id * 2) STORED");
            }
            _ => {}
        }
        let is_key = table.primary.as_ref() == Some(&column.name);
        if column.not_null || is_identity || is_key {
            text.push_str(" NOT NULL");
        }
        text
    }

    fn table(&self, table: &Table, text: &mut String, comments: &mut String) {
        let columns: Vec<&Column> = table
            .columns
            .iter()
            .filter(|it| self.known(&it.ty))
            .collect();
        let find = |name: &str| columns.iter().find(|it| it.name == *name).copied();
        let mut lines: Vec<String> = columns
            .iter()
            .map(|it| self.column_sql(table, it))
            .collect();
        if table.primary.is_some() {
            lines.push("PRIMARY KEY (id)".to_owned());
        }
        for (name, keys, deferrable) in &table.uniques {
            let is_fit = keys
                .iter()
                .all(|it| find(it).is_some_and(|it| is_number(&it.ty) || is_text(&it.ty)));
            if is_fit && table.partitions.is_none() {
                let end = if *deferrable {
                    " DEFERRABLE INITIALLY DEFERRED"
                } else {
                    ""
                };
                lines.push(format!(
                    "CONSTRAINT {name} UNIQUE ({}){end}",
                    keys.join(", ")
                ));
            }
        }
        for (name, column) in &table.checks {
            let Some(column) = find(column) else { continue };
            let condition = match column.ty.as_str() {
                it if is_number(it) => format!("{} > -1000", column.name),
                it if is_text(it) => format!("{} <> 'never'", column.name),
                _ => format!("{} IS NOT NULL OR id > 0", column.name),
            };
            lines.push(format!("CONSTRAINT {name} CHECK ({condition})"));
        }
        let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
        let name = &table.name;
        text.push_str(&format!(
            "CREATE {unlogged}TABLE {name} (\n    {}\n)",
            lines.join(",\n    ")
        ));
        if table.partitions.is_some() {
            text.push_str(" PARTITION BY LIST (id)");
        }
        if let Some(fillfactor) = table.fillfactor {
            text.push_str(&format!(" WITH (fillfactor = {fillfactor})"));
        }
        text.push_str(";\n");
        let bare = name.trim_matches('"');
        for number in table.partitions.iter().flatten() {
            text.push_str(&format!(
                "CREATE TABLE \"{bare} part {number}\" PARTITION OF {name} FOR VALUES IN ({number});\n"
            ));
        }
        if table.child {
            text.push_str(&format!(
                "CREATE TABLE \"{bare} child\" (own text) INHERITS ({name});\n"
            ));
        }
        for (index, keys, kind) in &table.indexes {
            let keys: Vec<&Column> = keys.iter().filter_map(|it| find(it)).collect();
            let Some(first) = keys.first() else { continue };
            let list = |end: &str| {
                let mut names: Vec<String> = Vec::new();
                for key in keys
                    .iter()
                    .filter(|it| is_number(&it.ty) || is_text(&it.ty))
                {
                    let key = format!("{}{end}", key.name);
                    if !names.contains(&key) {
                        names.push(key);
                    }
                }
                names.join(", ")
            };
            let body = match kind {
                0 if !list("").is_empty() => format!("({})", list("")),
                1 if !list("").is_empty() => format!("({})", list(" DESC NULLS LAST")),
                2 if is_text(&first.ty) => format!("(lower({}))", first.name),
                3 if !list("").is_empty() => {
                    format!("({}) WHERE {} IS NOT NULL", list(""), first.name)
                }
                4 if first.ty == "jsonb" || first.ty == "text[]" => {
                    format!("USING gin ({})", first.name)
                }
                5 if is_text(&first.ty) => format!("USING hash ({})", first.name),
                _ => "(id)".to_owned(),
            };
            text.push_str(&format!("CREATE INDEX {index} ON {name} {body};\n"));
        }
        if table.row_security {
            text.push_str(&format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\n"));
        }
        if table.replica_full {
            text.push_str(&format!("ALTER TABLE {name} REPLICA IDENTITY FULL;\n"));
        }
        if let Some(comment) = &table.comment {
            comments.push_str(&format!("COMMENT ON TABLE {name} IS '{comment}';\n"));
        }
        for column in columns {
            if let Some(comment) = &column.comment {
                let comment = comment.replace('\'', "''");
                comments.push_str(&format!(
                    "COMMENT ON COLUMN {name}.{} IS '{comment}';\n",
                    column.name
                ));
            }
            if let Some(statistics) = column.statistics {
                comments.push_str(&format!(
                    "ALTER TABLE ONLY {name} ALTER COLUMN {} SET STATISTICS {statistics};\n",
                    column.name
                ));
            }
        }
    }

    fn references(&self, table: &Table, text: &mut String) {
        for (name, column, target) in &table.references {
            let Some(column) = table.columns.iter().find(|it| it.name == *column) else {
                continue;
            };
            let Some(target) = self.tables.iter().find(|it| it.name == *target) else {
                continue;
            };
            if target.primary.is_none()
                || !is_integer(&column.ty)
                || target.unlogged != table.unlogged
            {
                continue;
            }
            text.push_str(&format!(
                "ALTER TABLE {} ADD CONSTRAINT {name} FOREIGN KEY ({}) REFERENCES {} (id) ON DELETE CASCADE;\n",
                table.name, column.name, target.name
            ));
        }
    }

    fn views(&self, text: &mut String, comments: &mut String) {
        let mut known: Vec<(String, Vec<String>)> = self
            .tables
            .iter()
            .map(|table| {
                let columns = table.columns.iter().filter(|it| self.known(&it.ty));
                (
                    table.name.clone(),
                    columns.map(|it| it.name.clone()).collect(),
                )
            })
            .collect();
        for view in &self.views {
            let Some((of, columns)) = known.iter().find(|it| it.0 == view.of).cloned() else {
                continue;
            };
            let columns: Vec<String> = view
                .columns
                .iter()
                .filter(|it| columns.contains(it))
                .cloned()
                .collect();
            if columns.is_empty() {
                continue;
            }
            let kind = if view.materialized {
                "MATERIALIZED VIEW"
            } else {
                "VIEW"
            };
            let name = &view.name;
            text.push_str(&format!(
                "CREATE {kind} {name} AS SELECT {} FROM {of};\n",
                columns.join(", ")
            ));
            if view.materialized && view.indexed && columns[0] == "id" {
                text.push_str(&format!(
                    "CREATE INDEX \"{} idx\" ON {name} (id);\n",
                    name.trim_matches('"')
                ));
            }
            if let Some(comment) = &view.comment {
                comments.push_str(&format!("COMMENT ON {kind} {name} IS '{comment}';\n"));
            }
            known.push((name.clone(), columns));
        }
    }
}
