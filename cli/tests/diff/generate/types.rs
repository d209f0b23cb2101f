//! Types: PostgreSQL's own, those of extensions, enums, domains and composite types.

use super::dice::Dice;
use super::name::{Place, literal, quoted};
use super::{Id, Schema, comment};

/// What can be said of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Integer,
    Number,
    Text,
    Boolean,
    Time,
    Date,
    Interval,
    Uuid,
    Json,
    Bytes,
    Range,
    Inet,
    Vector,
    Array,
    Enum,
    Composite,
    Other,
}

pub(super) struct Plain {
    pub(super) sql: &'static str,
    extension: Option<&'static str>,
    class: Class,
}

const fn plain(sql: &'static str, class: Class) -> Plain {
    Plain {
        sql,
        extension: None,
        class,
    }
}

const fn brought(extension: &'static str, class: Class) -> Plain {
    Plain {
        sql: extension,
        extension: Some(extension),
        class,
    }
}

pub(super) static PLAIN: [Plain; 36] = [
    plain("integer", Class::Integer),
    plain("bigint", Class::Integer),
    plain("smallint", Class::Integer),
    plain("text", Class::Text),
    plain("character varying(20)", Class::Text),
    plain("character varying(60)", Class::Text),
    plain("character varying", Class::Text),
    plain("character(12)", Class::Text),
    plain("numeric(10,2)", Class::Number),
    plain("numeric", Class::Number),
    plain("double precision", Class::Number),
    plain("real", Class::Number),
    plain("boolean", Class::Boolean),
    plain("timestamp with time zone", Class::Time),
    plain("timestamp(3) without time zone", Class::Time),
    plain("date", Class::Date),
    plain("uuid", Class::Uuid),
    plain("jsonb", Class::Json),
    plain("json", Class::Other),
    plain("text[]", Class::Array),
    plain("integer[]", Class::Array),
    plain("bytea", Class::Bytes),
    plain("interval", Class::Interval),
    plain("int4range", Class::Range),
    plain("daterange", Class::Range),
    plain("tsvector", Class::Vector),
    plain("inet", Class::Inet),
    plain("cidr", Class::Inet),
    plain("time without time zone", Class::Other),
    plain("money", Class::Other),
    plain("bit(4)", Class::Other),
    plain("macaddr", Class::Other),
    plain("point", Class::Other),
    plain("name", Class::Other),
    brought("citext", Class::Text),
    brought("hstore", Class::Other),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ty {
    /// One of [`PLAIN`].
    Plain(usize),
    User(Id),
    Array(Id),
}

#[derive(Clone)]
pub(super) struct UserType {
    pub(super) id: Id,
    pub(super) place: Place,
    pub(super) kind: Kind,
    pub(super) comment: Option<String>,
}

#[derive(Clone)]
pub(super) enum Kind {
    Enum(Vec<String>),
    Domain(Domain),
    Composite(Vec<Attribute>),
}

#[derive(Clone)]
pub(super) struct Domain {
    pub(super) base: Ty,
    pub(super) collation: Option<&'static str>,
    pub(super) not_null: bool,
    pub(super) default: Option<usize>,
    pub(super) checks: Vec<DomainCheck>,
}

#[derive(Clone)]
pub(super) struct DomainCheck {
    pub(super) name: String,
    pub(super) number: usize,
    pub(super) valid: bool,
    pub(super) comment: Option<String>,
}

#[derive(Clone)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) ty: Ty,
    pub(super) collation: Option<&'static str>,
    pub(super) comment: Option<String>,
}

pub(super) fn collation(dice: &mut Dice) -> Option<&'static str> {
    dice.one_in(5).then(|| dice.pick(&["\"C\"", "\"POSIX\""]))
}

impl Schema {
    pub(super) fn ty(&self, dice: &mut Dice) -> Ty {
        if dice.one_in(3)
            && let Some(it) = dice.place(&self.types)
        {
            let id = self.types[it].id;
            return if dice.one_in(5) {
                Ty::Array(id)
            } else {
                Ty::User(id)
            };
        }
        if dice.one_in(3) {
            return Ty::Plain(dice.below(4));
        }
        Ty::Plain(dice.below(PLAIN.len()))
    }

