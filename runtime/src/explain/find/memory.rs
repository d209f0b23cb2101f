//! Work that does not fit into memory, and work that is not worth its time. What is found here is
//! known only of a statement that was run.

use super::Look;
use crate::explain::finding::{Finding, Kind, number, rows, size, time};
use crate::explain::plan::{Node, Plan};

/// So long has something to take to be worth a word, in milliseconds.
const LONG: f64 = 10.0;

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Finding>) {
    for place in &look.places {
        let node = place.node;
        if let Some(sentence) = spilled(look, node) {
            found.push(look.finding(Kind::Spilled, sentence));
        }
        if node.raw.lossy > 0.0 {
            found.push(lossy(look, node));
        }
    }
    jit(look, look.plan, found);
    triggers(look, look.plan, found);
}

/// Of memory: how much there is, and what to do.
fn memory(look: &Look<'_>) -> String {
    match look.catalogue.work_mem {
        Some(there) => format!("`work_mem`, which is {}", size(there)),
        None => "`work_mem`".to_owned(),
    }
}

fn spilled(look: &Look<'_>, node: &Node) -> Option<String> {
    let actual = node.actual?;
    let help =
        "raise it for such a statement (`SET LOCAL work_mem`), or ask for fewer rows or columns";
    if node.raw.sort_space_type == "Disk" {
        let input = node.below.first().map_or(actual.rows, Node::rows);
        return Some(format!(
            "sorting {} went through {} of files, since they are more than {}: {help}",
            rows(input),
            size(node.raw.sort_space),
            memory(look),
        ));
    }
    let what = match node.operation.as_str() {
        "Hash" if node.raw.hash_batches > 1.0 => "a hash table",
        "Aggregate" if node.raw.group_batches > 1.0 || node.raw.disk > 0.0 => {
            "grouping by a hash table"
        }
        _ => return None,
    };
    let input = node.below.first().map_or(actual.rows, Node::rows);
    Some(format!(
        "{what} of {} went through files, in {} parts, since it is more than {}: {help}",
        rows(input),
        number(node.raw.hash_batches.max(node.raw.group_batches)),
        memory(look),
    ))
}

fn lossy(look: &Look<'_>, node: &Node) -> Finding {
    let sentence = format!(
        "the bitmap of rows did not fit into {}: of {} pages only their numbers were kept, and all rows in them \
         compared again ({} in vain); raise it, or let an index say more of the condition",
        memory(look),
        number(node.raw.lossy),
        number(node.raw.rechecked),
    );
    match &node.table {
        Some(relation) => look.about(Kind::Lossy, relation, sentence),
        None => look.finding(Kind::Lossy, sentence),
    }
}

fn jit(look: &Look<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let (Some(jit), Some(all)) = (plan.jit_ms, plan.execution_ms) else {
        return;
    };
    if jit < LONG || jit < all / 2.0 {
        return;
    }
    let sentence = format!(
        "{} of {} went into compiling the plan to machine code (JIT), more than it can have saved: set `jit = off`, \
         or raise `jit_above_cost`, for the application's role",
        time(jit),
        time(all),
    );
    found.push(look.finding(Kind::Jit, sentence));
}

fn triggers(look: &Look<'_>, plan: &Plan, found: &mut Vec<Finding>) {
    let all = plan.execution_ms.unwrap_or_default();
    for trigger in &plan.triggers {
        if trigger.ms < LONG || trigger.ms < all / 2.0 {
            continue;
        }
        let (what, help) = match &trigger.constraint {
            Some(constraint) => (
                format!("the constraint `{constraint}`"),
                ": if it is a foreign key, the columns that hold it need an index",
            ),
            None => (format!("the trigger `{}`", trigger.name), ""),
        };
        let sentence = format!(
            "{} of {} went into {what}, which ran {} times{help}",
            time(trigger.ms),
            time(all),
            number(trigger.calls),
        );
        let mut finding = look.finding(Kind::Trigger, sentence);
        finding.table.clone_from(&trigger.table);
        found.push(finding);
    }
}
