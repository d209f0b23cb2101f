//! Ranges: flags, then the bounds that are there.

use std::ops::Bound;

use sqlx::postgres::types::PgRange;

use super::{Unfit, Value, put_sized, take, take_sized};

const EMPTY: u8 = 0x01;
const LOWER_INCLUDED: u8 = 0x02;
const UPPER_INCLUDED: u8 = 0x04;
const LOWER_UNBOUNDED: u8 = 0x08;
const UPPER_UNBOUNDED: u8 = 0x10;

/// `PgRange` has no word for the empty range; between a value and itself, both left out, there is
/// nothing. It is written as that too.
impl<T: Value> Value for PgRange<T> {
    fn decode(mut bytes: &[u8]) -> Result<Self, Unfit> {
        let bytes = &mut bytes;
        let [flags] = take(bytes)?;
        if flags & EMPTY != 0 {
            let [start, end] = [nothing()?, nothing()?];
            return Ok(Self { start, end });
        }
        let mut bound = |unbounded, included| {
            if flags & unbounded != 0 {
                return Ok(Bound::Unbounded);
            }
            let value =
                take_sized(bytes)?.ok_or_else(|| Unfit::null("has a bound that is NULL"))?;
            let value = T::decode(value)?;
            Ok(if flags & included != 0 {
                Bound::Included(value)
            } else {
                Bound::Excluded(value)
            })
        };
        let start = bound(LOWER_UNBOUNDED, LOWER_INCLUDED)?;
        let end = bound(UPPER_UNBOUNDED, UPPER_INCLUDED)?;
        Ok(Self { start, end })
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        let flag = |bound: &Bound<T>, unbounded, included| match bound {
            Bound::Unbounded => unbounded,
            Bound::Included(_) => included,
            Bound::Excluded(_) => 0,
        };
        into.push(
            flag(&self.start, LOWER_UNBOUNDED, LOWER_INCLUDED)
                | flag(&self.end, UPPER_UNBOUNDED, UPPER_INCLUDED),
        );
        for bound in [&self.start, &self.end] {
            if let Bound::Included(value) | Bound::Excluded(value) = bound {
                put_sized(Some(value), into)?;
            }
        }
        Ok(())
    }
}

/// A bound of the empty range: any value will do, and of each type that ranges are made of there is
/// one whose bytes are all nought (0, 2000-01-01).
fn nothing<T: Value>() -> Result<Bound<T>, Unfit> {
    let value = T::decode(&[0; 4]).or_else(|_| T::decode(&[0; 8]));
    let value =
        value.map_err(|_| Unfit::beyond("is an empty range, which its type does not have"))?;
    Ok(Bound::Excluded(value))
}
