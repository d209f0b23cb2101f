//! An extension whose types, operator classes or functions are used is named.
//!
//! `extension citext;` makes the schema complete: it is installed before the tables.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     email: citext unique,
//! }
//! ```
//!
//! ```relata
//! extension citext;
//! table things {
//!     id: bigint primary key identity,
//!     email: citext unique,
//! }
//! ```

use std::collections::BTreeSet;

use super::findings::{Findings, Place};
use crate::model::expression::CastType;
use crate::model::{
    ColumnId, DomainId, ExprKind, IndexElement, Model, Scalar, Table, TableId, Type,
};
use crate::source::Span;

const RULE: &str = "missing_extension";

/// Reports the first use of each extension that is not named.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let mut missing = Missing {
        named: model
            .extensions
            .iter()
            .map(|extension| extension.name.as_str())
            .collect(),
        found,
    };
    for (number, domain) in model.domains.iter().enumerate() {
        missing.scalar(
            domain.base.scalar,
            domain.span,
            Place::Domain(DomainId(number)),
        );
    }
    for (number, table) in model.tables.iter().enumerate() {
        let taken = super::columns::taken(table);
        for (id, column) in table.columns.iter().enumerate() {
            let place = Place::Column(TableId(number), ColumnId(id));
            if !taken[id] {
                missing.scalar(column.ty.scalar, column.ty_span, place);
            }
        }
        indexes(TableId(number), table, &mut missing);
    }
    for condition in missing.found.conditions().iter() {
        for &expr in condition.parts() {
            match &expr.kind {
                ExprKind::Cast(_, CastType::Known(ty)) => {
                    missing.scalar(ty.scalar, expr.span, condition.place);
                }
                ExprKind::Call {
                    namespace: None,
                    function,
                    ..
                } => {
                    if let Some(extension) = of_function(function) {
                        missing.needs(extension, function, expr.span, condition.place);
                    }
                }
                _ => {}
            }
        }
    }
}

struct Missing<'a, 'b, 'c> {
    /// Those that are named, and those that have been reported.
    named: BTreeSet<&'a str>,
    found: &'b mut Findings<'c>,
}

impl Missing<'_, '_, '_> {
    fn scalar(&mut self, scalar: Scalar, at: Span, place: Place) {
        if let Some(extension) = scalar.extension() {
            self.needs(extension, scalar.word(), at, place);
        }
    }

    fn needs(&mut self, extension: &'static str, what: &str, at: Span, place: Place) {
        if !self.named.insert(extension) || self.found.doubt().mentions(extension) {
            return;
        }
        let written = if extension.contains('-') {
            format!("\"{extension}\"")
        } else {
            extension.to_owned()
        };
        self.found
            .report(RULE, place, at, format!("`{what}` comes with an extension"))
            .help(format!("write `extension {written};`"));
    }
}

fn indexes(id: TableId, table: &Table, missing: &mut Missing<'_, '_, '_>) {
    for (number, index) in table.indexes.iter().enumerate() {
        let place = Place::Index(id, number);
        if let Some(extension) = of_method(&index.method) {
            missing.needs(extension, &index.method, index.span, place);
        }
        for element in &index.elements {
            of_element(element, place, missing);
        }
    }
    for (number, exclusion) in table.exclusions.iter().enumerate() {
        let place = Place::Exclusion(id, number);
        for (element, _) in &exclusion.elements {
            of_element(element, place, missing);
            let ty = element.column().map(|column| table.column(column).ty);
            if exclusion.method == "gist"
                && element.class.is_none()
                && ty.is_some_and(needs_btree_gist)
            {
                let word = ty.map_or("", |ty| ty.scalar.word());
                let what = format!("{word} in gist");
                missing.needs("btree_gist", &what, element.expr.span, place);
            }
        }
    }
}

fn of_element(element: &IndexElement, place: Place, missing: &mut Missing<'_, '_, '_>) {
    if let Some((class, _)) = &element.class
        && let Some(extension) = of_class(class)
    {
        missing.needs(extension, class, element.expr.span, place);
    }
}

/// Whether gist compares it only with the extension.
fn needs_btree_gist(ty: Type) -> bool {
    ty.array.is_none()
        && matches!(
            ty.scalar,
            Scalar::SmallInt
                | Scalar::Integer
                | Scalar::BigInt
                | Scalar::Real
                | Scalar::Double
                | Scalar::Numeric(_)
                | Scalar::Text
                | Scalar::Varchar(_)
                | Scalar::Char(_)
                | Scalar::Uuid
                | Scalar::Timestamptz(_)
                | Scalar::Timestamp(_)
                | Scalar::Date
                | Scalar::Time(_)
                | Scalar::Timetz(_)
                | Scalar::Interval
                | Scalar::Bytea
                | Scalar::Boolean
                | Scalar::Enum(_)
        )
}

fn of_method(method: &str) -> Option<&'static str> {
    match method {
        "hnsw" | "ivfflat" => Some("vector"),
        "bloom" => Some("bloom"),
        _ => None,
    }
}

fn of_class(class: &str) -> Option<&'static str> {
    match class {
        "gin_trgm_ops" | "gist_trgm_ops" => Some("pg_trgm"),
        "vector_l2_ops" | "vector_ip_ops" | "vector_cosine_ops" | "vector_l1_ops" => Some("vector"),
        "gin_hstore_ops" | "gist_hstore_ops" => Some("hstore"),
        "gist_ltree_ops" => Some("ltree"),
        _ => None,
    }
}

fn of_function(function: &str) -> Option<&'static str> {
    match function {
        "crypt" | "gen_salt" | "digest" | "hmac" => Some("pgcrypto"),
        "uuid_generate_v4" | "uuid_generate_v1" | "uuid_generate_v1mc" => Some("uuid-ossp"),
        "similarity" | "word_similarity" => Some("pg_trgm"),
        "unaccent" => Some("unaccent"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn an_extension_is_named_once() {
        check(
            r#"
                table users {
                    id: uuid primary key = uuid_generate_v4(),
                    email: citext,
                    nick: citext,
                    index using gin (nick gin_trgm_ops),
                    exclude using gist (id with =),
                }
            "#,
            expect![[r#"
                error[missing_extension]: `uuid_generate_v4` comes with an extension
                 --> schema.relata:3:44
                  |
                3 |                     id: uuid primary key = uuid_generate_v4(),
                  |                                            ^^^^^^^^^^^^^^^^^^
                  |
                  = help: write `extension "uuid-ossp";`
                error[missing_extension]: `citext` comes with an extension
                 --> schema.relata:4:28
                  |
                4 |                     email: citext,
                  |                            ^^^^^^
                  |
                  = help: write `extension citext;`
                error[missing_extension]: `gin_trgm_ops` comes with an extension
                 --> schema.relata:6:38
                  |
                6 |                     index using gin (nick gin_trgm_ops),
                  |                                      ^^^^
                  |
                  = help: write `extension pg_trgm;`
                error[missing_extension]: `uuid in gist` comes with an extension
                 --> schema.relata:7:41
                  |
                7 |                     exclude using gist (id with =),
                  |                                         ^^
                  |
                  = help: write `extension btree_gist;`
            "#]],
        );
    }
}
