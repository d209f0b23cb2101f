//! Values whose order is known here: those of types that PostgreSQL orders as their bytes say.

use crate::wire::Type;

/// Whether values of the type are equal if their bytes are, and the order of their [`ordinal()`]s is the
/// server's.
pub(crate) fn is_ordered(sql_type: Type) -> bool {
    let types = [
        Type::SMALLINT,
        Type::INTEGER,
        Type::BIGINT,
        Type::UUID,
        Type::DATE,
        Type::TIMESTAMP,
        Type::TIMESTAMPTZ,
    ];
    types.contains(&sql_type)
}

/// The place of a value among all that its type has.
pub(crate) fn ordinal(sql_type: Type, bytes: &[u8]) -> u128 {
    let number = bytes
        .iter()
        .fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
    number ^ sign(sql_type, bytes.len())
}

/// The value at this place, as a number of so many bytes.
pub(crate) fn value(sql_type: Type, ordinal: u128, bytes: usize) -> u128 {
    ordinal ^ sign(sql_type, bytes)
}

/// The bit that is set in what comes first: in numbers below zero.
fn sign(sql_type: Type, bytes: usize) -> u128 {
    match bytes {
        1..16 if sql_type != Type::UUID => 1 << (8 * bytes - 1),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_their_order() {
        let numbers = [i64::MIN, -256, -255, -1, 0, 1, 255, 256, i64::MAX];
        let places = numbers.map(|number| ordinal(Type::BIGINT, &number.to_be_bytes()));
        assert!(places.is_sorted());
        let numbers = [i16::MIN, -1, 0, 1, i16::MAX];
        let places = numbers.map(|number| ordinal(Type::SMALLINT, &number.to_be_bytes()));
        assert!(places.is_sorted());
    }
}
