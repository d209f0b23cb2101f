//! Votes: none is lost, and nobody has two.

use futures_util::future::join_all;
use votes::db::{Question, QuestionVote, User, answers, question_votes, questions, users};

use crate::site::{Site, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_voters_at_once_lose_no_vote() {
    let mut site = Site::empty().await;
    let question = site.question("Ada", "Is this counted?").await;
    let path = format!("/questions/{}/vote", question.id);
    let names: Vec<_> = (0..200).map(|number| format!("Voter {number}")).collect();
    let voters = join_all(names.iter().map(|name| site.signed_in(name))).await;

    join_all(voters.iter().map(|voter| voter.vote(&path, "1"))).await;
    let votes = || async {
        Question::find(&site.pool, question.id)
            .await
            .unwrap()
            .unwrap()
            .votes
    };
    assert_eq!(votes().await, 200);
    assert_eq!(QuestionVote::query().count(&site.pool).await.unwrap(), 200);

    // Half change their minds while the others press the button again.
    let again = voters
        .iter()
        .enumerate()
        .map(|(number, voter)| voter.vote(&path, if number % 2 == 0 { "-1" } else { "1" }));
    join_all(again).await;
    assert_eq!(votes().await, 0);

    site.work();
    join_all(voters.iter().map(|voter| voter.vote(&path, "1"))).await;
    eventually(async || {
        let ada = User::find_by_name(&site.pool, "Ada")
            .await
            .unwrap()
            .unwrap();
        ada.reputation == 1000
    })
    .await;
    site.close().await;
}

#[tokio::test]
async fn everybody_sees_their_own_vote() {
    let site = Site::empty().await;
    let question = site.question("Ada", "Whose vote is this?").await;
    let path = format!("/questions/{}", question.id);
    let (bob, eve) = (site.signed_in("Bob").await, site.signed_in("Eve").await);
    bob.vote(&format!("{path}/vote"), "1").await;
    eve.vote(&format!("{path}/vote"), "-1").await;

    let visitor = site.visitor();
    assert!(bob.text("/").await.contains("you: ▲"));
    assert!(eve.text("/").await.contains("you: ▼"));
    assert!(!visitor.text("/").await.contains("you: "));
    let pressed = |page: &str| page.matches(r#"aria-pressed="true""#).count();
    assert_eq!(pressed(&bob.text(&path).await), 1);
    assert_eq!(pressed(&site.signed_in("Ada").await.text(&path).await), 0);
    site.close().await;
}

/// What the site would do if it read the number, added one and wrote it back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_naive_way_loses_votes() {
    let site = Site::empty().await;
    let question = site.question("Ada", "Is this counted?").await;
    let naive = (0..200).map(|_| async {
        let mut tx = relata::begin(&site.pool).await.unwrap();
        let read = Question::find(&mut tx, question.id).await.unwrap().unwrap();
        Question::update()
            .set(questions::votes, read.votes + 1)
            .filter(questions::id.eq(question.id))
            .execute(&mut tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    });
    join_all(naive).await;
    let votes = Question::find(&site.pool, question.id)
        .await
        .unwrap()
        .unwrap()
        .votes;
    assert!(votes < 200, "{votes} of 200 votes are left");
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_has_one_vote_and_can_change_and_withdraw_it() {
    let site = Site::empty().await;
    let question = site.question("Ada", "Is this counted?").await;
    let path = format!("/questions/{}/vote", question.id);
    let grace = site.signed_in("Grace").await;
    let votes = async || {
        Question::find(&site.pool, question.id)
            .await
            .unwrap()
            .unwrap()
            .votes
    };

    // A double click, many times over.
    join_all((0..20).map(|_| grace.vote(&path, "1"))).await;
    assert_eq!(votes().await, 1);
    grace.vote(&path, "-1").await;
    assert_eq!(votes().await, -1);
    grace.vote(&path, "0").await;
    grace.vote(&path, "0").await;
    assert_eq!(votes().await, 0);
    assert_eq!(QuestionVote::query().count(&site.pool).await.unwrap(), 0);

    // Up, down and away at once: whatever comes last, the number is that of the rows.
    let mixed = (0..30).map(|number| grace.vote(&path, ["1", "-1", "0"][number % 3]));
    join_all(mixed).await;
    let mine = QuestionVote::query().filter(question_votes::question_id.eq(question.id));
    let mine = mine.fetch_optional(&site.pool).await.unwrap();
    assert_eq!(votes().await, mine.map_or(0, |vote| vote.value.into()));

    let refused = grace.post(&path, &[("value", "7")]).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        grace
            .post("/questions/999999/vote", &[("value", "1")])
            .await
            .status,
        404
    );
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_voted_on_and_their_asker_is_told_once() {
    let mut site = Site::empty().await;
    let question = site.question("Ada", "Is this answered?").await;
    let grace = site.signed_in("Grace").await;
    let ada = site.signed_in("Ada").await;
    let path = format!("/questions/{}/answers", question.id);
    let answer = grace.post(&path, &[("body", "It is.")]).await;
    assert_eq!(answer.status, 303);
    ada.post(&path, &[("body", "Thank you! (An answer to myself.)")])
        .await;

    let found = votes::db::Answer::query()
        .filter(answers::body.eq("It is."))
        .fetch_one(&site.pool)
        .await
        .unwrap();
    ada.vote(&format!("/answers/{}/vote", found.id), "1").await;
    let page = ada.text(&format!("/questions/{}", question.id)).await;
    assert!(
        page.contains(r#"value="0" aria-pressed="true" aria-label="Vote up""#),
        "{page}"
    );

    site.work();
    eventually(async || ada.text("/account").await.contains("</b> answered ")).await;
    eventually(async || {
        let found = User::query().filter(users::name.eq("grace"));
        found.fetch_one(&site.pool).await.unwrap().reputation == 10
    })
    .await;
    assert_eq!(
        ada.text("/account").await.matches("</b> answered ").count(),
        1
    );
    assert!(!grace.text("/account").await.contains("</b> answered "));
    site.close().await;
}
