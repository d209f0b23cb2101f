//! What a partial index holds, as conditions that the queries of a shape can be compared with:
//! `published_at is not null`, `status = Active`.
//!
//! The derive writes the filters of a shape in the same words: a literal as in the schema, the value
//! of an enum as its variant.

use relata_schema::database;
use relata_schema::model::expression::IsWhat;
use relata_schema::model::{Expr, ExprKind, Index, Scalar, Table};

use super::context::Context;

/// The conditions that a row meets to be in the index. One that can't be said so is there as
/// PostgreSQL has it, and no filter is equal to it.
pub(crate) fn of(
    context: Context<'_>,
    table: &Table,
    declared: &Index,
    stored: &database::Index,
) -> Vec<String> {
    let mut conjuncts = Vec::new();
    if let Some(predicate) = &declared.predicate {
        let whole = stored.predicate.clone().unwrap_or_default();
        add(context, table, predicate, &whole, &mut conjuncts);
    }
    conjuncts
}

fn add(context: Context<'_>, table: &Table, condition: &Expr, whole: &str, into: &mut Vec<String>) {
    let condition = condition.unparenthesized();
    if let ExprKind::And(left, right) = &condition.kind {
        add(context, table, left, whole, into);
        add(context, table, right, whole, into);
        return;
    }
    let conjunct = conjunct(context, table, condition);
    into.push(conjunct.unwrap_or_else(|| format!("sql: {whole}")));
}

fn conjunct(context: Context<'_>, table: &Table, condition: &Expr) -> Option<String> {
    let column = |expr: &Expr| match expr.unparenthesized().kind {
        ExprKind::Column(id) => Some(table.column(id)),
        _ => None,
    };
    match &condition.kind {
        ExprKind::Is {
            operand,
            negated,
            what,
        } => {
            let name = &column(operand)?.name;
            match (what, negated) {
                (IsWhat::Null, true) => Some(format!("{name} is not null")),
                (IsWhat::Null, false) => Some(format!("{name} is null")),
                _ => None,
            }
        }
        ExprKind::Column(id) => {
            let column = table.column(*id);
            let is_boolean = column.ty.scalar == Scalar::Boolean;
            is_boolean.then(|| format!("{} = true", column.name))
        }
        ExprKind::Not(operand) => Some(format!("{} = false", column(operand)?.name)),
        ExprKind::Binary {
            left,
            operator,
            right,
        } => {
            let known = ["=", "<>", "<", "<=", ">", ">="];
            let operator = if operator == "!=" { "<>" } else { operator };
            if !known.contains(&operator) {
                return None;
            }
            let name = &column(left)?.name;
            Some(format!("{name} {operator} {}", value(context, right)?))
        }
        _ => None,
    }
}

fn value(context: Context<'_>, value: &Expr) -> Option<String> {
    match &value.unparenthesized().kind {
        ExprKind::Number(digits) => Some(digits.clone()),
        ExprKind::Text(text) => Some(format!("'{}'", text.replace('\'', "''"))),
        ExprKind::Word(word) if word == "true" || word == "false" => Some(word.clone()),
        ExprKind::Value(id, label) => {
            let values = context.model.enum_(*id).values.iter();
            let mut values = values.filter(|value| value.label == *label);
            values.next().map(|value| value.rust.clone())
        }
        _ => None,
    }
}
