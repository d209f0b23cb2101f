//! Keys of several columns, compared as a whole.

use crate::column::AnyColumn;
use crate::compare::Given;
use crate::conflict::UniqueKey;
use crate::expression::Term;
use crate::filter::{Condition, Filter};
use crate::statement::Parameter;
use crate::table::Table;
use crate::value::{Unfit, Value};

/// # Comparing
impl<T: Table, V> UniqueKey<T, V> {
    /// The row with this key: `order_lines::order_lines_pkey.eq((order, 3))`. One parameter a column.
    pub fn eq(self, key: impl KeyValues<V>) -> Filter<T> {
        let columns = self.columns();
        let values = key.parameters(&columns).into_iter();
        let equal = columns.into_iter().zip(values);
        let equal = equal.map(|(column, value)| {
            Condition::compare(Term::Column(column), "=", Term::Value(value))
        });
        Filter::new(Condition::All(equal.collect()))
    }

    /// The rows with one of these keys: `order_lines::order_lines_pkey.in_([(7, 1), (7, 2)])`. They are sent as
    /// one array a column, so the statement's text is the same however many they are. Met by no row when
    /// there are none.
    pub fn in_<K: KeyValues<V>>(self, keys: impl IntoIterator<Item = K>) -> Filter<T> {
        let columns = self.columns();
        let mut elements = vec![Ok(Vec::new()); columns.len()];
        let mut length = 0;
        for key in keys {
            length += 1;
            key.elements(&mut elements);
        }
        let arrays = columns.iter().zip(elements);
        let arrays = arrays.map(|(column, elements)| match elements {
            Ok(elements) => Parameter::elements(*column, length, &elements),
            Err(why) => Parameter::of_bytes(*column, Err(why)),
        });
        let arrays = arrays.collect();
        Filter::new(Condition::Listed { columns, arrays })
    }

    /// The columns, each with the type that its values cross as.
    fn columns(self) -> Vec<AnyColumn> {
        let names = self.target.columns().unwrap_or_default();
        let columns = names.into_iter().filter_map(|name| {
            let mut columns = T::COLUMNS.iter();
            columns.find(|column| column.name == name).copied()
        });
        let beneath = columns.map(|column| AnyColumn {
            sql_type: column.sql_type.beneath(),
            ..column
        });
        beneath.collect()
    }
}

/// The values of a key whose columns are `V`: a tuple with one for each of them.
#[diagnostic::on_unimplemented(
    message = "this key is over `{V}`, and it is compared with `{Self}`",
    label = "write a tuple with a value for each column of the key, in their order",
    note = "a key over expressions, or of some rows only, is not compared as a whole"
)]
pub trait KeyValues<V> {
    /// One parameter a column.
    #[doc(hidden)]
    fn parameters(self, columns: &[AnyColumn]) -> Vec<Parameter>;

    /// Appends one element a column.
    #[doc(hidden)]
    fn elements(self, into: &mut [Result<Vec<u8>, Unfit>]);
}

/// Appends an element to what could be sent so far.
fn append<V, G: Given<V>>(value: G, into: &mut Result<Vec<u8>, Unfit>) {
    if let Ok(elements) = into
        && let Err(why) = value.element(elements)
    {
        *into = Err(why);
    }
}

macro_rules! key_values {
    ($($($V:ident $G:ident $at:tt)*;)*) => {$(
        impl<$($V: Value, $G: Given<$V>),*> KeyValues<($($V,)*)> for ($($G,)*) {
            fn parameters(self, columns: &[AnyColumn]) -> Vec<Parameter> {
                let mut columns = columns.iter();
                let mut parameters = Vec::new();
                $(parameters.extend(columns.next().map(|column| self.$at.parameter(*column)));)*
                parameters
            }

            fn elements(self, into: &mut [Result<Vec<u8>, Unfit>]) {
                $(if let Some(into) = into.get_mut($at) {
                    append::<$V, _>(self.$at, into);
                })*
            }
        }

        impl<'a, $($V: Value, $G),*> KeyValues<($($V,)*)> for &'a ($($G,)*)
        where
            $(&'a $G: Given<$V>,)*
        {
            fn parameters(self, columns: &[AnyColumn]) -> Vec<Parameter> {
                KeyValues::<($($V,)*)>::parameters(($(&self.$at,)*), columns)
            }

            fn elements(self, into: &mut [Result<Vec<u8>, Unfit>]) {
                KeyValues::<($($V,)*)>::elements(($(&self.$at,)*), into);
            }
        }
    )*};
}

key_values! {
    A G 0 B H 1;
    A G 0 B H 1 C I 2;
    A G 0 B H 1 C I 2 D J 3;
    A G 0 B H 1 C I 2 D J 3 E K 4;
    A G 0 B H 1 C I 2 D J 3 E K 4 F L 5;
    A G 0 B H 1 C I 2 D J 3 E K 4 F L 5 M N 6;
    A G 0 B H 1 C I 2 D J 3 E K 4 F L 5 M N 6 O P 7;
}
