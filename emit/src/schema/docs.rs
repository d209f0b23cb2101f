//! What rustdoc says of an emitted item: the author's words, then the facts.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use relata_schema::model::Docs;

/// The documentation of one item.
#[derive(Default)]
pub(crate) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    /// The author's words, to be followed by the facts.
    pub(crate) fn of(words: &Docs) -> Self {
        Self {
            lines: words.lines.clone(),
        }
    }

    /// A sentence about an item that the author does not describe.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self::default().paragraph(sentence)
    }

    /// Adds a paragraph.
    pub(crate) fn paragraph(mut self, text: impl Into<String>) -> Self {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.push(text.into());
        self
    }

    /// Adds a list, if anything is in it.
    pub(crate) fn list(mut self, items: impl IntoIterator<Item = String>) -> Self {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.lines.push(String::new());
            self.lines.extend(items.map(|item| format!("* {item}")));
        }
        self
    }

    /// Adds the section that names the conditions of failure.
    pub(crate) fn errors(self, conditions: impl Into<String>) -> Self {
        self.paragraph("# Errors").paragraph(conditions)
    }
}

impl ToTokens for Doc {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for line in &self.lines {
            let line = match line.as_str() {
                "" => String::new(),
                line => format!(" {line}"),
            };
            tokens.extend(quote! { #[doc = #line] });
        }
    }
}

/// A text as code; one with a grave accent in it stands between two.
pub(crate) fn code(text: impl AsRef<str>) -> String {
    let text = text.as_ref().replace('\n', " ");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_stand_before_the_facts() {
        let words = Docs {
            lines: vec!["Who".to_owned(), String::new(), "wrote.".to_owned()],
        };
        let doc = Doc::of(&words)
            .paragraph("A column.")
            .list(["one".to_owned()]);
        let lines = ["Who", "", "wrote.", "", "A column.", "", "* one"];
        assert_eq!(doc.lines, lines);
        assert_eq!(
            Doc::new("A row.").into_token_stream().to_string(),
            "# [doc = \" A row.\"]"
        );
    }

    #[test]
    fn code_is_one_line_between_as_many_accents_as_it_needs() {
        assert_eq!(code("a\n> 1"), "`a > 1`");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
