//! Signing in, as anybody: there is no password, since passwords are not what this example shows.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::SignedCookieJar;
use maud::{Markup, html};
use relata::Error;
use relata::sqlx::PgPool;
use serde::Deserialize;

use crate::db::{NewUser, User, UserViolation, users};
use crate::layout::{page, wrong};
use crate::refusal::Refusal;
use crate::session::{Sent, Viewer};

/// Names as the schema has them, in words.
pub(crate) const NAMES: &str =
    "A name has 2 to 30 letters, digits, blanks, dots, dashes or underscores.";

/// Where to go when it is done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Target {
    #[serde(default)]
    to: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    name: String,
    #[serde(default)]
    to: String,
}

/// A form that has its token and no more.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

pub(crate) async fn form(Query(target): Query<Target>) -> Markup {
    render("", &target.to, None)
}

pub(crate) async fn sign_in(
    State(pool): State<PgPool>,
    jar: SignedCookieJar,
    Form(form): Form<Named>,
) -> Result<Response, Refusal> {
    let name = form.name.trim();
    match found_or_made(&pool, name).await {
        Ok(user) => {
            let viewer = Viewer::new(user.id, user.name);
            Ok((jar.add(viewer.cookie()), Redirect::to(inside(&form.to))).into_response())
        }
        Err(error) if error.violation::<User>() == Some(UserViolation::NameRefused) => {
            let page = render(name, &form.to, Some(NAMES));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The user of this name. Inserting comes first: to look first and then insert would fail for one of
/// two who sign in under a new name at the same time.
async fn found_or_made(pool: &PgPool, name: &str) -> relata::Result<User> {
    let new = NewUser {
        name: name.to_owned(),
    };
    let made = User::insert(new).on_conflict(users::name).do_nothing();
    match made.fetch_optional(pool).await? {
        Some(user) => Ok(user),
        None => {
            let found = User::find_by_name(pool, name).await?;
            found.ok_or(Error::NotFound { what: "User" })
        }
    }
}

pub(crate) async fn sign_out(jar: SignedCookieJar, _: Sent<Nothing>) -> impl IntoResponse {
    (jar.remove(Viewer::no_cookie()), Redirect::to("/"))
}

/// A path of this site; a link of somebody else's must not lead elsewhere from here.
fn inside(to: &str) -> &str {
    let is_path =
        to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\r', '\n', '\t']);
    if is_path { to } else { "/" }
}

fn render(name: &str, to: &str, message: Option<&str>) -> Markup {
    let invalid = message.map(|_| "true");
    let content = html! {
        h1 { "Sign in" }
        form.write.narrow method="post" action="/sign-in" {
            input type="hidden" name="to" value=(to);
            label for="name" { "Sign in as " span.hint { "any name; there is no password" } }
            (wrong("name", message))
            input #name name="name" value=(name) required autocomplete="username" autofocus
                aria-invalid=[invalid] aria-describedby="name-wrong";
            button { "Sign in" }
        }
    };
    page("Sign in", None, &content)
}
