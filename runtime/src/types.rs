//! The Rust types of columns that Rust itself does not have, from the crates that have them: an
//! application that names them needs no dependency of its own.
//!
//! The compiler's messages name a type by its shortest public path, and by its last word alone
//! where no other public item has it. `serde_json::Value` is left out, since its variant `String`
//! would make every message spell out `std::string::String`.

pub use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
#[cfg(feature = "network")]
pub use ipnetwork::IpNetwork;
#[cfg(feature = "network")]
pub use mac_address::MacAddress;
pub use rust_decimal::Decimal;
pub use sqlx::postgres::types::{PgInterval, PgRange};
pub use sqlx::types::Json;
pub use uuid::Uuid;
