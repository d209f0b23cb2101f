//! A column that goes in two releases.

use crate::folder::{FIRST, NICKNAME, ends, files, folder, sql, write};
use relata::testing::Database;

#[test]
fn a_deprecated_column_goes_in_two_releases() {
    let deprecated = NICKNAME.replace("nickname: text?", "nickname: text? unique deprecated");
    let folder = folder("deprecated", &NICKNAME.replace("text?", "text? unique"));
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(&folder, &deprecated);
    let (_, error) = ends(&folder, &["migrate", "new", "drop_nickname"], 2);
    assert!(error.contains("--allow-loss users.nickname"), "{error}");
    let allowed = [
        "migrate",
        "new",
        "drop_nickname",
        "--allow-loss",
        "all",
        "--prove",
    ];
    ends(&folder, &allowed, 0);
    assert!(
        files(&folder)
            .iter()
            .any(|it| it.ends_with("_drop_nickname_contract.sql"))
    );
    ends(&folder, &["migrate", "verify"], 0);
    // The application still has it.
    let (out, _) = ends(&folder, &["ddl"], 0);
    assert!(out.contains("nickname text"), "{out}");
    write(&folder, FIRST);
    ends(&folder, &["migrate", "verify"], 0);
    let (_, error) = ends(&folder, &["migrate", "new", "nothing"], 0);
    assert!(error.contains("nothing to do"), "{error}");
}

/// What is emitted says nothing of the deprecated field by itself.
#[deny(deprecated)]
mod db {
    relata::schema! {
        table users { id: bigint primary key identity, name: text, nickname: text? deprecated }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(
    deprecated,
    reason = "the compiler says that the column is about to go"
)]
async fn a_deprecated_column_is_read_until_it_is_gone() {
    let database = Database::create(db::DDL).await.unwrap();
    sql(
        &database,
        "INSERT INTO users (name, nickname) VALUES ('Ada', 'A')",
    );
    let user = db::User::find(database.pool(), 1).await.unwrap().unwrap();
    assert_eq!(user.nickname.as_deref(), Some("A"));
    database.close().await.unwrap();
}
