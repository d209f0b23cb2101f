//! Who is signed in, and that it was they who sent a form.
//!
//! A signed cookie says who it is, so that no page asks the database for it. Of forms that another site
//! has the browser send, three things hold off: the cookie is `SameSite=Lax`, browsers say where a
//! request comes from, and each form carries a token that only our own pages know.

use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, RawForm, Request};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::SignedCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use maud::{Markup, html};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::App;
use crate::db::UserId;
use crate::refusal::Refusal;

const COOKIE: &str = "viewer";

/// Whoever is signed in. To a handler that asks for one, nobody else gets.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    pub(crate) id: UserId,
    pub(crate) name: String,
    token: String,
}

impl Viewer {
    /// Someone who signs in now, or is known by another name from now on.
    pub(crate) fn new(id: UserId, name: String) -> Self {
        let token = Uuid::new_v4().simple().to_string();
        Self { id, name, token }
    }

    /// The cookie by which they are known. It is not `Secure`, since the example speaks plain HTTP.
    pub(crate) fn cookie(&self) -> Cookie<'static> {
        let value = format!("{} {} {}", self.id, self.token, self.name);
        Cookie::build((COOKIE, value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .build()
    }

    /// What takes the cookie away.
    pub(crate) fn no_cookie() -> Cookie<'static> {
        Cookie::build(COOKIE).path("/").build()
    }

    /// The field that each form of theirs has, for [`Sent`].
    pub(crate) fn token_field(&self) -> Markup {
        html! { input type="hidden" name="token" value=(self.token); }
    }

    fn read(jar: &SignedCookieJar) -> Option<Self> {
        let cookie = jar.get(COOKIE)?;
        let mut parts = cookie.value().splitn(3, ' ');
        Some(Self {
            id: parts.next()?.parse().ok()?,
            token: parts.next()?.to_owned(),
            name: parts.next()?.to_owned(),
        })
    }
}

impl FromRequestParts<App> for Viewer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let jar = SignedCookieJar::from_headers(&parts.headers, app.key.clone());
        Self::read(&jar).ok_or(Refusal::SignIn)
    }
}

impl OptionalFromRequestParts<App> for Viewer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Refusal> {
        let viewer = <Self as FromRequestParts<App>>::from_request_parts(parts, app).await;
        Ok(viewer.ok())
    }
}

/// A form that someone who is signed in has sent from a page of ours.
#[derive(Debug)]
pub(crate) struct Sent<T> {
    pub(crate) by: Viewer,
    pub(crate) form: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Token {
            token: String,
        }
        const UNREADABLE: Refusal = Refusal::Unreadable("This form is not as our pages have it.");

        let (mut parts, body) = request.into_parts();
        let by = <Viewer as FromRequestParts<App>>::from_request_parts(&mut parts, app).await?;
        let RawForm(bytes) = RawForm::from_request(Request::from_parts(parts, body), app)
            .await
            .map_err(|_| UNREADABLE)?;
        match serde_urlencoded::from_bytes::<Token>(&bytes) {
            Ok(Token { token }) if token == by.token => {}
            _ => return Err(Refusal::Foreign),
        }
        let form = serde_urlencoded::from_bytes(&bytes).map_err(|_| UNREADABLE)?;
        Ok(Self { by, form })
    }
}

/// Refuses what another site has a browser send. It holds for signing in, too, where there is no token
/// yet: nobody should find themselves signed in as someone else.
pub(crate) async fn same_site(request: Request, next: Next) -> Result<Response, Refusal> {
    let from = request.headers().get("sec-fetch-site");
    let is_ours = from.is_none_or(|site| site == "same-origin" || site == "none");
    if is_ours || matches!(*request.method(), Method::GET | Method::HEAD) {
        Ok(next.run(request).await)
    } else {
        Err(Refusal::Foreign)
    }
}
