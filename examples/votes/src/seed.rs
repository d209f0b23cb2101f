//! Something to read, where there is no question yet.

use chrono::{DateTime, TimeDelta, Utc};
use relata::Tx;

use crate::Value;
use crate::db::{
    Answer, AnswerVote, NewAnswer, NewAnswerVote, NewQuestion, NewQuestionTag, NewQuestionVote,
    NewTag, NewUser, Question, QuestionTag, QuestionVote, Tag, User, jobs, tags, users,
};
use crate::jobs::Work;

const PEOPLE: [&str; 8] = [
    "Ada", "Grace", "Edgar", "Barbara", "Donald", "Margaret", "Tony", "Frances",
];

const TAGS: [&str; 8] = [
    "rust",
    "postgresql",
    "sql",
    "indexes",
    "transactions",
    "async",
    "testing",
    "types",
];

/// A title, a body, its tags, and answers.
type Sample = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const QUESTIONS: [Sample; 14] = [
    (
        "Why does my counter lose votes when two people click at once?",
        "I read the row, add one, and write it back. With one visitor it is always right. Under load \
         the number is too low, and never by the same amount.\n\nEvery statement succeeds. Where do \
         the votes go?",
        &["postgresql", "transactions"],
        &[
            "Both read 7, both write 8. Let the database add: SET votes = votes + 1. The second \
             update waits for the first and then sees its result.",
            "And put a unique key on (question, user). Then nobody is counted twice, whatever your \
             code forgets.",
            "SELECT … FOR UPDATE also works, if you need the value in between.",
        ],
    ),
    (
        "When is OFFSET the wrong way to make pages?",
        "Page 400 takes seconds, and people tell me that they see the same entry on two pages. Is \
         there something better than LIMIT 20 OFFSET 8000?",
        &["postgresql", "sql", "indexes"],
        &[
            "Remember where the last page ended and ask for what follows. With an index on the order, \
             each page costs what the first one does.",
            "The repeated rows come from inserts: everything moves down by one while your reader \
             turns the page.",
        ],
    ),
    (
        "Do I need an index on a foreign key?",
        "The referenced side has its primary key. Does PostgreSQL index the other side by itself?",
        &["postgresql", "indexes"],
        &[
            "It does not. Without one, every delete in the parent scans the child table, and so does \
             every join from parent to children.",
            "If another index begins with the column, that one serves.",
        ],
    ),
    (
        "How do I send a mail only if the transaction commits?",
        "If I send it before the commit, there may be nothing to write about. If I send it after, a \
         crash in between forgets it.",
        &["transactions", "postgresql"],
        &[
            "Write a row into a jobs table in the same transaction, and let a worker send the mail. \
             Either both are there or neither.",
        ],
    ),
    (
        "Is numeric really slower than double for money?",
        "We add up a few thousand invoices for a report. Somebody wants to change the column to double \
         precision for speed.",
        &["postgresql", "types"],
        &[
            "Measure it: for thousands of rows you will not find the difference. You will find the cents.",
        ],
    ),
    (
        "What does Serializable cost me?",
        "I would rather not think about which rows to lock. Can I put everything on Serializable and \
         retry?",
        &["postgresql", "transactions"],
        &[
            "You can. Retry on 40001, keep transactions short, and keep things that can't be undone \
             out of them.",
        ],
    ),
    (
        "Why must the future be Send inside tokio::spawn?",
        "It works in main, and in a spawned task the compiler says that something is held across an \
         await.",
        &["rust", "async"],
        &[
            "The runtime may go on with your task on another thread. What lives across the await moves along.",
        ],
    ),
    (
        "How do you test code that talks to a database?",
        "Mocks pass and production fails. One shared test database is slow, and the tests disturb each \
         other.",
        &["testing", "postgresql", "rust"],
        &[
            "A real server, and a database for each test, made from a template. It takes some twenty \
             milliseconds.",
            "Tests that run in a transaction and roll back are fine, until you test a commit.",
        ],
    ),
    (
        "Should enum columns be text with a check?",
        "CREATE TYPE looks tidy. I am told that it is hard to take a value away again.",
        &["postgresql", "types", "sql"],
        &[
            "Adding one is easy, removing one is a new type. For lists that change often, text or a table.",
        ],
    ),
    (
        "Can a query return a parent with all its children at once?",
        "A join repeats the parent in every row. Two queries are two round trips, and a loop is a hundred.",
        &["sql", "rust"],
        &[
            "A lateral join with an aggregate of the children gives one row a parent. That is one \
             statement, whatever the number of parents.",
        ],
    ),
    (
        "What is the right way to store a time zone?",
        "The server is in UTC, the users are not.",
        &["types", "sql"],
        &["timestamptz for what has happened; the name of the zone beside it for what is planned."],
    ),
    (
        "How does websearch_to_tsquery treat a minus?",
        "I would like people to leave words out of their search, as they know it from elsewhere.",
        &["postgresql"],
        &[],
    ),
    (
        "Which lock does adding a column take?",
        "The table has a hundred million rows and is written to all day.",
        &["postgresql", "sql"],
        &[
            "ACCESS EXCLUSIVE, but for a moment only, as long as the default is a constant. Set a lock_timeout anyway.",
        ],
    ),
    (
        "Is there a reason not to use unwrap in handlers?",
        "It is only an example, and the error can't happen.",
        &["rust"],
        &["People copy examples."],
    ),
];

