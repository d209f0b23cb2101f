//! The kinds of columns: which operators PostgreSQL has for a column's type.
//!
//! The Rust type does not say it: a `json` and a `jsonb` column both hold a
//! `serde_json::Value`, a `text` and an `hstore` column a `String`.

/// One value, which is compared and ordered: numbers, texts, times, enums, domains over them.
#[derive(Debug)]
pub enum Scalar {}

/// `json`, which PostgreSQL keeps as text and does not compare.
#[derive(Debug)]
pub enum JsonText {}

/// `jsonb`.
#[derive(Debug)]
pub enum Jsonb {}

/// Several values of one type.
#[derive(Debug)]
pub enum Array {}

/// All values between two.
#[derive(Debug)]
pub enum Range {}

/// `inet` and `cidr`.
#[derive(Debug)]
pub enum Network {}

/// `hstore`: texts by their keys.
#[derive(Debug)]
pub enum Hstore {}

/// `ltree`: the path to a place in a tree.
#[derive(Debug)]
pub enum Ltree {}

/// `vector`, of pgvector.
#[derive(Debug)]
pub enum Vector {}

/// A value that crosses as text and is none, as `timetz`.
#[derive(Debug)]
pub enum Opaque {}

/// A kind whose values are equal or not.
#[diagnostic::on_unimplemented(
    message = "PostgreSQL does not compare columns of the kind `{Self}`",
    label = "has no `=`",
    note = "a `json` column is compared by a text in it (`.get(\"key\").eq(\"…\")`); declare it as `jsonb` to compare it whole"
)]
pub trait Comparable {}

/// A kind whose values have an order: `<`, `between`, `ORDER BY`.
#[diagnostic::on_unimplemented(
    message = "columns of the kind `{Self}` have no order that means something",
    label = "is not ordered",
    note = "order by a part of it, as `.get(\"key\")` of a `jsonb` column"
)]
pub trait Ordered: Comparable {}

macro_rules! kinds {
    ($trait:ident: $($kind:ident)*) => {$(impl $trait for $kind {})*};
}

kinds!(Comparable: Scalar Jsonb Array Range Network Hstore Ltree Vector Opaque);
kinds!(Ordered: Scalar Array Range Network Ltree Opaque);

/// A kind that holds a document of JSON.
#[diagnostic::on_unimplemented(
    message = "this column is of the kind `{Self}`, which holds no JSON",
    label = "only a `json` or `jsonb` column has parts"
)]
pub trait Document {}

kinds!(Document: JsonText Jsonb);

/// A kind whose columns hold one value, of which several make an array.
#[diagnostic::on_unimplemented(
    message = "`in_` and `not_in` take no columns of the kind `{Self}`",
    label = "would need an array of these",
    note = "for an array column, join `eq`s with `or`, or write `overlaps(…)`"
)]
pub trait Listed: Comparable {}

kinds!(Listed: Scalar Jsonb Range Network Hstore Ltree Vector Opaque);

/// A kind that can hold a text which patterns are compared with.
#[diagnostic::on_unimplemented(
    message = "columns of the kind `{Self}` are not compared with patterns",
    label = "is no text"
)]
pub trait Single {}

kinds!(Single: Scalar);
