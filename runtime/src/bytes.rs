//! The bytes of a parameter, of which most are few.

use std::cell::Cell;
use std::sync::Arc;

use crate::value::Unfit;

/// A number, a uuid and a time stand beside the parameter: 160 instructions from the value to the
/// statement, where an `Arc<Vec<u8>>` takes 460 and a `Vec<u8>` 300, and 480 with a copy. What is longer
/// is shared, since a statement is made from a condition that may be used again.
#[derive(Debug, Clone)]
pub(crate) enum Bytes {
    Few([u8; FEW], u8),
    Many(Arc<Vec<u8>>),
}

const FEW: usize = 16;

thread_local! {
    /// Where values are written before their length is known.
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

impl Bytes {
    /// What is written.
    pub(crate) fn written(
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), Unfit>,
    ) -> Result<Self, Unfit> {
        // Whoever writes while this writes gets a new one.
        let mut scratch = SCRATCH.take();
        scratch.clear();
        let written = write(&mut scratch);
        let bytes = match Self::few(&scratch) {
            Some(few) => {
                SCRATCH.set(scratch);
                few
            }
            None => Self::Many(Arc::new(scratch)),
        };
        written.map(|()| bytes)
    }

    fn few(bytes: &[u8]) -> Option<Self> {
        let mut few = [0; FEW];
        few.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self::Few(few, u8::try_from(bytes.len()).ok()?))
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Few(few, length) => few.get(..usize::from(*length)).unwrap_or_default(),
            Self::Many(many) => many,
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::few(&bytes).unwrap_or_else(|| Self::Many(Arc::new(bytes)))
    }
}
