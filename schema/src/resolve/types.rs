//! From the words of a type to the type.

use super::scope::{Declared, Scope};
use super::suggest;
use crate::diagnostic::Diagnostics;
use crate::model::types::Array;
use crate::model::{Scalar, Type};
use crate::source::Span;
use crate::syntax::{self, QualifiedName, TypeArgument};

pub(super) const UNKNOWN: &str = "unknown_type";

/// What a column or domain holds, and whether it can be NULL; `None` after an error.
pub(super) fn resolve(
    written: &syntax::Type,
    scope: &Scope<'_>,
    home: Option<&str>,
    found: &mut Diagnostics,
) -> Option<(Type, bool)> {
    let mut arguments = Vec::new();
    for argument in &written.arguments {
        match argument {
            TypeArgument::Integer(integer) => arguments.push(integer.value),
            TypeArgument::Name(name) => {
                found
                    .error(
                        "wrong_arity",
                        name.span,
                        format!("`{}` takes no word as argument", written.name.name.text),
                    )
                    .help("types with words as arguments are not supported yet");
                return None;
            }
        }
    }
    let scalar = scalar(&written.name, &arguments, written.span, scope, home, found)?;
    Some(match written.array {
        None => (Type::of(scalar), written.nullable.is_some()),
        Some(array) => {
            let ty = Type {
                scalar,
                array: Some(Array {
                    nullable_elements: written.nullable.is_some(),
                }),
            };
            (ty, array.nullable.is_some())
        }
    })
}

/// The type of a name with its arguments; `None` after an error.
pub(super) fn scalar(
    name: &QualifiedName,
    arguments: &[i64],
    span: Span,
    scope: &Scope<'_>,
    home: Option<&str>,
    found: &mut Diagnostics,
) -> Option<Scalar> {
    let word = name.name.text.as_str();
    // The parser has said that a type is missing.
    if word.is_empty() {
        return None;
    }
    if name.namespace.is_none()
        && let Some(built_in) = built_in(word, arguments)
    {
        return match built_in {
            Ok(scalar) => Some(scalar),
            Err(wanted) => {
                found
                    .error("wrong_arity", span, wanted)
                    .help(format!("for example `{}`", example(word)));
                None
            }
        };
    }

    let declared = scope.look_up(name, home, found).ok()?;
    let scalar = match declared {
        Some(Declared::Enum(id)) => Scalar::Enum(id),
        Some(Declared::Domain(id)) => Scalar::Domain(id),
        Some(Declared::Table(_) | Declared::View(_)) => {
            found
                .error(
                    UNKNOWN,
                    name.span(),
                    format!("`{word}` is a table, and no type"),
                )
                .help(format!(
                    "to refer to a row of it, write `references {word}`"
                ));
            return None;
        }
        None => {
            if let Some(error) = old_word(word).filter(|_| name.namespace.is_none()) {
                error.report(name.name.span, found);
                return None;
            }
            let mut names = scope.names(home, |declared| {
                matches!(declared, Declared::Enum(_) | Declared::Domain(_))
            });
            names.extend(WORDS.iter().map(|&word| word.to_owned()));
            let help = suggest::did_you_mean(word, names.iter().map(String::as_str));
            let error = found.error(UNKNOWN, name.span(), format!("there is no type `{word}`"));
            if let Some(help) = help {
                error.help(help);
            }
            return None;
        }
    };
    if !arguments.is_empty() {
        found
            .error("wrong_arity", span, format!("`{word}` takes no arguments"))
            .help(format!("write `{word}`"));
        return None;
    }
    Some(scalar)
}

/// Whether a schema can write the word for a type.
pub(super) fn is_word(word: &str) -> bool {
    WORDS.contains(&word)
}

/// Whether PostgreSQL or this language gives the word a meaning as a type.
pub(super) fn is_built_in(word: &str) -> bool {
    WORDS.contains(&word)
        || matches!(
            word,
            "int"
                | "int2"
                | "int4"
                | "int8"
                | "bool"
                | "float"
                | "float4"
                | "float8"
                | "decimal"
                | "dec"
                | "character"
                | "bpchar"
                | "nchar"
        )
        || matches!(old_word(word), Some(OldWord::NotYet(_)))
}

/// The words that a schema can write.
const WORDS: &[&str] = &[
    "boolean",
    "smallint",
    "integer",
    "bigint",
    "real",
    "double",
    "numeric",
    "money",
    "text",
    "citext",
    "varchar",
    "char",
    "bytea",
    "uuid",
    "timestamptz",
    "timestamp",
    "date",
    "time",
    "timetz",
    "interval",
    "json",
    "jsonb",
    "inet",
    "cidr",
    "macaddr",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "tsvector",
    "hstore",
    "ltree",
    "vector",
];

