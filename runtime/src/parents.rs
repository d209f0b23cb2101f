//! The keys of the rows above a level, each once, and which of the rows has which.

use std::collections::HashMap;

use crate::level::{Level, Mark};
use crate::ordinal::{self, ordinal};
use crate::statement::Parameter;
use crate::wire::Type;

/// The keys of the parents of a level.
#[derive(Debug)]
pub(crate) struct Parents {
    pub(crate) length: usize,
    pub(crate) places: Places,
    /// For each column, the values, each behind its length.
    columns: Vec<Vec<u8>>,
    /// How long each is, where all are of one length.
    width: usize,
    sorting: Sorting,
}

/// Which key a row has.
#[derive(Debug)]
pub(crate) enum Places {
    /// The one of its own number.
    Same,
    /// The one of this number; none where it refers to nothing.
    Listed(Vec<Option<u32>>),
}

/// How the keys are told apart.
#[derive(Debug)]
enum Sorting {
    /// No two are equal.
    Distinct,
    /// By their order.
    Ordered {
        sql_type: Type,
        /// Each with the number of its row.
        keys: Vec<(u128, u32)>,
        rows: u32,
    },
    /// By their bytes: two that are equal to PostgreSQL and differ in them are both asked for.
    Hashed(HashMap<Vec<u8>, u32>),
}

impl Parents {
    /// No keys yet, of so many parents.
    pub(crate) fn of(level: &Level, parents: usize) -> Self {
        let sorting = match level.mark {
            Mark::Key => Sorting::Ordered {
                sql_type: level.mark_type(),
                keys: Vec::with_capacity(parents),
                rows: 0,
            },
            Mark::Number if level.distinct => Sorting::Distinct,
            Mark::Number => Sorting::Hashed(HashMap::new()),
        };
        let places = match sorting {
            Sorting::Hashed(_) => Places::Listed(Vec::with_capacity(parents)),
            Sorting::Distinct | Sorting::Ordered { .. } => Places::Same,
        };
        Self {
            length: 0,
            places,
            columns: vec![Vec::new(); level.keys.len()],
            width: 0,
            sorting,
        }
    }

    /// Takes the key of the next parent.
    pub(crate) fn put(&mut self, values: &[Option<&[u8]>]) {
        let there = !values.contains(&None);
        let number = u32::try_from(self.length).unwrap_or(u32::MAX);
        match &mut self.sorting {
            Sorting::Distinct => {}
            Sorting::Ordered {
                sql_type,
                keys,
                rows,
            } => {
                if let [Some(value)] = values {
                    self.width = value.len();
                    keys.push((ordinal(*sql_type, value), *rows));
                }
                *rows += 1;
                return;
            }
            Sorting::Hashed(numbers) => {
                let Places::Listed(places) = &mut self.places else {
                    return;
                };
                if !there {
                    return places.push(None);
                }
                let mut key = Vec::new();
                for value in values.iter().flatten() {
                    put(value, &mut key);
                }
                if let Some(number) = numbers.get(&key) {
                    return places.push(Some(*number));
                }
                places.push(Some(number));
                numbers.insert(key, number);
            }
        }
        self.length += 1;
        for (column, value) in self.columns.iter_mut().zip(values) {
            put(value.unwrap_or_default(), column);
        }
    }

    /// All keys were taken.
    pub(crate) fn end(&mut self) {
        match std::mem::replace(&mut self.sorting, Sorting::Distinct) {
            Sorting::Ordered {
                sql_type,
                keys,
                rows,
            } => self.sort(sql_type, keys, rows as usize),
            Sorting::Distinct | Sorting::Hashed(_) => {}
        }
    }

    fn sort(&mut self, sql_type: Type, mut keys: Vec<(u128, u32)>, rows: usize) {
        let ascending = keys.is_sorted_by(|(one, _), (next, _)| one < next);
        if !ascending || keys.len() < rows {
            keys.sort_unstable();
            let mut places = vec![None; rows];
            let mut last = None;
            let mut number = 0;
            for (key, row) in &keys {
                number += u32::from(last.is_some_and(|last| last != *key));
                last = Some(*key);
                if let Some(place) = places.get_mut(*row as usize) {
                    *place = Some(number);
                }
            }
            self.places = Places::Listed(places);
            keys.dedup_by_key(|(key, _)| *key);
        }
        self.length = keys.len();
        let mut column = Vec::with_capacity(keys.len() * (4 + self.width));
        for (key, _) in keys {
            let bytes = ordinal::value(sql_type, key, self.width).to_be_bytes();
            let unused = bytes.len().saturating_sub(self.width);
            put(bytes.get(unused..).unwrap_or_default(), &mut column);
        }
        self.columns = vec![column];
    }

    /// The key of this number, if it is one column of values of one length.
    pub(crate) fn key(&self, number: usize) -> Option<&[u8]> {
        let begin = number * (4 + self.width) + 4;
        self.columns.first()?.get(begin..begin + self.width)
    }

    /// The keys as parameters, an array for each column.
    pub(crate) fn parameters(&self, level: &Level) -> Vec<Parameter> {
        let columns = level.keys.iter().zip(&self.columns);
        columns
            .map(|((column, _), values)| Parameter::elements(*column, self.length, values))
            .collect()
    }
}

/// Appends a value behind its length, which is that of something that crossed the wire.
fn put(value: &[u8], into: &mut Vec<u8>) {
    let length = i32::try_from(value.len()).unwrap_or(i32::MAX);
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(value);
}
