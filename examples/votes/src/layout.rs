//! What all pages have around them.

use maud::{DOCTYPE, Markup, html};

use crate::session::Viewer;

/// A page. `maud` escapes all that is put between the braces: a title is shown, never run.
pub(crate) fn page(title: &str, viewer: Option<&Viewer>, content: &Markup) -> Markup {
    framed(title, viewer, "", content)
}

/// A page with what is searched for in its search field.
pub(crate) fn framed(
    title: &str,
    viewer: Option<&Viewer>,
    searched: &str,
    content: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                // Nothing that the content policy of the site would have to make an exception for.
                meta name="htmx-config" content=r#"{"allowEval":false,"includeIndicatorStyles":false}"#;
                title { (title) " · Votes" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/assets/site.css";
                script src="/assets/htmx-2.0.11.min.js" defer {}
            }
            body {
                a.skip href="#content" { "Skip to content" }
                header.site {
                    div.bar {
                        a.brand href="/" { span aria-hidden="true" { "▲" } " Votes" }
                        form.search role="search" action="/" method="get" {
                            label.hidden for="q" { "Search questions" }
                            input #q type="search" name="q" value=(searched) maxlength="200"
                                placeholder="Search" required;
                        }
                        nav aria-label="You" {
                            @if let Some(viewer) = viewer {
                                a.me href="/account" { (viewer.name) }
                            } @else {
                                a href="/sign-in" { "Sign in" }
                            }
                        }
                    }
                }
                main #content { (content) }
            }
        }
    }
}

/// What is wrong with a field, where a reader and a screen reader find it.
pub(crate) fn wrong(field: &str, message: Option<&str>) -> Markup {
    html! {
        @if let Some(message) = message {
            p.wrong id=(format!("{field}-wrong")) role="alert" { (message) }
        }
    }
}

/// `vote` of one, `votes` of any other number.
pub(crate) fn plural(number: i64, word: &str) -> String {
    format!("{word}{}", if number == 1 { "" } else { "s" })
}
