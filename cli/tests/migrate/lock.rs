//! `relata.lock`, and what a merge or an editor does to it.

use crate::folder::{FIRST, SECOND, check, ends, files, folder, write};
use expect_test::expect;
use std::fs;

#[test]
fn the_lock_file_knows_the_files() {
    let folder = folder("lock", FIRST);
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(&folder, SECOND);
    ends(&folder, &["migrate", "new", "add_posts", "--safe=no"], 0);
    let first = folder.join("migrations/0001_create_users.sql");
    let lock = folder.join("migrations/relata.lock");
    let (first_text, lock_text) = (
        fs::read_to_string(&first).unwrap(),
        fs::read_to_string(&lock).unwrap(),
    );

    // From Windows.
    for file in files(&folder) {
        let path = folder.join("migrations").join(&file);
        let text = fs::read_to_string(&path).unwrap().replace('\n', "\r\n");
        fs::write(&path, format!("\u{feff}{text}")).unwrap();
    }
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 0
        --- stderr
        migrations/: 2 migrations, which lead to the schema
    "#]],
    );
    ends(&folder, &["migrate", "new", "nothing"], 0);
    fs::write(&lock, &lock_text).unwrap();

    // Edited.
    fs::write(&first, first_text.replace("name text", "name text  ")).unwrap();
    check(
        &folder,
        &["migrate", "new", "more"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0001_create_users.sql: it was edited after it was written to the lock file; bring the file back as it was, or, if it was applied nowhere, say with `relata migrate lock` that this is meant
    "#]],
    );
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 1
        --- stderr
        migrations/0001_create_users.sql: it was edited after it was written to the lock file
    "#]],
    );
    ends(&folder, &["migrate", "lock"], 0);
    ends(&folder, &["migrate", "verify"], 0);

    // Gone.
    fs::remove_file(&first).unwrap();
    check(
        &folder,
        &["migrate", "new", "more"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0001_create_users.sql: it is in the lock file, and the file is not there; bring the file back as it was, or, if it was applied nowhere, say with `relata migrate lock` that this is meant
    "#]],
    );
    fs::write(&first, first_text).unwrap();

    // Merged.
    fs::write(folder.join("migrations/0002_other.sql"), "SELECT 1").unwrap();
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0002_other.sql: `0002_add_posts.sql` has the same number; give the one that was applied nowhere the next free number, then `relata migrate lock`
    "#]],
    );
    fs::remove_file(folder.join("migrations/0002_other.sql")).unwrap();
    fs::write(
        &lock,
        lock_text.replace(
            "-- version 1\n",
            "<<<<<<< HEAD\n-- version 1\n=======\n>>>>>>> other\n",
        ),
    )
    .unwrap();
    check(
        &folder,
        &["migrate", "new", "more"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/relata.lock:2: a merge left a conflict here; give the migrations of both branches numbers of their own, then `relata migrate lock` writes it anew from the migrations
    "#]],
    );
    fs::write(&lock, lock_text.replace("title text", "title int")).unwrap();
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 1
        --- stderr
        migrations/relata.lock: its checksum is not that of its text: a merge or an editor changed it; `relata migrate lock` writes it anew from the migrations
    "#]],
    );
    fs::write(&lock, lock_text.replace("-- version 1", "-- version 2")).unwrap();
    check(
        &folder,
        &["migrate", "new", "more"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/relata.lock:2: a newer relata wrote it: version 2 of its format; this one knows 1: upgrade it
    "#]],
    );
    ends(&folder, &["migrate", "lock"], 0);
    assert_eq!(fs::read_to_string(&lock).unwrap(), lock_text);
    fs::remove_file(&lock).unwrap();
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
        exit 0
        --- stderr
        `migrations/relata.lock` is not there: all migrations are run on a throw-away database
        migrations/relata.lock: noted what is new in the folder; beyond that there is nothing to do
    "#]],
    );
    assert_eq!(fs::read_to_string(&lock).unwrap(), lock_text);
}
