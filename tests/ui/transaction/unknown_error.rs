//! Of an error of the application's it is not known what is to be retried.

use relata::sqlx::PgPool;

struct Refused;

impl From<relata::Error> for Refused {
    fn from(_: relata::Error) -> Self {
        Self
    }
}

async fn nothing(pool: &PgPool) -> Result<(), Refused> {
    relata::transaction(pool).retry(3).run(async |_| Err(Refused)).await
}

fn main() {}
