//! A plan as PostgreSQL gives it: a tree of operations, with what they are estimated to cost, and
//! what they did cost where the statement was run.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::condition;

/// The plan of one statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The statement, without its values.
    pub sql: String,
    /// Of a level of a load: which keys it was planned with.
    pub keys: Option<Keys>,
    /// What is done last, with what it is done to below it.
    pub root: Node,
    /// How long planning took, in milliseconds.
    pub planning_ms: Option<f64>,
    /// How long running took, in milliseconds; nothing if the statement was not run.
    pub execution_ms: Option<f64>,
    /// How much of that went into compiling the plan to machine code, in milliseconds.
    pub jit_ms: Option<f64>,
    /// What triggers did, foreign keys among them.
    pub triggers: Vec<Trigger>,
}

/// The keys of a level's parents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Keys {
    /// How many.
    pub number: u64,
    /// Whether they are those of some rows of the parents' table, and not those that the load has.
    pub sampled: bool,
}

/// A trigger, and how long it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    /// Its name.
    #[serde(rename(deserialize = "Trigger Name"))]
    pub name: String,
    /// The constraint that it checks.
    #[serde(default, rename(deserialize = "Constraint Name"))]
    pub constraint: Option<String>,
    /// The table that it is on.
    #[serde(default, rename(deserialize = "Relation"))]
    pub table: Option<String>,
    /// How long it took in all, in milliseconds.
    #[serde(default, rename(deserialize = "Time"))]
    pub ms: f64,
    /// How often it ran.
    #[serde(default, rename(deserialize = "Calls"))]
    pub calls: f64,
}

/// An operation of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Node {
    /// What it is, in PostgreSQL's words: `Seq Scan`, `Sort`.
    pub operation: String,
    /// The table that it reads or writes.
    pub table: Option<Relation>,
    /// The index that it uses.
    pub index: Option<String>,
    /// How many rows it is estimated to give each time that it runs.
    pub estimated_rows: f64,
    /// What it is estimated to cost each time, with all that is below it, in PostgreSQL's unit.
    pub cost: f64,
    /// What it did; nothing if the statement was not run.
    pub actual: Option<Actual>,
    /// What rows have to meet, what they are ordered or grouped by; `…` stands for a value.
    pub details: Vec<Detail>,
    /// What it takes its rows from.
    pub below: Vec<Node>,
    #[serde(skip)]
    pub(super) raw: Raw,
}

/// A table as it stands in a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// The schema of the database that it is in.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
    /// What the statement calls it.
    pub alias: String,
}

/// What an operation did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Actual {
    /// How many rows it gave, all times together.
    pub rows: f64,
    /// How many times it ran.
    pub loops: f64,
    /// How long it took, with all that is below it, all times and workers together, in
    /// milliseconds.
    pub ms: f64,
    /// How many rows it read and threw away, all times together.
    pub thrown_away: f64,
    /// The pages of 8 kB that it touched, with all that is below it.
    pub buffers: Buffers,
}

/// Pages of 8 kB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Buffers {
    /// Found in PostgreSQL's memory.
    pub hit: u64,
    /// Asked of the operating system.
    pub read: u64,
    /// Written to and read from temporary files.
    pub temporary: u64,
}

/// Something that an operation goes by: `Filter`, `Index Cond`, `Sort Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// In PostgreSQL's word.
    pub name: &'static str,
    /// As SQL, with `…` for values.
    pub text: String,
}

/// A text is no plan.
#[derive(Debug, thiserror::Error)]
#[error("is no plan in JSON, as `EXPLAIN (FORMAT JSON)` gives it: {0}")]
pub struct Unreadable(String);

