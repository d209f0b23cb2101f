//! The expansion of `#[derive(Load)]`: from a struct to what its fields are bound to.

mod attribute;
mod check;
mod expand;
mod head;
mod query;
mod report;
mod shape;
mod source;

use proc_macro2::TokenStream;

/// The implementation of `Load` for a struct; with everything that is wrong with it, if anything
/// is, and then only as far as it was understood.
#[must_use]
pub fn load(input: TokenStream) -> TokenStream {
    let mut found = Found::default();
    let shape = match syn::parse2(input) {
        Ok(input) => shape::read(&input, &mut found),
        Err(error) => {
            found.push(error);
            None
        }
    };

    let mut tokens = found.report();
    if let Some(shape) = shape {
        tokens.extend(expand::shape(&shape));
    }
    tokens
}

/// Mistakes, in the order of the source.
#[derive(Default)]
struct Found(Option<syn::Error>);

impl Found {
    fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            none => *none = Some(error),
        }
    }

    fn report(self) -> TokenStream {
        self.0
            .map(syn::Error::into_compile_error)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    fn check(input: &str, expected: Expect) {
        let tokens = super::load(input.parse().unwrap());
        let file = syn::parse2(tokens).unwrap();
        expected.assert_eq(&prettyplease::unparse(&file));
    }

    /// What is wrong, one mistake a line.
    fn refused(input: &str, expected: Expect) {
        let mut found = super::Found::default();
        let input = syn::parse_str(input).unwrap();
        super::shape::read(&input, &mut found);
        let errors = found.0.into_iter().flatten();
        let lines: String = errors.map(|error| format!("{error}\n")).collect();
        expected.assert_eq(&lines);
    }

    #[test]
    fn each_field_is_bound_to_a_handle() {
        check(
            "#[load(posts)] struct Card {
                title: String,
                #[load(order_by(created_at desc nulls last, id), limit = 3)]
                comments: Vec<Line>,
                #[load(count(comments), filter(comments::hidden.eq(false)))]
                shown: i64,
            }",
            expect![[r#"
                impl ::relata::codegen::Load for Card {
                    type Table = posts;
                    type Given = ();
                    const NAME: &'static str = "Card";
                    const LEVELS: usize = 1
                        + ::relata::codegen::levels(
                            &::relata::codegen::bind::<String, _>(<posts>::title),
                        )
                        + ::relata::codegen::levels(
                            &::relata::codegen::bind::<Vec<Line>, _>(<posts>::comments),
                        );
                    fn describe(select: &mut ::relata::codegen::Select) {
                        let __handle = <posts>::title;
                        let __part = ::relata::codegen::bind::<String, _>(__handle);
                        ::relata::codegen::describe(
                            __part,
                            (),
                            ::relata::codegen::AnyOptions::default(),
                            "title",
                            select,
                        );
                        let __handle = <posts>::comments;
                        let __part = ::relata::codegen::bind::<Vec<Line>, _>(__handle);
                        ::relata::codegen::describe(
                            __part,
                            (),
                            ::relata::codegen::options(__handle)
                                .order_by(|table| table.created_at.desc().nulls_last())
                                .order_by(|table| table.id.asc())
                                .limit(3)
                                .any(),
                            "comments",
                            select,
                        );
                        let __handle = ::relata::codegen::of::count(<posts>::comments);
                        let __part = ::relata::codegen::bind::<i64, _>(__handle);
                        ::relata::codegen::describe(
                            __part,
                            (),
                            ::relata::codegen::filtered(__handle)
                                .filter(comments::hidden.eq(false))
                                .any(),
                            "shown",
                            select,
                        );
                    }
                    fn read(
                        cursor: &mut ::relata::codegen::Cursor<'_>,
                    ) -> ::relata::codegen::Result<Self> {
                        ::core::result::Result::Ok(Self {
                            title: ::relata::codegen::Part::read(
                                ::relata::codegen::bind::<String, _>(<posts>::title),
                                cursor,
                            )?,
                            comments: ::relata::codegen::Part::read(
                                ::relata::codegen::bind::<Vec<Line>, _>(<posts>::comments),
                                cursor,
                            )?,
                            shown: ::relata::codegen::Part::read(
                                ::relata::codegen::bind::<
                                    i64,
                                    _,
                                >(::relata::codegen::of::count(<posts>::comments)),
                                cursor,
                            )?,
                        })
                    }
                    fn shape() -> &'static ::relata::codegen::Shape {
                        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
                        SHAPE.of::<Self>()
                    }
                }
                impl ::relata::codegen::ShapeOf<posts> for Card {}
                const _: () = {
                    #[allow(dead_code, non_upper_case_globals)]
                    const shapes_contain_each_other_without_end__end_it_with_a_smaller_shape: usize = <Card as ::relata::codegen::Load>::LEVELS;
                };
                #[allow(dead_code)]
                impl Card {
                    /// How many statements a load of one row or of a page sends, whatever the number of rows.
                    const STATEMENTS: usize = <Self as ::relata::codegen::Load>::STATEMENTS;
                    /// How many statements a load level by level sends at most, whatever the number of rows.
                    const LEVELS: usize = <Self as ::relata::codegen::Load>::LEVELS;
                    /// Rows of this shape, to be filtered, ordered and fetched.
                    fn query() -> ::relata::codegen::Query<Self> {
                        ::relata::codegen::Query::new()
                    }
                    /// The statements that load all rows of this shape.
                    fn sql() -> &'static str {
                        <Self as ::relata::codegen::Load>::shape().sql()
                    }
                }
            "#]],
        );
    }

    #[test]
    fn every_mistake_is_found() {
        refused(
            "struct Card {
                #[load(limt = 3)]
                a: A,
                #[load(author.name, max(votes))]
                b: B,
                #[load(order_by(), limit = many)]
                c: C,
                #[load(count(comments), limit = 3, order_by(id))]
                d: D,
                #[load(order_by(id down))]
                e: E,
                #[load(votes, column = votes)]
                f: F,
                #[load(skip)]
                g: G,
                #[load(depth = 0)]
                h: Vec<Card>,
                #[load(depth = 2)]
                i: Vec<Other>,
                #[load(recursive, limit = 3)]
                j: Vec<Card>,
                #[load(depth = 2)]
                k: Vec<Card>,
            }",
            expect![[r#"
                a shape says which table it is loaded from: `#[load(posts)]` above the struct
                `limt` is not known here: `#[load(…)]` on a field takes the name of a column, reference or collection, `column = name`, a path such as `author.name`, an aggregate such as `count(comments)` or `sum(payments.amount)`, `or_zero`, `order_by(column desc, …)`, `limit = 3`, `filter(…)`, `given(…)`, `depth = 3` and `recursive`
                `max` comes a second time: a field is loaded from one place
                `order_by` names at least one column: `order_by(created_at desc)`
                `limit` is a number of rows: `limit = 3`
                after the column come `asc` or `desc`, then `nulls first` or `nulls last`
                `column` comes a second time: a field is loaded from one place
                every field of a shape is loaded; one called `skip` in the schema is `column = skip`
                `depth` is how many times the shape contains itself: `depth = 3`, 32 at most
                `depth` and `recursive` are for a shape that contains itself, and `i` is no `Vec<Card>`
                a tree is loaded as a whole: `recursive` takes neither `depth` nor `limit`
                a shape contains itself in one field, and this is the second
            "#]],
        );
    }

    #[test]
    fn values_of_the_query_have_names_and_types() {
        refused(
            "#[load(posts, given(me), given(), given(me: A, me: B), by(x), given(x: C))]
            struct Card {
                #[load(given())]
                a: A,
                #[load(given(you))]
                b: B,
                #[load(given(me: A))]
                c: C,
            }",
            expect![[r#"
                a value that is given has a name and a type: `given(me: UserId)`
                `given` names at least one value
                `given` names what the field's shape is given: `given(me)`
                expected `,`
                `me` comes a second time: the values of a query have different names
                `x` comes a second time: the values of a query have different names
                this shape is not given `you`: declare it above the struct, `#[load(…, given(you: …))]`
            "#]],
        );
        refused(
            "#[load(posts, given(a: A, b: A, c: A, d: A, e: A, f: A, g: A, h: A, i: A))]
            struct Card { a: A }",
            expect![[r#"
                a shape is given 8 values at most
            "#]],
        );
    }

    #[test]
    fn a_shape_that_is_given_values_takes_them_first() {
        check(
            "#[load(posts, given(me: Option<UserId>), by(author_id), filter(posts::editor_id.eq(me)))]
            struct Card {
                #[load(exists(votes), filter(votes::user_id.eq(me)))]
                mine: bool,
                #[load(given(me))]
                author: Author,
            }",
            expect![[r#"
                impl ::relata::codegen::Load for Card {
                    type Table = posts;
                    type Given = (Option<UserId>,);
                    const NAME: &'static str = "Card";
                    const LEVELS: usize = 1
                        + ::relata::codegen::levels(
                            &::relata::codegen::bind::<Author, _>(<posts>::author),
                        );
                    fn describe(select: &mut ::relata::codegen::Select) {
                        let me: ::relata::codegen::Later<Option<UserId>> = select.later(0usize, "me");
                        let __handle = ::relata::codegen::of::exists(<posts>::votes);
                        let __part = ::relata::codegen::bind::<bool, _>(__handle);
                        ::relata::codegen::describe(
                            __part,
                            (),
                            ::relata::codegen::filtered(__handle).filter(votes::user_id.eq(me)).any(),
                            "mine",
                            select,
                        );
                        let __handle = <posts>::author;
                        let __part = ::relata::codegen::bind::<Author, _>(__handle);
                        ::relata::codegen::describe(
                            __part,
                            (me,),
                            ::relata::codegen::AnyOptions::default(),
                            "author",
                            select,
                        );
                    }
                    fn read(
                        cursor: &mut ::relata::codegen::Cursor<'_>,
                    ) -> ::relata::codegen::Result<Self> {
                        ::core::result::Result::Ok(Self {
                            mine: ::relata::codegen::Part::read(
                                ::relata::codegen::bind::<
                                    bool,
                                    _,
                                >(::relata::codegen::of::exists(<posts>::votes)),
                                cursor,
                            )?,
                            author: ::relata::codegen::Part::read(
                                ::relata::codegen::bind::<Author, _>(<posts>::author),
                                cursor,
                            )?,
                        })
                    }
                    fn shape() -> &'static ::relata::codegen::Shape {
                        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
                        SHAPE.of::<Self>()
                    }
                }
                impl ::relata::codegen::ShapeOf<posts> for Card {}
                const _: () = {
                    #[allow(dead_code, non_upper_case_globals)]
                    const shapes_contain_each_other_without_end__end_it_with_a_smaller_shape: usize = <Card as ::relata::codegen::Load>::LEVELS;
                };
                const _: () = ::relata::codegen::served::<
                    posts,
                >(
                    &[::relata::codegen::key(<posts>::author_id)],
                    &[],
                    &["editor_id is not null"],
                    "no index of `posts` serves `by(author_id)`: add `index (author_id)` to `table posts` in the schema",
                );
                #[allow(dead_code)]
                impl Card {
                    /// How many statements a load of one row or of a page sends, whatever the number of rows.
                    const STATEMENTS: usize = <Self as ::relata::codegen::Load>::STATEMENTS;
                    /// How many statements a load level by level sends at most, whatever the number of rows.
                    const LEVELS: usize = <Self as ::relata::codegen::Load>::LEVELS;
                    /// Rows of this shape, to be filtered, ordered and fetched.
                    fn query(me: Option<UserId>) -> ::relata::codegen::Query<Self> {
                        ::relata::codegen::Query::given((me,))
                    }
                    ///Rows by `author_id`: a query that an index serves. It can be narrowed further.
                    fn by_author_id(
                        me: Option<UserId>,
                        author_id: impl ::relata::codegen::Compare<
                            posts,
                            <posts as ::relata::codegen::Held<
                                { ::relata::codegen::place(::relata::codegen::key(<posts>::author_id)) },
                            >>::Value,
                        >,
                    ) -> ::relata::codegen::Query<Self> {
                        ::relata::codegen::Query::given((::core::clone::Clone::clone(&me),))
                            .filter(<posts>::author_id.eq(author_id))
                            .filter(posts::editor_id.eq(me))
                    }
                    /// The statements that load all rows of this shape.
                    fn sql() -> &'static str {
                        <Self as ::relata::codegen::Load>::shape().sql()
                    }
                }
            "#]],
        );
    }

    #[test]
    fn what_has_no_named_fields_is_refused() {
        refused(
            "struct Card<'a, T> { a: &'a T }",
            expect![[r#"
            a shape has no type parameters and no lifetimes: its statement is made once, for the struct as it stands
        "#]],
        );
        refused(
            "struct Card(i64);",
            expect![[r#"
            a shape has fields with names: they say what is loaded
        "#]],
        );
        refused(
            "struct Card {}",
            expect![[r#"
            a shape has at least one field
        "#]],
        );
        refused(
            "enum Card { A }",
            expect![[r#"
            a shape is a struct whose fields say what is loaded
        "#]],
        );
        refused(
            "#[load(posts, tags)] struct Card { a: A }",
            expect![[r#"
                above the struct, `#[load(…)]` takes the table, and behind it `given(name: Type, …)`, `group_by(…)`, or `by(column, …)` with `order_by(…)` and `filter(…)`: `#[load(posts, by(author_id), order_by(created_at desc))]`
            "#]],
        );
    }
}
