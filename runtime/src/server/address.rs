//! How to reach the databases of a server.

use std::fmt::Write;
use std::path::Path;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::{Position, Url};

use crate::server::{Error, Result};

/// A URL with a gap where the database's name goes.
#[derive(Clone)]
pub(super) struct Address {
    /// Up to the host and port.
    before: String,
    /// From the `?` on, or empty.
    after: String,
    options: PgConnectOptions,
}

impl Address {
    /// The server whose socket is in this folder.
    pub(super) fn of_socket(folder: &Path) -> Address {
        Address {
            before: format!(
                "postgres://postgres@{}:5432",
                encode(&folder.display().to_string())
            ),
            after: "?sslmode=disable".to_owned(),
            options: PgConnectOptions::new_without_pgpass()
                .socket(folder)
                .port(5432)
                .username("postgres")
                .ssl_mode(PgSslMode::Disable),
        }
    }

    /// The server of a URL, with all that the URL says but its database.
    ///
    /// # Errors
    ///
    /// [`Error::Url`], which holds nothing of the text.
    pub(super) fn parse(text: &str) -> Result<Address> {
        let refuse = |reason: String| Error::Url { reason };

        let url = Url::parse(text).map_err(|error| refuse(error.to_string()))?;
        if !["postgres", "postgresql"].contains(&url.scheme()) {
            return Err(refuse("it does not begin with `postgres://`".to_owned()));
        }
        let options = PgConnectOptions::from_str(text).map_err(|error| match error {
            sqlx::Error::Configuration(reason) => refuse(reason.to_string()),
            other => refuse(other.to_string()),
        })?;

        // A `dbname` would win over the path.
        let pairs = url.query().unwrap_or_default().split('&');
        let kept: Vec<&str> = pairs
            .filter(|pair| !pair.is_empty() && !pair.starts_with("dbname="))
            .collect();
        let after = if kept.is_empty() {
            String::new()
        } else {
            format!("?{}", kept.join("&"))
        };
        Ok(Address {
            before: url[..Position::BeforePath].to_owned(),
            after,
            options,
        })
    }

    /// The URL of a database.
    pub(super) fn url(&self, database: &str) -> String {
        format!("{}/{}{}", self.before, encode(database), self.after)
    }

    /// How to connect to a database.
    pub(super) fn options(&self, database: &str) -> PgConnectOptions {
        self.options.clone().database(database)
    }

    /// The database that the URL names, else `postgres`, which every server has.
    pub(super) fn own(&self) -> PgConnectOptions {
        self.options(self.options.get_database().unwrap_or("postgres"))
    }
}

/// No password.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}

/// Percent-encodes all but letters, digits, `-` and `_`.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(url: &str) -> String {
        Address::parse(url).unwrap().url("x_1")
    }

    #[test]
    fn a_derived_url_keeps_all_but_the_database() {
        assert_eq!(
            derived("postgres://u:p%40ss@host:5433/app"),
            "postgres://u:p%40ss@host:5433/x_1"
        );
        assert_eq!(
            derived("postgresql://host/app?sslmode=require&options=-c%20a%3Db"),
            "postgresql://host/x_1?sslmode=require&options=-c%20a%3Db"
        );
        assert_eq!(
            derived("postgres:///app?host=/tmp&dbname=other"),
            "postgres:///x_1?host=/tmp"
        );
        assert_eq!(
            derived("postgres://u@%2Ftmp%2Fa/app"),
            "postgres://u@%2Ftmp%2Fa/x_1"
        );
    }

    #[test]
    fn a_socket_with_odd_characters_survives_the_url() {
        let address = Address::of_socket(Path::new("/tmp/a b,\u{e4}"));
        let url = address.url("x");
        let back = PgConnectOptions::from_str(&url).unwrap();

        assert_eq!(
            url,
            "postgres://postgres@%2Ftmp%2Fa%20b%2C%C3%A4:5432/x?sslmode=disable"
        );
        assert_eq!(back.get_socket(), address.options("x").get_socket());
        assert_eq!(back.get_database(), Some("x"));
    }

    #[test]
    fn a_url_that_cannot_be_used_is_not_quoted() {
        for text in [
            "postgres://u:s3cret@host:port/x",
            "mysql://u:s3cret@host/x",
            "postgres://u:s3cret@host/x?sslmode=s3cret2",
            "u:s3cret@host",
            "postgres://u:s3cret@h1:1,h2:2/x",
            "postgres://u:s3c#ret@host/x",
            "s3cret",
        ] {
            let error = Address::parse(text)
                .map(|address| address.url("x"))
                .unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(
                shown.contains("DATABASE_URL") && !shown.replace("s3cret2", "").contains("s3c"),
                "{shown}"
            );
        }
    }
}