/// An operation as it stands in JSON, with the values in its conditions.
#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Raw {
    #[serde(rename = "Node Type")]
    pub(super) node_type: String,
    #[serde(rename = "Parent Relationship")]
    pub(super) relationship: String,
    #[serde(rename = "Subplan Name")]
    pub(super) subplan: Option<String>,
    pub(super) strategy: String,
    #[serde(rename = "Partial Mode")]
    pub(super) partial_mode: String,
    #[serde(rename = "Join Type")]
    pub(super) join_type: String,
    pub(super) operation: String,
    #[serde(rename = "Scan Direction")]
    pub(super) direction: String,
    #[serde(rename = "Parallel Aware")]
    pub(super) parallel: bool,
    #[serde(rename = "Relation Name")]
    relation: Option<String>,
    schema: Option<String>,
    alias: Option<String>,
    #[serde(rename = "Function Name")]
    pub(super) function: Option<String>,
    #[serde(rename = "CTE Name")]
    pub(super) cte: Option<String>,
    #[serde(rename = "Index Name")]
    index: Option<String>,
    #[serde(rename = "Startup Cost")]
    pub(super) startup_cost: f64,
    #[serde(rename = "Total Cost")]
    total_cost: f64,
    #[serde(rename = "Plan Rows")]
    plan_rows: f64,
    #[serde(rename = "Actual Rows")]
    actual_rows: Option<f64>,
    #[serde(rename = "Actual Loops")]
    loops: f64,
    #[serde(rename = "Actual Total Time")]
    ms: f64,
    pub(super) output: Vec<String>,
    pub(super) filter: Option<String>,
    #[serde(rename = "Index Cond")]
    pub(super) index_condition: Option<String>,
    #[serde(rename = "Recheck Cond")]
    pub(super) recheck: Option<String>,
    #[serde(rename = "Join Filter")]
    pub(super) join_filter: Option<String>,
    #[serde(rename = "Hash Cond")]
    pub(super) hash_condition: Option<String>,
    #[serde(rename = "Merge Cond")]
    pub(super) merge_condition: Option<String>,
    #[serde(rename = "Sort Key")]
    pub(super) sort_key: Vec<String>,
    #[serde(rename = "Presorted Key")]
    pub(super) presorted: Vec<String>,
    #[serde(rename = "Group Key")]
    pub(super) group_key: Vec<String>,
    #[serde(rename = "Rows Removed by Filter")]
    pub(super) removed: f64,
    #[serde(rename = "Rows Removed by Join Filter")]
    removed_by_join: f64,
    #[serde(rename = "Rows Removed by Index Recheck")]
    pub(super) rechecked: f64,
    #[serde(rename = "Sort Method")]
    pub(super) sort_method: String,
    #[serde(rename = "Sort Space Used")]
    pub(super) sort_space: f64,
    #[serde(rename = "Sort Space Type")]
    pub(super) sort_space_type: String,
    #[serde(rename = "Hash Batches")]
    pub(super) hash_batches: f64,
    #[serde(rename = "HashAgg Batches")]
    pub(super) group_batches: f64,
    #[serde(rename = "Disk Usage")]
    pub(super) disk: f64,
    #[serde(rename = "Exact Heap Blocks")]
    pub(super) exact: f64,
    #[serde(rename = "Lossy Heap Blocks")]
    pub(super) lossy: f64,
    #[serde(rename = "Workers Planned")]
    pub(super) workers: f64,
    #[serde(rename = "Shared Hit Blocks")]
    hit: u64,
    #[serde(rename = "Shared Read Blocks")]
    read: u64,
    #[serde(rename = "Temp Read Blocks")]
    temporary_read: u64,
    #[serde(rename = "Temp Written Blocks")]
    temporary_written: u64,
    plans: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Whole {
    plan: Raw,
    #[serde(default, rename = "Planning Time")]
    planning: Option<f64>,
    #[serde(default, rename = "Execution Time")]
    execution: Option<f64>,
    #[serde(default)]
    triggers: Vec<Trigger>,
    #[serde(default, rename = "JIT")]
    jit: Option<Jit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Jit {
    #[serde(default)]
    timing: Option<JitTiming>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct JitTiming {
    total: f64,
}

impl Plan {
    /// Reads what `EXPLAIN (FORMAT JSON)` gives for a statement.
    ///
    /// # Errors
    ///
    /// The text is no such plan.
    pub fn parse(sql: &str, json: &str) -> Result<Self, Unreadable> {
        let wholes: Vec<Whole> =
            serde_json::from_str(json).map_err(|error| Unreadable(error.to_string()))?;
        let whole = wholes.into_iter().next();
        let whole = whole.ok_or_else(|| Unreadable("the list is empty".to_owned()))?;
        Ok(Self {
            sql: sql.to_owned(),
            keys: None,
            root: Node::of(whole.plan),
            planning_ms: whole.planning,
            execution_ms: whole.execution,
            jit_ms: whole.jit.and_then(|jit| jit.timing).map(|jit| jit.total),
            triggers: whole.triggers,
        })
    }

    /// How many rows the statement is estimated to give.
    #[must_use]
    pub fn estimated_rows(&self) -> f64 {
        self.root.estimated_rows
    }

    /// How many rows it gave; nothing if it was not run.
    #[must_use]
    pub fn rows(&self) -> Option<f64> {
        self.root.actual.map(|actual| actual.rows)
    }

    /// The pages that it touched; nothing if it was not run.
    #[must_use]
    pub fn buffers(&self) -> Option<Buffers> {
        self.root.actual.map(|actual| actual.buffers)
    }
}

impl Node {
    fn of(mut raw: Raw) -> Self {
        let below = std::mem::take(&mut raw.plans);
        let relation = raw.relation.clone();
        let table = relation.map(|name| Relation {
            namespace: raw.schema.clone(),
            alias: raw.alias.clone().unwrap_or_else(|| name.clone()),
            name,
        });
        let actual = raw.actual_rows.map(|rows| Actual {
            rows: rows * raw.loops,
            loops: raw.loops,
            ms: raw.ms * raw.loops,
            thrown_away: (raw.removed + raw.removed_by_join + raw.rechecked) * raw.loops,
            buffers: Buffers {
                hit: raw.hit,
                read: raw.read,
                temporary: raw.temporary_read + raw.temporary_written,
            },
        });
        Self {
            operation: raw.node_type.clone(),
            table,
            index: raw.index.clone(),
            estimated_rows: raw.plan_rows,
            cost: raw.total_cost,
            actual,
            details: details(&raw),
            below: below.into_iter().map(Self::of).collect(),
            raw,
        }
    }

    /// The node and all below it, those above first.
    pub(super) fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        all.extend(self.below.iter().flat_map(Self::all));
        all
    }

    /// Whether it reads a table.
    pub(super) fn is_scan(&self) -> bool {
        self.table.is_some() && self.operation.ends_with("Scan")
    }

    /// How many rows it gives, all times together: as it did, or as is estimated.
    pub(super) fn rows(&self) -> f64 {
        self.actual
            .map_or(self.estimated_rows, |actual| actual.rows)
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

fn details(raw: &Raw) -> Vec<Detail> {
    let one = [
        ("Index Cond", &raw.index_condition),
        ("Recheck Cond", &raw.recheck),
        ("Hash Cond", &raw.hash_condition),
        ("Merge Cond", &raw.merge_condition),
        ("Join Filter", &raw.join_filter),
        ("Filter", &raw.filter),
    ];
    let many = [
        ("Sort Key", &raw.sort_key),
        ("Presorted Key", &raw.presorted),
        ("Group Key", &raw.group_key),
    ];
    let one = one.into_iter().filter_map(|(name, text)| {
        let text = condition::masked(text.as_deref()?);
        Some(Detail { name, text })
    });
    let many = many.into_iter().filter(|(_, keys)| !keys.is_empty());
    let many = many.map(|(name, keys)| {
        let keys: Vec<String> = keys.iter().map(|key| condition::masked(key)).collect();
        Detail {
            name,
            text: keys.join(", "),
        }
    });
    one.chain(many).collect()
}
