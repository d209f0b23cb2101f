//! Everything that the grammar has.

use expect_test::expect;

use super::check_outline;

#[test]
fn all_items() {
    check_outline(
        r#"
//! Everything.
postgres 15;
extension citext;
extension "uuid-ossp";
namespace billing;
allow float_money because "imported";
/// Where it stands.
enum status { active, "PG-13" as Pg13 was "PG13", as as As, was, r#enum was old, }
enum billing.kind as Kind was kinds: text { a, b }
domain email: citext check valid (value ~ r"^.+@.+$") = "a@b" as crate::Email was mail allow bounded_text because "x";
domain billing.amount: numeric(12, 2);
table billing.invoices as Invoice was bills partition by range (at, (a + b)) with (fillfactor = 70, x = off, y = "z", n = -1) { id: uuid }
view recent as Recent was newest { id: uuid, index (id) } = sql "SELECT 1";
materialized view totals { id: uuid? } = sql r"SELECT 1";
sql touch before tables "CREATE" drop "DROP";
sql policy "CREATE";
table empty {}
"#,
        expect![[r#"


            postgres
            extension
            extension
            namespace
            allow
            enum status: active, PG-13, as, was, enum
            enum kind: a, b
            domain
            domain
            invoices: id+0
            recent: id+0, (index)
            totals: id+0
            sql
            sql
            empty: "#]],
    );
}

#[test]
fn all_modifiers() {
    check_outline(
        r#"
table t {
    a: bigint primary key identity by default (start = 1000, increment = -1) newtype AId,
    b: numeric(12, -2)?[]? collate "C" unique nulls not distinct = 1 check b_ok (b > 0) was old version,
    c: jsonb?= "{}" as Vec<Vec<crate::A>> allow plain_json because "x",
    d: text[]?= "{}" as ::std::collections::BTreeMap<String, Vec<u8>>= 1,
    e: references billing.users (id, x)? with tenant_id on delete set null (e) on update cascade
        deferrable initially deferred match full inverse things many others as manager,
    last: text,
    f: references users with (a, b) on delete no action on update set default deferrable,
    g: text generated (lower(a)) unique nulls distinct,
    h: timestamptz = now() on update now(),
    i: geography(Point, 4326),
    primary key t_key (a, b) include (c) deferrable,
    unique t_ab (a, b,) nulls not distinct include (c) deferrable initially deferred allow redundant_unique because "x",
    unique index t_lower using btree (lower(a) text_pattern_ops desc nulls first) include (b) nulls not distinct where a is not null with (fillfactor = 70) was old allow x because "y",
    index (a asc nulls last, b gist_trgm_ops (siglen = 32), a -> "x", (a + b)),
    check t_ok (a > b) allow x because "y" allow z because "y",
    foreign key t_fk (a, b) references billing.x (c, d) as reviewer on delete restrict on update no action inverse y many z match full deferrable allow x because "y",
    exclude t_ex using gist (room with =, tstzrange(a, b) with &&, c gist_ops desc with -|-) where a > 1 deferrable allow x because "y",
    allow no_primary_key because "log",
    index index_name (a), index using gin (a),
}
"#,
        expect![[r#"


            t: a+3, b+5, c+3, d+3, e+7, last+0, f+3, g+2, h+2, i+0, (key), (unique), (index), (index), (constraint), (constraint), (constraint), (constraint), (index), (index)"#]],
    );
}

#[test]
fn columns_called_like_words() {
    check_outline(
        r#"
table table {
    index: text, check: text, unique: text, order: text, type: text, table: text,
    primary: text, allow: text, where: text, references: text, foreign: text,
    case: text = "x" check (r#case <> "" and "type" <> "y"),
    as: text, on: text, not: text, null: text, version: version version, self_: text,
    references: references references,
    like: text = "x"
    , and: text = 1
}
table allow { extension: text, enum: text check (enum.table > table) }
"#,
        expect![[r#"


    table: index+0, check+0, unique+0, order+0, type+0, table+0, primary+0, allow+0, where+0, references+0, foreign+0, case+2, as+0, on+0, not+0, null+0, version+1, self_+0, references+0, like+1, and+1
    allow: extension+0, enum+1"#]],
    );
}
