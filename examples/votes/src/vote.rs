//! Votes: one a person, each of them counted.
//!
//! A vote is two writes, the row that says who voted and the number that the pages show. The obvious
//! way to count loses votes: read 7, add one, write 8, while another request reads 7 and writes 8 as
//! well. And the obvious way to keep a person to one vote, to look whether there is one, lets through
//! two that look at the same time. Here both are in one transaction that holds the lock of the
//! question's row, the database adds, and the table's key knows of one row a person.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::WithRejection;
use maud::{Markup, html};
use relata::sqlx::PgPool;
use relata::{Load, Tx, excluded};
use serde::Deserialize;

use crate::Value;
use crate::db::{
    Answer, AnswerId, AnswerVote, NewAnswerVote, NewQuestionVote, Question, QuestionId,
    QuestionVote, UserId, answer_votes, answers, jobs, question_votes, questions,
};
use crate::jobs::Work;
use crate::refusal::Refusal;
use crate::session::{Sent, Viewer};

/// Up (1), down (-1), or no vote any more (0). It says where to end, not what to change: sent twice,
/// as by a finger that slips, it does the same as sent once.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Vote {
    value: Value,
}

/// A question or an answer, as far as votes are concerned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// The sum of all votes.
    pub(crate) votes: i32,
    /// The viewer's.
    pub(crate) mine: Value,
}

pub(crate) async fn on_question(
    State(pool): State<PgPool>,
    WithRejection(Path(id), _): WithRejection<Path<QuestionId>, Refusal>,
    headers: HeaderMap,
    sent: Sent<Vote>,
) -> Result<Response, Refusal> {
    let vote = sent.form.checked()?;
    let user = sent.by.id;
    let votes = relata::transaction(&pool)
        .retry(3)
        .run(async |tx| count_on_question(tx, id, user, vote.value).await)
        .await?;
    let here = format!("/questions/{id}");
    let standing = Standing {
        votes,
        mine: vote.value,
    };
    Ok(voted(&headers, &sent.by, &here, &here, standing))
}

pub(crate) async fn on_answer(
    State(pool): State<PgPool>,
    WithRejection(Path(id), _): WithRejection<Path<AnswerId>, Refusal>,
    headers: HeaderMap,
    sent: Sent<Vote>,
) -> Result<Response, Refusal> {
    let vote = sent.form.checked()?;
    let user = sent.by.id;
    let (question, votes) = relata::transaction(&pool)
        .retry(3)
        .run(async |tx| count_on_answer(tx, id, user, vote.value).await)
        .await?;
    let here = format!("/answers/{id}");
    let page = format!("/questions/{question}#answer-{id}");
    let standing = Standing {
        votes,
        mine: vote.value,
    };
    Ok(voted(&headers, &sent.by, &here, &page, standing))
}

/// What is voted on, while its row is locked.
#[derive(Debug, Load)]
#[load(questions)]
struct LockedQuestion {
    author_id: UserId,
}

/// Sets a person's vote on a question, and gives the sum.
async fn count_on_question(
    tx: &mut Tx<'_>,
    id: QuestionId,
    user: UserId,
    value: Value,
) -> relata::Result<i32> {
    // From here on, other votes on this question wait. So the vote that is read next stays as it is
    // until its difference is added. `no key`: answers can refer to the question meanwhile.
    let question = LockedQuestion::query()
        .filter(questions::id.eq(id))
        .for_no_key_update()
        .fetch_one(&mut *tx)
        .await?;
    let before = QuestionVote::find(&mut *tx, id, user).await?;
    let before = before.map_or(0, |vote| vote.value);
    if value == 0 {
        QuestionVote::delete()
            .filter(
                question_votes::question_id
                    .eq(id)
                    .and(question_votes::user_id.eq(user)),
            )
            .execute(&mut *tx)
            .await?;
    } else {
        let vote = NewQuestionVote {
            question_id: id,
            user_id: user,
            value,
        };
        QuestionVote::insert(vote)
            .on_conflict(question_votes::question_votes_pkey)
            .do_update(|row| row.set(question_votes::value, excluded(question_votes::value)))
            .execute(&mut *tx)
            .await?;
    }
    recount_later(tx, question.author_id).await?;
    let changed = Question::update()
        .set(
            questions::votes,
            questions::votes + i32::from(value - before),
        )
        .filter(questions::id.eq(id))
        .fetch_one(tx)
        .await?;
    Ok(changed.votes)
}

