//! A queue that would be searched from end to end for each claim.

relata::schema! {
    table jobs {
        id: bigint primary key identity,
        payload: jsonb,
        priority: smallint = 0,
        run_at: timestamptz = now(),
        attempts: integer = 0,
        lease: uuid?,
        done_at: timestamptz?,
        dead_at: timestamptz?,
        error: text?,
        dedup_key: text?,
        unique index (dedup_key) where lease is null and done_at is null and dead_at is null,
    }
}

fn main() {}
