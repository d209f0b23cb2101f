//! In one statement, and in one a level: what is sent, what is chosen, what is said when the database
//! is not as the schema says.

use futures_util::TryStreamExt as _;
use relata::Query;
use relata::codegen::sqlx::{self, Connection as _, PgConnection, PgPool};
use relata::testing::assert_statements;

use crate::blog::{
    Comment, Everything, NewComment, NewEverything, NewPost, NewPostTag, NewTag, NewUser, Post,
    PostTag, Tag, User, comments, everything, posts, tags, users,
};
use crate::database;

#[derive(Debug, PartialEq, relata::Load)]
#[load(users)]
struct Writer {
    name: String,
    posts: Vec<Written>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct Written {
    title: String,
    labels: Vec<String>,
    comments: Vec<Line>,
    tags: Vec<Named>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct Line {
    body: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(tags)]
struct Named {
    name: String,
}

/// Rows that the client sorts, since the server reads them in another order.
#[derive(Debug, PartialEq, relata::Load)]
#[load(users)]
struct Talker {
    name: String,
    posts: Vec<Debated>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct Debated {
    title: String,
    labels: Vec<String>,
    #[load(order_by(id desc))]
    comments: Vec<Numbered>,
    tags: Vec<Named>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct Numbered {
    id: i64,
    body: String,
}

/// A shape that contains itself.
#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct Thread {
    body: String,
    author: Option<Author>,
    #[load(depth = 2, order_by(id desc))]
    answers: Vec<Thread>,
}

/// A whole tree, with what belongs to each row of it.
#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct Tree {
    body: String,
    author: Option<Author>,
    post: Tagged,
    #[load(recursive, order_by(body desc))]
    answers: Vec<Tree>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct Tagged {
    tags: Vec<Named>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct Discussion {
    title: String,
    #[load(filter(comments::parent_id.is_null().and(comments::body.eq("root"))))]
    comments: Vec<Tree>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(users)]
struct Author {
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(everything)]
struct Branch {
    children: Vec<Leaf>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(everything)]
struct Leaf {
    texts: Option<Vec<String>>,
}

/// One user, so many posts, four comments on each, and a tag.
async fn fill(pool: &PgPool, count: usize) -> Vec<Post> {
    let ada = NewUser {
        email: "ada@example.org".into(),
        name: "Ada".into(),
    };
    let ada = User::insert(ada).fetch_one(pool).await.unwrap();
    let new = (0..count).map(|number| {
        NewPost {
            author_id: ada.id,
            title: format!("{number:03}"),
        }
        .labels(vec!["x".into(); number % 3])
    });
    let made = Post::insert_many(new).fetch_all(pool).await.unwrap();
    let new = made.iter().flat_map(|post| {
        ["a", "b", "c", "d"].map(|body| NewComment {
            post_id: post.id,
            body: body.into(),
        })
    });
    Comment::insert_many(new).execute(pool).await.unwrap();
    let tag = NewTag {
        name: "rust".into(),
    };
    let tag = Tag::insert(tag).fetch_one(pool).await.unwrap();
    let new = made.iter().map(|post| NewPostTag {
        post_id: post.id,
        tag_id: tag.id,
    });
    PostTag::insert_many(new).execute(pool).await.unwrap();
    made
}

/// What is found through a join table is found for a whole page at once, everything else for each row.
#[tokio::test]
async fn a_page_finds_the_rows_behind_a_join_table_at_once() {
    let db = database::blog().await;
    let pool = db.pool();
    fill(pool, 20).await;
    let page = Written::query().order_by(posts::title.desc());
    let at_once = |query: &Query<Written>| query.sql().matches(" GROUP BY r.k0").count();
    let query = page.clone().limit(7);
    assert_eq!(
        (at_once(&query), query.sql().matches("LATERAL").count()),
        (1, 1)
    );
    assert_eq!(at_once(&page.clone().one_statement()), 0);
    assert_eq!(at_once(&page.clone().limit(101).one_statement()), 0);

    let seven = query.clone().fetch_all(pool).await.unwrap();
    assert_eq!(
        seven,
        query.clone().batched().fetch_all(pool).await.unwrap()
    );
    assert_eq!(seven.len(), 7);
    assert!(seven.iter().all(|post| post.tags.len() == 1));
    relata::transaction(pool)
        .run(async |tx| {
            let locked = query.clone().for_update().fetch_all(tx).await?;
            assert_eq!(locked, seven);
            relata::Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn the_number_of_statements_is_a_constant() {
    let db = database::blog().await;
    let pool = db.pool();
    // More than one slice of keys.
    fill(pool, 600).await;
    assert_eq!((Writer::STATEMENTS, Writer::LEVELS), (1, 4));

    let all = |query: Query<Writer>| async move { query.fetch_all(pool).await.unwrap() };
    // What sqlx asks of types it asks once.
    all(Writer::query().one_statement()).await;
    all(Writer::query().batched()).await;

    let one = assert_statements!(pool, 1, { all(Writer::query().one_statement()).await });
    let level = assert_statements!(pool, 4, { all(Writer::query().batched()).await });
    assert_eq!(one, level);
    assert_eq!(one[0].posts.len(), 600);
    assert_eq!(one[0].posts[599].comments.len(), 4);

    // Which is which, by what is known of the root.
    let by_key = Writer::query().filter(users::email.eq("ADA@example.org"));
    assert_statements!(pool, 1, { all(by_key).await });
    assert_statements!(pool, 1, { all(Writer::query().limit(100)).await });
    assert_statements!(pool, 4, { all(Writer::query().limit(101)).await });
    assert_statements!(pool, 4, { all(Writer::query()).await });
    let first = Writer::query().order_by(users::name.asc());
    assert_statements!(pool, 1, { first.fetch_one(pool).await.unwrap() });

    // A level that nothing leads to is not asked for.
    let nobody = Writer::query().filter(users::name.eq("nobody"));
    assert_statements!(pool, 1, { all(nobody).await });
    // With the beginning and the end of a transaction.
    assert_statements!(pool, 6, { all(Writer::query().snapshot()).await });
}

#[tokio::test]
async fn long_rows_come_in_pieces() {
    let db = database::blog().await;
    let pool = db.pool();
    let made = fill(pool, 3).await;
    // Megabytes of one post, with another's in between, and no two of one length.
    let new = (0..900).map(|number| NewComment {
        post_id: made[usize::from(number % 3 == 0)].id,
        body: "é".repeat(1 + number * 5),
    });
    let new: Vec<_> = new.collect();
    let bytes: usize = new.iter().map(|comment| comment.body.len()).sum();
    assert!(bytes > 2 << 20);
    Comment::insert_many(new).execute(pool).await.unwrap();

    let posts = || Debated::query().order_by(posts::title.asc());
    let one = posts().one_statement().fetch_all(pool).await.unwrap();
    let counts: Vec<usize> = one.iter().map(|post| post.comments.len()).collect();
    assert_eq!(counts, [604, 304, 4]);
    for post in &one {
        assert!(post.comments.is_sorted_by(|one, next| one.id > next.id));
    }
    let all = Comment::query().fetch_all(pool).await.unwrap();
    let bodies = |post: &Post| {
        let of = all.iter().filter(|comment| comment.post_id == post.id);
        let mut of: Vec<_> = of.map(|of| (of.id, of.body.as_str())).collect();
        of.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
        of
    };
    for (post, made) in one.iter().zip(&made) {
        let loaded = post.comments.iter();
        let loaded: Vec<_> = loaded.map(|of| (of.id, of.body.as_str())).collect();
        assert_eq!(loaded, bodies(made));
    }

    let level = assert_statements!(pool, 3, {
        posts().batched().fetch_all(pool).await.unwrap()
    });
    assert_eq!(level, one);
    let streamed: Vec<Debated> = posts().fetch(pool).try_collect().await.unwrap();
    assert_eq!(streamed, one);
    // Rows within rows come as bytes, which are cut anywhere.
    let talkers = Talker::query().one_statement().fetch_all(pool).await;
    assert_eq!(talkers.unwrap()[0].posts.len(), 3);
    let level = Talker::query().batched().fetch_all(pool).await.unwrap();
    let whole = Talker::query().one_statement().fetch_all(pool).await;
    assert_eq!(whole.unwrap(), level);
    assert_eq!(level[0].posts[1].comments, one[1].comments);
}

#[tokio::test]
async fn a_level_is_planned_once() {
    let db = database::blog().await;
    fill(db.pool(), 30).await;
    let mut connection = db.pool().acquire().await.unwrap();
    let on = &mut *connection;
    for _ in 0..12 {
        let query = Writer::query().batched();
        assert_eq!(query.fetch_all(&mut *on).await.unwrap().len(), 1);
    }
    // PostgreSQL plans for the values of the first five calls, and then for any, unless that seems
    // dearer to it.
    let sql = "SELECT count(*), min(generic_plans), max(custom_plans) FROM pg_prepared_statements
        WHERE statement LIKE '%LATERAL (SELECT array_agg%' AND statement NOT LIKE '%pg_prepared%'";
    let counted: (i64, i64, i64) = sqlx::query_as(sql).fetch_one(&mut *on).await.unwrap();
    assert_eq!(counted, (3, 7, 5));
}

#[tokio::test]
async fn the_statements_can_be_read() {
    let level = Writer::query().filter(users::name.eq("Ada")).sql();
    assert_eq!(level.split(";\n").count(), 4);
    assert_eq!(Writer::sql().split(";\n").count(), 4);
    let one = Writer::query().limit(5).sql();
    assert_eq!(one.split(";\n").count(), 1);
    assert!(one.contains("LEFT JOIN LATERAL"));

    let db = database::blog().await;
    for (which, sql) in ["level", "one"].into_iter().zip([level, one]) {
        for (number, statement) in sql.split(";\n").enumerate() {
            let prepare = format!("PREPARE {which}_{number} AS {statement}");
            let prepared = sqlx::raw_sql(sqlx::AssertSqlSafe(prepare)).execute(db.pool());
            // The parameters' types are sent with a statement, and can't be guessed here.
            let error = prepared.await.err().and_then(|error| {
                let code = error.as_database_error()?.code()?;
                Some(code.into_owned())
            });
            assert!(
                matches!(
                    error.as_deref(),
                    None | Some("42P18" | "42725" | "42804" | "42P08")
                ),
                "{error:?} {statement}"
            );
        }
    }
}

#[tokio::test]
async fn a_snapshot_is_one_transaction_that_only_reads() {
    let db = database::blog().await;
    let pool = db.pool();
    fill(pool, 1).await;
    // What a level sees of the transaction that it runs in.
    let view = "ALTER TABLE tags RENAME TO old_tags;
        CREATE VIEW tags AS SELECT id, current_setting('transaction_isolation') || ' '
            || current_setting('transaction_read_only') AS name FROM old_tags";
    sqlx::raw_sql(view).execute(pool).await.unwrap();

    let seen = |query: Query<Writer>| async move {
        let writers = query.fetch_all(pool).await.unwrap();
        writers[0].posts[0].tags[0].name.clone()
    };
    assert_eq!(seen(Writer::query()).await, "read committed off");
    assert_eq!(seen(Writer::query().snapshot()).await, "repeatable read on");
    // It ended, and the connection is as it was.
    assert_eq!(seen(Writer::query()).await, "read committed off");

    // The caller's own transaction decides.
    let mut transaction = pool.begin().await.unwrap();
    let query = Writer::query().batched().snapshot();
    let writers = query.fetch_all(&mut transaction).await.unwrap();
    assert_eq!(writers[0].posts[0].tags[0].name, "read committed off");
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn a_query_chooses_among_the_rows_of_a_collection() {
    let db = database::blog().await;
    let pool = db.pool();
    fill(pool, 3).await;
    let chosen = || {
        Writer::query().with(users::posts, |of| {
            of.order_by(posts::title.desc())
                .filter(posts::title.ge("001"))
                .with(posts::comments, |of| {
                    of.order_by(comments::body.desc()).limit(2)
                })
        })
    };
    for query in [chosen().one_statement(), chosen().batched()] {
        let writers = query.fetch_all(pool).await.unwrap();
        let titles = writers[0].posts.iter().map(|post| post.title.as_str());
        assert_eq!(titles.collect::<Vec<_>>(), ["002", "001"]);
        for post in &writers[0].posts {
            let bodies = post.comments.iter().map(|line| line.body.as_str());
            assert_eq!(bodies.collect::<Vec<_>>(), ["d", "c"]);
        }
    }

    let error = Writer::query().with(users::comments, |of| of.limit(1));
    let error = error.fetch_all(pool).await.unwrap_err();
    let expected =
        "Writer: chooses rows of \"comments\", which it does not load as a collection of \"users\"";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_limit_that_a_query_says_is_a_parameter() {
    let db = database::blog().await;
    fill(db.pool(), 3).await;
    let mut connection = db.pool().acquire().await.unwrap();
    let on = &mut *connection;
    let mut kept = Vec::new();
    for limit in [1, 2, 0, u64::MAX] {
        let query = Writer::query().with(users::posts, |of| {
            of.filter(posts::title.ge("000")).limit(limit)
        });
        let one = query.clone().one_statement().fetch_all(&mut *on).await;
        let level = query.batched().fetch_all(&mut *on).await.unwrap();
        assert_eq!(one.unwrap(), level);
        assert_eq!(level[0].posts.len() as u64, limit.min(3));
        let sql = r"SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'LIMIT \$'";
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut *on).await.unwrap();
        kept.push(count);
    }
    // One for the whole, one for the level.
    assert_eq!(kept, [2, 2, 2, 2]);
}

#[tokio::test]
async fn a_shape_contains_itself_as_often_as_it_says() {
    let db = database::blog().await;
    let pool = db.pool();
    let post = fill(pool, 1).await.remove(0);
    let mut parent = None;
    for body in ["1", "2", "3", "4"] {
        let new = NewComment {
            post_id: post.id,
            body: body.into(),
        };
        let new = new.parent_id(parent).author_id(post.author_id);
        let made = Comment::insert(new).fetch_one(pool).await.unwrap();
        parent = Some(made.id);
    }
    let thread = |body: &str, answers| Thread {
        body: body.into(),
        author: Some(Author { name: "Ada".into() }),
        answers,
    };
    let expected = thread("1", vec![thread("2", vec![thread("3", vec![])])]);
    assert_eq!((Thread::LEVELS, Thread::STATEMENTS), (3, 1));
    let query = || Thread::query().filter(comments::body.eq("1"));
    let one = query().one_statement().fetch_one(pool).await.unwrap();
    assert_eq!(one, expected);
    let level = assert_statements!(pool, 3, {
        query().batched().fetch_all(pool).await.unwrap()
    });
    assert_eq!(level, [expected]);
}

#[tokio::test]
async fn elements_of_another_type_are_found_before_they_are_read() {
    let db = database::blog().await;
    let pool = db.pool();
    let top = Everything::insert(NewEverything {})
        .fetch_one(pool)
        .await
        .unwrap();
    let below = NewEverything {}.parent_id(top.id).texts(vec!["1".into()]);
    Everything::insert(below).execute(pool).await.unwrap();
    let change = "ALTER TABLE everything ALTER COLUMN texts TYPE bigint[] USING texts::bigint[]";
    sqlx::raw_sql(change).execute(pool).await.unwrap();
    for query in [Branch::query().one_statement(), Branch::query().batched()] {
        let error = query.fetch_all(pool).await.unwrap_err();
        let expected =
            "Branch: `children.texts` is text[] in the schema and int8[] in the database";
        assert_eq!(error.to_string(), expected);
    }
    // A key that the levels are found by, and that is no field.
    let change = "ALTER TABLE everything ALTER COLUMN id DROP IDENTITY;
        ALTER TABLE everything ALTER COLUMN id TYPE numeric";
    sqlx::raw_sql(change).execute(pool).await.unwrap();
    // On a connection that has no plan of the statement yet, which PostgreSQL would refuse first.
    let mut fresh = PgConnection::connect_with(db.options()).await.unwrap();
    let error = Branch::query().fetch_all(&mut fresh).await.unwrap_err();
    let expected = "Branch: `children (by `id`)` is int8 in the schema and numeric in the database";
    assert_eq!(error.to_string(), expected);
}

/// The numbers of a tree's rows from the root to the leaves: `3` has the children `30` to `32`.
fn tree(body: &str, depth: usize) -> Tree {
    let below = |body: &str| {
        let bodies = (0..3)
            .rev()
            .map(|number| format!("{}{number}", body.trim_start_matches("root")));
        bodies.map(|body| tree(&body, depth - 1)).collect()
    };
    Tree {
        body: body.to_owned(),
        author: None,
        post: Tagged {
            tags: vec![Named {
                name: "rust".into(),
            }],
        },
        answers: if depth == 0 { vec![] } else { below(body) },
    }
}

#[tokio::test]
async fn a_whole_tree_is_one_statement() {
    let db = database::blog().await;
    let pool = db.pool();
    let post = fill(pool, 1).await.remove(0);
    let new = NewComment {
        post_id: post.id,
        body: "root".into(),
    };
    let root = Comment::insert(new).fetch_one(pool).await.unwrap();
    let mut level = vec![(root.id, String::new())];
    for _ in 0..4 {
        let new = level.iter().flat_map(|(parent, body)| {
            (0..3).map(move |number| {
                let new = NewComment {
                    post_id: post.id,
                    body: format!("{body}{number}"),
                };
                new.parent_id(*parent)
            })
        });
        let made = Comment::insert_many(new).fetch_all(pool).await.unwrap();
        level = made.into_iter().map(|made| (made.id, made.body)).collect();
    }

    let query = || Tree::query().filter(comments::body.eq("root"));
    for query in [query(), query().one_statement()] {
        assert_eq!(query.fetch_all(pool).await.unwrap(), [tree("root", 4)]);
    }
    let one = query().one_statement();
    assert_statements!(pool, 1, { one.fetch_one(pool).await.unwrap() });
    // Below a collection, in both ways; and where there is nothing below.
    for query in [
        Discussion::query().batched(),
        Discussion::query().one_statement(),
    ] {
        let posts = query.fetch_all(pool).await.unwrap();
        assert_eq!(posts[0].comments, [tree("root", 4)]);
    }
    let leaf = Tree::query().filter(comments::body.eq("2222"));
    assert_eq!(leaf.fetch_all(pool).await.unwrap(), [tree("2222", 0)]);

    // A circle has an end: it is an error.
    let circle = "UPDATE comments SET parent_id = (SELECT id FROM comments WHERE body = '00')
        WHERE body = 'root'";
    sqlx::raw_sql(circle).execute(pool).await.unwrap();
    let error = query().fetch_all(pool).await.unwrap_err();
    let expected = "Tree: `answers.answers` leads in a circle: a row is below itself";
    assert_eq!(error.to_string(), expected);
    // What hangs beside the circle does not.
    let beside = Tree::query().filter(comments::body.eq("1"));
    assert_eq!(beside.fetch_all(pool).await.unwrap()[0].answers.len(), 3);
}
