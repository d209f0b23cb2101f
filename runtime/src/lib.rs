//! Schema-first PostgreSQL: typed structs, DDL, and loaders that cannot fall into N+1.

// The derives and macros name this crate as applications do.
extern crate self as relata;

mod collection;
mod column;
mod compare;
mod cursor;
mod error;
mod executor;
mod field;
mod filter;
mod future;
mod insert;
mod load;
mod name;
mod order;
mod query;
mod reference;
mod render;
mod select;
#[cfg(feature = "server")]
pub mod server;
mod shape;
mod statement;
mod table;
#[cfg(feature = "testing")]
pub mod testing;
mod value;
mod wire;

#[doc(hidden)]
pub mod codegen;

pub use collection::{Collection, Link};
pub use column::{AnyColumn, Column, Generated, Identity, Settable};
pub use compare::{Compare, Given};
pub use cursor::Cursor;
pub use error::{Error, Result};
pub use executor::Executor;
pub use field::{Holds, OptionOf, ShapeOf, VecOf};
pub use filter::Filter;
pub use future::{Count, Many, One, Optional};
pub use insert::{Insert, InsertMany, New, Values};
pub use load::Load;
pub use name::Name;
pub use order::{Order, Orders};
pub use query::Query;
pub use reference::{Nullable, Reference, Required};
pub use relata_macros::{Load, schema};
pub use select::Select;
pub use shape::Shape;
pub use table::{Index, Key, Table};
pub use value::{Stored, Unfit, Value};
pub use wire::Type;
