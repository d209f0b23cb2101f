//! The list of questions: the newest, the most voted, those with a tag, those that a search finds.

use axum::extract::{Query, State};
use axum_extra::extract::WithRejection;
use maud::{Markup, html};
use relata::Page;
use relata::sqlx::PgPool;
use serde::{Deserialize, Serialize};

use crate::date::date;
use crate::db::{questions, tags};
use crate::layout::{framed, plural};
use crate::refusal::Refusal;
use crate::session::Viewer;
use crate::shape::Line;

/// How many questions a page has.
const ROWS: u64 = 10;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    sort: Sort,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    #[default]
    New,
    Top,
}

pub(crate) async fn show(
    State(pool): State<PgPool>,
    viewer: Option<Viewer>,
    WithRejection(Query(wanted), _): WithRejection<Query<Wanted>, Refusal>,
) -> Result<Markup, Refusal> {
    let page = load(&pool, viewer.as_ref(), &wanted).await?;
    let searched = wanted.searched().unwrap_or_default();
    let title = wanted.title();
    let content = html! {
        div.title {
            h1 { (title) }
            a.button href="/ask" { "Ask" }
        }
        @if wanted.searched().is_none() {
            nav.tabs aria-label="Order" {
                (tab(&wanted, Sort::New, "Newest"))
                (tab(&wanted, Sort::Top, "Most voted"))
            }
        }
        @if page.items.is_empty() {
            p.empty { "No question here yet." }
        }
        ol.questions {
            @for line in &page.items { (row(line)) }
        }
        nav.pages aria-label="Pages" {
            @if let Some(before) = page.previous {
                a.button.quiet rel="prev" href=(wanted.address(|to| to.before = Some(before))) { "← Back" }
            }
            @if let Some(after) = page.next {
                a.button.quiet.next rel="next" href=(wanted.address(|to| to.after = Some(after))) { "Next →" }
            }
        }
    };
    Ok(framed(&title, viewer.as_ref(), searched, &content))
}

/// One statement. A page begins where the one before it ended, whatever was asked meanwhile: with
/// `OFFSET`, a new question would push one that was seen already onto the next page.
async fn load(
    pool: &PgPool,
    viewer: Option<&Viewer>,
    wanted: &Wanted,
) -> relata::Result<Page<Line>> {
    let tag = wanted.tag.as_deref();
    let query = Line::query(viewer.map(|viewer| viewer.id))
        .filter_some(tag.map(|tag| questions::tags.any(tags::name.eq(tag))));
    let query = match (wanted.searched(), wanted.sort) {
        (Some(words), _) => query
            .filter(questions::search.matches(words))
            .order_by(questions::search.rank(words).desc()),
        (None, Sort::New) => query.order_by(questions::created_at.desc()),
        (None, Sort::Top) => query.order_by(questions::votes.desc()),
    };
    let page = query.page(ROWS).after(wanted.after.as_deref());
    page.before(wanted.before.as_deref()).fetch(pool).await
}

impl Wanted {
    /// What is searched for, if it is more than blanks.
    fn searched(&self) -> Option<&str> {
        self.q
            .as_deref()
            .map(str::trim)
            .filter(|words| !words.is_empty())
    }

    fn title(&self) -> String {
        match (self.searched(), &self.tag) {
            (Some(words), _) => format!("Results for “{words}”"),
            (None, Some(tag)) => format!("Tagged “{tag}”"),
            (None, None) => "Questions".to_owned(),
        }
    }

    /// The address of the same list, from another place or in another order.
    fn address(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut to = Self {
            after: None,
            before: None,
            ..self.clone()
        };
        change(&mut to);
        format!("/?{}", serde_urlencoded::to_string(to).unwrap_or_default())
    }
}

fn tab(wanted: &Wanted, sort: Sort, label: &str) -> Markup {
    let current = (wanted.sort == sort).then_some("page");
    html! {
        a href=(wanted.address(|to| to.sort = sort)) aria-current=[current] { (label) }
    }
}

fn row(line: &Line) -> Markup {
    html! {
        li.question {
            div.figures {
                span.votes { b { (line.votes) } " " (plural(line.votes.into(), "vote")) }
                @if let Some(mine) = line.mine {
                    span.mine { "you: " (if mine > 0 { "▲" } else { "▼" }) }
                }
                span.answers.some[line.answer_count > 0] {
                    b { (line.answer_count) } " " (plural(line.answer_count, "answer"))
                }
            }
            div.what {
                h2 { a href=(format!("/questions/{}", line.id)) { (line.title) } }
                div.meta {
                    (tag_list(line.tags.iter().map(|tag| tag.name.as_str())))
                    span.by { (line.author) " · " (date(line.created_at)) }
                }
            }
        }
    }
}

/// Tags, each with the questions that have it behind it.
pub(crate) fn tag_list<'t>(tags: impl Iterator<Item = &'t str>) -> Markup {
    html! {
        span.tags {
            @for tag in tags {
                @let to = Wanted { tag: Some(tag.to_owned()), ..Wanted::default() };
                a.tag href=(to.address(|_| {})) { (tag) }
            }
        }
    }
}
