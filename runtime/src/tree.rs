//! The rows of a tree, which came one behind the other, as what they are: each below its parent.

use std::collections::HashMap;

use crate::value::{Unfit, take_sized, take_u32};

/// How deep a tree can be: what reads it calls itself for each level.
const DEEPEST: usize = 256;

/// The records of a tree.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    /// The values of each.
    records: Vec<&'a [u8]>,
    /// The key of each.
    keys: Vec<Vec<u8>>,
    /// Those directly below the row that the tree hangs from.
    top: Vec<usize>,
    /// Those below each key.
    below: HashMap<Vec<u8>, Vec<usize>>,
}

/// A row of a tree that is being read, and those above it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Branch<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) row: usize,
    pub(crate) above: Option<&'a Branch<'a>>,
}

impl<'a> Tree<'a> {
    /// Takes records apart. At the end of each stand the columns of its key, those of its parent's,
    /// as many, and whether the parent is the row that the tree hangs from.
    pub(crate) fn of(mut bytes: &'a [u8], columns: usize) -> Result<Self, Unfit> {
        let mut tree = Self::default();
        while !bytes.is_empty() {
            let fields = take_u32(&mut bytes)? as usize;
            let hidden = fields.saturating_sub(2 * columns + 1);
            tree.records.push(bytes);
            let (mut key, mut parent, mut top) = (Vec::new(), Vec::new(), false);
            for field in 0..fields {
                take_u32(&mut bytes)?;
                let value = take_sized(&mut bytes)?.unwrap_or_default();
                if field + 1 == fields {
                    top = value == [1];
                } else if field >= hidden {
                    let is_key = field < hidden + columns;
                    let of = if is_key { &mut key } else { &mut parent };
                    of.extend_from_slice(&value.len().to_be_bytes());
                    of.extend_from_slice(value);
                }
            }
            let row = tree.keys.len();
            tree.keys.push(key);
            if top {
                tree.top.push(row);
            } else {
                tree.below.entry(parent).or_default().push(row);
            }
        }
        Ok(tree)
    }

    /// The rows directly below the row that the tree hangs from.
    pub(crate) fn top(&self) -> &[usize] {
        &self.top
    }

    /// The values of a row, each behind its type and length.
    pub(crate) fn record(&self, row: usize) -> &'a [u8] {
        self.records.get(row).copied().unwrap_or_default()
    }
}

impl<'a> Branch<'a> {
    /// The rows directly below this one.
    ///
    /// # Errors
    ///
    /// It is below itself, or below more rows than can be read.
    pub(crate) fn below(&self) -> Result<&'a [usize], Unfit> {
        let Some(key) = self.tree.keys.get(self.row) else {
            return Ok(&[]);
        };
        let mut above = self.above;
        let mut depth = 1;
        while let Some(branch) = above {
            if self.tree.keys.get(branch.row) == Some(key) {
                return Err(Unfit::new("leads in a circle: a row is below itself"));
            }
            depth += 1;
            above = branch.above;
        }
        if depth > DEEPEST {
            let why = format!("is a tree of more than {DEEPEST} levels");
            return Err(Unfit::new(why));
        }
        Ok(self.tree.below.get(key).map_or(&[], Vec::as_slice))
    }
}