/// The type of a word; the error says what arguments it takes.
fn built_in(word: &str, arguments: &[i64]) -> Option<Result<Scalar, String>> {
    let plain = match word {
        "boolean" => Scalar::Boolean,
        "smallint" => Scalar::SmallInt,
        "integer" => Scalar::Integer,
        "bigint" => Scalar::BigInt,
        "real" => Scalar::Real,
        "double" => Scalar::Double,
        "money" => Scalar::Money,
        "text" => Scalar::Text,
        "citext" => Scalar::Citext,
        "bytea" => Scalar::Bytea,
        "uuid" => Scalar::Uuid,
        "date" => Scalar::Date,
        "interval" => Scalar::Interval,
        "json" => Scalar::Json,
        "jsonb" => Scalar::Jsonb,
        "inet" => Scalar::Inet,
        "cidr" => Scalar::Cidr,
        "macaddr" => Scalar::Macaddr,
        "int4range" => Scalar::Int4Range,
        "int8range" => Scalar::Int8Range,
        "numrange" => Scalar::NumRange,
        "tsrange" => Scalar::TsRange,
        "tstzrange" => Scalar::TstzRange,
        "daterange" => Scalar::DateRange,
        "tsvector" => Scalar::Tsvector,
        "hstore" => Scalar::Hstore,
        "ltree" => Scalar::Ltree,
        "numeric" => return Some(numeric(arguments)),
        "varchar" => return Some(sized(word, arguments, 10_485_760, Scalar::Varchar)),
        "char" => return Some(sized(word, arguments, 10_485_760, Scalar::Char)),
        "vector" => return Some(sized(word, arguments, 16_000, Scalar::Vector)),
        "timestamptz" => return Some(timed(word, arguments, Scalar::Timestamptz)),
        "timestamp" => return Some(timed(word, arguments, Scalar::Timestamp)),
        "time" => return Some(timed(word, arguments, Scalar::Time)),
        "timetz" => return Some(timed(word, arguments, Scalar::Timetz)),
        _ => return None,
    };
    Some(if arguments.is_empty() {
        Ok(plain)
    } else {
        Err(format!("`{word}` takes no arguments"))
    })
}

fn numeric(arguments: &[i64]) -> Result<Scalar, String> {
    let (precision, scale) = match *arguments {
        [] => return Ok(Scalar::Numeric(None)),
        [precision] => (precision, 0),
        [precision, scale] => (precision, scale),
        _ => {
            return Err(
                "`numeric` takes a number of digits, and how many stand after the point".into(),
            );
        }
    };
    match (u16::try_from(precision), i16::try_from(scale)) {
        (Ok(precision @ 1..=1000), Ok(scale @ -1000..=1000)) => {
            Ok(Scalar::Numeric(Some((precision, scale))))
        }
        _ => Err(
            "`numeric` takes 1 to 1000 digits, of which -1000 to 1000 stand after the point".into(),
        ),
    }
}

fn sized(
    word: &str,
    arguments: &[i64],
    most: u32,
    scalar: fn(Option<u32>) -> Scalar,
) -> Result<Scalar, String> {
    match *arguments {
        [] => Ok(scalar(None)),
        [size] => u32::try_from(size)
            .ok()
            .filter(|size| (1..=most).contains(size))
            .map(|size| scalar(Some(size)))
            .ok_or_else(|| format!("`{word}` takes a length from 1 to {most}")),
        _ => Err(format!("`{word}` takes one length")),
    }
}

fn timed(
    word: &str,
    arguments: &[i64],
    scalar: fn(Option<u8>) -> Scalar,
) -> Result<Scalar, String> {
    match *arguments {
        [] => Ok(scalar(None)),
        [digits] => u8::try_from(digits)
            .ok()
            .filter(|digits| *digits <= 6)
            .map(|digits| scalar(Some(digits)))
            .ok_or_else(|| format!("`{word}` keeps 0 to 6 digits of a second")),
        _ => Err(format!("`{word}` takes one number of digits")),
    }
}

fn example(word: &str) -> String {
    match word {
        "numeric" => "numeric(12, 2)".to_owned(),
        "varchar" | "char" => format!("{word}(80)"),
        "vector" => "vector(384)".to_owned(),
        "timestamptz" | "timestamp" | "time" | "timetz" => format!("{word}(3)"),
        word => word.to_owned(),
    }
}

