//! The types that a schema writes down, each with the place where it does.

use super::findings::Place;
use crate::model::{ColumnId, DomainId, Model, RustPath, Table, TableId, Type};
use crate::source::Span;

/// A type that is written at a column or a domain.
pub(super) struct Typed<'a> {
    /// The column or domain.
    pub(super) name: &'a str,
    pub(super) ty: Type,
    pub(super) nullable: bool,
    /// Its type in Rust, where one is given.
    pub(super) rust: Option<&'a RustPath>,
    /// Where the type is written.
    pub(super) at: Span,
    pub(super) place: Place,
}

/// The columns that have a type of their own, and the domains; a reference's type is its target's.
pub(super) fn typed(model: &Model) -> Vec<Typed<'_>> {
    let mut all = Vec::new();
    for (number, table) in model.tables.iter().enumerate() {
        let taken = taken(table);
        for (id, column) in table.columns.iter().enumerate() {
            if taken[id] {
                continue;
            }
            all.push(Typed {
                name: &column.name,
                ty: column.ty,
                nullable: column.nullable,
                rust: column.rust.as_ref(),
                at: column.ty_span,
                place: Place::Column(TableId(number), ColumnId(id)),
            });
        }
    }
    for (id, domain) in model.domains.iter().enumerate() {
        all.push(Typed {
            name: &domain.name.name,
            ty: domain.base,
            nullable: domain.nullable,
            rust: domain.rust.as_ref(),
            at: domain.span,
            place: Place::Domain(DomainId(id)),
        });
    }
    all
}

/// Which columns are written as references, and have their targets' types.
pub(super) fn taken(table: &Table) -> Vec<bool> {
    let mut taken = vec![false; table.columns.len()];
    for reference in &table.references {
        for &column in &reference.columns {
            if table.column(column).span == reference.span {
                taken[column.0] = true;
            }
        }
    }
    taken
}
