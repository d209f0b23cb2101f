//! References and collections of every kind.

use relata::codegen::sqlx::PgPool;

use crate::blog::{
    Comment, Item, NewComment, NewItem, NewPost, NewPostTag, NewShelf, NewTag, NewUser, Post,
    PostTag, Shelf, Tag, User, comments, items, posts, shelves, tags, users,
};
use crate::database;

#[derive(Debug, PartialEq, relata::Load)]
#[load(users)]
struct Name {
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct Hands {
    title: String,
    author: Name,
    editor: Option<Name>,
}

/// Three levels, with both kinds of nesting, and a reference below one that can be absent.
#[derive(Debug, PartialEq, relata::Load)]
#[load(users)]
struct Writer {
    name: String,
    posts: Vec<Written>,
    #[load(edited_posts)]
    edited: Vec<Title>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct Title {
    title: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct Written {
    title: String,
    labels: Vec<String>,
    tags: Vec<TagWithCount>,
    comments: Vec<Line>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(tags)]
struct TagWithCount {
    name: String,
    #[load(count(posts))]
    uses: i64,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct Line {
    body: String,
    parent: Option<Answered>,
    #[load(order_by(id desc))]
    answers: Vec<Body>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct Answered {
    body: String,
    author: Option<Name>,
    post: Title,
    #[load(count(answers))]
    count: i64,
    answers: Vec<Body>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct Body {
    body: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(items)]
struct Stored {
    amount: i32,
    shelf: Place,
    spare: Option<Place>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(shelves)]
struct Place {
    code: String,
    label: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(shelves)]
struct Contents {
    code: String,
    #[load(order_by(amount), limit = 1, filter(items::amount.gt(1)))]
    items: Vec<Amount>,
    #[load(spare_items)]
    spares: Vec<Amount>,
    #[load(count(items), filter(items::amount.gt(1)))]
    many: i64,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(items)]
struct Amount {
    amount: i32,
}

async fn user(pool: &PgPool, name: &str) -> User {
    let new = NewUser {
        email: format!("{name}@example.org"),
        name: name.to_owned(),
    };
    User::insert(new).fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn two_references_lead_to_one_table() {
    let db = database::blog().await;
    let pool = db.pool();
    let (ada, bob) = (user(pool, "Ada").await, user(pool, "Bob").await);
    let new = [
        NewPost {
            author_id: ada.id,
            title: "a".into(),
        }
        .editor_id(bob.id),
        NewPost {
            author_id: bob.id,
            title: "b".into(),
        }
        .editor_id(None),
    ];
    Post::insert_many(new).execute(pool).await.unwrap();

    let hands = Hands::query()
        .order_by(posts::title.asc())
        .fetch_all(pool)
        .await
        .unwrap();
    let name = |name: &str| Name { name: name.into() };
    let expected = [
        Hands {
            title: "a".into(),
            author: name("Ada"),
            editor: Some(name("Bob")),
        },
        Hands {
            title: "b".into(),
            author: name("Bob"),
            editor: None,
        },
    ];
    assert_eq!(hands, expected);
}

#[tokio::test]
async fn a_tree_of_three_levels_is_one_statement() {
    let db = database::blog().await;
    let pool = db.pool();
    let (ada, bob) = (user(pool, "Ada").await, user(pool, "Bob").await);
    let new = [
        NewPost {
            author_id: ada.id,
            title: "a".into(),
        }
        .labels(vec!["x".into(), "y".into()]),
        NewPost {
            author_id: ada.id,
            title: "b".into(),
        }
        .labels(vec![])
        .editor_id(bob.id),
    ];
    let made = Post::insert_many(new).fetch_all(pool).await.unwrap();
    let tag = Tag::insert(NewTag {
        name: "rust".into(),
    })
    .fetch_one(pool)
    .await
    .unwrap();
    let joins = made.iter().map(|post| NewPostTag {
        post_id: post.id,
        tag_id: tag.id,
    });
    PostTag::insert_many(joins).execute(pool).await.unwrap();
    let first = NewComment {
        post_id: made[0].id,
        body: "first".into(),
    };
    let first = Comment::insert(first.author_id(bob.id))
        .fetch_one(pool)
        .await
        .unwrap();
    let answers = ["second", "third"].map(|body| {
        NewComment {
            post_id: made[0].id,
            body: body.into(),
        }
        .parent_id(first.id)
    });
    Comment::insert_many(answers).execute(pool).await.unwrap();

    let writers = Writer::query()
        .order_by(users::name.asc())
        .fetch_all(pool)
        .await
        .unwrap();
    let body = |body: &str| Body { body: body.into() };
    let title = |title: &str| Title {
        title: title.into(),
    };
    let uses = || {
        vec![TagWithCount {
            name: "rust".into(),
            uses: 2,
        }]
    };
    let answered = || {
        Some(Answered {
            body: "first".into(),
            author: Some(Name { name: "Bob".into() }),
            post: title("a"),
            count: 2,
            answers: vec![body("second"), body("third")],
        })
    };
    let line = |text: &str, parent, answers| Line {
        body: text.into(),
        parent,
        answers,
    };
    let expected = [
        Writer {
            name: "Ada".into(),
            posts: vec![
                Written {
                    title: "a".into(),
                    labels: vec!["x".into(), "y".into()],
                    tags: uses(),
                    comments: vec![
                        line("first", None, vec![body("third"), body("second")]),
                        line("second", answered(), vec![]),
                        line("third", answered(), vec![]),
                    ],
                },
                Written {
                    title: "b".into(),
                    labels: vec![],
                    tags: uses(),
                    comments: vec![],
                },
            ],
            edited: vec![],
        },
        Writer {
            name: "Bob".into(),
            posts: vec![],
            edited: vec![title("b")],
        },
    ];
    assert_eq!(writers, expected);
    assert_eq!(Writer::STATEMENTS, 1);

    // The page goes first when there is a limit, and gives the same.
    let page = Writer::query()
        .order_by(users::name.desc())
        .limit(1)
        .offset(1);
    assert_eq!(page.fetch_all(pool).await.unwrap(), expected[..1]);
}

#[tokio::test]
async fn a_key_of_two_columns_works_like_one() {
    let db = database::blog().await;
    let pool = db.pool();
    let shelf = |warehouse_id, code: &str| NewShelf {
        warehouse_id,
        code: code.into(),
    };
    let new = [
        shelf(1, "A").label("one"),
        shelf(1, "B").label("two"),
        shelf(2, "A").into(),
    ];
    Shelf::insert_many(new).execute(pool).await.unwrap();
    let item = |shelf_code: &str| NewItem {
        warehouse_id: 1,
        shelf_code: shelf_code.into(),
    };
    let new = [
        item("A").amount(3).spare_code("B".to_owned()),
        item("A").amount(2),
        item("B").into(),
    ];
    Item::insert_many(new).execute(pool).await.unwrap();

    let place = |code: &str, label: &str| Place {
        code: code.into(),
        label: label.into(),
    };
    let stored = Stored::query()
        .order_by(items::id.asc())
        .fetch_all(pool)
        .await
        .unwrap();
    let expected = [
        Stored {
            amount: 3,
            shelf: place("A", "one"),
            spare: Some(place("B", "two")),
        },
        Stored {
            amount: 2,
            shelf: place("A", "one"),
            spare: None,
        },
        Stored {
            amount: 1,
            shelf: place("B", "two"),
            spare: None,
        },
    ];
    assert_eq!(stored, expected);

    let contents = Contents::query()
        .order_by([shelves::warehouse_id.asc(), shelves::code.asc()])
        .fetch_all(pool)
        .await
        .unwrap();
    let amounts = |list: &[i32]| {
        list.iter()
            .map(|amount| Amount { amount: *amount })
            .collect()
    };
    let expected = [
        Contents {
            code: "A".into(),
            items: amounts(&[2]),
            spares: amounts(&[]),
            many: 2,
        },
        Contents {
            code: "B".into(),
            items: amounts(&[]),
            spares: amounts(&[3]),
            many: 0,
        },
        Contents {
            code: "A".into(),
            items: amounts(&[]),
            spares: amounts(&[]),
            many: 0,
        },
    ];
    assert_eq!(contents, expected);

    // The shape's own values come first among the parameters, then the query's.
    let page = Contents::query()
        .filter(shelves::label.eq("two"))
        .filter(shelves::items.any(items::amount.in_([1, 7])))
        .order_by(shelves::code.asc())
        .limit(5);
    assert_eq!(page.fetch_all(pool).await.unwrap(), expected[1..2]);

    let found = Shelf::find(pool, 1, "B").await.unwrap().unwrap();
    assert_eq!(found.label, "two");
    assert!(Shelf::find(pool, 2, "B").await.unwrap().is_none());
}
