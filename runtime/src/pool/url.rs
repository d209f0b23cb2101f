//! A database's URL, of which no error says anything that a password may stand in.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;

/// What the parser of URLs says; what others say may quote the text.
const KNOWN: [&str; 8] = [
    "empty host",
    "invalid international domain name",
    "invalid port number",
    "invalid IPv4 address",
    "invalid IPv6 address",
    "invalid domain character",
    "relative URL without a base",
    "URLs more than 4 GB are not supported",
];

/// How to connect, or what is wrong with the text.
pub(super) fn parse(text: &str) -> Result<PgConnectOptions, &'static str> {
    if text.is_empty() {
        return Err("it is empty");
    }
    if !["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
    {
        return Err("it does not begin with `postgres://`");
    }
    if text.contains('#') {
        return Err("it has a `#`, which is written `%23` in a password");
    }
    PgConnectOptions::from_str(text).map_err(|error| {
        let said = match error {
            sqlx::Error::Configuration(why) => why.to_string(),
            other => other.to_string(),
        };
        let known = KNOWN.into_iter().find(|known| *known == said);
        known.unwrap_or(
            "one of its parameters has a value that is not known, or a `%` is not followed by two digits",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (text, expected) in [
            ("", "it is empty"),
            (
                "mysql://u:s3c@host/x",
                "it does not begin with `postgres://`",
            ),
            ("s3c", "it does not begin with `postgres://`"),
            (
                "postgres://u:s3c#ret@host/x",
                "it has a `#`, which is written `%23` in a password",
            ),
            ("postgres://u:s3c@host:port/x", "invalid port number"),
            (
                "postgres://u:s3c@host/x?sslmode=s3c",
                "one of its parameters has a value that is not known, or a `%` is not followed by two digits",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), expected);
        }
        assert!(parse("postgres://u:p%40ss@host/x?sslmode=require").is_ok());
    }
}
