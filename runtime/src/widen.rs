//! Columns of a narrower type than the schema says.
//!
//! While the type of a column changes under a running application, the release that is made for the new
//! type meets the old one: `integer` where its schema says `bigint`. Each value of the old type is one
//! of the new, so the rows are read as they come. Which types come is looked at once for each answer; a
//! value's own decoder then knows the shorter ones by their length, so that nothing is spent where the types
//! agree.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::value::{Unfit, Value, wrong_length};
use crate::wire::Type;

/// A type, and those whose values are all values of it.
const WIDER: [(Type, &[Type]); 6] = [
    (Type::INTEGER, &[Type::SMALLINT]),
    (Type::BIGINT, &[Type::SMALLINT, Type::INTEGER]),
    (Type::DOUBLE, &[Type::REAL]),
    (
        Type::NUMERIC,
        &[Type::SMALLINT, Type::INTEGER, Type::BIGINT],
    ),
    // The same document, of which the bytes say which it is.
    (Type::JSON, &[Type::JSONB]),
    (Type::JSONB, &[Type::JSON]),
];

/// The kinds of text, whose bytes are the same.
const TEXTS: [u32; 4] = [25, 1043, 1042, 19];
const TEXT_ARRAYS: [u32; 4] = [1009, 1015, 1014, 1003];

/// Whether all values of the type of one number can be read as those of another.
#[cold]
pub(crate) fn is_wider(expected: u32, found: u32) -> bool {
    let alike = |kinds: &[u32]| kinds.contains(&expected) && kinds.contains(&found);
    let holds = |(wide, narrow): &(Type, &[Type])| {
        (wide.oid() == expected && narrow.iter().any(|narrow| narrow.oid() == found))
            || (wide.array().oid() == expected
                && narrow.iter().any(|narrow| {
                    narrow.array().oid() == found && !is_ambiguous(wide.oid(), narrow.oid())
                }))
    };
    alike(&TEXTS) || alike(&TEXT_ARRAYS) || WIDER.iter().any(holds)
}

/// The same, of arrays that hold the values of many rows.
pub(crate) fn is_wider_gathered(expected: u32, found: u32) -> bool {
    is_wider(expected, found)
        || (expected == Type::NUMERIC.array().oid() && found == Type::BIGINT.array().oid())
}

/// Whether the bytes that are sent as the type of one number are taken as those of another.
pub(crate) fn is_copied(expected: u32, found: u32) -> bool {
    let alike = |kinds: &[u32]| kinds.contains(&expected) && kinds.contains(&found);
    expected == found || alike(&TEXTS)
}

/// Whether the length of a value does not say of which type it is: a `numeric` can have eight bytes, too.
pub(crate) fn is_ambiguous(expected: u32, found: u32) -> bool {
    expected == Type::NUMERIC.oid() && found == Type::BIGINT.oid()
}

/// A `bigint` that stands for a `numeric`, without the bytes in front that only repeat its sign.
///
/// Less than eight bytes are then no `numeric`, and neither are eight that begin with a number of
/// digits: those that are left of a `bigint` do.
pub(crate) fn trimmed(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [first, second, ..] = rest
        && *first == if *second < 0x80 { 0 } else { 0xff }
    {
        rest = &rest[1..];
    }
    rest
}

/// The number that these bytes are, of which there are at most eight.
///
/// # Errors
///
/// There is none.
#[cold]
pub(crate) fn integer(bytes: &[u8]) -> Result<i64, Unfit> {
    let first = bytes.first();
    let sign = first.map(|first| if *first < 0x80 { 0 } else { 0xff });
    let mut all = [sign.unwrap_or_default(); 8];
    let place = all.len().checked_sub(bytes.len());
    match place.and_then(|behind| all.get_mut(behind..)) {
        Some(place) if !bytes.is_empty() => {
            place.copy_from_slice(bytes);
            Ok(i64::from_be_bytes(all))
        }
        _ => Err(wrong_length(bytes, 8)),
    }
}

/// What came as the type of number `found`, as it would have come as the type of number `expected`: for
/// values that are sent back, or compared with others by their bytes.
///
/// # Errors
///
/// The bytes are no value of the type.
pub(crate) fn widened(expected: u32, found: u32, bytes: &[u8]) -> Result<Cow<'_, [u8]>, Unfit> {
    let is = |wide: Type| wide.oid() == expected;
    let mut wide = Vec::new();
    if expected == found || !is_wider(expected, found) {
        return Ok(Cow::Borrowed(bytes));
    } else if is(Type::INTEGER) {
        i32::decode(bytes)?.encode(&mut wide)?;
    } else if is(Type::BIGINT) {
        i64::decode(bytes)?.encode(&mut wide)?;
    } else if is(Type::DOUBLE) {
        f64::decode(bytes)?.encode(&mut wide)?;
    } else if is(Type::NUMERIC) {
        Decimal::decode(trimmed(bytes))?.encode(&mut wide)?;
    } else {
        return Ok(Cow::Borrowed(bytes));
    }
    Ok(Cow::Owned(wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bigint_is_told_from_a_numeric() {
        let numbers = [
            0,
            5,
            -1,
            127,
            128,
            -128,
            -129,
            16_383,
            65_536,
            i64::from(u32::MAX),
            0xC000_0000,
            1 << 47,
            1 << 55,
            (1 << 55) - 1,
            -(1 << 55),
            i64::MAX,
            i64::MIN,
        ];
        for number in numbers {
            let bytes = number.to_be_bytes();
            let read = Decimal::decode(trimmed(&bytes)).unwrap();
            assert_eq!(read, Decimal::from(number), "{number}");
        }
        for text in ["0", "0.00", "0.0000000000000000000000000000", "5"] {
            let mut bytes = Vec::new();
            let value: Decimal = text.parse().unwrap();
            value.encode(&mut bytes).unwrap();
            assert_eq!(Decimal::decode(&bytes).unwrap().to_string(), text);
        }
    }

    #[test]
    fn only_what_loses_nothing_is_wider() {
        let wider = |expected: Type, found: Type| is_wider(expected.oid(), found.oid());
        assert!(wider(Type::BIGINT, Type::INTEGER));
        assert!(wider(Type::BIGINT.array(), Type::SMALLINT.array()));
        assert!(wider(Type::TEXT, Type::VARCHAR));
        assert!(!wider(Type::INTEGER, Type::BIGINT));
        assert!(!wider(Type::DOUBLE, Type::INTEGER));
        assert!(!wider(Type::BIGINT, Type::INTEGER.array()));
        assert!(!wider(Type::NUMERIC, Type::DOUBLE));
        assert!(!wider(Type::NUMERIC.array(), Type::BIGINT.array()));
        assert!(!wider(Type::TIMESTAMPTZ, Type::TIMESTAMP));
    }

    #[test]
    fn a_value_is_as_it_would_have_come() {
        let integer = (-7i32).to_be_bytes();
        let as_bigint = widened(20, 23, &integer).unwrap();
        assert_eq!(*as_bigint, (-7i64).to_be_bytes());
        let real = 1.5f32.to_be_bytes();
        let as_double = widened(701, 700, &real).unwrap();
        assert_eq!(*as_double, 1.5f64.to_be_bytes());
    }
}
