//! What was meant: names resolved, defaults filled in.
