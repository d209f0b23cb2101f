//! Arrays of one dimension: dimensions, flags, the elements' type, length, lower bound, elements.

use super::{Stored, Unfit, Value, put_sized, take, take_sized};

/// Where the elements' type stands.
const ELEMENT_TYPE: std::ops::Range<usize> = 8..12;

impl<V: Stored> Value for Vec<V> {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        let mut elements = Elements::new(bytes)?;
        let mut values = Self::with_capacity(elements.left);
        while elements.left > 0 {
            let element = elements.next()?;
            let is_null = element.is_none();
            let value = V::load(element);
            values.push(value.map_err(|why| {
                if is_null {
                    Unfit::null("has an element that is NULL, and its type says it has none")
                } else {
                    why
                }
            })?);
        }
        Ok(values)
    }

    /// The elements' type is left for `set_element_type`: what is known here is Rust's type.
    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        put_header(self.len(), 0, into)?;
        for value in self {
            put_sized(value.plain(), into)?;
        }
        Ok(())
    }
}

/// Begins an array of `length` elements.
pub(crate) fn put_header(
    length: usize,
    element_type: u32,
    into: &mut Vec<u8>,
) -> Result<(), Unfit> {
    let length = i32::try_from(length).map_err(|_| Unfit::beyond("has too many elements"))?;
    let dimensions = i32::from(length > 0);
    into.extend_from_slice(&dimensions.to_be_bytes());
    // The flag says that there are NULLs; servers look at the elements instead.
    into.extend_from_slice(&0i32.to_be_bytes());
    into.extend_from_slice(&element_type.to_be_bytes());
    if length > 0 {
        into.extend_from_slice(&length.to_be_bytes());
        into.extend_from_slice(&1i32.to_be_bytes());
    }
    Ok(())
}

/// Writes the type of the elements into an array that was encoded without it.
pub(crate) fn set_element_type(array: &mut [u8], element_type: u32) {
    if let Some(place) = array.get_mut(ELEMENT_TYPE) {
        place.copy_from_slice(&element_type.to_be_bytes());
    }
}

/// One array of the elements of these, one behind the other.
pub(crate) fn joined<A: AsRef<[u8]>>(arrays: &[A]) -> Result<Vec<u8>, Unfit> {
    let elements = arrays.iter().map(|array| Elements::new(array.as_ref()));
    let elements = elements.collect::<Result<Vec<_>, _>>()?;
    let length = elements.iter().map(|elements| elements.left).sum();
    let bytes: usize = elements.iter().map(|elements| elements.bytes.len()).sum();
    let first = arrays
        .first()
        .and_then(|array| array.as_ref().get(ELEMENT_TYPE));
    let element_type = first.and_then(|mut bytes| take(&mut bytes).ok());
    let element_type = u32::from_be_bytes(element_type.unwrap_or_default());
    let mut array = Vec::with_capacity(bytes + 20);
    put_header(length, element_type, &mut array)?;
    for elements in elements {
        array.extend_from_slice(elements.bytes);
    }
    Ok(array)
}

/// The elements of an array, one after the other.
#[derive(Debug)]
pub(crate) struct Elements<'a> {
    pub(crate) left: usize,
    pub(crate) bytes: &'a [u8],
    /// The number of their type.
    pub(crate) of: u32,
}

impl<'a> Elements<'a> {
    pub(crate) fn new(mut bytes: &'a [u8]) -> Result<Self, Unfit> {
        let dimensions = i32::from_be_bytes(take(&mut bytes)?);
        let _flags: [u8; 4] = take(&mut bytes)?;
        let of = u32::from_be_bytes(take(&mut bytes)?);
        match dimensions {
            0 => Ok(Self { left: 0, bytes, of }),
            1 => {
                let length = i32::from_be_bytes(take(&mut bytes)?);
                let _lower_bound: [u8; 4] = take(&mut bytes)?;
                let left = usize::try_from(length)
                    .ok()
                    // Each element has a length of four bytes, so no more can be there.
                    .filter(|left| *left <= bytes.len() / 4)
                    .ok_or_else(|| Unfit::malformed("ends too early"))?;
                Ok(Self { left, bytes, of })
            }
            _ => Err(Unfit::beyond(format!(
                "is an array of {dimensions} dimensions, and `Vec` has one"
            ))),
        }
    }

    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<&'a [u8]>, Unfit> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| Unfit::malformed("ends too early"))?;
        take_sized(&mut self.bytes)
    }
}
