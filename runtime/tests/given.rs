//! Values that a query gives its shape: in aggregates and collections, at any depth, in one statement
//! and in one a level.

use relata::codegen::Uuid;
use relata::testing::Database;
use relata::testing::assert_statements;

use crate::blog::{
    Comment, NewComment, NewPost, NewPostTag, NewTag, NewUser, Post, PostTag, Tag, User,
    UserStatus, comments, posts, tags, users,
};
use crate::database;

/// A post, as the one who looks sees it.
#[derive(Debug, PartialEq, relata::Load)]
#[load(
    posts,
    given(me: Option<Uuid>, word: String),
    by(author_id), order_by(published_at desc nulls last)
)]
struct Card {
    title: String,
    #[load(count(comments), filter(comments::author_id.eq(me)))]
    mine: i64,
    #[load(exists(comments), filter(comments::body.eq(word).and(comments::author_id.ne(me))))]
    said_by_others: bool,
    #[load(max(comments.body), filter(comments::author_id.eq(me)))]
    last: Option<String>,
    #[load(given(me))]
    author: Author,
    #[load(filter(comments::parent_id.is_null()), order_by(id), given(word, me))]
    comments: Vec<Line>,
    tags: Vec<Named>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(users, given(viewer: Option<Uuid>))]
struct Author {
    name: String,
    #[load(exists(comments), filter(comments::author_id.eq(viewer)))]
    has_talked_to_me: bool,
}

/// Takes the two values the other way round, under other names.
#[derive(Debug, PartialEq, relata::Load)]
#[load(comments, given(text: String, who: Option<Uuid>))]
struct Line {
    body: String,
    #[load(count(answers), filter(comments::author_id.eq(who)))]
    my_answers: i64,
    #[load(filter(comments::body.eq(text)), order_by(id), limit = 2)]
    answers: Vec<Answer>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct Answer {
    body: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(tags)]
struct Named {
    name: String,
}

/// A whole tree of which each row says whether it is the viewer's.
#[derive(Debug, PartialEq, relata::Load)]
#[load(comments, given(me: Uuid))]
struct Tree {
    body: String,
    #[load(count(answers), filter(comments::author_id.eq(me)))]
    mine: i64,
    #[load(recursive, order_by(id), given(me))]
    answers: Vec<Tree>,
}

/// Groups, of which a part is counted.
#[derive(Debug, PartialEq, relata::Load)]
#[load(comments, given(me: Uuid), group_by(post))]
struct PerPost {
    #[load(post.title)]
    title: String,
    #[load(count)]
    all: i64,
    #[load(count, filter(comments::author_id.eq(me)))]
    mine: i64,
}

/// Compared with an array, an enum, and what is no column of text.
#[derive(Debug, PartialEq, relata::Load)]
#[load(users, given(labels: Vec<String>, status: UserStatus, least: i32))]
struct Labelled {
    name: String,
    #[load(count(posts), filter(posts::labels.eq(labels)))]
    labelled: i64,
    #[load(
        count(posts),
        filter(posts::author.matches(users::status.eq(status)).and(posts::votes.ge(least)))
    )]
    of_status: i64,
}

struct Blog {
    db: Database,
    ada: Uuid,
    bob: Uuid,
}

/// Ada's post, on which Ada and Bob talk.
async fn blog() -> Blog {
    let db = database::blog().await;
    let pool = db.pool();
    let user = |name: &str| NewUser {
        email: format!("{name}@example.org"),
        name: name.to_owned(),
    };
    let users = User::insert_many([user("ada"), user("bob")]);
    let users = users.fetch_all(pool).await.unwrap();
    let (ada, bob) = (users[0].id, users[1].id);
    let post = NewPost {
        author_id: ada,
        title: "Engines".to_owned(),
    };
    let post = post.labels(vec!["a".to_owned()]).votes(3);
    let post = Post::insert(post).fetch_one(pool).await.unwrap().id;
    let tag = NewTag {
        name: "steam".to_owned(),
    };
    let tag_id = Tag::insert(tag).fetch_one(pool).await.unwrap().id;
    let joined = NewPostTag {
        post_id: post,
        tag_id,
    };
    PostTag::insert(joined).execute(pool).await.unwrap();
    let comment = |who: Uuid, body: &str| {
        let new = NewComment {
            post_id: post,
            body: body.to_owned(),
        };
        new.author_id(Some(who))
    };
    let first = Comment::insert(comment(bob, "hello"))
        .fetch_one(pool)
        .await
        .unwrap();
    let below = |new: crate::blog::NewCommentWith| new.parent_id(Some(first.id));
    Comment::insert_many([
        below(comment(ada, "hello")),
        below(comment(ada, "bye")),
        below(comment(bob, "hello")),
    ])
    .execute(pool)
    .await
    .unwrap();
    Blog { db, ada, bob }
}

