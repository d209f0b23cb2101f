//! An index's method can index its columns.
//!
//! `gin` takes values apart and needs values of parts; `gist` and `spgist` know shapes and ranges; `hash`
//! knows equality of one column; only `btree` keeps rows unique or in order.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     size: integer,
//!     index using gin (size),
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     size: integer,
//!     index (size),
//! }
//! ```

use super::findings::{Findings, Place};
use crate::infer::{Ty, World};
use crate::model::types::Array;
use crate::model::{Column, Index, IndexElement, Model, Scalar, TableId, Type};

const RULE: &str = "index_method";

/// Reports indexes that PostgreSQL would refuse.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let world = found.world();
    for (number, table) in model.tables.iter().enumerate() {
        for (id, index) in table.indexes.iter().enumerate() {
            if let Some((at, message, help)) = wrong(&world, model, &table.columns, index) {
                found
                    .report(RULE, Place::Index(TableId(number), id), at, message)
                    .help(help);
            }
        }
        for (id, exclusion) in table.exclusions.iter().enumerate() {
            if let Some(help) = no_exclusion(&exclusion.method) {
                let message = format!("`{}` keeps no two rows apart", exclusion.method);
                found
                    .report(
                        RULE,
                        Place::Exclusion(TableId(number), id),
                        exclusion.span,
                        message,
                    )
                    .help(help);
            }
        }
    }
    for (number, view) in model.views.iter().enumerate() {
        for index in &view.indexes {
            if let Some((at, message, help)) = wrong(&world, model, &view.columns, index) {
                found
                    .report(RULE, Place::View(number), at, message)
                    .help(help);
            }
        }
    }
}

/// What to write where a method has no exclusion constraints.
fn no_exclusion(method: &str) -> Option<&'static str> {
    matches!(method, "gin" | "brin").then_some("write `using gist`")
}

type Wrong = (crate::source::Span, String, String);

fn wrong(world: &World<'_>, model: &Model, columns: &[Column], index: &Index) -> Option<Wrong> {
    let method = index.method.as_str();
    if !METHODS.contains(&method) {
        let help = crate::resolve::suggest::did_you_mean(method, METHODS.iter().copied())
            .unwrap_or_else(|| {
                "write `btree`, `gin`, `gist`, `spgist`, `brin` or `hash`".to_owned()
            });
        return Some((
            index.span,
            format!("there is no index method `{method}`"),
            help,
        ));
    }
    if index.unique && method != "btree" {
        let message = format!("`{method}` does not keep rows unique");
        return Some((
            index.span,
            message,
            "write `unique index` without `using`".to_owned(),
        ));
    }
    if matches!(method, "hash" | "spgist") && index.elements.len() > 1 {
        let message = format!(
            "`{method}` indexes one column, and these are {}",
            index.elements.len()
        );
        return Some((
            index.span,
            message,
            "write an index of its own for each".to_owned(),
        ));
    }
    let ordered = |element: &&IndexElement| element.descending || element.nulls_first;
    if let Some(element) = index
        .elements
        .iter()
        .find(ordered)
        .filter(|_| method != "btree")
    {
        let message = format!("`{method}` has no order");
        return Some((
            element.expr.span,
            message,
            "remove `desc` and `nulls first`".to_owned(),
        ));
    }
    if !index.include.is_empty() && !matches!(method, "btree" | "gist" | "spgist") {
        let message = format!("`{method}` carries no other columns");
        return Some((index.span, message, "remove `include`".to_owned()));
    }
    index.elements.iter().find_map(|element| {
        let ty = match element.column() {
            Some(column) => columns.get(column.0)?.ty,
            None => known(world.infer(&element.expr, columns, None).ty)?,
        };
        if element.class.is_some() || takes(model, method, ty) {
            return None;
        }
        let array = if ty.array.is_some() { "[]" } else { "" };
        let word = ty.scalar.word();
        Some((
            element.expr.span,
            format!("`{method}` does not index `{word}{array}`"),
            help(method, ty),
        ))
    })
}

/// The type of an expression as a column would have it, for the types of which methods differ.
fn known(ty: Ty) -> Option<Type> {
    let (kind, is_array) = match ty {
        Ty::One(kind) => (kind, false),
        Ty::Many(kind) => (kind, true),
        Ty::Unknown | Ty::Untyped => return None,
    };
    let scalar = match kind.name() {
        "bool" => Scalar::Boolean,
        "int2" => Scalar::SmallInt,
        "int4" => Scalar::Integer,
        "int8" => Scalar::BigInt,
        "float8" => Scalar::Double,
        "numeric" => Scalar::Numeric(None),
        "text" => Scalar::Text,
        "uuid" => Scalar::Uuid,
        "timestamptz" => Scalar::Timestamptz(None),
        "timestamp" => Scalar::Timestamp(None),
        "date" => Scalar::Date,
        "json" => Scalar::Json,
        "jsonb" => Scalar::Jsonb,
        "inet" => Scalar::Inet,
        "tsvector" => Scalar::Tsvector,
        "int4range" => Scalar::Int4Range,
        "int8range" => Scalar::Int8Range,
        "numrange" => Scalar::NumRange,
        "tsrange" => Scalar::TsRange,
        "tstzrange" => Scalar::TstzRange,
        "daterange" => Scalar::DateRange,
        _ => return None,
    };
    let array = is_array.then_some(Array {
        nullable_elements: false,
    });
    Some(Type { scalar, array })
}

const METHODS: &[&str] = &[
    "btree", "hash", "gin", "gist", "spgist", "brin", "hnsw", "ivfflat", "bloom",
];

