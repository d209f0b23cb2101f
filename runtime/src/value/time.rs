//! Points and spans of time. PostgreSQL counts microseconds and days from 2000-01-01.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
};
use sqlx::postgres::types::PgInterval;

use super::{Unfit, Value, exactly, take};

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date of the calendar");

/// The first day that PostgreSQL has, of the year 4714 BC.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(-4713, 11, 24).expect("a date of the calendar");

const TOO_EARLY: &str = "is before 4714-11-24 BC, the first day that PostgreSQL has";

const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

impl Value for NaiveDateTime {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        let microseconds = i64::from_be_bytes(exactly(bytes)?);
        if microseconds == i64::MAX || microseconds == i64::MIN {
            return Err(Unfit::beyond(
                "is infinite, which chrono's types do not have",
            ));
        }
        EPOCH
            .and_time(NaiveTime::MIN)
            .checked_add_signed(TimeDelta::microseconds(microseconds))
            .ok_or_else(|| Unfit::beyond("is outside the years that chrono has"))
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        if self.date() < FIRST {
            return Err(Unfit::beyond(TOO_EARLY));
        }
        let days = self.date().signed_duration_since(EPOCH).num_days();
        let microseconds = i64::from(self.num_seconds_from_midnight()) * 1_000_000
            // A leap second is the first of the next minute, as PostgreSQL reads it. What is less
            // than a microsecond is cut off.
            + i64::from(self.nanosecond() / 1000);
        (days * MICROSECONDS_A_DAY + microseconds).encode(into)
    }
}

impl Value for DateTime<Utc> {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        NaiveDateTime::decode(bytes).map(|at| at.and_utc())
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        self.naive_utc().encode(into)
    }
}

impl Value for NaiveDate {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        let days = i32::from_be_bytes(exactly(bytes)?);
        if days == i32::MAX || days == i32::MIN {
            return Err(Unfit::beyond(
                "is infinite, which chrono's types do not have",
            ));
        }
        let distance = Days::new(u64::from(days.unsigned_abs()));
        let date = match days {
            0.. => EPOCH.checked_add_days(distance),
            _ => EPOCH.checked_sub_days(distance),
        };
        date.ok_or_else(|| Unfit::beyond("is outside the years that chrono has"))
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        if *self < FIRST {
            return Err(Unfit::beyond(TOO_EARLY));
        }
        (self.num_days_from_ce() - EPOCH.num_days_from_ce()).encode(into)
    }
}

impl Value for NaiveTime {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        let microseconds = i64::from_be_bytes(exactly(bytes)?);
        let (seconds, rest) = (
            microseconds.div_euclid(1_000_000),
            microseconds.rem_euclid(1_000_000),
        );
        match (u32::try_from(seconds), u32::try_from(rest * 1000)) {
            (Ok(86_400), _) => Err(Unfit::beyond("is 24:00, which `NaiveTime` does not have")),
            (Ok(seconds), Ok(nanoseconds)) => {
                Self::from_num_seconds_from_midnight_opt(seconds, nanoseconds)
                    .ok_or_else(|| Unfit::malformed("is not a time of day"))
            }
            _ => Err(Unfit::malformed("is not a time of day")),
        }
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        let seconds = i64::from(self.num_seconds_from_midnight());
        if self.nanosecond() >= 1_000_000_000 {
            return Err(Unfit::beyond(
                "is a leap second, which PostgreSQL's `time` does not have",
            ));
        }
        (seconds * 1_000_000 + i64::from(self.nanosecond() / 1000)).encode(into)
    }
}

impl Value for PgInterval {
    fn decode(mut bytes: &[u8]) -> Result<Self, Unfit> {
        exactly::<16>(bytes)?;
        let bytes = &mut bytes;
        let microseconds = i64::from_be_bytes(take(bytes)?);
        let days = i32::from_be_bytes(take(bytes)?);
        let months = i32::from_be_bytes(take(bytes)?);
        match (microseconds, days, months) {
            (i64::MAX, i32::MAX, i32::MAX) | (i64::MIN, i32::MIN, i32::MIN) => Err(Unfit::beyond(
                "is infinite, which `PgInterval` does not have",
            )),
            _ => Ok(Self {
                months,
                days,
                microseconds,
            }),
        }
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        self.microseconds.encode(into)?;
        self.days.encode(into)?;
        self.months.encode(into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again<V: Value>(value: &V) -> V {
        let mut bytes = Vec::new();
        value.encode(&mut bytes).unwrap();
        V::decode(&bytes).unwrap()
    }

    #[test]
    fn times_before_the_epoch_come_back() {
        let date = NaiveDate::from_ymd_opt(1969, 7, 20).unwrap();
        assert_eq!(again(&date), date);
        let at = date.and_hms_micro_opt(20, 17, 40, 123_456).unwrap();
        assert_eq!(again(&at), at);
        assert_eq!(again(&at.time()), at.time());
    }

    #[test]
    fn what_chrono_does_not_have_is_an_error() {
        assert!(NaiveDateTime::decode(&i64::MAX.to_be_bytes()).is_err());
        assert!(NaiveDateTime::decode(&(i64::MAX - 1).to_be_bytes()).is_err());
        assert!(NaiveDate::decode(&i32::MIN.to_be_bytes()).is_err());
        assert!(NaiveTime::decode(&86_400_000_000i64.to_be_bytes()).is_err());
        assert!(NaiveTime::decode(&(-1i64).to_be_bytes()).is_err());
    }
}
