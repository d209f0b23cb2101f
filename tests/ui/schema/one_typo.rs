//! One mistake is one error, however much of the schema is used.

mod db {
    relata::schema! {
        enum user_status { active, suspended }

        table users {
            id: uuid primary key = gen_random_uuid(),
            email: text unique,
            status: user_status = active,
        }

        table posts {
            id: bigint primary key identity,
            author_id: references users on delete cascade,
            title: txt,
            votes: integer = 0,
        }

        table comments {
            id: bigint primary key identity,
            post_id: references posts on delete cascade,
            body: text,
        }
    }
}

use db::{Comment, NewComment, NewPost, NewUser, Post, User, UserStatus, comments, posts, users};

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    title: String,
    author: AuthorName,
    #[load(order_by(id desc), limit = 3)]
    comments: Vec<CommentLine>,
    #[load(count(comments))]
    comment_count: i64,
}

#[derive(relata::Load)]
#[load(users)]
struct AuthorName {
    email: String,
}

#[derive(relata::Load)]
#[load(comments)]
struct CommentLine {
    body: String,
}

fn used(author: User, post: Post, comment: Comment) -> String {
    let _ = User::query().filter(users::status.eq(UserStatus::Active));
    let _ = Post::query().filter(posts::title.eq("Hello").and(posts::votes.gt(1)));
    let _ = Post::query().filter(posts::author.matches(users::email.eq("ada@example.org")));
    let _ = Comment::query().order_by(comments::id.desc());
    let _ = User::insert(NewUser { email: author.email }.status(UserStatus::Suspended));
    let _ = Post::insert(NewPost { author_id: author.id, title: "Hello".to_owned() }.votes(1));
    let _ = Comment::insert(NewComment { post_id: post.id, body: comment.body });
    let _ = PostCard::query().filter(posts::comments.any(comments::body.eq("")));
    post.title.to_uppercase()
}

fn main() {}