fn takes(model: &Model, method: &str, ty: Type) -> bool {
    let has = |name: &str| {
        model
            .extensions
            .iter()
            .any(|extension| extension.name == name)
    };
    if let Scalar::Domain(id) = ty.scalar {
        return takes(model, method, model.domain(id).base);
    }
    if let Scalar::Enum(id) = ty.scalar
        && !model.enum_(id).native
    {
        let text = Type {
            scalar: Scalar::Text,
            ..ty
        };
        return takes(model, method, text);
    }
    let range = matches!(
        ty.scalar,
        Scalar::Int4Range
            | Scalar::Int8Range
            | Scalar::NumRange
            | Scalar::TsRange
            | Scalar::TstzRange
            | Scalar::DateRange
    );
    match (method, ty.scalar) {
        ("btree" | "hash", Scalar::Json) => false,
        ("hash", Scalar::Tsvector | Scalar::Money) => false,
        ("gin", _) if ty.array.is_some() => true,
        ("gin", Scalar::Jsonb | Scalar::Tsvector | Scalar::Hstore) => true,
        ("gin", _) => has("btree_gin"),
        ("gist", Scalar::Tsvector | Scalar::Hstore | Scalar::Ltree) => true,
        ("gist", Scalar::Jsonb | Scalar::Json) => false,
        ("gist", _) => range && ty.array.is_none() || has("btree_gist"),
        ("spgist", Scalar::Text | Scalar::Varchar(_) | Scalar::Inet | Scalar::Cidr) => {
            ty.array.is_none()
        }
        ("spgist", _) => range && ty.array.is_none(),
        (
            "brin",
            Scalar::Json
            | Scalar::Jsonb
            | Scalar::Tsvector
            | Scalar::Boolean
            | Scalar::Enum(_)
            | Scalar::Money,
        ) => false,
        ("brin", _) => ty.array.is_none(),
        // A vector has no operator class of its own: which distance is meant has to be said.
        ("hnsw", _) => false,
        _ => true,
    }
}

fn help(method: &str, ty: Type) -> String {
    match (method, ty.scalar) {
        ("gin" | "gist", Scalar::Text | Scalar::Varchar(_) | Scalar::Citext) => {
            format!(
                "for parts of words write `{method}_trgm_ops` after the column, with `extension pg_trgm;`"
            )
        }
        ("hnsw" | "ivfflat", _) => "write an operator class: `vector_cosine_ops`".to_owned(),
        ("gist", _) => "write `extension btree_gist;`, or remove `using gist`".to_owned(),
        ("btree" | "hash", Scalar::Json) => "write `jsonb`".to_owned(),
        _ => format!("remove `using {method}`"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_method_knows_its_types() {
        check(
            r#"
                extension pg_trgm;
                table things {
                    id: bigint primary key identity,
                    a: integer,
                    b: text,
                    c: text[],
                    d: jsonb,
                    e: tstzrange,
                    index i1 using gin (a),
                    index i2 using gin (b),
                    index i3 using gin (b gin_trgm_ops),
                    index i4 using gin (c),
                    index i5 using gin (d),
                    index i6 using gist (e),
                    index i7 using hash (a, b),
                    index i8 using gim (c),
                    unique index i9 using gin (d),
                    index i10 using brin (a desc),
                    index i11 using gin (lower(b)),
                    index i12 using gin (to_tsvector("english", b)),
                    index i13 using gin (d -> "x"),
                    index i14 using gin (length(b)),
                    index i15 using gin (string_to_array(b, ",")),
                    exclude using gin (c with &&),
                }
            "#,
            expect![[r#"
                error[index_method]: `gin` does not index `integer`
                  --> schema.relata:10:41
                   |
                10 |                     index i1 using gin (a),
                   |                                         ^
                   |
                   = help: remove `using gin`
                error[index_method]: `gin` does not index `text`
                  --> schema.relata:11:41
                   |
                11 |                     index i2 using gin (b),
                   |                                         ^
                   |
                   = help: for parts of words write `gin_trgm_ops` after the column, with `extension pg_trgm;`
                error[index_method]: `hash` indexes one column, and these are 2
                  --> schema.relata:16:21
                   |
                16 |                     index i7 using hash (a, b),
                   |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: write an index of its own for each
                error[index_method]: there is no index method `gim`
                  --> schema.relata:17:21
                   |
                17 |                     index i8 using gim (c),
                   |                     ^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: did you mean `gin`?
                error[index_method]: `gin` does not keep rows unique
                  --> schema.relata:18:21
                   |
                18 |                     unique index i9 using gin (d),
                   |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: write `unique index` without `using`
                error[index_method]: `brin` has no order
                  --> schema.relata:19:43
                   |
                19 |                     index i10 using brin (a desc),
                   |                                           ^
                   |
                   = help: remove `desc` and `nulls first`
                error[index_method]: `gin` does not index `text`
                  --> schema.relata:20:42
                   |
                20 |                     index i11 using gin (lower(b)),
                   |                                          ^^^^^^^^
                   |
                   = help: for parts of words write `gin_trgm_ops` after the column, with `extension pg_trgm;`
                error[index_method]: `gin` does not index `integer`
                  --> schema.relata:23:42
                   |
                23 |                     index i14 using gin (length(b)),
                   |                                          ^^^^^^^^^
                   |
                   = help: remove `using gin`
                error[index_method]: `gin` keeps no two rows apart
                  --> schema.relata:25:21
                   |
                25 |                     exclude using gin (c with &&),
                   |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: write `using gist`
            "#]],
        );
    }
}
