//! The site in headless Chromium, as on a phone: with htmx running, a vote counts without a reload.

use std::io::{BufRead as _, BufReader};
use std::panic::AssertUnwindSafe;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use futures_util::FutureExt as _;
use hyper_util::client::legacy::connect::HttpConnector;
use relata::serde_json::{Value, json};

use crate::site::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_chromium_a_visitor_signs_in_asks_votes_searches_and_turns_the_page() {
    let mut site = Site::with_sample().await;
    site.work();
    let driver = Driver::start();
    let browser = driver.browser(390, 844).await;

    // Whatever happens, Chromium ends with the test.
    let visited = AssertUnwindSafe(visit(&browser, &site.url))
        .catch_unwind()
        .await;
    browser.close().await.unwrap();
    match visited {
        Ok(outcome) => outcome.unwrap(),
        Err(panic) => std::panic::resume_unwind(panic),
    }
    site.close().await;
}

async fn visit(browser: &Client, url: &str) -> Result<(), CmdError> {
    // Sign in: asking leads there, and back.
    browser.goto(url).await?;
    assert_fits(browser).await?;
    click(browser, "a[href='/ask']").await?;
    type_into(browser, "#name", "Zora").await?;
    click(browser, ".write button").await?;

    // Ask.
    type_into(browser, "#title", "Does a <b>vote</b> count at once?").await?;
    type_into(browser, "#body", "I press it, and look.").await?;
    type_into(browser, "#tags", "testing browsers").await?;
    assert_fits(browser).await?;
    click(browser, ".write button").await?;
    shows(browser, "h1", "Does a <b>vote</b> count at once?").await?;
    shows(browser, ".by b", "Zora").await?;
    assert_fits(browser).await?;

    // Vote, without a reload: what the page remembers is still there afterwards.
    browser
        .execute("window.here = 'still here'", vec![])
        .await?;
    let up = "button[aria-label='Vote up']";
    for (votes, pressed) in [("1", "true"), ("0", "false"), ("1", "true")] {
        click(browser, up).await?;
        let state = format!("{up}[aria-pressed={pressed}]");
        browser.wait().for_element(Locator::Css(&state)).await?;
        shows(browser, ".vote output", votes).await?;
    }
    let here = browser.execute("return window.here", vec![]).await?;
    assert_eq!(here, Value::from("still here"));
    let focused = browser
        .execute("return document.activeElement.ariaLabel", vec![])
        .await?;
    assert_eq!(
        focused,
        Value::from("Vote up"),
        "the keyboard stays where it was"
    );

    // Answer.
    type_into(browser, "#body", "It does.").await?;
    click(browser, ".write button").await?;
    shows(browser, ".answers h2", "1 answer").await?;

    // Search.
    type_into(browser, "#q", "votes count\u{e007}").await?;
    browser
        .wait()
        .for_element(Locator::Css(".questions"))
        .await?;
    shows(browser, ".question h2", "Does a <b>vote</b> count at once?").await?;

    // The next page, and back.
    click(browser, ".brand").await?;
    shows(browser, "h1", "Questions").await?;
    let first = text(browser, ".questions").await?;
    assert!(first.contains("Does a <b>vote</b>"), "{first}");
    click(browser, "a[rel=next]").await?;
    browser
        .wait()
        .for_element(Locator::Css("a[rel=prev]"))
        .await?;
    assert!(
        !text(browser, ".questions")
            .await?
            .contains("Does a <b>vote</b>")
    );
    click(browser, "a[rel=prev]").await?;
    shows(browser, ".questions", &first).await?;
    Ok(())
}

/// Pages that have to be moved sideways are not made for a phone.
async fn assert_fits(browser: &Client) -> Result<(), CmdError> {
    let script = "return document.documentElement.scrollWidth <= window.innerWidth";
    let fits = browser.execute(script, vec![]).await?;
    assert_eq!(fits, Value::from(true), "{}", browser.current_url().await?);
    Ok(())
}

async fn click(browser: &Client, css: &str) -> Result<(), CmdError> {
    browser
        .wait()
        .for_element(Locator::Css(css))
        .await?
        .click()
        .await
}

async fn type_into(browser: &Client, css: &str, text: &str) -> Result<(), CmdError> {
    let field = browser.wait().for_element(Locator::Css(css)).await?;
    field.clear().await?;
    field.send_keys(text).await
}

/// Waits until the first such element has this text.
async fn shows(browser: &Client, css: &str, wanted: &str) -> Result<(), CmdError> {
    let mut found = String::new();
    for _ in 0..200 {
        found = text(browser, css).await?;
        if found == wanted {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("`{css}` shows {found:?}, not {wanted:?}");
}

/// Asked for by a script: an element that was found might be swapped before it is read.
async fn text(browser: &Client, css: &str) -> Result<String, CmdError> {
    let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
    let text = browser.execute(script, vec![css.into()]).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// ChromeDriver, on a port of its own.
struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .expect(
                "this test needs Chromium and ChromeDriver (Debian: `apt-get install chromium chromium-driver`); \
                 `cargo test -- --skip in_chromium` leaves it out",
            );
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let url = format!(
            "http://127.0.0.1:{}",
            port.expect("ChromeDriver says its port")
        );
        Self { process, url }
    }

    /// A browser with a window of this size, that asks nobody but the site.
    async fn browser(&self, width: u32, height: u32) -> Client {
        let options = json!({
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
            "mobileEmulation": {
                "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2.0 },
            },
        });
        let capabilities = [("goog:chromeOptions".to_owned(), options)];
        ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.into_iter().collect())
            .connect(&self.url)
            .await
            .unwrap()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
