//! What takes something away, and waits until it is asked for.

use crate::folder::{FIRST, NICKNAME, check, ends, files, folder, sql, text, write};
use expect_test::expect;
use relata::testing::Database;

/// The table whose column comes again as another.
const OTHER_NICKNAME: &str = "
    table users { id: bigint primary key identity, name: text, nickname: integer? }
";

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_something_away_waits() {
    let folder = folder("contract", NICKNAME);
    let database = Database::empty().await.unwrap();
    let run = ["migrate", "run", database.url()];
    ends(&folder, &["migrate", "new", "create_users"], 0);
    ends(&folder, &run, 0);
    sql(
        &database,
        "INSERT INTO users (name, nickname) VALUES ('Ada', 'A')",
    );

    write(&folder, FIRST);
    let (_, error) = ends(&folder, &["migrate", "new", "drop_nickname"], 2);
    assert!(error.contains("--allow-loss users.nickname"), "{error}");
    assert_eq!(files(&folder), ["0001_create_users.sql", "relata.lock"]);
    let allowed = [
        "migrate",
        "new",
        "drop_nickname",
        "--allow-loss",
        "users.nickname",
        "--prove",
    ];
    check(
        &folder,
        &allowed,
        &expect![[r#"
        exit 0
        migrations/0002_drop_nickname_contract.sql (waits for `relata migrate run --contract`)
          ALTER TABLE users DROP COLUMN nickname
            loses the column nickname of users
        --- stderr
    "#]],
    );
    expect![[r#"
        -- relata: phase contract

        -- step: ALTER TABLE users DROP COLUMN nickname
        -- hazard: loses the column nickname of users
        ALTER TABLE users
            DROP COLUMN nickname;
    "#]]
    .assert_eq(&text(&folder, "0002_drop_nickname_contract.sql"));
    let (_, error) = ends(&folder, &run, 0);
    assert!(
        error.contains("0002_drop_nickname_contract.sql waits"),
        "{error}"
    );
    assert_eq!(sql(&database, "SELECT nickname FROM users"), "A\n");

    // The new column can only come when the old one is gone.
    write(&folder, OTHER_NICKNAME);
    check(
        &folder,
        &["migrate", "new", "nickname_number"],
        &expect![[r#"
        exit 0
        migrations/0003_nickname_number_contract.sql (waits for `relata migrate run --contract`)
          ALTER TABLE users ADD COLUMN nickname integer
        --- stderr
        migrations/0002_drop_nickname_contract.sql has to run before what is new, which therefore waits for `relata migrate run --contract` as well
    "#]],
    );
    ends(&folder, &run, 0);
    assert_eq!(sql(&database, "SELECT nickname FROM users"), "A\n");
    // What has nothing to do with it can come before.
    write(
        &folder,
        &format!("{OTHER_NICKNAME} table posts {{ id: bigint primary key }}"),
    );
    check(
        &folder,
        &["migrate", "new", "posts"],
        &expect![[r#"
        exit 0
        migrations/0004_posts.sql
          CREATE TABLE posts ( id bigint NOT NULL, CONSTRAINT posts_pkey PRIMARY KEY (id) )
        --- stderr
    "#]],
    );
    ends(&folder, &run, 0);
    assert_eq!(sql(&database, "SELECT count(*) FROM posts"), "0\n");
    ends(
        &folder,
        &["migrate", "run", "--contract", database.url()],
        0,
    );
    assert_eq!(sql(&database, "SELECT name, nickname FROM users"), "Ada|\n");
    ends(
        &folder,
        &["diff", "--from", database.url(), "--to", "schema"],
        0,
    );
    ends(&folder, &["migrate", "verify"], 0);
    database.close().await.unwrap();
}
