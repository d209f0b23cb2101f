//! What must not compile, and what the compiler says of it.

#[test]
fn mistakes_are_explained_at_their_place() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
