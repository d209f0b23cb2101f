use super::*;
use expect_test::{Expect, expect};

fn migration(text: &str) -> Result<Migration, Mistake> {
    let file = "0003_add_email.sql";
    read(Id::parse(file).unwrap().unwrap(), file, text)
}

fn mistake(text: &str, expected: &Expect) {
    expected.assert_eq(&migration(text).unwrap_err().to_string());
}

fn name(name: &str) -> QualifiedName {
    QualifiedName {
        namespace: "public".to_owned(),
        name: name.to_owned(),
    }
}

#[test]
fn a_file_without_words_of_relatas_is_one_step() {
    let text = "-- By hand.\nCREATE TABLE a (b text DEFAULT '-- step: no;');\n\nINSERT INTO a VALUES ('x');\n";
    let read = migration(text).unwrap();
    assert_eq!(read.phase, Phase::Expand);
    assert!(read.transactional);
    let [step] = &*read.steps else { panic!() };
    assert_eq!(step.summary, "add email");
    assert_eq!(step.line, 2);
    assert_eq!(statements(&step.sql).len(), 2);
}

#[test]
fn what_is_printed_reads_the_same() {
    let odd = QualifiedName {
        namespace: "My \"own\"".to_owned(),
        name: "a.b, c".to_owned(),
    };
    let steps = vec![
        Step {
            summary: "say\n-- step: \\n".to_owned(),
            sql: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n-- step: not one\nSELECT 1; $$ -- why".to_owned(),
            hazards: vec!["locks users".to_owned(), "two\r\nlines".to_owned()],
            ..Step::default()
        },
        Step {
            summary: "validate".to_owned(),
            sql: "ALTER TABLE users VALIDATE CONSTRAINT \"a b\"".to_owned(),
            lock_timeout: LockTimeout::None,
            probe: Some(Probe::Constraint {
                table: odd.clone(),
                name: "a b".to_owned(),
            }),
            ..Step::default()
        },
        Step {
            summary: "detach".to_owned(),
            sql: "SELECT 1".to_owned(),
            probe: Some(Probe::Detach {
                parent: name("events"),
                partition: odd.clone(),
            }),
            ..Step::default()
        },
        Step {
            summary: "fill".to_owned(),
            sql: "DO $do$ BEGIN COMMIT; END $do$".to_owned(),
            probe: Some(Probe::Index(odd)),
            backfill: Some(Backfill {
                table: name("users"),
                key: vec!["id".to_owned(), "a \"key\"".to_owned()],
                set: "email = CASE\n    WHEN a = '\\n' THEN b\n END".to_owned(),
                filter: Some("email IS NULL".to_owned()),
            }),
            ..Step::default()
        },
    ];
    let written = Migration {
        id: Id {
            number: 3,
            name: "add_email".to_owned(),
        },
        file: "0003_add_email.sql".to_owned(),
        phase: Phase::Contract,
        transactional: true,
        steps,
        checksum: String::new(),
    };
    let text = print(&written);
    expect![[r#"
        -- relata: phase contract

        -- step: say\n-- step: \\n
        -- hazard: locks users
        -- hazard: two\r\nlines
        CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$
        -- step: not one
        SELECT 1; $$ -- why
        ;

        -- step: validate
        -- relata: lock-timeout none
        -- relata: probe constraint "My ""own"""."a.b, c" "a b"
        ALTER TABLE users VALIDATE CONSTRAINT "a b";

        -- step: detach
        -- relata: probe detach events "My ""own"""."a.b, c"
        SELECT 1;

        -- step: fill
        -- relata: probe index "My ""own"""."a.b, c"
        -- relata: backfill users key id, "a ""key"""
        -- relata: set email = CASE\n    WHEN a = '\\n' THEN b\n END
        -- relata: where email IS NULL
        DO $do$ BEGIN COMMIT; END $do$;
    "#]]
    .assert_eq(&text);
    let read = migration(&text).unwrap();
    assert_eq!(print(&read), text);
    assert_eq!(read.steps[3].backfill, written.steps[3].backfill);
    assert_eq!(read.steps[1].probe, written.steps[1].probe);
    assert_eq!(read.steps[0].summary, written.steps[0].summary);
    assert_eq!(read.phase, Phase::Contract);
}

#[test]
fn line_ends_and_marks_of_the_encoding_change_nothing() {
    let unix = "-- step: a\nSELECT 1;\n\n-- step: b\nSELECT 2;\n";
    let windows = format!("\u{feff}{}\r\n\r\n", unix.replace('\n', "\r\n"));
    assert_eq!(migration(unix), migration(&windows));
    let no_transaction = format!("\u{feff}-- no-transaction\r\nVACUUM;{}", "\r\n");
    assert!(!migration(&no_transaction).unwrap().transactional);
    assert_eq!(
        checksum("SELECT 1;\r\n"),
        "17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a"
    );
}

#[test]
fn a_mistake_is_told_with_its_line() {
    mistake(
        "-- step: a\nSELECT 1;\n-- relata: faze contract\nSELECT 2;",
        &expect![
            "0003_add_email.sql:3: there is no directive `faze`; this version of relata knows `phase`, `lock-timeout`, `probe`, `backfill`, `set` and `where`; a newer one may have written the file"
        ],
    );
    mistake(
        "-- relata: phase later\nSELECT 1",
        &expect![
            "0003_add_email.sql:1: `later` is nothing that `phase` can be; write `-- relata: phase expand`, `backfill` or `contract`"
        ],
    );
    mistake(
        "-- relata: probe index a b\nSELECT 1",
        &expect![
            "0003_add_email.sql:1: `index a b` is nothing that `probe` can be; write `-- relata: probe index NAME`, `probe constraint TABLE NAME` or `probe detach PARENT PARTITION`"
        ],
    );
    mistake(
        "-- step: a\nSELECT 1;\n-- relata: lock-timeout none\n",
        &expect![
            "0003_add_email.sql:3: this says something of a step, and stands below its SQL; write it above the SQL, below its `-- step:`"
        ],
    );
    mistake(
        "SELECT 1;\n-- step: a\nSELECT 1;",
        &expect![
            "0003_add_email.sql:1: there is SQL above the first `-- step:`; write `-- step:` and what it does above it"
        ],
    );
    mistake(
        "-- step: a\n-- step: b\nSELECT 1;",
        &expect!["0003_add_email.sql:1: this step has no SQL; write some, or take the step out"],
    );
    mistake(
        "\n-- nothing yet\n",
        &expect!["0003_add_email.sql:2: there is no SQL in it; write some, or remove the file"],
    );
    mistake(
        "CREATE TABLE a ();\nCREATE UNIQUE INDEX CONCURRENTLY i ON a (b);",
        &expect![
            "0003_add_email.sql:1: `CREATE UNIQUE INDEX CONCURRENTLY` cannot run in a transaction; let it stand alone in a file whose first line is `-- no-transaction`"
        ],
    );
    mistake(
        "-- no-transaction\n-- step: a\nVACUUM;\n-- step: b\nVACUUM;",
        &expect![
            "0003_add_email.sql:4: there are several steps, and none runs in a transaction; write the second step to a file of its own: after a crash, each must be found done or not done"
        ],
    );
    mistake(
        "SELECT 1;\nSELECT 'it;",
        &expect![
            "0003_add_email.sql:2: a quote, a comment or a `$$` is opened here and not closed"
        ],
    );
    mistake(
        "\\connect x\nSELECT 1;",
        &expect![
            "0003_add_email.sql:1: a line that begins with `\\` is a command to psql, and no SQL; take it out"
        ],
    );
    mistake(
        "-- relata: backfill users key id\nSELECT 1;",
        &expect![
            "0003_add_email.sql:1: the backfill does not say what it sets; write `-- relata: set …`"
        ],
    );
}

#[test]
fn sql_that_ends_transactions_runs_in_none() {
    assert!(
        !migration("BEGIN;\nSELECT 1;\nCOMMIT;")
            .unwrap()
            .transactional
    );
    assert!(
        migration("SAVEPOINT a; ROLLBACK TO a; DO $$ BEGIN END $$")
            .unwrap()
            .transactional
    );
}

#[test]
fn statements_end_where_postgresql_ends_them() {
    let text = "SELECT ';', E'\\';', \"a;\"\"b\", $x$ ; $$ ; $x$ /* ; /* ; */ ; */; -- ;
        CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;;
        PREPARE p AS SELECT $1, a$b FROM t;
        SELECT 1 AS function; SELECT 2";
    let found = statements(text);
    let ends = [
        "; $$ ; $x$",
        "SELECT 2; END",
        "a$b FROM t",
        "1 AS function",
        "SELECT 2",
    ];
    assert_eq!(found.len(), ends.len(), "{found:#?}");
    for (statement, end) in found.iter().zip(ends) {
        assert!(statement.ends_with(end), "{statement}");
    }
}

#[test]
fn files_have_numbers() {
    let parsed = |file: &str| Id::parse(file).map(|it| it.map(|it| it.to_string()));
    assert_eq!(parsed("0012_a_b.sql"), Ok(Some("0012_a_b".to_owned())));
    assert_eq!(
        parsed("20260101120000_a.up.sql"),
        Ok(Some("20260101120000_a".to_owned()))
    );
    for file in ["1_a.down.sql", "README.md", "relata.lock", ".1_a.sql"] {
        assert_eq!(parsed(file), Ok(None), "{file}");
    }
    for file in [
        "a.sql",
        "x_a.sql",
        "0000_a.sql",
        "1_.sql",
        "-1_a.sql",
        "99999999999999999999_a.sql",
    ] {
        assert!(parsed(file).is_err(), "{file}");
    }
    for (name, better) in [
        ("../x", "`x`"),
        ("Add E-mail!", "`add_e_mail`"),
        ("0001_a", "`a`"),
        ("", "`add_email`"),
        ("é", "`add_email`"),
    ] {
        let error = check_name(name).unwrap_err();
        assert!(error.ends_with(better), "{error}");
    }
    assert_eq!(check_name("add_email_2"), Ok(()));
}

#[test]
fn two_files_of_one_number_are_a_mistake() {
    let files = [
        ("0002_b.sql", "SELECT 1"),
        ("0002_a.sql", "SELECT 1"),
        ("x.sql", ""),
    ];
    let mistakes = Folder::read(files).unwrap_err();
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    expect![[r#"
        0002_b.sql: `0002_a.sql` has the same number; give the one that was applied nowhere the next free number, then `relata migrate lock`
        x.sql: there is no `_` between a number and a name; a migration is called like `0001_create_users.sql`; what is none belongs elsewhere"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn a_lock_file_reads_as_it_was_written() {
    let files = [("0001_a.sql", "SELECT 1"), ("0002_b.sql", "SELECT 2")];
    let folder = Folder::read(files).unwrap();
    assert_eq!(folder.next_number(), 3);
    let lock = Lock::new(
        &folder.migrations,
        "CREATE TABLE a ();\n\nCREATE TABLE b ();\n",
    );
    let text = lock.print();
    expect![[r#"
        -- The migrations, and the schema that they lead to. `relata migrate` writes this file; commit it with them.
        -- version 1
        -- migration 0001_a e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5
        -- migration 0002_b ebbb5b332060a3ede7047bd7528883b0a560e729848f9feb8ff742145e909b01
        -- checksum 9e2ae099dc1c6bf54f216befcc0273a53fad0badd3ac3f1a5cca4a3cbf3706ad

        CREATE TABLE a ();

        CREATE TABLE b ();
    "#]]
    .assert_eq(&text);
    assert_eq!(Lock::read(&text), Ok(lock.clone()));
    assert_eq!(Lock::read(&text.replace('\n', "\r\n")), Ok(lock.clone()));
    let empty = Lock::new(&[], "");
    assert_eq!(Lock::read(&empty.print()), Ok(empty));
    assert_eq!(folder.differences(&lock), []);

    let error = |text: &str| Lock::read(text).unwrap_err().to_string();
    assert!(
        error(&text.replace("TABLE a", "TABLE c")).contains("its checksum is not that of its text")
    );
    assert!(error(&text.replace("version 1", "version 2")).contains("a newer relata wrote it"));
    assert!(
        error(&text.replace("-- version 1\n", "<<<<<<< HEAD\n"))
            .starts_with("relata.lock:2: a merge left a conflict here")
    );
    assert!(error("").contains("does not say the version"));

    let files = [("0001_a.sql", "SELECT 3"), ("0003_c.sql", "SELECT 2")];
    let found = Folder::read(files).unwrap().differences(&lock);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "0001_a.sql: it was edited after it was written to the lock file",
            "0002_b.sql: it is in the lock file, and the file is not there",
            "0003_c.sql: it is not in the lock file",
        ]
    );
}
