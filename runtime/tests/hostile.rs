//! Values that harm whoever pastes them into a statement: each is stored and compared as it is, or
//! refused with a clear error, whichever way it goes.

mod corpus;
mod cursors;
mod keys;
mod names;
mod notices;
mod operators;
mod queue;
mod unfit;
mod wire;
mod writes;
