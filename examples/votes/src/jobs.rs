//! What is done beside the requests: telling an asker of an answer, and keeping reputations.

use relata::sqlx::PgPool;
use relata::{Job, Load, Tx};
use serde::{Deserialize, Serialize};

use crate::db::{
    AnswerId, NewNotification, Notification, User, UserId, answers, jobs, notifications, users,
};

/// A job; the column `jobs.payload`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Work {
    /// Somebody has answered.
    Answered {
        /// With this answer.
        answer: AnswerId,
    },
    /// Somebody's questions or answers were voted on.
    Recount {
        /// Whose.
        author: UserId,
    },
}

/// Does jobs until `stop` is ready, and ends those that it has begun.
///
/// # Errors
///
/// The pool is closed, or the table is not there.
pub async fn work(pool: PgPool, stop: impl Future<Output = ()> + Send) -> relata::Result<()> {
    let worker = relata::queue::<jobs>().worker(&pool).concurrency(2);
    worker
        .run(stop, async |job| perform(&pool, job).await)
        .await
}

/// A job is done at least once: a worker may be killed when all but the last word is said. Because
/// what it writes and the word that it is done are one transaction, it is done exactly once.
async fn perform(pool: &PgPool, job: &Job<jobs>) -> relata::Result<()> {
    relata::transaction(pool)
        .run(async |tx| {
            match job.payload {
                Work::Answered { answer } => notify(tx, answer).await?,
                Work::Recount { author } => recount(tx, author).await?,
            }
            job.complete(tx).await
        })
        .await
}

/// Who answered whom.
#[derive(Debug, Load)]
#[load(answers)]
struct Answered {
    author_id: UserId,
    #[load(question.author_id)]
    asker_id: UserId,
}

async fn notify(tx: &mut Tx<'_>, answer_id: AnswerId) -> relata::Result<()> {
    let found = Answered::query().filter(answers::id.eq(answer_id));
    match found.fetch_optional(&mut *tx).await? {
        Some(answered) if answered.asker_id != answered.author_id => {
            let new = NewNotification {
                user_id: answered.asker_id,
                answer_id,
            };
            let insert = Notification::insert(new).on_conflict(notifications::answer_id);
            insert.do_nothing().execute(tx).await?;
        }
        // It is gone again, or an answer to oneself.
        _ => {}
    }
    Ok(())
}

/// What a user's questions and answers have got.
#[derive(Debug, Load)]
#[load(users)]
struct Votes {
    #[load(sum(questions.votes), or_zero)]
    questions: i64,
    #[load(sum(answers.votes), or_zero)]
    answers: i64,
}

/// A question's votes count five, an answer's ten.
async fn recount(tx: &mut Tx<'_>, author: UserId) -> relata::Result<()> {
    // Two recounts of one user go one after the other: else the one that read earlier might write
    // later. The sums are read by a statement of their own, which sees what was committed while this
    // one waited.
    let user = User::query()
        .filter(users::id.eq(author))
        .for_no_key_update();
    if user.fetch_optional(&mut *tx).await?.is_none() {
        return Ok(());
    }
    let votes = Votes::query()
        .filter(users::id.eq(author))
        .fetch_one(&mut *tx)
        .await?;
    User::update()
        .set(users::reputation, 5 * votes.questions + 10 * votes.answers)
        .filter(users::id.eq(author))
        .execute(tx)
        .await?;
    Ok(())
}
