//! A site that runs for a test, and the people who visit it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use axum_extra::extract::cookie::Key;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use relata::sqlx::PgPool;
use relata::sqlx::postgres::PgPoolOptions;
use relata::testing::Database;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use votes::db::{NewQuestion, NewUser, Question, User};
use votes::{App, db, jobs, site};

/// The real application on a port of its own.
pub(crate) struct Site {
    pub(crate) url: String,
    pub(crate) pool: PgPool,
    database: Database,
    worker: Option<(oneshot::Sender<()>, JoinHandle<relata::Result<()>>)>,
}

impl Site {
    /// With tables, and nothing in them.
    pub(crate) async fn empty() -> Self {
        let database = Database::create(db::DDL).await.unwrap();
        let options = database.options().clone();
        let pool = PgPoolOptions::new().max_connections(20);
        let pool = pool.connect_lazy_with(options);
        let key = Key::generate();
        let app = App {
            pool: pool.clone(),
            key,
        };
        let url = serve(site(app)).await;
        Self {
            url,
            pool,
            database,
            worker: None,
        }
    }

    /// With what it writes into a database that has nothing.
    pub(crate) async fn with_sample() -> Self {
        let site = Self::empty().await;
        votes::database::set_up(&site.pool).await.unwrap();
        site
    }

    /// From now on, jobs are done.
    pub(crate) fn work(&mut self) {
        let (stop, stopped) = oneshot::channel();
        let worker = jobs::work(self.pool.clone(), async {
            let _ = stopped.await;
        });
        self.worker = Some((stop, tokio::spawn(worker)));
    }

    /// Stops the worker, as Ctrl-C does, and drops the database.
    pub(crate) async fn close(self) {
        if let Some((stop, worker)) = self.worker {
            drop(stop);
            worker.await.unwrap().unwrap();
        }
        self.pool.close().await;
        self.database.close().await.unwrap();
    }

    pub(crate) async fn question(&self, author: &str, title: &str) -> Question {
        let author = User::insert(NewUser {
            name: author.into(),
        })
        .on_conflict(db::users::name)
        .do_update(|row| row.set(db::users::name, author))
        .fetch_one(&self.pool)
        .await
        .unwrap();
        let body = "What do you think?".into();
        let new = NewQuestion {
            author_id: author.id,
            title: title.into(),
            body,
        };
        Question::insert(new).fetch_one(&self.pool).await.unwrap()
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::of(&self.url)
    }

    pub(crate) async fn signed_in(&self, name: &str) -> Visitor {
        Visitor::signed_in(&self.url, name).await
    }
}

/// Answers requests from now on; gives the URL.
pub(crate) async fn serve(site: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, site).into_future());
    url
}

/// A browser without JavaScript, that goes nowhere by itself.
pub(crate) struct Visitor {
    client: Client<HttpConnector, Body>,
    url: String,
    cookie: Arc<Mutex<String>>,
    pub(crate) token: String,
}

/// What the site answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Visitor {
    /// Of the site at this URL.
    pub(crate) fn of(url: &str) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            url: url.to_owned(),
            cookie: Arc::default(),
            token: String::new(),
        }
    }

    pub(crate) async fn signed_in(url: &str, name: &str) -> Self {
        let mut visitor = Self::of(url);
        let form = [("name", name), ("to", "/account")];
        let answer = visitor.post("/sign-in", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let page = visitor.text("/account").await;
        let (_, token) = page.split_once(r#"name="token" value=""#).unwrap();
        token[..32].clone_into(&mut visitor.token);
        visitor
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(format!("{}{path}", self.url));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// The page, which has to be there.
    pub(crate) async fn text(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.text
    }

    /// Sends a form, with the token that the pages have.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_from(path, form, "same-origin").await
    }

    pub(crate) async fn post_from(&self, path: &str, form: &[(&str, &str)], from: &str) -> Answer {
        let mut form = form.to_vec();
        form.push(("token", &self.token));
        let body = serde_urlencoded::to_string(form).unwrap();
        let request = Request::post(format!("{}{path}", self.url))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", from);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        let cookie = self.cookie.lock().unwrap().clone();
        request
            .headers_mut()
            .insert("cookie", cookie.parse().unwrap());
        let (head, body) = self.client.request(request).await.unwrap().into_parts();
        if let Some(cookie) = head.headers.get("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            cookie.clone_into(&mut self.cookie.lock().unwrap());
        }
        let bytes = to_bytes(Body::new(body), usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.into()).unwrap();
        Answer {
            status: head.status,
            headers: head.headers,
            text,
        }
    }

    pub(crate) async fn vote(&self, path: &str, value: &str) {
        let answer = self.post(path, &[("value", value)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
}

/// Waits until it holds: for what jobs do.
pub(crate) async fn eventually(mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not come to hold within ten seconds");
}

/// The statements that relata sends on this thread, which runs one test.
#[derive(Clone, Default)]
pub(crate) struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    /// Records until the guard goes.
    pub(crate) fn record() -> (Self, tracing::subscriber::DefaultGuard) {
        let statements = Self::default();
        let subscriber = tracing_subscriber::registry().with(statements.clone());
        (statements, tracing::subscriber::set_default(subscriber))
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "relata" {
            event.record(&mut Sql(&mut self.0.lock().unwrap()));
        }
    }
}

struct Sql<'s>(&'s mut Vec<String>);

impl Visit for Sql<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.0.push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
