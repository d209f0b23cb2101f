use crate::database::{Database, PUBLIC, QualifiedName};
use crate::diagnostic::Diagnostics;
use crate::plan::{Options, Phase, Plan, RenamedColumn, copied, plan};
use crate::source::Source;
use crate::{compile, diff, lower};
use expect_test::{Expect, expect};

fn database(text: &str) -> Database {
    let source = Source::one("test", text);
    lower(&compile(&source, &mut Diagnostics::default()).unwrap())
}

/// The safe plan, with these columns of `users` under other names.
fn planned(old: &str, new: &str, renamed: &[(&str, &str)]) -> Plan {
    let (from, to) = (database(old), database(new));
    let renamed: Vec<RenamedColumn> = renamed
        .iter()
        .map(|(from, to)| RenamedColumn {
            table: QualifiedName {
                namespace: PUBLIC.to_owned(),
                name: "users".to_owned(),
            },
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        })
        .collect();
    let options = Options {
        safe: true,
        version: 17,
        renamed: copied(&from, &to, &renamed),
        ..Options::default()
    };
    plan(&from, &to, &diff(&from, &to), &options).unwrap()
}

/// What the steps do, but for those that the same change without twins has.
fn check(plan: &Plan, expected: &Expect) {
    let lines = plan.steps.iter().map(|it| {
        let phase = match it.phase {
            Phase::Expand => "expand",
            Phase::Backfill => "fill",
            Phase::Contract => "contract",
        };
        format!("{phase}: {}\n", it.summary)
    });
    expected.assert_eq(&lines.collect::<String>());
}

const USERS: &str = "
    table users { id: integer primary key identity, name: text, age: integer = 5, unique (name), index (age), check (age > 0) }
    table posts { id: bigint primary key identity, author_id: references users on delete cascade }
";

