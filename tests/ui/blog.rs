// The schema of the compile-fail tests.

relata::schema! {
    extension citext;

    enum user_status { active, suspended, deleted }

    table users {
        id: uuid primary key = gen_random_uuid(),
        email: citext unique,
        name: text,
        status: user_status = active,
        balance: numeric(12, 2) = 0,
    }

    table posts {
        id: bigint primary key identity,
        author_id: references users on delete cascade,
        editor_id: references users? on delete set null inverse edited_posts,
        title: text,
        body: text?,
        votes: integer = 0,
    }

    table comments {
        id: bigint primary key identity,
        post_id: references posts on delete cascade,
        parent_id: references comments? on delete cascade inverse answers,
        body: text,
    }
}
