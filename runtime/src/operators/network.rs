//! The operators of networks and addresses.

use crate::column::{AnyColumn, Column};
use crate::compare::Compare;
use crate::expression::Term;
use crate::filter::Filter;
use crate::kind::Network;
use crate::value::Stored;
use crate::wire::Type;

macro_rules! between_networks {
    ($($(#[$doc:meta])* $method:ident $operator:literal)*) => {$(
        $(#[$doc])*
        pub fn $method(self, network: impl Compare<T, V::Plain>) -> Filter<T> {
            // `cidr` refuses an address inside of a network, which can well be asked for.
            let beside = AnyColumn {
                name: self.any.name,
                sql_type: Type::INET,
            };
            Filter::binary(Term::Column(self.any), $operator, network.operand(beside))
        }
    )*};
}

impl<T, V: Stored, M> Column<T, V, M, Network> {
    between_networks! {
        /// The address or network is part of this network, or all of it.
        contains ">>="
        /// This address or network is part of the network, or all of it.
        contained_in "<<="
        /// One is part of the other.
        overlaps "&&"
    }
}