    pub(super) fn add_type(&mut self, dice: &mut Dice) {
        let id = self.number();
        let kind = match dice.below(3) {
            0 => {
                let count = 2 + dice.below(4);
                Kind::Enum((0..count).map(|_| self.label(dice)).collect())
            }
            1 => {
                let base = if dice.one_in(2) {
                    Ty::Plain(dice.pick(&[0, 1, 3, 4, 8, 12, 15, 34]))
                } else {
                    self.ty(dice)
                };
                let mut domain = Domain {
                    base,
                    collation: collation(dice),
                    not_null: dice.one_in(5),
                    default: dice.one_in(3).then(|| dice.below(3)),
                    checks: Vec::new(),
                };
                for _ in 0..dice.below(3) {
                    domain.checks.push(self.domain_check(dice));
                }
                Kind::Domain(domain)
            }
            _ => {
                let count = 1 + dice.below(3);
                Kind::Composite((0..count).map(|_| self.attribute(dice)).collect())
            }
        };
        let place = self.place(dice, "y");
        self.types.push(UserType {
            id,
            place,
            kind,
            comment: comment(dice),
        });
    }

    pub(super) fn label(&mut self, dice: &mut Dice) -> String {
        let number = self.number();
        match dice.below(8) {
            0 => format!("it's {number}"),
            1 => format!("\u{1f418}{number}"),
            2 => format!("L {number}"),
            _ => format!("l{number}"),
        }
    }

    pub(super) fn domain_check(&mut self, dice: &mut Dice) -> DomainCheck {
        DomainCheck {
            name: self.name(dice, "dk"),
            number: 1000 + dice.below(9),
            valid: !dice.one_in(4),
            comment: comment(dice),
        }
    }

    pub(super) fn attribute(&mut self, dice: &mut Dice) -> Attribute {
        Attribute {
            name: self.name(dice, "a"),
            ty: self.ty(dice),
            collation: collation(dice),
            comment: comment(dice),
        }
    }

    /// A type that is there, by its place in the list: it is made of what stands before it.
    pub(super) fn user_type(&self, id: Id) -> Option<(usize, &UserType)> {
        let at = self.types.iter().position(|it| it.id == id)?;
        let it = &self.types[at];
        if let Kind::Domain(domain) = &it.kind {
            self.type_before(domain.base, at)?;
        }
        Some((at, it))
    }

    pub(super) fn type_sql(&self, ty: Ty) -> Option<String> {
        self.type_before(ty, self.types.len())
    }

    pub(super) fn type_before(&self, ty: Ty, end: usize) -> Option<String> {
        let user = |id: Id| {
            let (at, it) = self.user_type(id)?;
            (at < end).then(|| self.full(&it.place))
        };
        match ty {
            Ty::Plain(at) => {
                let it = &PLAIN[at];
                match it.extension {
                    Some(extension) => Some(format!("{}.{}", self.extension(extension)?, it.sql)),
                    None => Some(it.sql.to_owned()),
                }
            }
            Ty::User(id) => user(id),
            Ty::Array(id) => Some(format!("{}[]", user(id)?)),
        }
    }

    pub(super) fn class(&self, ty: Ty) -> Class {
        match ty {
            Ty::Plain(at) => PLAIN[at].class,
            Ty::Array(_) => Class::Array,
            Ty::User(id) => match self.types.iter().find(|it| it.id == id).map(|it| &it.kind) {
                Some(Kind::Enum(_)) => Class::Enum,
                Some(Kind::Domain(it)) => self.class(it.base),
                Some(Kind::Composite(_)) => Class::Composite,
                None => Class::Other,
            },
        }
    }

    /// Whether the type's values can be sorted by a collation.
    pub(super) fn is_collatable(&self, ty: Ty) -> bool {
        self.class(ty) == Class::Text
    }

    /// Whether two values, or two elements of an array, can be compared.
    pub(super) fn can_be_sorted(&self, ty: Ty) -> bool {
        match ty {
            Ty::Plain(at) => !matches!(PLAIN[at].sql, "json" | "point"),
            Ty::User(id) | Ty::Array(id) => match self.user_type(id).map(|(at, it)| (at, &it.kind))
            {
                Some((_, Kind::Domain(it))) => self.can_be_sorted(it.base),
                // One of a type that comes later, or of its own, is left out.
                Some((at, Kind::Composite(attributes))) => attributes
                    .iter()
                    .filter(|it| self.type_before(it.ty, at).is_some())
                    .all(|it| self.can_be_sorted(it.ty)),
                Some((_, Kind::Enum(_))) | None => true,
            },
        }
    }

    fn labels(&self, ty: Ty) -> Option<&[String]> {
        let Ty::User(id) = ty else { return None };
        match &self.user_type(id)?.1.kind {
            Kind::Enum(labels) => Some(labels),
            Kind::Domain(it) => self.labels(it.base),
            Kind::Composite(_) => None,
        }
    }

