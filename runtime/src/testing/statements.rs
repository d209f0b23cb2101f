//! How many statements a server was sent, as it counts them itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sqlx::PgPool;

/// Asserts that a block sends so many statements to the database of a pool, and gives what the block
/// gives.
///
/// ```no_run
/// # async fn test(pool: &sqlx::PgPool) {
/// let rows = relata::testing::assert_statements!(pool, 1, {
///     sqlx::query("SELECT 1").fetch_all(pool).await.unwrap()
/// });
/// # }
/// ```
///
/// It is the server that counts, with its extension `pg_stat_statements`: statements of sqlx's and
/// others' count too, and so do `BEGIN` and `COMMIT`. The servers that relata starts have it where
/// PostgreSQL's additional modules are installed. Nobody else may use the database meanwhile.
///
/// # Panics
///
/// There were more or fewer; the message has them all. Or the server does not count.
#[macro_export]
#[doc(hidden)]
macro_rules! __assert_statements {
    ($pool:expr, $number:expr, $block:block) => {{
        let statements = $crate::testing::Statements::begin(&*$pool).await;
        let given = $block;
        statements.end(&*$pool, $number).await;
        given
    }};
}

#[doc(inline)]
pub use __assert_statements as assert_statements;

/// The statements that a database was sent before.
#[doc(hidden)]
#[derive(Debug)]
pub struct Statements(BTreeMap<String, i64>);

impl Statements {
    /// From now on.
    pub async fn begin(pool: &PgPool) -> Self {
        let made = sqlx::raw_sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            .execute(pool)
            .await;
        match made {
            Ok(_) => Self(counted(pool).await),
            Err(error) => panic!("{}", uncounted(&error)),
        }
    }

    /// Until now.
    #[track_caller]
    pub fn end<'a>(self, pool: &'a PgPool, number: usize) -> impl Future<Output = ()> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let mut sent = counted(pool).await;
            for (text, before) in self.0 {
                if let Some(now) = sent.get_mut(&text) {
                    *now -= before;
                }
            }
            sent.retain(|_, times| *times > 0);
            let total: i64 = sent.values().sum();
            let mut list = String::new();
            for (text, times) in &sent {
                let _ = write!(list, "\n{times} × {text}");
            }
            assert!(
                usize::try_from(total) == Ok(number),
                "{place}: {number} statements were expected, {total} were sent{list}"
            );
        }
    }
}

async fn counted(pool: &PgPool) -> BTreeMap<String, i64> {
    let sql = "SELECT query, sum(calls)::bigint FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT LIKE '%pg_stat_statements%' GROUP BY query";
    match sqlx::query_as(sql).fetch_all(pool).await {
        Ok(rows) => {
            let rows: Vec<(String, i64)> = rows;
            rows.into_iter().collect()
        }
        Err(error) => panic!("{}", uncounted(&error)),
    }
}

fn uncounted(error: &sqlx::Error) -> String {
    format!(
        "this server does not count statements: {}\nhelp: it needs PostgreSQL's additional modules, \
         and `shared_preload_libraries = 'pg_stat_statements'`",
        crate::error::said(error)
    )
}
