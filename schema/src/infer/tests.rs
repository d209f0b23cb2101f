//! What PostgreSQL 15 said of random expressions over columns of all types: `pg_typeof`, and whether an index takes it.
//!
//! `accepted.txt` is a sample of those that it accepts. None may be refused, and what is inferred has to be so.

use super::{Volatility, World};
use crate::diagnostic::Diagnostics;
use crate::model::{ExprKind, Model};
use crate::source::Source;
use crate::{resolve, syntax};

const TABLE: &str = r#"
    postgres 15;
    enum mood { good, bad }
    enum state { open, shut }
    domain word: text;
    table samples {
        id: bigint primary key identity,
        bo: boolean, si: smallint, i: integer, bi: bigint, re: real, d: double, nu: numeric(12, 2), mo: money,
        te: text, vc: varchar(20), ch: char(5), by: bytea, uu: uuid,
        tz: timestamptz, ts: timestamp, da: date, ti: time, tt: timetz, iv: interval,
        js: json, jb: jsonb, ine: inet, ci: cidr, ma: macaddr,
        r4: int4range, r8: int8range, rn: numrange, rts: tsrange, rtz: tstzrange, rd: daterange, tv: tsvector,
        ia: integer[], ta: text[], na: numeric(5, 2)[], ua: uuid[], mood: mood, state: state, w: word,
        ma2: mood[], ra: int4range[],
        check sample ((@) is null),
    }
"#;

#[test]
fn what_postgresql_accepts_is_typed_as_it_does() {
    let mut wrong = String::new();
    for line in include_str!("tests/accepted.txt").lines() {
        let words: Vec<&str> = line.splitn(3, '\t').collect();
        let [ty, volatility, text] = words[..] else {
            panic!("{line}");
        };
        let model = model(text);
        let table = &model.tables[0];
        let ExprKind::Is { operand, .. } = &table.checks[0].condition.kind else {
            panic!("{line}");
        };
        let world = World::of(&model);
        let inferred = world.infer(operand, &table.columns, None);
        let is_stable = inferred
            .unstable
            .iter()
            .any(|it| it.volatility > Volatility::Immutable);
        let found = format!(
            "{}\t{}\t{text}",
            world.bare(inferred.ty),
            if is_stable { "stable" } else { "immutable" }
        );
        // What is not known is no mistake; what is refused or said otherwise is.
        let is_unknown = found.starts_with("a value");
        if !inferred.problems.is_empty() || !is_unknown && found != line {
            wrong.push_str(&format!(
                "{found}\n    PostgreSQL: {ty} {volatility} {:?}\n",
                inferred.problems
            ));
        }
    }
    assert_eq!(wrong, "");
}

fn model(text: &str) -> Model {
    let source = Source::one("sample", TABLE.replace('@', text));
    let mut found = Diagnostics::default();
    let file = syntax::parse(&source, &mut found);
    let resolved = resolve::resolve(&file, &mut found);
    assert!(!found.has_errors(), "{text}: {:?}", found.list);
    resolved.model
}
