//! Values that harm whoever pastes them into a statement: each is stored and compared as it is, or
//! refused with a clear error.

mod operators;
mod writes;
