//! A database that is changed while the application runs.

mod narrower;
mod stale;

relata::schema! {
    //! Where a migration is on its way to.

    /// Who owns things.
    table owners {
        id: bigint primary key,
        name: text unique,
    }

    /// What is owned.
    table things {
        id: bigint primary key,
        owner_id: references owners on delete cascade,
        whole_id: references things? on delete cascade inverse parts,
        rank: bigint unique,
        small: integer = 0,
        ratio: double = 0,
        price: numeric(24, 0) = 0,
        weight: numeric(12, 0)?,
        counts: bigint[] = "{}",
        ratios: double?[] = "{}",
        notes: jsonb = "{}",
        code: text,
        codes: text[] = "{}",

        index (owner_id, price),
        index (price),
        index (ratio),
    }
}
