//! What there is no plan for: each reason is said, with its object, and nothing is printed that could run.

use crate::diff::pair;
use relata::testing::Database;

const REFUSED: &str = include_str!("refused.txt");

#[tokio::test]
async fn what_cannot_be_done_is_named() {
    let mut found = String::new();
    for block in REFUSED.split("== ").filter(|it| !it.is_empty()) {
        let (name, rest) = block.split_once('\n').unwrap();
        let [old, new, _] = rest.split("---\n").collect::<Vec<_>>()[..] else {
            panic!("{name}: an old side, a new one and the reasons");
        };
        let from = Database::create(old).await.unwrap();
        let to = Database::create(new).await.unwrap();
        let urls = (from.url().to_owned(), to.url().to_owned());
        let reasons = tokio::task::spawn_blocking(move || reasons(&urls.0, &urls.1));
        let reasons = reasons.await.unwrap();
        found.push_str(&format!("== {name}\n{old}---\n{new}---\n{reasons}"));
        from.close().await.unwrap();
        to.close().await.unwrap();
    }
    // With `UPDATE_EXPECT=1`, what is found is what is expected.
    expect_test::expect_file!["refused.txt"].assert_eq(&found);
}

/// The same in both forms.
fn reasons(from: &str, to: &str) -> String {
    let [safe, short] = [true, false].map(|safe| {
        let refused = pair::diff(from, to, safe);
        let text = pair::error(&refused);
        assert_eq!(refused.status.code(), Some(2), "{text}");
        assert!(refused.stdout.is_empty(), "{text}");
        let reasons = text.lines().filter(|it| it.starts_with("  "));
        reasons.map(|it| format!("{it}\n")).collect::<String>()
    });
    assert_eq!(safe, short);
    short
}