    pub(super) fn default_sql(&self, ty: Ty, kind: usize) -> Option<String> {
        if let Some(labels) = self.labels(ty) {
            return Some(literal(&labels[kind % labels.len()]));
        }
        let is_plain = matches!(ty, Ty::Plain(_));
        Some(
            match self.class(ty) {
                Class::Integer | Class::Number => ["0", "1 + 2", "42"][kind],
                Class::Text => ["''", "'it''s'", "lower('X')"][kind],
                Class::Boolean => ["true", "false", "NULL::boolean IS NULL"][kind],
                Class::Time => ["now()", "CURRENT_TIMESTAMP", "'2024-01-01 00:00:00'"][kind],
                Class::Date => ["CURRENT_DATE", "'2024-02-03'", "now()::date"][kind],
                Class::Uuid => "gen_random_uuid()",
                Class::Json => ["'{}'", "'[1, 2]'", "jsonb_build_object('a', 1)"][kind],
                Class::Array => "'{}'",
                Class::Interval => "'1 day'",
                Class::Range => "'empty'",
                Class::Vector if is_plain => "'a b'",
                _ => return None,
            }
            .to_owned(),
        )
    }

    pub(super) fn types_sql(&self, text: &mut String, comments: &mut String) {
        for (at, it) in self.types.iter().enumerate() {
            if self.user_type(it.id).is_none() {
                continue;
            }
            let name = self.full(&it.place);
            let kind = match &it.kind {
                Kind::Enum(labels) => {
                    let labels: Vec<String> = labels.iter().map(|it| literal(it)).collect();
                    text.push_str(&format!(
                        "CREATE TYPE {name} AS ENUM ({});\n",
                        labels.join(", ")
                    ));
                    "TYPE"
                }
                Kind::Domain(domain) => {
                    self.domain_sql(at, &name, domain, text, comments);
                    "DOMAIN"
                }
                Kind::Composite(attributes) => {
                    self.composite_sql(at, &name, attributes, text, comments);
                    "TYPE"
                }
            };
            note(comments, kind, &name, it.comment.as_ref());
        }
    }

    fn domain_sql(
        &self,
        at: usize,
        name: &str,
        domain: &Domain,
        text: &mut String,
        comments: &mut String,
    ) {
        let Some(base) = self.type_before(domain.base, at) else {
            return;
        };
        text.push_str(&format!("CREATE DOMAIN {name} AS {base}"));
        if let Some(collation) = domain.collation
            && self.is_collatable(domain.base)
        {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(default) = domain
            .default
            .and_then(|it| self.default_sql(domain.base, it))
        {
            text.push_str(&format!(" DEFAULT ({default})"));
        }
        if domain.not_null {
            text.push_str(" NOT NULL");
        }
        text.push_str(";\n");
        for check in &domain.checks {
            let number = check.number;
            let condition = match self.class(domain.base) {
                Class::Integer | Class::Number => format!("VALUE > -{number}"),
                Class::Text => format!("length(VALUE::text) < {number}"),
                Class::Date | Class::Time => format!("VALUE > '{number}-01-01'"),
                _ => format!("VALUE IS NULL OR VALUE IS NOT NULL OR {number} > 0"),
            };
            let validity = if check.valid { "" } else { " NOT VALID" };
            let check_name = quoted(&check.name);
            text.push_str(&format!(
                "ALTER DOMAIN {name} ADD CONSTRAINT {check_name} CHECK ({condition}){validity};\n"
            ));
            let on = format!("{check_name} ON DOMAIN {name}");
            note(comments, "CONSTRAINT", &on, check.comment.as_ref());
        }
    }

    fn composite_sql(
        &self,
        at: usize,
        name: &str,
        attributes: &[Attribute],
        text: &mut String,
        comments: &mut String,
    ) {
        let mut lines = Vec::new();
        for it in attributes {
            let Some(ty) = self.type_before(it.ty, at) else {
                continue;
            };
            let attribute = quoted(&it.name);
            let collation = match it.collation {
                Some(collation) if self.is_collatable(it.ty) => format!(" COLLATE {collation}"),
                _ => String::new(),
            };
            lines.push(format!("{attribute} {ty}{collation}"));
            let on = format!("{name}.{attribute}");
            note(comments, "COLUMN", &on, it.comment.as_ref());
        }
        text.push_str(&format!("CREATE TYPE {name} AS ({});\n", lines.join(", ")));
    }
}

/// `COMMENT ON`, where there is one.
pub(super) fn note(comments: &mut String, kind: &str, on: &str, comment: Option<&String>) {
    if let Some(comment) = comment {
        comments.push_str(&format!(
            "COMMENT ON {kind} {on} IS {};\n",
            literal(comment)
        ));
    }
}
