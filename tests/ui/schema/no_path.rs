//! A path is one string.

mod several {
    relata::schema!("schema/users.relata", "schema/posts.relata");
}

mod computed {
    relata::schema!(concat!("schema/", "blog.relata"));
}

mod bare {
    relata::schema!(schema/blog.relata);
}

fn main() {}
