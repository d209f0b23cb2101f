//! A value of a column, in PostgreSQL's binary format.
//!
//! The same code reads a column of a row, an element of an array and a field of a nested record.

mod array;
mod foreign;
mod json;
#[cfg(feature = "network")]
mod network;
mod number;
mod range;
mod text;
mod time;

use std::borrow::Cow;
use std::fmt;

pub(crate) use array::{Elements, joined, put_header, set_element_type};
pub(crate) use foreign::Foreign;
pub(crate) use json::print as print_json;
pub(crate) use text::put_text;
pub use text::{text_of, variant_of};

/// A Rust type that a column's value is read into and written from, never `NULL`.
///
/// Implement it for a type of your own to use it with `as rust::Path` in the schema; a wrapper
/// passes both calls on to what it wraps.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that a column can hold",
    label = "implement `relata::Value` for it"
)]
pub trait Value: Sized + Send + 'static {
    /// Reads the value from its binary format.
    ///
    /// # Errors
    ///
    /// The bytes are not such a value, or one that the Rust type cannot hold.
    fn decode(bytes: &[u8]) -> Result<Self, Unfit>;

    /// Appends the value in its binary format.
    ///
    /// # Errors
    ///
    /// PostgreSQL's type cannot hold the value.
    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit>;
}

/// What a column's Rust type can be: a [`Value`], or an `Option` of one where it is nullable.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a column can hold",
    label = "neither a `relata::Value` nor an `Option` of one"
)]
pub trait Stored: Sized + Send + 'static {
    /// The type without the `Option`.
    type Plain: Value;

    /// Another type that is an `Option` where this one is.
    type With<W: Value>: Stored<Plain = W>;

    /// Whether it holds a `NULL`.
    const NULLABLE: bool;

    /// Reads the value; `None` is `NULL`.
    ///
    /// # Errors
    ///
    /// As [`Value::decode`], or a `NULL` that the type cannot hold.
    fn load(bytes: Option<&[u8]>) -> Result<Self, Unfit>;

    /// The value, if it is not `NULL`.
    fn plain(&self) -> Option<&Self::Plain>;
}

impl<V: Value> Stored for V {
    type Plain = V;
    type With<W: Value> = W;

    const NULLABLE: bool = false;

    #[inline]
    fn load(bytes: Option<&[u8]>) -> Result<Self, Unfit> {
        match bytes {
            Some(bytes) => V::decode(bytes),
            None => Err(Unfit::null("is NULL")),
        }
    }

    #[inline]
    fn plain(&self) -> Option<&V> {
        Some(self)
    }
}

impl<V: Value> Stored for Option<V> {
    type Plain = V;
    type With<W: Value> = Option<W>;

    const NULLABLE: bool = true;

    #[inline]
    fn load(bytes: Option<&[u8]>) -> Result<Self, Unfit> {
        bytes.map(V::decode).transpose()
    }

    #[inline]
    fn plain(&self) -> Option<&V> {
        self.as_ref()
    }
}

/// Why a value does not fit: the end of a sentence that begins with the column.
// Behind a pointer, so that a value that fits is given back in registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(Box<(Misfit, Cow<'static, str>)>);

/// In what way a value does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Misfit {
    /// It is `NULL`, or a part of it is, where there has to be a value.
    Null,
    /// It is a value, and the other side has none like it: a `NaN` or forty digits for `Decimal`, an
    /// infinite time for chrono, a character U+0000 for PostgreSQL.
    Beyond,
    /// It is no such value: bytes that are cut short, an enum's value that the schema does not have, JSON
    /// that does not parse.
    Malformed,
    /// Anything else; what it is, the text says.
    Other,
}

impl Unfit {
    /// From the rest of the sentence: `is NaN, which Decimal does not have`.
    pub fn new(why: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Misfit::Other, why)
    }

    /// The same, and in what way.
    pub fn of(misfit: Misfit, why: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new((misfit, why.into())))
    }

    /// In what way it does not fit.
    #[must_use]
    pub fn misfit(&self) -> Misfit {
        self.0.0
    }

    pub(crate) fn null(why: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Misfit::Null, why)
    }

    pub(crate) fn beyond(why: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Misfit::Beyond, why)
    }

    pub(crate) fn malformed(why: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Misfit::Malformed, why)
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.1)
    }
}

impl std::error::Error for Unfit {}

/// The bytes of a value of fixed length.
#[inline]
fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Unfit> {
    match bytes.try_into() {
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(wrong_length(bytes, N)),
    }
}

/// The bytes are no value of a type whose values have so many.
#[cold]
pub(crate) fn wrong_length(bytes: &[u8], belong: usize) -> Unfit {
    Unfit::malformed(format!("has {} bytes where {belong} belong", bytes.len()))
}

/// Takes `N` bytes off the front.
#[inline]
fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Unfit> {
    match bytes.split_first_chunk::<N>() {
        Some((first, rest)) => {
            *bytes = rest;
            Ok(*first)
        }
        None => Err(Unfit::malformed("ends too early")),
    }
}

/// Takes a length and that many bytes off the front; a negative length is `NULL`.
#[inline]
pub(crate) fn take_sized<'a>(bytes: &mut &'a [u8]) -> Result<Option<&'a [u8]>, Unfit> {
    let Ok(length) = usize::try_from(i32::from_be_bytes(take(bytes)?)) else {
        return Ok(None);
    };
    match bytes.split_at_checked(length) {
        Some((first, rest)) => {
            *bytes = rest;
            Ok(Some(first))
        }
        None => Err(Unfit::malformed("ends too early")),
    }
}

/// Appends a value behind its length; `NULL` is a length of -1.
pub(crate) fn put_sized<V: Value>(value: Option<&V>, into: &mut Vec<u8>) -> Result<(), Unfit> {
    let Some(value) = value else {
        into.extend((-1i32).to_be_bytes());
        return Ok(());
    };
    let start = into.len();
    into.extend([0; 4]);
    if let Err(unfit) = value.encode(into) {
        into.truncate(start);
        return Err(unfit);
    }
    let length =
        i32::try_from(into.len() - start - 4).map_err(|_| Unfit::beyond("is longer than 2 GiB"))?;
    into[start..start + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

/// A fixed-size number off the front, for readers outside this module.
pub(crate) fn take_u32(bytes: &mut &[u8]) -> Result<u32, Unfit> {
    Ok(u32::from_be_bytes(take(bytes)?))
}

/// The same, of two bytes.
pub(crate) fn take_i16(bytes: &mut &[u8]) -> Result<i16, Unfit> {
    Ok(i16::from_be_bytes(take(bytes)?))
}