fn seen(mine: i64, others: bool, last: Option<&str>, talked: bool, answers: i64) -> Card {
    Card {
        title: "Engines".to_owned(),
        mine,
        said_by_others: others,
        last: last.map(str::to_owned),
        author: Author {
            name: "ada".to_owned(),
            has_talked_to_me: talked,
        },
        comments: vec![Line {
            body: "hello".to_owned(),
            my_answers: answers,
            answers: vec!["hello", "hello"]
                .into_iter()
                .map(|body| Answer {
                    body: body.to_owned(),
                })
                .collect(),
        }],
        tags: vec![Named {
            name: "steam".to_owned(),
        }],
    }
}

#[tokio::test]
async fn a_shape_shows_what_is_the_viewers_at_every_depth() {
    let Blog { db, ada, bob } = blog().await;
    let pool = db.pool();
    let query = |me| Card::query(me, "hello".to_owned());
    let expected = [
        (Some(ada), seen(2, true, Some("hello"), true, 2)),
        (Some(bob), seen(2, true, Some("hello"), false, 1)),
        // Nobody has no comments, and nobody else's are others' than nobody's.
        (None, seen(0, false, None, false, 0)),
    ];
    for (me, card) in expected {
        let whole = assert_statements!(pool, 1, {
            query(me).one_statement().fetch_all(pool).await.unwrap()
        });
        let level_by_level = assert_statements!(pool, 4, {
            query(me).batched().fetch_all(pool).await.unwrap()
        });
        assert_eq!(whole, [card]);
        assert_eq!(level_by_level, whole);
        let of_ada = Card::by_author_id(me, "hello".to_owned(), ada);
        assert_eq!(of_ada.fetch_all(pool).await.unwrap(), whole);
        let page = query(me).page(5).fetch(pool).await.unwrap();
        assert_eq!(page.items, whole);
        let distinct = query(me).distinct();
        assert_eq!(distinct.clone().count(pool).await.unwrap(), 1);
        assert_eq!(distinct.fetch_all(pool).await.unwrap(), whole);
        // A choice for one query does not take the values away.
        let chosen = query(me).with(posts::comments, |of| of.limit(9));
        assert_eq!(chosen.fetch_one(pool).await.unwrap(), whole[0]);
    }
    // Only parameters, and one text for everybody.
    let sql = query(Some(ada)).sql();
    assert_eq!(sql, query(None).sql());
    assert!(!sql.contains("hello") && !sql.contains(&ada.to_string()));
    db.close().await.unwrap();
}

#[tokio::test]
async fn trees_reports_and_streams_are_given_values() {
    use futures_util::TryStreamExt as _;

    let Blog { db, ada, bob } = blog().await;
    let pool = db.pool();
    for (me, mine) in [(ada, 2), (bob, 1)] {
        let roots = Tree::query(me).filter(comments::parent_id.is_null());
        let tree = roots.clone().one_statement().fetch_all(pool).await.unwrap();
        assert_eq!((tree[0].mine, tree[0].answers.len()), (mine, 3));
        assert_eq!(tree[0].answers[0].mine, 0);
        assert_eq!(roots.batched().fetch_all(pool).await.unwrap(), tree);
    }
    let report = PerPost::query(ada).having(PerPost::mine.ge(1));
    let expected = PerPost {
        title: "Engines".to_owned(),
        all: 4,
        mine: 2,
    };
    assert_eq!(report.fetch_all(pool).await.unwrap(), [expected]);

    let card = Card::query(Some(bob), "bye".to_owned()).fetch(pool);
    let cards: Vec<Card> = card.try_collect().await.unwrap();
    assert_eq!((cards[0].mine, cards[0].said_by_others), (2, true));

    let labelled = Labelled::query(vec!["a".to_owned()], UserStatus::Active, 3);
    let labelled = labelled.filter(users::id.eq(ada)).fetch_one(pool).await;
    let labelled = labelled.unwrap();
    assert_eq!((labelled.labelled, labelled.of_status), (1, 1));
    let none = Labelled::query(Vec::new(), UserStatus::Active, 4);
    let none = none
        .filter(users::id.eq(ada))
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!((none.labelled, none.of_status), (0, 0));
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_value_that_can_t_be_sent_is_an_error_of_its_column() {
    let Blog { db, ada, .. } = blog().await;
    let pool = db.pool();
    let query = Card::query(Some(ada), "NUL\0".to_owned());
    let error = query.fetch_all(pool).await.unwrap_err();
    assert!(
        matches!(&error, relata::Error::Value { column, .. } if column == "body"),
        "{error}"
    );
    db.close().await.unwrap();
}
