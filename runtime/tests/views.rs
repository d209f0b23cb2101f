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
