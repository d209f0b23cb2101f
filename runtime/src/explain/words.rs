//! A plan in plain words: a line for each operation, what it takes its rows from indented below it.

use std::fmt;

use super::finding::{number, rows, size, time};
use super::plan::{Actual, Buffers, Node, Plan};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.root.actual {
            Some(actual) => {
                write!(f, "run in {}", time(self.execution_ms.unwrap_or(actual.ms)))?;
                if let Some(planning) = self.planning_ms {
                    write!(f, ", planned in {}", time(planning))?;
                }
                write!(f, ", {}", buffers(actual.buffers))?;
            }
            None => f.write_str("planned, not run")?,
        }
        if let Some(keys) = self.keys {
            write!(f, ", with the keys of {}", rows(keys.number as f64))?;
            if keys.sampled {
                f.write_str(" as a sample")?;
            }
        }
        write!(f, ":\n  {}", self.sql)?;
        write_node(&self.root, 0, false, f)?;
        for trigger in &self.triggers {
            let name = trigger.constraint.as_ref().unwrap_or(&trigger.name);
            let (calls, time) = (number(trigger.calls), time(trigger.ms));
            write!(f, "\n  then check `{name}`: {calls} times, {time}")?;
        }
        if let Some(jit) = self.jit_ms {
            write!(f, "\n  compiling it to machine code took {}", time(jit))?;
        }
        Ok(())
    }
}

fn buffers(buffers: Buffers) -> String {
    let Buffers {
        hit,
        read,
        temporary,
    } = buffers;
    let page = |pages: u64| size(pages as f64 * 8.0);
    let mut text = format!("{} from memory", page(hit));
    if read > 0 {
        text.push_str(&format!(", {} from disk", page(read)));
    }
    if temporary > 0 {
        text.push_str(&format!(", {} through temporary files", page(temporary)));
    }
    text
}

fn write_node(node: &Node, depth: usize, stops: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\n  {:1$}", "", depth * 2)?;
    if let Some(subplan) = &node.raw.subplan {
        write!(f, "[{subplan}] ")?;
    }
    write!(f, "{} · ", does(node))?;
    came(node, stops, f)?;
    // What stands above may have had enough before all rows were there.
    let stops = stops || node.operation == "Limit";
    for below in &node.below {
        write_node(below, depth + 1, stops, f)?;
    }
    Ok(())
}

fn came(node: &Node, stops: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(actual) = node.actual else {
        return write!(f, "about {}", rows(node.estimated_rows));
    };
    let Actual {
        rows: came,
        loops,
        ms,
        thrown_away,
        ..
    } = actual;
    if loops < 1.0 {
        return f.write_str("not needed");
    }
    f.write_str(&rows(came))?;
    if thrown_away >= 1.0 {
        write!(f, ", {} thrown away", number(thrown_away))?;
    }
    let estimated = node.estimated_rows * loops;
    let stopped = stops && came < estimated;
    if !stopped && came.max(estimated) > 10.0 * came.min(estimated).max(1.0) {
        write!(f, " ({} expected)", number(estimated))?;
    }
    if loops > 1.0 {
        write!(f, ", in {} runs", number(loops))?;
    }
    write!(f, ", {}", time(ms))
}

