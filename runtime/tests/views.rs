//! Views keep the Rust types of the columns that they read.

use relata::Load;
use relata::testing::Database;
use relata::types::Json;

mod db {
    #![allow(missing_docs)]

    relata::schema! {
        table users {
            id: bigint primary key newtype UserId identity,
            boss_id: references users? on delete set null inverse members,
            settings: jsonb = "{}" as crate::Settings,
        }

        view memberships {
            user_id: bigint newtype UserId,
            boss_id: bigint? newtype UserId,
            settings: jsonb as crate::Settings,
        } = sql "SELECT id AS user_id, boss_id, settings FROM users";
    }
}

use db::{Membership, NewUser, User, UserId, memberships};

#[derive(Debug, PartialEq, Load)]
#[load(memberships)]
struct Card {
    user_id: UserId,
    boss_id: Option<UserId>,
    settings: Json<crate::Settings>,
}

#[tokio::test]
async fn a_view_has_the_newtypes_of_its_tables() {
    let db = Database::create(db::DDL).await.unwrap();
    let pool = db.pool();
    let boss = User::insert(NewUser {}).fetch_one(pool).await.unwrap();
    let user = NewUser {}
        .boss_id(boss.id)
        .settings(Json(crate::Settings { dark: true }));
    let user = User::insert(user).fetch_one(pool).await.unwrap();
    let found = Card::query().filter(
        memberships::user_id
            .eq(user.id)
            .and(memberships::boss_id.eq(boss.id)),
    );
    let card = Card {
        user_id: user.id,
        boss_id: Some(boss.id),
        settings: Json(crate::Settings { dark: true }),
    };
    assert_eq!(found.fetch_all(pool).await.unwrap(), [card]);
    let row = Membership::query()
        .filter(memberships::boss_id.is_null())
        .fetch_one(pool)
        .await
        .unwrap();
    // The key of a table finds by what the view gives.
    assert_eq!(User::find(pool, row.user_id).await.unwrap(), Some(boss));
    db.close().await.unwrap();
}

mod reading {
    #![allow(missing_docs)]

    relata::schema! {
        table authors { id: bigint primary key newtype AuthorId identity, name: text }

        table texts {
            floor: integer,
            number: integer,
            author_id: references authors on delete cascade,
            title: text,
            primary key (floor, number),
        }

        /// What each author has written last.
        view latest as Latest {
            author_id: references authors,
            rival_id: references authors? inverse rivals,
            floor: integer,
            number: integer,
            length: integer,

            foreign key (floor, number) references texts (floor, number) as text inverse readings,
        } = sql "
            SELECT DISTINCT ON (author_id) author_id,
                (SELECT max(id) FROM authors WHERE id < author_id) AS rival_id, floor, number, length(title) AS length
            FROM texts
            ORDER BY author_id, floor DESC, number DESC
        ";

        materialized view totals as Total {
            author_id: references authors,
            texts: bigint,

            unique index (author_id),
        } = sql "SELECT author_id, count(*) AS texts FROM texts GROUP BY author_id";
    }
}

use reading::{Author, NewAuthor, NewText, Text, authors, latest, texts, totals};

#[derive(Debug, Clone, PartialEq, Load)]
#[load(authors)]
struct Name {
    name: String,
}

/// What a view leads to, by one column and by two, and what there may be none of.
#[derive(Debug, Clone, PartialEq, Load)]
#[load(latest)]
struct Last {
    length: i32,
    author: Name,
    rival: Option<Name>,
    #[load(text.title)]
    title: String,
    #[load(author.total.texts)]
    texts: Option<i64>,
}

/// A table with the rows of views.
#[derive(Debug, Clone, PartialEq, Load)]
#[load(authors)]
struct Profile {
    name: String,
    total: Option<Count>,
    #[load(order_by(length))]
    latest: Vec<Length>,
    #[load(count(rivals))]
    rivalled: i64,
}

#[derive(Debug, Clone, PartialEq, Load)]
#[load(totals)]
struct Count {
    texts: i64,
}

#[derive(Debug, Clone, PartialEq, Load)]
#[load(latest)]
struct Length {
    length: i32,
    text: Read,
}

#[derive(Debug, Clone, PartialEq, Load)]
#[load(texts)]
struct Read {
    title: String,
    #[load(order_by(author_id))]
    readings: Vec<Of>,
}

#[derive(Debug, Clone, PartialEq, Load)]
#[load(latest)]
struct Of {
    #[load(author.name)]
    by: String,
}

#[tokio::test]
async fn a_view_leads_to_tables_and_tables_to_it() {
    let db = Database::create(reading::DDL).await.unwrap();
    let pool = db.pool();
    let new = ["Ada", "Bob", "Cy"].map(|name| NewAuthor { name: name.into() });
    let people = Author::insert_many(new).fetch_all(pool).await.unwrap();
    let text = |number, author: usize, title: &str| NewText {
        floor: 1,
        number,
        author_id: people[author].id,
        title: title.into(),
    };
    let new = [text(1, 0, "On"), text(2, 0, "Off"), text(3, 1, "Notes")];
    Text::insert_many(new).execute(pool).await.unwrap();
    sqlx::raw_sql("REFRESH MATERIALIZED VIEW totals")
        .execute(pool)
        .await
        .unwrap();

    let name = |name: &str| Name { name: name.into() };
    let last = Last::query().order_by(latest::author.get(authors::name).asc());
    let expected = [
        Last {
            length: 3,
            author: name("Ada"),
            rival: None,
            title: "Off".into(),
            texts: Some(2),
        },
        Last {
            length: 5,
            author: name("Bob"),
            rival: Some(name("Ada")),
            title: "Notes".into(),
            texts: Some(1),
        },
    ];
    assert_eq!(last.fetch_all(pool).await.unwrap(), expected);

    let profile = |name: &str, texts: i64, (length, title): (i32, &str), rivalled| Profile {
        name: name.into(),
        total: Some(Count { texts }),
        latest: vec![Length {
            length,
            text: Read {
                title: title.into(),
                readings: vec![Of { by: name.into() }],
            },
        }],
        rivalled,
    };
    let nobody = Profile {
        name: "Cy".into(),
        total: None,
        latest: vec![],
        rivalled: 0,
    };
    let expected = [
        profile("Ada", 2, (3, "Off"), 1),
        profile("Bob", 1, (5, "Notes"), 0),
        nobody,
    ];
    let query = Profile::query().order_by(authors::name.asc());
    for query in [
        query.clone().limit(9),
        query.clone().one_statement(),
        query.batched(),
    ] {
        assert_eq!(query.fetch_all(pool).await.unwrap(), expected);
    }

    // In conditions, from both sides.
    let of_ada = latest::author.matches(authors::name.eq("Ada"));
    assert_eq!(Last::query().filter(of_ada).count(pool).await.unwrap(), 1);
    let long = Profile::query().filter(authors::latest.any(latest::length.gt(4)));
    assert_eq!(long.fetch_one(pool).await.unwrap().name, "Bob");
    let many = Profile::query().filter(authors::total.matches(totals::texts.gt(1)));
    assert_eq!(many.fetch_one(pool).await.unwrap().name, "Ada");
    let read = Text::query().filter(texts::readings.count().gt(0));
    assert_eq!(read.count(pool).await.unwrap(), 2);
}
