//! What the pages load: each a shape, and one statement.

use chrono::{DateTime, Utc};
use relata::Load;

use crate::Value;
use crate::db::{
    AnswerId, QuestionId, UserId, answer_votes, answers, notifications, question_votes, questions,
    tags, users,
};

/// A question in the list.
#[derive(Debug, Load)]
#[load(questions, given(viewer: Option<UserId>))]
pub(crate) struct Line {
    pub(crate) id: QuestionId,
    pub(crate) title: String,
    pub(crate) votes: i32,
    #[load(max(question_votes.value), filter(question_votes::user_id.eq(viewer)))]
    pub(crate) mine: Option<Value>,
    pub(crate) created_at: DateTime<Utc>,
    #[load(author.name)]
    pub(crate) author: String,
    #[load(order_by(name))]
    pub(crate) tags: Vec<TagName>,
    #[load(count(answers))]
    pub(crate) answer_count: i64,
}

/// A question with all that its page shows to one person, or to somebody who is not signed in.
#[derive(Debug, Load)]
#[load(questions, given(viewer: Option<UserId>))]
pub(crate) struct Whole {
    pub(crate) id: QuestionId,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) votes: i32,
    /// The viewer's, of which there is one at most.
    #[load(max(question_votes.value), filter(question_votes::user_id.eq(viewer)))]
    pub(crate) mine: Option<Value>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) author: Person,
    #[load(order_by(name))]
    pub(crate) tags: Vec<TagName>,
    #[load(order_by(votes desc, id), given(viewer))]
    pub(crate) answers: Vec<AnswerText>,
}

#[derive(Debug, Load)]
#[load(answers, given(viewer: Option<UserId>))]
pub(crate) struct AnswerText {
    pub(crate) id: AnswerId,
    pub(crate) body: String,
    pub(crate) votes: i32,
    #[load(max(answer_votes.value), filter(answer_votes::user_id.eq(viewer)))]
    pub(crate) mine: Option<Value>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) author: Person,
}

#[derive(Debug, Load)]
#[load(users)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) reputation: i64,
}

#[derive(Debug, Load)]
#[load(tags)]
pub(crate) struct TagName {
    pub(crate) name: String,
}

/// A user's own page.
#[derive(Debug, Load)]
#[load(users)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) reputation: i64,
    #[load(order_by(id desc), limit = 20)]
    pub(crate) notifications: Vec<News>,
}

/// Somebody has answered.
#[derive(Debug, Load)]
#[load(notifications)]
pub(crate) struct News {
    pub(crate) sent_at: DateTime<Utc>,
    #[load(answer.author.name)]
    pub(crate) who: String,
    pub(crate) answer: Answered,
}

#[derive(Debug, Load)]
#[load(answers)]
pub(crate) struct Answered {
    pub(crate) id: AnswerId,
    pub(crate) question_id: QuestionId,
    #[load(question.title)]
    pub(crate) title: String,
}
