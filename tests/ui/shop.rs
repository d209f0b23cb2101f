// The schema of the compile-fail tests of reports and of declared queries.

relata::schema! {
    enum order_status { open, paid, shipped }

    table customers {
        id: uuid primary key = gen_random_uuid(),
        name: text unique,
    }

    table orders {
        id: bigint primary key identity,
        customer_id: references customers on delete cascade,
        status: order_status = open,
        votes: integer = 0,
        placed_at: timestamptz,
        due_on: date?,

        index (customer_id, status, placed_at desc),
        index (due_on) where status = open,
    }

    table payments {
        id: bigint primary key identity,
        order_id: references orders on delete cascade,
        amount: numeric(12, 2),
    }
}