/// What an operation does.
fn does(node: &Node) -> String {
    let raw = &node.raw;
    let table = node.table.as_ref().map(|table| {
        if table.alias == table.name {
            table.name.clone()
        } else {
            format!("{} ({})", table.name, table.alias)
        }
    });
    let table = table
        .or_else(|| raw.function.clone())
        .or_else(|| raw.cte.clone());
    let table = table.unwrap_or_default();
    let index = node.index.clone().unwrap_or_default();
    let detail = |name: &str| {
        let mut details = node.details.iter();
        details
            .find(|detail| detail.name == name)
            .map(|detail| detail.text.as_str())
    };
    let kept = match detail("Filter") {
        Some(filter) => format!(", keep where {filter}"),
        None => String::new(),
    };
    let text = match node.operation.as_str() {
        "Seq Scan" => format!("read all rows of {table}{kept}"),
        "Index Scan" | "Index Only Scan" => {
            let alone = node.operation == "Index Only Scan";
            let alone = if alone { " alone" } else { "" };
            match detail("Index Cond") {
                Some(condition) => {
                    format!("find rows of {table} by index {index}{alone} where {condition}{kept}")
                }
                None => {
                    let back = if raw.direction == "Backward" {
                        ", from its end"
                    } else {
                        ""
                    };
                    format!("read {table} in the order of index {index}{alone}{back}{kept}")
                }
            }
        }
        "Bitmap Heap Scan" => {
            format!("read the rows of {table} that were found, page by page{kept}")
        }
        "Bitmap Index Scan" => match detail("Index Cond") {
            Some(condition) => format!("find them by index {index} where {condition}"),
            None => format!("find all in index {index}"),
        },
        "BitmapAnd" => "those that all of these found".to_owned(),
        "BitmapOr" => "those that one of these found".to_owned(),
        "Nested Loop" => {
            let on = detail("Join Filter").map(|filter| format!(", that match by {filter}"));
            let on = on.unwrap_or_default();
            format!(
                "for each row of the first, the rows of the second{on}{}{kept}",
                also(&raw.join_type)
            )
        }
        "Hash Join" | "Merge Join" => {
            let by = detail("Hash Cond")
                .or(detail("Merge Cond"))
                .unwrap_or_default();
            format!(
                "put together what matches by {by}{}{kept}",
                also(&raw.join_type)
            )
        }
        "Hash" => "in a hash table".to_owned(),
        "Sort" | "Incremental Sort" => {
            let how = match raw.sort_method.as_str() {
                "top-N heapsort" => ", keeping the first in memory".to_owned(),
                "" => String::new(),
                _ if raw.sort_space_type == "Disk" => {
                    format!(", through {} of files", size(raw.sort_space))
                }
                _ => format!(", in {} of memory", size(raw.sort_space)),
            };
            format!("sort by {}{how}", detail("Sort Key").unwrap_or_default())
        }
        "Limit" => "stop when there are enough".to_owned(),
        "Aggregate" => match detail("Group Key") {
            Some(by) => format!("group by {by}{kept}"),
            None => format!("compute of all rows{kept}"),
        },
        "Group" | "Unique" => "leave out what is there already".to_owned(),
        "WindowAgg" => "compute over windows of rows".to_owned(),
        "Gather" | "Gather Merge" => format!("gather from {} workers", number(raw.workers)),
        "Materialize" => "keep them for reading them again".to_owned(),
        "Memoize" => "remember what was found for a key".to_owned(),
        "Append" | "MergeAppend" | "Merge Append" => "one behind the other".to_owned(),
        "Result" => format!("compute{kept}"),
        "ProjectSet" => "make rows of a set".to_owned(),
        "Values Scan" => "the values that were given".to_owned(),
        "Function Scan" => format!("the rows of {table}(){kept}"),
        "CTE Scan" => format!("the rows of \"{table}\"{kept}"),
        "Subquery Scan" => format!("the rows of a sub-select{kept}"),
        "WorkTable Scan" => "the rows found last".to_owned(),
        "Recursive Union" => "repeat until no more are found".to_owned(),
        "LockRows" => "lock the rows".to_owned(),
        "ModifyTable" => format!("{} {table}", changes(&raw.operation)),
        other => format!("{} {table}{kept}", other.to_lowercase()),
    };
    text.trim_end().to_owned()
}

fn changes(operation: &str) -> &'static str {
    match operation {
        "Insert" => "insert into",
        "Update" => "update",
        "Delete" => "delete from",
        "Merge" => "merge into",
        _ => "change",
    }
}

fn also(join: &str) -> &'static str {
    match join {
        "Left" => ", or nothing where there is none",
        "Right" => ", and the second's rows without one",
        "Full" => ", and those of both without one",
        "Semi" => ", at the first that matches",
        "Anti" => ", where there is none",
        _ => "",
    }
}
