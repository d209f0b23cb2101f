//! The macros of relata: thin doors to the compiler of schemas and to the derive.

#[cfg(test)]
mod made;
mod migrations;
mod schema;

use proc_macro::TokenStream;

/// The Rust of a schema: types, rows, inserts, finders and the DDL, in the module where it stands.
///
/// ```ignore
/// mod db {
///     relata::schema!("schema/blog.relata"); // a file
/// }
/// mod billing {
///     relata::schema!("schema/billing"); // all `.relata` files of a folder
/// }
/// mod tags {
///     relata::schema! {
///         table tags { id: bigint primary key identity, name: text unique }
///     }
/// }
/// ```
///
/// A schema has a module to itself, since each has its `DDL`; a crate may have several.
///
/// A path starts at the folder of the crate's `Cargo.toml`. What the schema declares is the same in
/// all three forms.
///
/// # Errors
///
/// Each mistake in a schema is an error of its own: at the token where the schema stands between
/// the braces, at the path otherwise, with the file, line and column and the line itself. What of
/// the schema is understood is there all the same, so what uses it has no errors of its own.
///
/// # Warnings
///
/// What is a warning in a schema is a warning of the build, also where the crate denies warnings.
/// In the compiler's words it is a "use of a deprecated constant" whose name is the rule's; the
/// reason and what to write follow. `allow RULE because "…"` in the schema silences it.
///
/// # Changed files
///
/// The compiler expands the macro again when a file of the schema changes or is gone. A file that
/// is *added* to a folder it notices only when something else changes, since a macro cannot have a
/// folder watched; a crate whose schema is a folder adds one line to its `build.rs`:
/// `println!("cargo::rerun-if-changed=schema");`
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::expand(input.into()).into()
}

/// The migrations of a folder, and `migrate(&pool)`, which runs them when the application starts.
///
/// ```ignore
/// mod db {
///     relata::schema!("schema");
///     relata::migrations!("migrations");
/// }
///
/// db::migrate(&pool).await?;
/// ```
///
/// The path starts at the folder of the crate's `Cargo.toml`. The files are read when the crate is compiled, and need not be
/// there when it runs. In the module stand then `MIGRATIONS`, and `migrate`, which gives a `relata::migrate::Run`.
///
/// # Errors
///
/// Each mistake in a file is an error of its own; and so is each way in which the files are not as `relata.lock` says. Without
/// that file there is an error too: by it the compiler sees that the folder has a new migration.
#[proc_macro]
pub fn migrations(input: TokenStream) -> TokenStream {
    migrations::expand(input.into()).into()
}

/// Loads a struct from a table, with what its fields say of references and collections, in one
/// statement.
///
/// Above the struct stands the table, as the type that `schema!` makes for it. Each field is
/// loaded from the column, the reference or the collection of its name:
///
/// | field | type |
/// |---|---|
/// | a column | its Rust type, an `Option` exactly when it is nullable |
/// | a reference | a shape of the table it leads to; an `Option` of one when it is nullable |
/// | a collection | a `Vec` of a shape of its table |
///
/// `#[load(…)]` on a field says more:
///
/// | words | mean |
/// |---|---|
/// | `column = votes`, or `votes` | it is loaded from this column, reference or collection |
/// | `order_by(created_at desc, id)` | a collection's rows in this order, else by their key |
/// | `limit = 3` | the first three rows of the collection, of each parent |
/// | `depth = 3` | the collection is of the shape itself, which contains itself so many times below the first |
/// | `recursive` | the same, as often as there are rows below rows: a whole tree, which comes with the row that it hangs from; one that leads in a circle, or more than 256 levels deep, is an error |
/// | `filter(comments::hidden.eq(false))` | only these rows of the collection, or in the aggregate |
/// | `author.name`, `post.author.name` | a column of the row that references lead to |
/// | `count(comments)`, `count(distinct comments.author_id)` | an `i64`: the number of rows of the collection, or of different values |
/// | `exists(comments)` | a `bool`: whether the collection has rows |
/// | `sum(payments.amount)`, `avg`, `min`, `max` | an `Option` of PostgreSQL's type: the value of all rows of the collection |
/// | `sum(payments.amount), or_zero` | the sum without the `Option` |
/// | `given(me)` | the field's shape is given this value of those that its parent is given |
///
/// Above the struct, behind the table:
///
/// | words | mean |
/// |---|---|
/// | `by(author_id), order_by(created_at desc)` | a query that an index of the schema serves: gives `by_author_id(…)`, and does not compile without the index; a `filter(…)` may follow |
/// | `group_by(author, status, month(created_at))` | a report: the fields are what is grouped by, and `count`, `count(distinct editor_id)`, `sum(votes)`, `avg`, `min`, `max` of the rows of each group, with a `filter(…)`; `query()` gives a `relata::Report` |
///
/// | `given(me: UserId, since: NaiveDate)` | values that each query gives and filters name, see below |
///
/// A shape of nothing but such aggregates, without `group_by`, is a report of all rows.
///
/// # Values of the query
///
/// What a filter compares with is part of the shape, but for values that only a request knows: who
/// looks, what was searched for. `given(…)` above the struct names them with their types, the
/// filters of the fields compare with them (`eq`, `lt`, `is_not_distinct_from` and their kin), and the
/// shape's `query` and its `by_…` take them as their first parameters, so that a query without them
/// does not compile:
///
/// ```ignore
/// #[derive(relata::Load)]
/// #[load(questions, given(me: Option<UserId>))]
/// struct QuestionPage {
///     title: String,
///     #[load(max(votes.value), filter(votes::user_id.eq(me)))]
///     my_vote: Option<i16>,
///     #[load(given(me))]
///     answers: Vec<AnswerLine>,       // `#[load(answers, given(me: Option<UserId>))]`
/// }
///
/// let page = QuestionPage::query(viewer).filter(questions::id.eq(id)).fetch_one(&pool).await?;
/// ```
///
/// A shape within takes its values by the names that its parent has for them, in the order of its
/// own `given(…)`. They are parameters: the statement's text is the same for all. `None` equals
/// nothing, as `NULL` in SQL. Eight values at most; what a write gives back (`returning`) is not
/// given any.
///
/// ```ignore
/// #[derive(relata::Load)]
/// #[load(posts)]
/// struct PostCard {
///     title: String,
///     author: AuthorName,
///     #[load(order_by(created_at desc), limit = 3)]
///     comments: Vec<CommentLine>,
///     #[load(count(comments))]
///     comment_count: i64,
/// }
/// ```
#[proc_macro_derive(Load, attributes(load))]
pub fn load(input: TokenStream) -> TokenStream {
    relata_emit::load::load(input.into()).into()
}