#[test]
fn a_key_and_all_that_leads_to_it_get_wider() {
    let new = USERS.replace("id: integer", "id: bigint");
    check(
        &planned(USERS, &new, &[]),
        &expect![[r#"
        expand: add to posts and keep author_id_new like author_id
        fill: fill author_id_new of posts, in batches
        expand: look at some rows of posts, for the planner to know author_id_new
        expand: ALTER TABLE posts ADD CONSTRAINT posts_author_id_new_filled CHECK (author_id_new IS NOT NULL) NO…
        expand: look whether every posts.author_id_new has a value
        expand: make several changes at once
        expand: add to users and keep id_new like id
        fill: fill id_new of users, in batches
        expand: look at some rows of users, for the planner to know id_new
        expand: ALTER TABLE users ADD CONSTRAINT users_id_new_filled CHECK (id_new IS NOT NULL) NOT VALID
        expand: look whether every users.id_new has a value
        expand: make several changes at once
        expand: build the index posts_author_id_idx_new on posts
        expand: build the index users_pkey_new on users
        expand: ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey_new FOREIGN KEY (author_id_new) REFERENCES…
        expand: look whether the rows of posts satisfy posts_author_id_fkey_new
        contract: put a foreign key of posts in the place of posts_author_id_fkey
        contract: put posts.author_id_new in the place of author_id
        contract: put users.id_new in the place of id
    "#]],
    );
}

#[test]
fn a_trigger_writes_both_names() {
    let new = USERS
        .replace("name: text", "full_name: text")
        .replace("(name)", "(full_name)")
        .replace("age: integer", "years: bigint")
        .replace("age", "years");
    let plan = planned(USERS, &new, &[("name", "full_name"), ("age", "years")]);
    expect![[r#"
        ALTER TABLE users
            ADD COLUMN full_name text,
            ADD COLUMN years bigint;
        ALTER TABLE users
            ALTER COLUMN years SET DEFAULT 5;
        CREATE FUNCTION zz_relata_twin_users() RETURNS trigger LANGUAGE plpgsql
            SET search_path = public AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.full_name IS NOT NULL THEN
                    NEW.name := NEW.full_name;
                ELSE
                    NEW.full_name := NEW.name;
                END IF;
            ELSIF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
                IF NOT (OLD.full_name IS NULL AND OLD.name IS NOT NULL AND NOT (NEW.name IS DISTINCT FROM OLD.name)) THEN
                    NEW.name := NEW.full_name;
                END IF;
            ELSIF NEW.name IS DISTINCT FROM OLD.name THEN
                NEW.full_name := NEW.name;
            END IF;
            IF TG_OP = 'INSERT' THEN
                IF NEW.years IS DISTINCT FROM 5 OR NOT (NEW.age IS DISTINCT FROM 5) THEN
                    NEW.age := NEW.years;
                ELSE
                    NEW.years := NEW.age;
                END IF;
            ELSIF NEW.years IS DISTINCT FROM OLD.years THEN
                IF NOT (OLD.years IS NULL AND OLD.age IS NOT NULL AND NOT (NEW.age IS DISTINCT FROM OLD.age)) THEN
                    NEW.age := NEW.years;
                END IF;
            ELSIF NEW.age IS DISTINCT FROM OLD.age THEN
                NEW.years := NEW.age;
            END IF;
            RETURN NEW;
        END
        $$;
        CREATE TRIGGER zz_relata_twin_users BEFORE INSERT OR UPDATE ON users
            FOR EACH ROW EXECUTE FUNCTION zz_relata_twin_users()"#]].assert_eq(&plan.steps[0].sql.join(";\n"));
    check(
        &plan,
        &expect![[r#"
            expand: add to users and keep full_name like name, years like age
            fill: fill full_name, years of users, in batches
            expand: look at some rows of users, for the planner to know full_name, years
            expand: ALTER TABLE users ADD CONSTRAINT users_full_name_filled CHECK (full_name IS NOT NULL) NOT VALID
            expand: look whether every users.full_name has a value
            expand: make several changes at once
            expand: look whether every users.years has a value
            expand: make several changes at once
            expand: look whether the rows of users satisfy users_years_check
            expand: build the index of users_full_name_key on users
            expand: ALTER TABLE users ADD CONSTRAINT users_full_name_key UNIQUE USING INDEX users_full_name_key
            expand: build the index users_years_idx on users
            contract: drop users.name, which is full_name now; drop users.age, which is years now
        "#]],
    );
}

#[test]
fn what_cannot_have_a_twin_is_changed_at_once() {
    let old = "table users { id: integer primary key, a: integer, b: integer generated (a + 1) }";
    let new = old
        .replace("a: integer", "a: bigint")
        .replace("b: integer", "b: bigint");
    let plan = planned(old, &new, &[("a", "a")]);
    let hazards = plan.steps.iter().flat_map(|it| &it.hazards);
    let hazards: Vec<String> = hazards.map(ToString::to_string).collect();
    let direct = "nobody can use users while each row is written anew";
    assert!(hazards.iter().any(|it| it == direct), "{hazards:?}");
}

#[test]
fn a_type_stands_beside_an_enum_that_loses_a_value() {
    let old = "
        enum mood { good, bad, middling }
        table users { id: integer primary key, mood: mood = good, moods: mood[]?, index (mood), check (mood <> bad or id > 0) }
        table posts { id: integer primary key, mood: mood? }
    ";
    let new = old.replace("good, bad, middling", "bad, fine, good");
    let plan = planned(old, &new, &[]);
    check(
        &plan,
        &expect![[r#"
            expand: ALTER TYPE mood ADD VALUE 'fine' AFTER 'bad'
            expand: CREATE TYPE mood_new AS ENUM ('bad', 'fine', 'good')
            expand: add to posts and keep mood_new like mood (of which nothing can be written any more that is 'middling')
            fill: fill mood_new of posts, in batches
            expand: look at some rows of posts, for the planner to know mood_new
            expand: add to users and keep mood_new like mood (of which nothing can be written any more that is 'middling'), moods_new like moods (of which nothing can be written any more that is 'middling')
            fill: fill mood_new, moods_new of users, in batches
            expand: look at some rows of users, for the planner to know mood_new, moods_new
            expand: ALTER TABLE users ADD CONSTRAINT users_mood_new_filled CHECK (mood_new IS NOT NULL) NOT VALID
            expand: look whether every users.mood_new has a value
            expand: make several changes at once
            expand: look whether the rows of users satisfy users_check_new
            expand: build the index users_mood_idx_new on users
            contract: put users.mood_new in the place of mood; put users.moods_new in the place of moods; put posts.mood_new in the place of mood
            contract: DROP TYPE mood_old
        "#]],
    );
    let mut statements = plan.steps.iter().flat_map(|it| &it.sql);
    let function = statements.find(|it| it.starts_with("CREATE FUNCTION"));
    expect![[r#"
        CREATE FUNCTION zz_relata_twin_posts_1(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
            IF value IN ('middling') THEN
                RAISE EXCEPTION USING ERRCODE = 'invalid_text_representation',
                    MESSAGE = 'posts.mood can no longer be ' || quote_literal(value) || ': mood keeps ''bad'', ''fine'', ''good''';
            END IF;
            RETURN value;
        END
        $$"#]].assert_eq(function.unwrap());
    let hazards = plan.steps.iter().flat_map(|it| &it.hazards);
    let hazards: String = hazards.map(|it| format!("{it}\n")).collect();
    expect![[r#"
        fails unless no posts.mood is 'middling'
        reads or writes every row of posts
        fails unless no users.mood is 'middling'
        fails unless no users.moods is 'middling'
        reads or writes every row of users
        fails unless every users.mood_new has a value
        reads or writes every row of users
        fails unless the rows of users satisfy users_check_new
        reads or writes every row of users
        reads or writes every row of users
    "#]]
    .assert_eq(&hazards);
    let swap = plan.steps.iter().find(|it| it.phase == Phase::Contract);
    expect![[r#"
        ALTER TYPE mood RENAME TO mood_old;
        ALTER TYPE mood_new RENAME TO mood;
        DROP TRIGGER zz_relata_twin_posts ON posts;
        DROP FUNCTION zz_relata_twin_posts();
        DROP FUNCTION zz_relata_twin_posts_1;
        DROP TRIGGER zz_relata_twin_users ON users;
        DROP FUNCTION zz_relata_twin_users();
        DROP FUNCTION zz_relata_twin_users_2;
        DROP FUNCTION zz_relata_twin_users_3;
        ALTER TABLE users DROP CONSTRAINT users_check;
        ALTER TABLE posts
            DROP COLUMN mood;
        ALTER TABLE users
            DROP COLUMN mood,
            DROP COLUMN moods;
        ALTER TABLE posts
            RENAME COLUMN mood_new TO mood;
        ALTER TABLE users
            RENAME COLUMN mood_new TO mood;
        ALTER TABLE users
            ALTER COLUMN mood SET DEFAULT 'good'::mood;
        ALTER TABLE users
            RENAME COLUMN moods_new TO moods;
        ALTER TABLE users
            RENAME CONSTRAINT users_check_new TO users_check;
        ALTER INDEX users_mood_idx_new RENAME TO users_mood_idx"#]]
    .assert_eq(&swap.unwrap().sql.join(";\n"));
}
