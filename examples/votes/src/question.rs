//! The page of a question, and answering it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::WithRejection;
use maud::{Markup, html};
use relata::sqlx::PgPool;
use serde::Deserialize;

use crate::date::date;
use crate::db::{
    Answer, AnswerId, AnswerViolation, NewAnswer, QuestionId, UserId, jobs, questions,
};
use crate::jobs::Work;
use crate::layout::{page, plural, wrong};
use crate::list::tag_list;
use crate::refusal::Refusal;
use crate::session::{Sent, Viewer};
use crate::shape::{AnswerText, Person, Whole};
use crate::vote::{Standing, buttons};

pub(crate) async fn show(
    State(pool): State<PgPool>,
    viewer: Option<Viewer>,
    WithRejection(Path(id), _): WithRejection<Path<QuestionId>, Refusal>,
) -> Result<Markup, Refusal> {
    render(&pool, viewer.as_ref(), id, &Draft::default()).await
}

/// An answer that is being written, and what is wrong with it.
#[derive(Debug, Default)]
struct Draft {
    body: String,
    wrong: Option<&'static str>,
}

/// One statement for the page, with what its viewer has voted on it.
async fn render(
    pool: &PgPool,
    viewer: Option<&Viewer>,
    id: QuestionId,
    draft: &Draft,
) -> Result<Markup, Refusal> {
    let question = Whole::query(viewer.map(|viewer| viewer.id))
        .filter(questions::id.eq(id))
        .fetch_one(pool)
        .await?;

    let here = format!("/questions/{id}");
    let standing = Standing {
        votes: question.votes,
        mine: question.mine.unwrap_or_default(),
    };
    let answers = i64::try_from(question.answers.len()).unwrap_or_default();
    let content = html! {
        article.post {
            h1 { (question.title) }
            div.body {
                (buttons(viewer, &here, &here, standing))
                div.text {
                    p.prose { (question.body) }
                    div.meta {
                        (tag_list(question.tags.iter().map(|tag| tag.name.as_str())))
                        (by(&question.author, &date(question.created_at)))
                    }
                }
            }
        }
        section.answers aria-label="Answers" {
            h2 { (answers) " " (plural(answers, "answer")) }
            @for each in &question.answers {
                (answer_text(viewer, &here, each))
            }
        }
        (form(viewer, question.id, draft))
    };
    Ok(page(&question.title, viewer, &content))
}

fn answer_text(viewer: Option<&Viewer>, page: &str, answer: &AnswerText) -> Markup {
    let here = format!("/answers/{}", answer.id);
    let place = format!("answer-{}", answer.id);
    let page = format!("{page}#{place}");
    let standing = Standing {
        votes: answer.votes,
        mine: answer.mine.unwrap_or_default(),
    };
    html! {
        article.post.answer id=(place) {
            div.body {
                (buttons(viewer, &here, &page, standing))
                div.text {
                    p.prose { (answer.body) }
                    div.meta { (by(&answer.author, &date(answer.created_at))) }
                }
            }
        }
    }
}

fn by(person: &Person, when: &Markup) -> Markup {
    html! {
        span.by {
            b { (person.name) } " "
            span.reputation title="Reputation" { (person.reputation) }
            " · " (when)
        }
    }
}

fn form(viewer: Option<&Viewer>, id: QuestionId, draft: &Draft) -> Markup {
    let invalid = draft.wrong.map(|_| "true");
    html! {
        @if let Some(viewer) = viewer {
            form.write method="post" action=(format!("/questions/{id}/answers")) {
                (viewer.token_field())
                label for="body" { "Your answer" }
                (wrong("body", draft.wrong))
                textarea #body name="body" rows="6" required aria-invalid=[invalid]
                    aria-describedby="body-wrong" { (draft.body) }
                button { "Answer" }
            }
        } @else {
            p.empty { a href=(format!("/sign-in?to=/questions/{id}")) { "Sign in" } " to answer." }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct NewText {
    body: String,
}

pub(crate) async fn answer(
    State(pool): State<PgPool>,
    WithRejection(Path(question), _): WithRejection<Path<QuestionId>, Refusal>,
    sent: Sent<NewText>,
) -> Result<Response, Refusal> {
    let (author, body) = (sent.by.id, sent.form.body.trim());
    match insert(&pool, question, author, body).await {
        Ok(id) => Ok(Redirect::to(&format!("/questions/{question}#answer-{id}")).into_response()),
        Err(error) => {
            let Some(AnswerViolation::BodyRefused) = error.violation::<Answer>() else {
                return Err(error.into());
            };
            let draft = Draft {
                body: body.to_owned(),
                wrong: Some("An answer has 1 to 10,000 characters."),
            };
            let page = render(&pool, Some(&sent.by), question, &draft).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The answer, and in the same transaction the job that tells the asker. Were it enqueued after the
/// commit, a crash in between would tell nobody; before it, somebody of an answer that is not there.
async fn insert(
    pool: &PgPool,
    question_id: QuestionId,
    author_id: UserId,
    body: &str,
) -> relata::Result<AnswerId> {
    let new = NewAnswer {
        question_id,
        author_id,
        body: body.to_owned(),
    };
    relata::transaction(pool)
        .run(async move |tx| {
            let answer = Answer::insert(new).fetch_one(&mut *tx).await?.id;
            let job = relata::queue::<jobs>().enqueue(Work::Answered { answer });
            job.send(tx).await?;
            relata::Ok(answer)
        })
        .await
}
