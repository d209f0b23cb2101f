// What has columns of the kinds with operators of their own.

relata::schema! {
    table things as Thing {
        id: bigint primary key identity,
        name: text,
        note: text?,
        size: integer = 0,
        price: numeric(12, 2) = 0,
        data: jsonb = "{}",
        raw: json allow plain_json because "it is kept as it came",
        words: text[] = "{}",
    }

    table owners { id: bigint primary key identity, name: text, size: integer }
}
