// The schema of the compile-fail tests of writes.

relata::schema! {
    table accounts {
        id: bigint primary key identity,
        email: text unique,
        name: text,
        realm: text,
        age: integer?,
        slug: text generated (lower(name)),
        revision: integer = 1 version,

        unique (realm, name),
    }

    table notes {
        id: bigint primary key identity,
        account_id: references accounts on delete cascade,
        body: text,
        votes: integer = 0,
        slug: text unique,
    }
}