/// Fills the empty tables. A name or tag that is there already is used as it is.
pub(crate) async fn insert(tx: &mut Tx<'_>) -> relata::Result<()> {
    let people = PEOPLE.map(|name| NewUser { name: name.into() });
    User::insert_many(people)
        .on_conflict(users::name)
        .do_nothing()
        .execute(&mut *tx)
        .await?;
    let people = User::query()
        .filter(users::name.in_(PEOPLE))
        .order_by(users::id.asc());
    let people = people.fetch_all(&mut *tx).await?;
    let new = TAGS.map(|name| NewTag { name: name.into() });
    Tag::insert_many(new)
        .on_conflict(tags::name)
        .do_nothing()
        .execute(&mut *tx)
        .await?;
    let tags = Tag::query()
        .filter(tags::name.in_(TAGS))
        .fetch_all(&mut *tx)
        .await?;

    let now = Utc::now();
    let person = |number: usize| people[number % people.len()].id;
    // The first of the list is the newest.
    let new = QUESTIONS
        .iter()
        .enumerate()
        .map(|(number, (title, body, ..))| {
            NewQuestion {
                author_id: person(number),
                title: (*title).into(),
                body: (*body).into(),
            }
            .votes(sum(votes(number)))
            .created_at(hours_before(now, 7 * number + 5))
        });
    let questions = Question::insert_many(new).fetch_all(&mut *tx).await?;

    let pairs = questions
        .iter()
        .zip(QUESTIONS)
        .flat_map(|(question, (_, _, names, _))| {
            let tags = tags
                .iter()
                .filter(move |tag| names.contains(&tag.name.as_str()));
            tags.map(|tag| NewQuestionTag {
                question_id: question.id,
                tag_id: tag.id,
            })
        });
    QuestionTag::insert_many(pairs).execute(&mut *tx).await?;

    let texts = QUESTIONS
        .iter()
        .enumerate()
        .flat_map(|(number, (.., texts))| {
            texts
                .iter()
                .enumerate()
                .map(move |(place, text)| (number, place, *text))
        });
    let texts: Vec<_> = texts.collect();
    let new = texts.iter().map(|&(number, place, text)| {
        let (question_id, author_id) = (questions[number].id, person(number + place + 1));
        NewAnswer {
            question_id,
            author_id,
            body: text.into(),
        }
        .votes(sum(votes(of_answer(number, place))))
        .created_at(hours_before(now, 7 * number + 3 - place))
    });
    let answers = Answer::insert_many(new).fetch_all(&mut *tx).await?;

    let cast = questions.iter().enumerate().flat_map(|(number, question)| {
        votes(number)
            .iter()
            .enumerate()
            .map(move |(voter, &value)| NewQuestionVote {
                question_id: question.id,
                user_id: person(number + voter + 1),
                value,
            })
    });
    QuestionVote::insert_many(cast).execute(&mut *tx).await?;
    let cast = answers
        .iter()
        .zip(&texts)
        .flat_map(|(answer, &(number, place, _))| {
            let votes = votes(of_answer(number, place)).iter().enumerate();
            votes.map(move |(voter, &value)| NewAnswerVote {
                answer_id: answer.id,
                user_id: person(number + place + voter + 2),
                value,
            })
        });
    AnswerVote::insert_many(cast).execute(&mut *tx).await?;

    let work = people
        .iter()
        .map(|person| Work::Recount { author: person.id });
    relata::queue::<jobs>().enqueue_many(work).send(tx).await?;
    Ok(())
}

/// Which of the votes below an answer has: the first of a question has the most.
fn of_answer(number: usize, place: usize) -> usize {
    5 * (number % 2) + 3 * place
}

/// What the others have voted; never more than all but the author.
fn votes(number: usize) -> &'static [Value] {
    const VOTES: [&[Value]; 7] = [
        &[1, 1, 1, 1, 1, 1, 1],
        &[1, 1, 1, -1, 1],
        &[1, 1],
        &[1, 1, 1, 1],
        &[-1, 1],
        &[1, 1, 1, 1, 1],
        &[1],
    ];
    VOTES[number % VOTES.len()]
}

fn sum(votes: &[Value]) -> i32 {
    votes.iter().map(|&value| i32::from(value)).sum()
}

fn hours_before(now: DateTime<Utc>, hours: usize) -> DateTime<Utc> {
    now - TimeDelta::hours(i64::try_from(hours).unwrap_or_default())
}
