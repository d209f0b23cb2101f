//! Async closures whose futures can be sent between threads.
//!
//! `AsyncFn` alone has no name for its future, and so no way to ask that it be `Send`. These
//! traits name it; a closure is bound by both.

/// A function whose future has a name.
#[diagnostic::on_unimplemented(
    message = "the closure can't run in a transaction",
    label = "write `async |tx| {{ … }}`, whose value is a `Result` with a named error",
    note = "name the error's type at the end: `relata::Ok(value)`, or `Ok::<_, MyError>(value)`"
)]
pub trait SendFn<A, R>: Fn(A) -> Self::Fut {
    /// What it returns.
    type Fut: Future<Output = R>;
}

impl<F, A, R, Fut> SendFn<A, R> for F
where
    F: Fn(A) -> Fut,
    Fut: Future<Output = R>,
{
    type Fut = Fut;
}

/// A function that is called once, and whose future has a name.
#[diagnostic::on_unimplemented(
    message = "the closure can't run in a transaction",
    label = "write `async |tx| {{ … }}`, whose value is a `Result` with a named error",
    note = "name the error's type at the end: `relata::Ok(value)`, or `Ok::<_, MyError>(value)`"
)]
pub trait SendFnOnce<A, R>: FnOnce(A) -> Self::Fut {
    /// What it returns.
    type Fut: Future<Output = R>;
}

impl<F, A, R, Fut> SendFnOnce<A, R> for F
where
    F: FnOnce(A) -> Fut,
    Fut: Future<Output = R>,
{
    type Fut = Fut;
}

/// Calls through the trait, so that the future is known to be `Send`.
pub(crate) async fn call<A, R, F: SendFn<A, R, Fut: Send>>(work: &F, with: A) -> R {
    work(with).await
}

/// Calls through the trait, so that the future is known to be `Send`.
pub(crate) async fn call_once<A, R, F: SendFnOnce<A, R, Fut: Send>>(work: F, with: A) -> R {
    work(with).await
}
