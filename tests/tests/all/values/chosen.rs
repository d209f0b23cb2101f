//! Columns whose Rust type the schema chooses, and a type of which the server here may not know.

use crate::Settings;
use relata::testing::Database;
use relata::types::Json;

/// Compiled only: the extension is not one of PostgreSQL's own.
pub mod vectors {
    relata::schema! {
        extension vector;
        domain place: vector(3);

        table points {
            id: bigint primary key identity,
            at: vector(3),
            near: vector[]?,
            place: place?,
        }
    }
}

/// JSON in each of its forms.
pub mod db {
    relata::schema! {
        domain chosen: jsonb as crate::Settings;
        domain noted: json as crate::Settings allow plain_json because "it is kept as it came";

        table people {
            id: bigint primary key identity,
            a_jsonb: jsonb as crate::Settings,
            a_json: json as crate::Settings allow plain_json because "it is kept as it came",
            a_chosen: chosen,
            a_noted: noted?,
            chosens: chosen?[],
            noteds: noted[]?,
        }
    }
}

#[tokio::test]
async fn json_goes_through_serde_in_each_of_its_forms() {
    let database = Database::create(db::DDL).await.unwrap();
    let pool = database.pool();
    let dark = || Json(Settings { dark: true });
    let new = || db::NewPerson {
        a_jsonb: dark(),
        a_json: dark(),
        a_chosen: dark(),
        chosens: vec![Some(dark()), None],
    };
    let made = [new().a_noted(dark()).noteds(vec![dark()]), new().into()];
    let made = db::Person::insert_many(made).fetch_all(pool).await.unwrap();
    assert_eq!(made[0].noteds, Some(vec![dark()]));
    assert_eq!(made[0].chosens, [Some(dark()), None]);
    let found = db::Person::query().filter(db::people::a_chosen.eq(dark()));
    let found = found.order_by(db::people::id.asc()).fetch_all(pool).await;
    assert_eq!(found.unwrap(), made);
    let plain: Vec<db::Person> = sqlx::query_as("SELECT * FROM people ORDER BY id")
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(plain, made);
}
