//! Asking a question.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use relata::sqlx::PgPool;
use relata::{Error, Tx};
use serde::Deserialize;

use crate::db::{
    NewQuestion, NewQuestionTag, NewTag, Question, QuestionId, QuestionTag, QuestionViolation, Tag,
    TagViolation, UserId, tags,
};
use crate::layout::{page, wrong};
use crate::refusal::Refusal;
use crate::session::{Sent, Viewer};

/// How many tags a question can have.
const TAGS: usize = 5;

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Draft {
    title: String,
    body: String,
    tags: String,
}

/// What is wrong with a draft, field by field.
#[derive(Debug, Default)]
struct Wrong {
    title: Option<&'static str>,
    body: Option<&'static str>,
    tags: Option<&'static str>,
}

pub(crate) async fn form(viewer: Option<Viewer>) -> Response {
    match viewer {
        Some(viewer) => render(&viewer, &Draft::default(), &Wrong::default()).into_response(),
        None => Redirect::to("/sign-in?to=/ask").into_response(),
    }
}

pub(crate) async fn ask(
    State(pool): State<PgPool>,
    sent: Sent<Draft>,
) -> Result<Response, Refusal> {
    let Sent { by, form: draft } = sent;
    let tags = draft.tags();
    let wrong = if tags.len() > TAGS {
        Wrong {
            tags: Some("Five tags are enough."),
            ..Wrong::default()
        }
    } else {
        let (author, new) = (by.id, draft.clone());
        let asked = relata::transaction(&pool)
            .run(async move |tx| insert(tx, author, new, &tags).await)
            .await;
        match asked {
            Ok(id) => return Ok(Redirect::to(&format!("/questions/{id}")).into_response()),
            Err(error) => Wrong::of(error)?,
        }
    };
    let page = render(&by, &draft, &wrong);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The question with its tags, or nothing.
async fn insert(
    tx: &mut Tx<'_>,
    author_id: UserId,
    draft: Draft,
    names: &BTreeSet<String>,
) -> relata::Result<QuestionId> {
    let new = NewQuestion {
        author_id,
        title: draft.title.trim().to_owned(),
        body: draft.body.trim().to_owned(),
    };
    let question_id = Question::insert(new).fetch_one(&mut *tx).await?.id;

    // Two people may use a new tag at the same time: whoever comes second waits here for the first,
    // and then finds the tag. In the order of their names, so that two who want the same two tags
    // don't wait for each other.
    let new = names.iter().map(|name| NewTag { name: name.clone() });
    Tag::insert_many(new)
        .on_conflict(tags::name)
        .do_nothing()
        .execute(&mut *tx)
        .await?;
    let found = Tag::query()
        .filter(tags::name.in_(names))
        .fetch_all(&mut *tx)
        .await?;
    let pairs = found.iter().map(|tag| NewQuestionTag {
        question_id,
        tag_id: tag.id,
    });
    QuestionTag::insert_many(pairs).execute(tx).await?;
    Ok(question_id)
}

impl Draft {
    /// `Rust, async` and `rust async` are the same two tags.
    fn tags(&self) -> BTreeSet<String> {
        let words = self
            .tags
            .split(|letter: char| letter == ',' || letter.is_whitespace());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    }
}

impl Wrong {
    /// The schema's checks are the rules: they are not written a second time here, only explained.
    fn of(error: Error) -> Result<Self, Refusal> {
        let mut wrong = Self::default();
        match (error.violation::<Question>(), error.violation::<Tag>()) {
            (Some(QuestionViolation::TitleRefused), _) => {
                wrong.title = Some("A title has 5 to 150 characters.");
            }
            (Some(QuestionViolation::BodyRefused), _) => {
                wrong.body = Some("A question has 1 to 10,000 characters.");
            }
            (_, Some(TagViolation::NameRefused)) => {
                wrong.tags = Some("A tag is a short word of a–z, 0–9, +, #, . and -.");
            }
            _ => return Err(error.into()),
        }
        Ok(wrong)
    }
}

fn render(viewer: &Viewer, draft: &Draft, errors: &Wrong) -> Markup {
    let invalid = |message: Option<&str>| message.map(|_| "true");
    let content = html! {
        h1 { "Ask a question" }
        form.write method="post" action="/ask" {
            (viewer.token_field())
            label for="title" { "Title" }
            (wrong("title", errors.title))
            input #title name="title" value=(draft.title) required autocomplete="off"
                aria-invalid=[invalid(errors.title)] aria-describedby="title-wrong";
            label for="body" { "What do you want to know?" }
            (wrong("body", errors.body))
            textarea #body name="body" rows="9" required
                aria-invalid=[invalid(errors.body)] aria-describedby="body-wrong" { (draft.body) }
            label for="tags" { "Tags " span.hint { "up to five, with blanks between them" } }
            (wrong("tags", errors.tags))
            input #tags name="tags" value=(draft.tags) autocomplete="off" autocapitalize="none"
                aria-invalid=[invalid(errors.tags)] aria-describedby="tags-wrong";
            button { "Ask" }
        }
    };
    page("Ask a question", Some(viewer), &content)
}
