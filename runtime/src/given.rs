//! Values that a query gives its shape: `me` in `#[load(questions, given(me: UserId))]`.
//!
//! A shape's statement is made once, before there is a value: where one is compared with, the shape
//! holds a place, a [`Later`], and each query brings what belongs there as a parameter. That a query
//! brings all of them is the signature of the shape's `query`.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::column::{AnyColumn, Of};
use crate::compare::{Compare, Distinct};
use crate::expression::Term;
use crate::statement::Parameter;
use crate::value::{Stored, Value};
use crate::wire::Type;

/// A value that each query of a shape gives, where the shape's filters name it.
///
/// It is compared as a value of its type is: `votes::user_id.eq(me)`. Of a type that is an `Option`,
/// `None` equals nothing, as `NULL` in SQL: nobody's votes are none.
pub struct Later<V> {
    /// Which of the query's values it is.
    number: usize,
    name: &'static str,
    of: Of<V>,
}

impl<V> Later<V> {
    pub(crate) const fn new(number: usize, name: &'static str) -> Self {
        Self {
            number,
            name,
            of: PhantomData,
        }
    }

    fn term(self, column: AnyColumn) -> Term {
        Term::Value(Parameter::later(column, self.number, self.name))
    }
}

impl<V> Clone for Later<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Later<V> {}

impl<V> std::fmt::Debug for Later<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl<T, V: Value, W: Stored<Plain = V>> Compare<T, V> for Later<W> {
    fn operand(self, column: AnyColumn) -> Term {
        self.term(column)
    }
}

impl<T, V: Value, W: Stored<Plain = V>> Distinct<T, V> for Later<W> {
    fn operand(self, column: AnyColumn) -> Term {
        self.term(column)
    }
}

/// The values that a query gives its shape, as a tuple; `()` for a shape that is given none.
pub trait GivenValues: Send + 'static {
    /// How many they are.
    #[doc(hidden)]
    const COUNT: usize;

    /// The values.
    #[doc(hidden)]
    fn parameters(self) -> AnyGiven;
}

/// The values without their types.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct AnyGiven(pub(crate) Vec<Parameter>);

/// No values: a shape that a statement can load by itself.
#[diagnostic::on_unimplemented(
    message = "the shape is given values, `{Self}`, which there is no place for here",
    label = "only the shape's own `query(…)` takes them: take a shape without `given(…)`, and load this one by a query"
)]
pub trait NothingGiven {}

impl NothingGiven for () {}

/// Values that a shape is given of those of the shape that it stands in.
#[diagnostic::on_unimplemented(
    message = "the shape of this field is given `{Self}`, and the field gives it `{G}`",
    label = "write `#[load(given(…))]` with a name of the shape's own `given(…)` for each value"
)]
pub trait TakenFrom<G>: GivenValues {
    /// Which of the query's values they are.
    #[doc(hidden)]
    fn numbers(given: G) -> Vec<usize>;
}

/// Never given. With a second implementation for each, the compiler does not take the types of what
/// is given from the only one there is, and says which do not fit.
#[doc(hidden)]
#[derive(Debug)]
pub enum Nowhere {}

impl GivenValues for () {
    const COUNT: usize = 0;

    fn parameters(self) -> AnyGiven {
        AnyGiven::default()
    }
}

impl TakenFrom<Nowhere> for () {
    fn numbers(given: Nowhere) -> Vec<usize> {
        match given {}
    }
}

impl TakenFrom<()> for () {
    fn numbers((): ()) -> Vec<usize> {
        Vec::new()
    }
}

macro_rules! given {
    ($($count:literal: $($V:ident $at:tt)*;)*) => {$(
        impl<$($V: Stored),*> GivenValues for ($($V,)*) {
            const COUNT: usize = $count;

            fn parameters(self) -> AnyGiven {
                AnyGiven(vec![$(value(&self.$at)),*])
            }
        }

        impl<$($V: Stored),*> TakenFrom<Nowhere> for ($($V,)*) {
            fn numbers(given: Nowhere) -> Vec<usize> {
                match given {}
            }
        }

        impl<$($V: Stored),*> TakenFrom<($(Later<$V>,)*)> for ($($V,)*) {
            fn numbers(given: ($(Later<$V>,)*)) -> Vec<usize> {
                vec![$(given.$at.number),*]
            }
        }
    )*};
}

given! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
}

/// A value before it is known for which column it is.
fn value<V: Stored>(value: &V) -> Parameter {
    let column = AnyColumn {
        name: "given",
        sql_type: Type::BYTEA,
    };
    Parameter::new(column, value.plain())
}

/// A shape's own parameters, with the query's values in their places.
pub(crate) fn filled<'a>(own: &'a [Parameter], given: &[Parameter]) -> Cow<'a, [Parameter]> {
    if given.is_empty() {
        return Cow::Borrowed(own);
    }
    own.iter()
        .map(|parameter| parameter.filled(given))
        .collect()
}
