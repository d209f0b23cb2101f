//! A table, its columns and its trigger.

use super::expression::Scope;
use super::{comment, constraint, index, name, types};
use crate::database::{
    Column, Counting, Filled, Identity, Partition, ReplicaIdentity, RowSecurity, Table, Trigger,
};
use crate::model::{self, Expr, ExprKind, Model};
use crate::name::postgres;
use crate::sql;

/// A table as PostgreSQL stores it.
pub(super) fn lower(model: &Model, table: &model::Table) -> Table {
    let scope = Scope::of(model, &table.columns);
    Table {
        name: name(&table.name),
        columns: table
            .columns
            .iter()
            .map(|it| column(model, scope, it))
            .collect(),
        constraints: constraint::lower(model, table),
        indexes: table
            .indexes
            .iter()
            .map(|it| index::lower(scope, it))
            .collect(),
        triggers: trigger(scope, table).into_iter().collect(),
        partition: table.partition.as_ref().map(|it| partition(scope, it)),
        part_of: None,
        inherits: Vec::new(),
        of_type: None,
        unlogged: false,
        access_method: None,
        tablespace: None,
        options: table.options.clone(),
        replica_identity: ReplicaIdentity::default(),
        row_security: RowSecurity::default(),
        comment: comment(&table.docs),
    }
}

fn column(model: &Model, scope: Scope<'_>, column: &model::Column) -> Column {
    let ty = types::name(model, column.ty);
    Column {
        name: column.name.clone(),
        collation: column.collation.as_deref().map(sql::identifier),
        not_null: !column.nullable,
        not_null_constraint: None,
        filled: match &column.filled {
            model::Filled::No => Filled::No,
            // PostgreSQL does not store it.
            model::Filled::Default(expr) if is_null(expr) => Filled::No,
            model::Filled::Default(expr) => Filled::Default(scope.print_default(expr)),
            model::Filled::Generated(expr) => Filled::Generated(scope.print(expr)),
            model::Filled::Identity {
                always,
                options,
                sequence,
            } => Filled::Identity(Identity {
                always: *always,
                sequence: sequence.clone(),
                counting: counting(&ty, options),
            }),
        },
        ty,
        local: true,
        storage: None,
        compression: None,
        statistics: None,
        options: Vec::new(),
        comment: comment(&column.docs),
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(&expr.unparenthesized().kind, ExprKind::Word(word) if word == "null")
}

/// How an identity column counts; the model holds only settings that it knows, with numbers that fit.
fn counting(ty: &str, options: &[(String, String)]) -> Counting {
    let number = |wanted: &str| {
        options
            .iter()
            .find(|(option, _)| option == wanted)
            .and_then(|(_, value)| value.parse::<i64>().ok())
    };
    let cycle = options
        .iter()
        .any(|(option, value)| option == "cycle" && value == "true");
    let usual = Counting::of(ty, number("increment").unwrap_or(1));
    let minimum = number("minvalue").unwrap_or(usual.minimum);
    let maximum = number("maxvalue").unwrap_or(usual.maximum);
    Counting {
        start: number("start").unwrap_or(if usual.increment < 0 {
            maximum
        } else {
            minimum
        }),
        minimum,
        maximum,
        cache: number("cache").unwrap_or(usual.cache),
        cycle,
        ..usual
    }
}

fn trigger(scope: Scope<'_>, table: &model::Table) -> Option<Trigger> {
    let assignments: Vec<(String, String)> = table
        .columns
        .iter()
        .filter_map(|column| {
            let becomes = column.on_update.as_ref()?;
            Some((column.name.clone(), scope.print(becomes)))
        })
        .collect();
    (!assignments.is_empty()).then(|| Trigger {
        name: postgres::make(&table.name.name, None, "on_update"),
        assignments,
    })
}

fn partition(scope: Scope<'_>, partition: &model::Partition) -> Partition {
    Partition {
        method: partition.method.clone(),
        by: partition.by.iter().map(|by| scope.print_term(by)).collect(),
    }
}
