//! What must not compile, and what the compiler says of it.

#[test]
fn mistakes_are_explained_at_their_place() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("schema/*.rs");
    cases.compile_fail("shape/*.rs");
    cases.compile_fail("query/*.rs");
    cases.compile_fail("insert/*.rs");
    cases.compile_fail("write/*.rs");
    cases.compile_fail("transaction/*.rs");
    cases.compile_fail("report/*.rs");
    cases.compile_fail("index/*.rs");
}
