//! The tables of the measurements.

use crate::database::{
    Action, Check, Column, Constraint, ConstraintKind, Database, Deferrable, Dependency, Domain,
    DomainCheck, Filled, ForeignKey, Index, IndexTerm, Object, Part, QualifiedName, Table, View,
};
use crate::diagnostic::Diagnostics;
use crate::source::Source;
use crate::{compile, lower};

/// The tables of the measurements, as far as a schema says them in a few words.
const SCHEMA: &str = "
    table r { id: integer primary key }
    table t {
        id: integer primary key,
        a: integer,
        b: integer?,
        v: varchar(20)?,
        x: text?,
        n: numeric(10, 2)?,
        f_id: integer?,
        w: varchar(20)?,
        e: varchar(20)?,
        c: varchar(20)?,
        u: integer?,
        unique t_s_key (u),
        index ti (a),
        index te (lower(e)),
        foreign key f_key (f_id) references r (id) on delete cascade,
    }
";

pub(super) fn public(name: &str) -> QualifiedName {
    QualifiedName {
        namespace: "public".to_owned(),
        name: name.to_owned(),
    }
}

pub(super) fn database() -> Database {
    let mut found = Diagnostics::default();
    let model = compile(&Source::one("measured", SCHEMA), &mut found);
    let mut database = lower(&model.unwrap_or_else(|| panic!("{found:?}")));
    let plain = database.tables.iter().find(|it| it.name.name == "t");
    let mut plain = plain.unwrap().clone();
    plain.constraints.clear();
    plain.indexes.retain(|it| it.name == "ti");
    let index = plain.indexes.remove(0);
    let named = |name: &str| Table {
        name: public(name),
        ..plain.clone()
    };

    // A partitioned table, a partition, the one for all others, and one that is to be a partition.
    for (name, bound) in [
        ("p", None),
        ("p1", Some("FOR VALUES FROM (0) TO (10)")),
        ("pd", Some("DEFAULT")),
        ("p2", None),
    ] {
        let part_of = bound.map(|bound| Part {
            parent: public("p"),
            bound: bound.to_owned(),
            condition: None,
            foreign_keys: Vec::new(),
        });
        database.tables.push(Table {
            part_of,
            ..named(name)
        });
    }
    for name in ["q", "e0", "par"] {
        database.tables.push(named(name));
    }
    let mut z = named("z");
    z.constraints.push(foreign_key("z_key", "f_id", "r"));
    database.tables.push(z);
    database.tables.push(named("r2"));
    for (name, materialized) in [("v", false), ("mv", true)] {
        database.views.push(View {
            name: public(name),
            materialized,
            populated: true,
            columns: Vec::new(),
            query: "SELECT id FROM t".to_owned(),
            options: Vec::new(),
            access_method: None,
            tablespace: None,
            indexes: Vec::new(),
            comment: None,
        });
    }
    database.domains = vec![
        domain("plain", Vec::new()),
        domain(
            "positive",
            vec![DomainCheck {
                name: "positive_check".to_owned(),
                condition: "VALUE > 0".to_owned(),
                valid: true,
                comment: None,
            }],
        ),
    ];
    database.dependencies.push(Dependency {
        of: Object::Column(public("t"), "d".to_owned()),
        on: Object::Type(public("positive")),
    });
    let t = database.tables.iter_mut().find(|it| it.name.name == "t");
    widen(t.unwrap(), &index);
    database
}

/// Columns of `t`, with their types, and whether an index is on them.
const COLUMNS: &[(&str, &str, bool)] = &[
    ("d", "positive", false),
    ("k", "integer", false),
    ("seen", "integer", false),
    ("both", "integer", false),
    ("s", "smallint", false),
    ("l", "bigint", false),
    ("ch", "character(10)", false),
    ("ts", "timestamp without time zone", false),
    ("tz", "timestamp with time zone", false),
    ("tz3", "timestamp(3) with time zone", false),
    ("iv", "interval(3)", false),
    ("vb", "bit varying(10)", false),
    ("ci", "cidr", false),
    ("js", "json", false),
    ("mo", "mood", false),
    ("r2_id", "character varying(20)", false),
    ("par_v", "character varying(20)", false),
    ("i_v", "character varying(20)", true),
    ("i_x", "text", true),
    ("i_n", "numeric(10,2)", true),
    ("i_ci", "cidr", true),
    ("i_ts", "timestamp without time zone", true),
    ("i_tz", "timestamp(3) with time zone", true),
    ("i_vb", "bit varying(10)", true),
];

/// Gives a table what the schema does not say.
fn widen(t: &mut Table, index: &Index) {
    for (name, ty, is_indexed) in COLUMNS {
        t.columns.push(Column {
            name: (*name).to_owned(),
            ty: (*ty).to_owned(),
            filled: Filled::No,
            ..t.columns[2].clone()
        });
        if *is_indexed {
            let mut index = Index {
                name: format!("t{name}"),
                ..index.clone()
            };
            index.elements[0].term = IndexTerm::Column((*name).to_owned());
            t.indexes.push(index);
        }
    }
    t.indexes.push(Index {
        name: "tp".to_owned(),
        predicate: Some("((par_v)::text <> ''::text)".to_owned()),
        ..index.clone()
    });
    for (name, condition) in [
        ("c_check", "((c)::text <> ''::text)"),
        ("k_check", "(k > 0)"),
        ("seen_check", "(seen IS NOT NULL)"),
        ("both_check", "((both > 0) AND (both IS NOT NULL))"),
    ] {
        t.constraints.push(Constraint::new(
            name,
            ConstraintKind::Check(Check {
                condition: condition.to_owned(),
                no_inherit: false,
            }),
        ));
    }
    t.constraints.push(foreign_key("r2_key", "r2_id", "r2"));
}

/// A foreign key to the `id` of a table.
fn foreign_key(name: &str, column: &str, target: &str) -> Constraint {
    Constraint::new(
        name,
        ConstraintKind::ForeignKey(ForeignKey {
            columns: vec![column.to_owned()],
            target: public(target),
            target_columns: vec!["id".to_owned()],
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            match_full: false,
            period: false,
            deferrable: Deferrable::No,
        }),
    )
}

fn domain(name: &str, checks: Vec<DomainCheck>) -> Domain {
    Domain {
        name: public(name),
        base: "integer".to_owned(),
        collation: None,
        not_null: false,
        not_null_name: None,
        default: None,
        checks,
        comment: None,
    }
}