#[derive(Debug, Load)]
#[load(answers)]
struct LockedAnswer {
    author_id: UserId,
}

/// The same on an answer; gives its question, too.
async fn count_on_answer(
    tx: &mut Tx<'_>,
    id: AnswerId,
    user: UserId,
    value: Value,
) -> relata::Result<(QuestionId, i32)> {
    let answer = LockedAnswer::query()
        .filter(answers::id.eq(id))
        .for_no_key_update()
        .fetch_one(&mut *tx)
        .await?;
    let before = AnswerVote::find(&mut *tx, id, user).await?;
    let before = before.map_or(0, |vote| vote.value);
    if value == 0 {
        AnswerVote::delete()
            .filter(
                answer_votes::answer_id
                    .eq(id)
                    .and(answer_votes::user_id.eq(user)),
            )
            .execute(&mut *tx)
            .await?;
    } else {
        let vote = NewAnswerVote {
            answer_id: id,
            user_id: user,
            value,
        };
        AnswerVote::insert(vote)
            .on_conflict(answer_votes::answer_votes_pkey)
            .do_update(|row| row.set(answer_votes::value, excluded(answer_votes::value)))
            .execute(&mut *tx)
            .await?;
    }
    recount_later(tx, answer.author_id).await?;
    let changed = Answer::update()
        .set(answers::votes, answers::votes + i32::from(value - before))
        .filter(answers::id.eq(id))
        .fetch_one(tx)
        .await?;
    Ok((changed.question_id, changed.votes))
}

/// In the transaction of the vote: there is no vote without its job, and no job without its vote. One that waits counts
/// this vote too, as it is not begun before the vote is committed.
async fn recount_later(tx: &mut Tx<'_>, author: UserId) -> relata::Result<()> {
    let job = relata::queue::<jobs>().enqueue(Work::Recount { author });
    let job = job.dedup_key(format!("recount {}", author.0));
    job.send(tx).await?;
    Ok(())
}

impl Vote {
    fn checked(self) -> Result<Self, Refusal> {
        match self.value {
            -1..=1 => Ok(self),
            _ => Err(Refusal::Unreadable("A vote is up or down.")),
        }
    }
}

/// To htmx the new state of the buttons, to a browser without it the page again.
fn voted(
    headers: &HeaderMap,
    viewer: &Viewer,
    here: &str,
    page: &str,
    standing: Standing,
) -> Response {
    if headers.contains_key("hx-request") {
        buttons(Some(viewer), here, page, standing).into_response()
    } else {
        Redirect::to(page).into_response()
    }
}

/// The buttons to vote on what is at `here`, on the page `page`. Who has voted withdraws by pressing again.
pub(crate) fn buttons(
    viewer: Option<&Viewer>,
    here: &str,
    page: &str,
    standing: Standing,
) -> Markup {
    let button = |value: Value, name: &str, sign: &str| {
        let pressed = standing.mine == value;
        html! {
            // By its id htmx finds the button that has the focus again.
            button id=(format!("{here}:{name}")) name="value" value=(if pressed { 0 } else { value })
                aria-pressed=(pressed) aria-label=(format!("Vote {name}")) { (sign) }
        }
    };
    html! {
        div.vote {
            @if let Some(viewer) = viewer {
                form method="post" action=(format!("{here}/vote")) hx-post=(format!("{here}/vote"))
                    hx-target="closest .vote" hx-swap="outerHTML" {
                    (viewer.token_field())
                    (button(1, "up", "▲"))
                    output aria-label="Votes" { (standing.votes) }
                    (button(-1, "down", "▼"))
                }
            } @else {
                @let to = format!("/sign-in?{}", to_query(page));
                a href=(to) aria-label="Sign in to vote" { "▲" }
                output aria-label="Votes" { (standing.votes) }
                a href=(to) aria-label="Sign in to vote down" { "▼" }
            }
        }
    }
}

fn to_query(page: &str) -> String {
    serde_urlencoded::to_string([("to", page)]).unwrap_or_default()
}