/// Reports a word that this language does not use for a type; whether it was one.
pub(super) fn refuse_old_word(word: &str, at: Span, found: &mut Diagnostics) -> bool {
    match old_word(word) {
        Some(error @ (OldWord::Alias(_) | OldWord::Serial(_))) => {
            error.report(at, found);
            true
        }
        Some(OldWord::NotYet(_)) | None => false,
    }
}

/// A word for a type that this language does not use.
enum OldWord {
    /// Another word for the type.
    Alias(&'static str),
    /// `serial` and its like; the type beneath.
    Serial(&'static str),
    /// A type of PostgreSQL's that cannot be said yet.
    NotYet(String),
}

impl OldWord {
    fn report(&self, at: Span, found: &mut Diagnostics) {
        match self {
            Self::Alias(word) => {
                found
                    .error(UNKNOWN, at, format!("this type is written `{word}` here"))
                    .help(format!("write `{word}`"));
            }
            Self::Serial(word) => {
                found
                    .error(
                        "serial",
                        at,
                        "`serial` is no type: it makes a sequence that the table does not own",
                    )
                    .help(format!("write `{word} identity`"));
            }
            Self::NotYet(word) => {
                found.error("not_yet", at, format!("a column cannot be `{word}` yet"));
            }
        }
    }
}

fn old_word(word: &str) -> Option<OldWord> {
    let lower = word.to_ascii_lowercase();
    Some(match lower.as_str() {
        "int" | "int4" | "i32" | "mediumint" => OldWord::Alias("integer"),
        "int2" | "i16" | "tinyint" => OldWord::Alias("smallint"),
        "int8" | "i64" | "long" => OldWord::Alias("bigint"),
        "bool" => OldWord::Alias("boolean"),
        "float4" | "f32" => OldWord::Alias("real"),
        "float" | "float8" | "f64" | "double_precision" => OldWord::Alias("double"),
        "decimal" | "dec" | "number" => OldWord::Alias("numeric(12, 2)"),
        "string" | "str" | "clob" | "longtext" | "mediumtext" | "nvarchar" => {
            OldWord::Alias("text")
        }
        "character" | "bpchar" | "nchar" => OldWord::Alias("char"),
        "blob" | "binary" | "varbinary" => OldWord::Alias("bytea"),
        "guid" => OldWord::Alias("uuid"),
        "datetime" => OldWord::Alias("timestamptz"),
        "serial" | "serial4" => OldWord::Serial("integer"),
        "bigserial" | "serial8" => OldWord::Serial("bigint"),
        "smallserial" | "serial2" => OldWord::Serial("smallint"),
        "xml" | "bit" | "varbit" | "point" | "line" | "lseg" | "box" | "path" | "polygon"
        | "circle" | "tsquery" | "macaddr8" | "pg_lsn" | "oid" | "name" | "jsonpath"
        | "int4multirange" | "int8multirange" | "nummultirange" | "tsmultirange"
        | "tstzmultirange" | "datemultirange" | "geography" | "geometry" | "halfvec"
        | "sparsevec" => OldWord::NotYet(lower),
        _ if WORDS.contains(&lower.as_str()) && word != lower => {
            let position = WORDS.iter().position(|&known| known == lower)?;
            OldWord::Alias(WORDS[position])
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn another_word_is_translated() {
        check(
            r##"
                table things {
                    id: int8 primary key identity,
                    a: bool,
                    b: float8?,
                    c: String,
                    d: datetime,
                    e: TEXT,
                    f: decimal,
                    g: serial,
                }
            "##,
            expect![[r#"
                error[unknown_type]: this type is written `bigint` here
                 --> schema.relata:3:25
                  |
                3 |                     id: int8 primary key identity,
                  |                         ^^^^
                  |
                  = help: write `bigint`
                error[unknown_type]: this type is written `boolean` here
                 --> schema.relata:4:24
                  |
                4 |                     a: bool,
                  |                        ^^^^
                  |
                  = help: write `boolean`
                error[unknown_type]: this type is written `double` here
                 --> schema.relata:5:24
                  |
                5 |                     b: float8?,
                  |                        ^^^^^^
                  |
                  = help: write `double`
                error[unknown_type]: this type is written `text` here
                 --> schema.relata:6:24
                  |
                6 |                     c: String,
                  |                        ^^^^^^
                  |
                  = help: write `text`
                error[unknown_type]: this type is written `timestamptz` here
                 --> schema.relata:7:24
                  |
                7 |                     d: datetime,
                  |                        ^^^^^^^^
                  |
                  = help: write `timestamptz`
                error[unknown_type]: this type is written `text` here
                 --> schema.relata:8:24
                  |
                8 |                     e: TEXT,
                  |                        ^^^^
                  |
                  = help: write `text`
                error[unknown_type]: this type is written `numeric(12, 2)` here
                 --> schema.relata:9:24
                  |
                9 |                     f: decimal,
                  |                        ^^^^^^^
                  |
                  = help: write `numeric(12, 2)`
                error[serial]: `serial` is no type: it makes a sequence that the table does not own
                  --> schema.relata:10:24
                   |
                10 |                     g: serial,
                   |                        ^^^^^^
                   |
                   = help: write `integer identity`
            "#]],
        );
    }

    #[test]
    fn a_slip_is_found() {
        check(
            r##"
                enum mood { happy, sad }
                table things { id: bigint primary key identity, a: moood, b: txet, c: quite_another, d: mood }
            "##,
            expect![[r#"
                error[unknown_type]: there is no type `moood`
                 --> schema.relata:3:68
                  |
                3 |                 table things { id: bigint primary key identity, a: moood, b: txet, c: quite_another, d: mood }
                  |                                                                    ^^^^^
                  |
                  = help: did you mean `mood`?
                error[unknown_type]: there is no type `txet`
                 --> schema.relata:3:78
                  |
                3 |                 table things { id: bigint primary key identity, a: moood, b: txet, c: quite_another, d: mood }
                  |                                                                              ^^^^
                  |
                  = help: did you mean `text`?
                error[unknown_type]: there is no type `quite_another`
                 --> schema.relata:3:87
                  |
                3 |                 table things { id: bigint primary key identity, a: moood, b: txet, c: quite_another, d: mood }
                  |                                                                                       ^^^^^^^^^^^^^
            "#]],
        );
    }

    #[test]
    fn arguments_are_counted() {
        check(
            r##"
                table things {
                    id: bigint primary key identity,
                    a: integer(4),
                    b: numeric(0, 2),
                    c: numeric(1, 2, 3),
                    d: timestamptz(7),
                    e: varchar(0),
                    f: mood(3),
                }
                enum mood { happy }
            "##,
            expect![[r#"
                error[wrong_arity]: `integer` takes no arguments
                 --> schema.relata:4:24
                  |
                4 |                     a: integer(4),
                  |                        ^^^^^^^^^^
                  |
                  = help: for example `integer`
                error[wrong_arity]: `numeric` takes 1 to 1000 digits, of which -1000 to 1000 stand after the point
                 --> schema.relata:5:24
                  |
                5 |                     b: numeric(0, 2),
                  |                        ^^^^^^^^^^^^^
                  |
                  = help: for example `numeric(12, 2)`
                error[wrong_arity]: `numeric` takes a number of digits, and how many stand after the point
                 --> schema.relata:6:24
                  |
                6 |                     c: numeric(1, 2, 3),
                  |                        ^^^^^^^^^^^^^^^^
                  |
                  = help: for example `numeric(12, 2)`
                error[wrong_arity]: `timestamptz` keeps 0 to 6 digits of a second
                 --> schema.relata:7:24
                  |
                7 |                     d: timestamptz(7),
                  |                        ^^^^^^^^^^^^^^
                  |
                  = help: for example `timestamptz(3)`
                error[wrong_arity]: `varchar` takes a length from 1 to 10485760
                 --> schema.relata:8:24
                  |
                8 |                     e: varchar(0),
                  |                        ^^^^^^^^^^
                  |
                  = help: for example `varchar(80)`
                error[wrong_arity]: `mood` takes no arguments
                 --> schema.relata:9:24
                  |
                9 |                     f: mood(3),
                  |                        ^^^^^^^
                  |
                  = help: write `mood`
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_done_yet_says_so() {
        check(
            r##"
                table things { id: bigint primary key identity, a: xml, b: point[]? }
            "##,
            expect![[r#"
                error[not_yet]: a column cannot be `xml` yet
                 --> schema.relata:2:68
                  |
                2 |                 table things { id: bigint primary key identity, a: xml, b: point[]? }
                  |                                                                    ^^^
                error[not_yet]: a column cannot be `point` yet
                 --> schema.relata:2:76
                  |
                2 |                 table things { id: bigint primary key identity, a: xml, b: point[]? }
                  |                                                                            ^^^^^
            "#]],
        );
    }

    #[test]
    fn a_table_is_no_type() {
        check(
            r##"
                table users { id: bigint primary key identity }
                table posts { id: bigint primary key identity, author: users }
            "##,
            expect![[r#"
                error[unknown_type]: `users` is a table, and no type
                 --> schema.relata:3:72
                  |
                3 |                 table posts { id: bigint primary key identity, author: users }
                  |                                                                        ^^^^^
                  |
                  = help: to refer to a row of it, write `references users`
            "#]],
        );
    }
}
