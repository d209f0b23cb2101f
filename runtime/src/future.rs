//! What the calls that send statements return: named futures, which cost an application less to
//! compile than opaque ones.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::error::{Error, Result};
use crate::load::Load;
use crate::statement::Rows;

macro_rules! futures {
    ($($(#[$doc:meta])* $name:ident -> $output:ty, $finish:expr;)*) => {$(
        $(#[$doc])*
        #[must_use = "a statement is sent when it is awaited"]
        pub struct $name<'e, S> {
            rows: Rows<'e>,
            of: PhantomData<fn() -> S>,
        }

        impl<'e, S: Load> $name<'e, S> {
            pub(crate) fn new(rows: Rows<'e>) -> Self {
                Self { rows, of: PhantomData }
            }
        }

        impl<S: Load> Future for $name<'_, S> {
            type Output = Result<$output>;

            fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
                let rows = ready!(self.rows.as_mut().poll(context))?;
                let shapes: Result<Vec<S>> = S::shape().read(&rows);
                Poll::Ready(shapes.and_then($finish))
            }
        }

        impl<S> std::fmt::Debug for $name<'_, S> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

futures! {
    /// Gives one row; none is [`Error::NotFound`].
    One -> S, |rows| rows.into_iter().next().ok_or(Error::NotFound { what: S::NAME });
    /// Gives one row or none.
    Optional -> Option<S>, |rows| Ok(rows.into_iter().next());
    /// Gives all rows.
    Many -> Vec<S>, Ok;
}

/// Gives the number of rows that were changed.
#[must_use = "a statement is sent when it is awaited"]
pub struct Count<'e> {
    pub(crate) count: Pin<Box<dyn Future<Output = Result<u64>> + Send + 'e>>,
}

impl Future for Count<'_> {
    type Output = Result<u64>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.count.as_mut().poll(context)
    }
}

impl std::fmt::Debug for Count<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Count")
    }
}
