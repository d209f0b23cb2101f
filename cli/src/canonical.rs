//! A schema's database as PostgreSQL itself would write it.
//!
//! An expression has many spellings and PostgreSQL keeps one of them. So a schema is compared by creating it in a
//! throw-away database and reading that back.

use crate::catalogue::{self, Catalogue};
use relata::server::{Database, Environment, Error as ServerError};
use sqlx::error::DatabaseError;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// How many roles a schema's SQL can name that the throw-away server lacks.
const MOST_ROLES: usize = 100;

/// Why there is no canonical form.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no server, or it made no database.
    #[error(
        "to compare, the schema has to be created on a throw-away server, and there is none: {0}"
    )]
    Server(ServerError),
    /// The server lacks an extension.
    #[error(
        "the throw-away server lacks an extension that the schema needs: {message}; \
         install it there, or set `DATABASE_URL` or `RELATA_PG_BIN` to a server that has it"
    )]
    Extension {
        /// What the server said.
        message: String,
    },
    /// An extension is to be where it cannot be.
    #[error(
        "PostgreSQL cannot put an extension into the namespace where it is to be: {message} (by `schema` it means the \
         namespace); where it cannot be moved, leave it in its namespace with a `sql` item in the relata schema, which \
         `relata pull` writes for it, or drop it and create it anew by hand"
    )]
    Place {
        /// What the server said.
        message: String,
    },
    /// The server refused the schema's DDL.
    #[error("PostgreSQL refuses what the schema says: {0}")]
    Refused(ServerError),
    /// What was created cannot be read.
    #[error(transparent)]
    Catalogue(#[from] catalogue::Error),
}

/// Creates a database of these statements on a throw-away server (the module `relata::server` says which), reads it,
/// and drops it.
///
/// On a server of relata's own, roles that the statements name are made where they are missing.
///
/// # Errors
///
/// [`Error::Server`] with what installs one, [`Error::Extension`], [`Error::Place`], [`Error::Refused`] with the line of the DDL.
pub async fn canonical(ddl: &str) -> Result<Catalogue, Error> {
    let database = create(ddl).await?;
    let catalogue = catalogue::read_url(database.url()).await;
    // It goes with the server in any case.
    let _ = database.close().await;
    Ok(catalogue?)
}

/// A throw-away database of these statements, and the roles that they name.
pub(crate) async fn create(ddl: &str) -> Result<Database, Error> {
    for _ in 0..MOST_ROLES {
        let error = match Database::create(ddl).await {
            Ok(database) => return Ok(database),
            Err(error) => error,
        };
        let role = match &error {
            ServerError::Ddl { source, .. } => role_to_make(source),
            _ => None,
        };
        match role {
            Some(role) => make_role(&role).await?,
            None => return Err(told_apart(error)),
        }
    }
    Database::create(ddl).await.map_err(told_apart)
}

fn told_apart(error: ServerError) -> Error {
    let ServerError::Ddl { source, .. } = &error else {
        return Error::Server(error);
    };
    let refused = source.as_database_error();
    let code = refused.and_then(DatabaseError::code);
    match (refused, code.as_deref()) {
        (Some(refused), Some("0A000")) if is_of_place(refused.message()) => Error::Place {
            message: refused.message().to_owned(),
        },
        // PostgreSQL says 0A000 from 16 on, and 58P01 before: the control file is not there.
        (Some(refused), Some("0A000" | "58P01")) if refused.message().contains("extension") => {
            Error::Extension {
                message: refused.message().to_owned(),
            }
        }
        _ => Error::Refused(error),
    }
}

/// `extension "xml2" does not support SET SCHEMA`, `extension "adminpack" must be installed in schema "pg_catalog"`
fn is_of_place(message: &str) -> bool {
    message.starts_with("extension \"")
        && (message.ends_with("does not support SET SCHEMA")
            || message.contains("must be installed in schema"))
}

/// The role in `role "reader" does not exist`, where it may be made.
pub(crate) fn role_to_make(error: &sqlx::Error) -> Option<String> {
    let refused = error.as_database_error().filter(|_| is_our_own())?;
    if refused.code().as_deref() != Some("42704") {
        return None;
    }
    let role = refused.message().strip_prefix("role \"")?;
    Some(role.strip_suffix("\" does not exist")?.to_owned())
}

/// Whether nobody else minds what roles there are.
fn is_our_own() -> bool {
    Environment::current().variable("DATABASE_URL").is_none()
}

/// Makes a role on the throw-away server.
pub(crate) async fn make_role(role: &str) -> Result<(), Error> {
    let database = Database::empty().await.map_err(Error::Server)?;
    let name = relata_schema::sql::identifier(role);
    let made = async {
        let mut connection = PgConnection::connect_with(database.options()).await?;
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE ROLE {name}")))
            .execute(&mut connection)
            .await?;
        connection.close().await
    }
    .await;
    let _ = database.close().await;
    match made {
        // Another process may have been quicker.
        Err(error)
            if error
                .as_database_error()
                .and_then(DatabaseError::code)
                .as_deref()
                != Some("42710") =>
        {
            Err(Error::Server(ServerError::Sql {
                doing: format!("make the role {name} on the throw-away server"),
                source: error,
            }))
        }
        _ => Ok(()),
    }
}
