//! From what was meant to what PostgreSQL stores.
//!
//! Only this module and [`create`](mod@crate::create) know how SQL is spelt.

mod constraint;
mod expression;
mod index;
mod table;
mod types;

use crate::database::{
    Database, Domain, DomainCheck, EnumType, Extension, Namespace, PUBLIC, QualifiedName, Script,
    View, ViewColumn,
};
use crate::model::{self, Docs, Model, ObjectName};
use expression::Scope;

/// The database that a model describes.
#[must_use]
pub fn lower(model: &Model) -> Database {
    Database {
        extensions: model.extensions.iter().map(extension).collect(),
        namespaces: model.namespaces.iter().map(namespace).collect(),
        enums: model
            .enums
            .iter()
            .filter(|enum_| enum_.native)
            .map(enum_type)
            .collect(),
        composites: Vec::new(),
        domains: model.domains.iter().map(|it| domain(model, it)).collect(),
        sequences: Vec::new(),
        tables: model
            .tables
            .iter()
            .map(|table| table::lower(model, table))
            .collect(),
        views: model.views.iter().map(|it| view(model, it)).collect(),
        scripts: model.sql.iter().map(script).collect(),
        outside: Vec::new(),
        dependencies: Vec::new(),
    }
}

fn extension(extension: &model::Extension) -> Extension {
    Extension {
        name: extension.name.clone(),
        namespace: PUBLIC.to_owned(),
        version: None,
        comment: None,
    }
}

fn namespace(namespace: &model::Namespace) -> Namespace {
    Namespace {
        name: namespace.name.clone(),
        comment: None,
    }
}

fn enum_type(enum_: &model::Enum) -> EnumType {
    EnumType {
        name: name(&enum_.name),
        labels: enum_
            .values
            .iter()
            .map(|value| value.label.clone())
            .collect(),
        comment: comment(&enum_.docs),
    }
}

fn domain(model: &Model, domain: &model::Domain) -> Domain {
    let scope = Scope::without_columns(model);
    Domain {
        name: name(&domain.name),
        base: types::name(model, domain.base),
        collation: None,
        // Whether there can be NULL is for each column to say: a domain that forbids it forbids it in all.
        not_null: false,
        not_null_name: None,
        default: domain
            .default
            .as_ref()
            .map(|expr| scope.print_default(expr)),
        checks: domain
            .checks
            .iter()
            .map(|check| DomainCheck {
                name: check.name.text.clone(),
                condition: scope.print(&check.condition),
                valid: true,
                comment: None,
            })
            .collect(),
        comment: comment(&domain.docs),
    }
}

fn view(model: &Model, view: &model::View) -> View {
    let scope = Scope::of(model, &view.columns);
    View {
        name: name(&view.name),
        materialized: view.materialized,
        populated: view.materialized,
        columns: view
            .columns
            .iter()
            .map(|column| ViewColumn {
                name: column.name.clone(),
                ty: types::name(model, column.ty),
                default: None,
                comment: comment(&column.docs),
            })
            .collect(),
        query: view
            .query
            .trim()
            .trim_end_matches(';')
            .trim_end()
            .to_owned(),
        options: Vec::new(),
        access_method: None,
        tablespace: None,
        indexes: view
            .indexes
            .iter()
            .map(|it| index::lower(scope, it))
            .collect(),
        comment: comment(&view.docs),
    }
}

fn script(sql: &model::Sql) -> Script {
    Script {
        name: sql.name.clone(),
        before_tables: sql.before_tables,
        create: sql.create.clone(),
        drop: sql.drop.clone(),
    }
}

/// A name of the schema's with its namespace.
pub(crate) fn name(name: &ObjectName) -> QualifiedName {
    QualifiedName {
        namespace: name.namespace.clone().unwrap_or_else(|| PUBLIC.to_owned()),
        name: name.name.clone(),
    }
}

fn comment(docs: &Docs) -> Option<String> {
    (!docs.lines.is_empty()).then(|| docs.lines.join("\n"))
}
