//! What PostgreSQL cannot do while others work: the plan says who waits, and what else one can do.

use crate::stages::steps;
use relata::testing::Database;
use relata_cli::catalogue::read_url;

/// What there is, what is to be, who waits, and what else one can do.
const CHANGES: [[&str; 4]; 9] = [
    [
        "CREATE TABLE t (a integer)",
        "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED)",
        "nobody can use t while each row is written anew",
        "PostgreSQL computes a stored column by writing all rows; a plain column that a trigger fills",
    ],
    [
        "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED)",
        "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 2) STORED)",
        "nobody can use t while each row is written anew",
        "PostgreSQL computes a stored column by writing all rows; a plain column that a trigger fills",
    ],
    [
        "CREATE DOMAIN d AS integer CHECK (VALUE > 0); CREATE TABLE t (a integer)",
        "CREATE DOMAIN d AS integer CHECK (VALUE > 0); CREATE TABLE t (a integer, b d)",
        "nobody can use t while each row is written anew",
        "for a column of a domain with a constraint, PostgreSQL writes all rows; one of the domain's base type",
    ],
    [
        "CREATE TABLE t (a integer, b int4range)",
        "CREATE TABLE t (a integer, b int4range, EXCLUDE USING gist (b WITH &&))",
        "nobody can use t while each row is read",
        "PostgreSQL has no other way to add an exclusion constraint",
    ],
    [
        "CREATE DOMAIN d AS integer; CREATE TABLE t (a d)",
        "CREATE DOMAIN d AS integer CHECK (VALUE > 0); CREATE TABLE t (a d)",
        "nobody can write to t while each row is read",
        "PostgreSQL looks at all values of the domain while nobody can write them; in its place, a check of each column",
    ],
    [
        "CREATE DOMAIN d AS integer; CREATE TABLE t (a d)",
        "CREATE DOMAIN d AS integer NOT NULL; CREATE TABLE t (a d)",
        "nobody can write to t while each row is read",
        "PostgreSQL looks at all values of the domain while nobody can write them; in its place, a check of each column",
    ],
    [
        "CREATE TABLE t (a integer)",
        "CREATE UNLOGGED TABLE t (a integer)",
        "nobody can use t while each row is written anew",
        "PostgreSQL has no other way: choose a time for it",
    ],
    [
        "CREATE UNLOGGED TABLE t (a integer)",
        "CREATE TABLE t (a integer)",
        "nobody can use t while each row is written anew",
        "PostgreSQL has no other way: choose a time for it",
    ],
    [
        "CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE t (a integer)",
        "CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE t (a integer) USING other",
        "nobody can use t while each row is written anew",
        "PostgreSQL has no other way: choose a time for it",
    ],
];

#[tokio::test]
async fn what_keeps_others_waiting_says_what_else_one_can_do() {
    for [old, new, who, instead] in CHANGES {
        let mut sides = Vec::new();
        for sql in [old, new] {
            let database = Database::create(sql).await.unwrap();
            sides.push(read_url(database.url()).await.unwrap());
            database.close().await.unwrap();
        }
        let steps = steps(&sides[0].database, &sides[1].database, sides[0].version);
        let says = |hazards: &[relata_schema::plan::Hazard], words: &str| {
            hazards.iter().any(|it| it.to_string().starts_with(words))
        };
        let is_said = steps
            .iter()
            .any(|it| says(&it.hazards, who) && says(&it.hazards, instead));
        assert!(is_said, "{new}: {steps:#?}");
    }
}
