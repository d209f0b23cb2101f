//! Numbers and booleans.

use rust_decimal::Decimal;

use super::{Unfit, Value, exactly, take, wrong_length};
use crate::widen::integer;

macro_rules! big_endian {
    ($($rust:ty: $narrower:expr),*) => {$(
        impl Value for $rust {
            #[inline]
            fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
                match bytes.try_into() {
                    Ok(bytes) => Ok(Self::from_be_bytes(bytes)),
                    Err(_) => ($narrower)(bytes),
                }
            }

            #[inline]
            fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
                into.extend_from_slice(&self.to_be_bytes());
                Ok(())
            }
        }
    )*};
}

big_endian!(
    i16: |bytes: &[u8]| Err(wrong_length(bytes, 2)),
    i32: narrower_i32,
    i64: narrower_i64,
    f32: |bytes: &[u8]| Err(wrong_length(bytes, 4)),
    f64: narrower_f64
);

/// Of a column that is `smallint` where its schema says `integer`.
#[cold]
fn narrower_i32(bytes: &[u8]) -> Result<i32, Unfit> {
    match bytes.len() {
        2 => i16::decode(bytes).map(i32::from),
        _ => Err(wrong_length(bytes, 4)),
    }
}

/// Of one that is `smallint` or `integer` where its schema says `bigint`.
#[cold]
fn narrower_i64(bytes: &[u8]) -> Result<i64, Unfit> {
    match bytes.len() {
        2 => i16::decode(bytes).map(i64::from),
        4 => i32::decode(bytes).map(i64::from),
        _ => Err(wrong_length(bytes, 8)),
    }
}

/// Of one that is `real` where its schema says `double precision`.
#[cold]
fn narrower_f64(bytes: &[u8]) -> Result<f64, Unfit> {
    match bytes.len() {
        4 => f32::decode(bytes).map(f64::from),
        _ => Err(wrong_length(bytes, 8)),
    }
}

impl Value for bool {
    #[inline]
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        Ok(exactly::<1>(bytes)?[0] != 0)
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        into.push(u8::from(*self));
        Ok(())
    }
}

/// The greatest mantissa of a `Decimal`, which has 96 bits.
const MOST: i128 = (1 << 96) - 1;

/// Digits of four decimals each, as `numeric_send` writes them: their count, the weight of the
/// first (a power of 10,000), the sign, the number of decimals to show, the digits.
impl Value for Decimal {
    fn decode(all: &[u8]) -> Result<Self, Unfit> {
        // A column that is of whole numbers, where its schema says `numeric`.
        let Some(([c0, c1, w0, w1, s0, s1, d0, d1], mut bytes)) = all.split_first_chunk() else {
            return integer(all).map(Self::from);
        };
        let bytes = &mut bytes;
        let count = i16::from_be_bytes([*c0, *c1]);
        if bytes.is_empty() && count != 0 {
            return integer(all).map(Self::from);
        }
        let weight = i16::from_be_bytes([*w0, *w1]);
        let sign = u16::from_be_bytes([*s0, *s1]);
        let mut scale = u32::from(u16::from_be_bytes([*d0, *d1]));
        let negative = match sign {
            0x0000 => false,
            0x4000 => true,
            0xC000 => return Err(Unfit::beyond("is NaN, which `Decimal` does not have")),
            _ => return Err(Unfit::beyond("is infinite, which `Decimal` does not have")),
        };

        let mut mantissa: i128 = 0;
        for _ in 0..count {
            let digit = i16::from_be_bytes(take(bytes)?);
            mantissa = mantissa
                .checked_mul(10_000)
                .and_then(|mantissa| mantissa.checked_add(i128::from(digit)))
                .ok_or_else(too_long)?;
        }
        // The last digit's power of ten, and how far the mantissa is from having `scale` decimals.
        let last = 4 * (i64::from(weight) - i64::from(count) + 1);
        let shift = last + i64::from(scale);
        let power = |by: i64| u32::try_from(by).ok().and_then(|by| 10i128.checked_pow(by));
        if mantissa == 0 {
            scale = scale.min(Decimal::MAX_SCALE);
        } else if shift >= 0 {
            let shifted = power(shift).and_then(|power| mantissa.checked_mul(power));
            match shifted.filter(|shifted| *shifted <= MOST) {
                Some(shifted) => mantissa = shifted,
                // Zeros behind the last digit that don't fit are left away: the value is the same.
                None => {
                    scale = u32::try_from(-last).unwrap_or(0);
                    let whole = power(last.max(0)).ok_or_else(too_long)?;
                    mantissa = mantissa.checked_mul(whole).ok_or_else(too_long)?;
                }
            }
        } else {
            mantissa /= power(-shift).ok_or_else(too_long)?;
        }
        while (scale > Decimal::MAX_SCALE || mantissa > MOST) && scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        if negative {
            mantissa = -mantissa;
        }
        Self::try_from_i128_with_scale(mantissa, scale).map_err(|_| too_long())
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        let scale = self.scale();
        // Whole digits of four decimals behind the point.
        let padding = (4 - scale % 4) % 4;
        let mut rest = self.mantissa().unsigned_abs() * 10u128.pow(padding);
        let behind = (scale + padding) / 4;

        // 99 bits are at most 8 digits of four decimals.
        let mut digits = [0u16; 10];
        let mut first = digits.len();
        while rest > 0 {
            first -= 1;
            digits[first] = (rest % 10_000) as u16;
            rest /= 10_000;
        }
        let digits = &digits[first..];
        #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
        let weight = digits.len() as i16 - behind as i16 - 1;
        let kept = digits
            .iter()
            .rposition(|digit| *digit != 0)
            .map_or(0, |last| last + 1);

        let negative = self.is_sign_negative() && kept > 0;
        #[expect(clippy::cast_possible_truncation)]
        into.extend_from_slice(&(kept as u16).to_be_bytes());
        into.extend_from_slice(&(if kept > 0 { weight } else { 0 }).to_be_bytes());
        into.extend_from_slice(&(if negative { 0x4000u16 } else { 0 }).to_be_bytes());
        #[expect(clippy::cast_possible_truncation)]
        into.extend_from_slice(&(scale as u16).to_be_bytes());
        for digit in &digits[..kept] {
            into.extend_from_slice(&digit.to_be_bytes());
        }
        Ok(())
    }
}

fn too_long() -> Unfit {
    Unfit::beyond("has more digits than `Decimal` holds (28)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_keeps_its_digits_and_its_scale() {
        for text in [
            "0",
            "0.00",
            "1.50",
            "-1.50",
            "10000",
            "0.0001",
            "0.00001",
            "123456789.987654321",
            "79228162514264337593543950335",
            "-7.9228162514264337593543950335",
            "0.0000000000000000000000000001",
            "100000000",
            "99999999.9999",
            "12345.6",
        ] {
            let value: Decimal = text.parse().unwrap();
            let mut bytes = Vec::new();
            value.encode(&mut bytes).unwrap();
            assert_eq!(Decimal::decode(&bytes).unwrap().to_string(), text);
        }
    }
}
