//! Licence expressions, as authors write them.

/// The licences that are named in an SPDX expression, each once, in their order. Slashes are the old
/// way to write `OR`.
pub(crate) fn names(expression: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for word in expression.split([' ', '/', '(', ')']) {
        let is_name = !matches!(word, "" | "OR" | "AND" | "WITH" | "or" | "and" | "with");
        if is_name && !names.contains(&word) {
            names.push(word);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn an_expression_names_each_licence_once() {
        assert_eq!(names("MIT/Apache-2.0"), ["MIT", "Apache-2.0"]);
        assert_eq!(
            names("(MIT OR Apache-2.0) AND Unicode-3.0 AND MIT"),
            ["MIT", "Apache-2.0", "Unicode-3.0"]
        );
        assert_eq!(
            names("Apache-2.0 WITH LLVM-exception"),
            ["Apache-2.0", "LLVM-exception"]
        );
    }
}
