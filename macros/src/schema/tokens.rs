//! The tokens of a macro as a text that the one parser reads, and the way back from its bytes.
//!
//! Tokens are printed one by one, with a blank between two except after a punctuation mark that
//! is joined to the next. Where the source began a new line, so does the text: the parser takes
//! an item's first word at the start of a line as the end of what stood before it, and tells by
//! the line whether a documentation comment stands after what it means to describe.

use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};

/// A text, and the token that each of its bytes came from.
pub(super) struct Printed {
    /// The text.
    pub(super) text: String,
    /// The tokens in the order of the text; no two overlap.
    pieces: Vec<Piece>,
}

struct Piece {
    start: usize,
    end: usize,
    span: Span,
}

impl Printed {
    /// The first and the last of the tokens that a range of the text touches.
    ///
    /// The end of the text belongs to the last token; an empty text belongs to the macro.
    pub(super) fn tokens(&self, at: relata_schema::source::Span) -> (Span, Span) {
        let end = at.end.max(at.start + 1);
        let mut touched = self
            .pieces
            .iter()
            .filter(|piece| piece.start < end && at.start < piece.end);
        let nearest = || self.pieces.iter().rfind(|piece| piece.start <= at.start);
        let Some(first) = touched.next().or_else(nearest) else {
            return (Span::call_site(), Span::call_site());
        };
        (first.span, touched.next_back().unwrap_or(first).span)
    }
}

/// The text of the tokens.
pub(super) fn print(input: TokenStream) -> Printed {
    let mut printer = Printer {
        printed: Printed {
            text: String::new(),
            pieces: Vec::new(),
        },
        line: 0,
        joined: true,
    };
    printer.stream(input);
    printer.printed
}

struct Printer {
    printed: Printed,
    /// The source's line where the last token ended; 0 where it is not known.
    line: usize,
    /// Whether the next token follows without a blank.
    joined: bool,
}

impl Printer {
    fn stream(&mut self, input: TokenStream) {
        let mut trees = input.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Ident(ident) => self.token(&ident.to_string(), ident.span()),
                TokenTree::Literal(literal) => self.token(&literal.to_string(), literal.span()),
                TokenTree::Punct(punct) => {
                    let rest: Vec<TokenTree> = match punct.as_char() {
                        '#' => trees.clone().take(2).collect(),
                        _ => Vec::new(),
                    };
                    if let Some(doc) = Doc::after_hash(&rest) {
                        trees.by_ref().take(doc.trees).for_each(drop);
                        self.doc(&doc, punct.span());
                    } else {
                        self.token(punct.as_char().to_string().as_str(), punct.span());
                        self.joined = punct.spacing() == Spacing::Joint;
                    }
                }
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            // What a macro_rules variable stands for: not to be seen in the text.
            Delimiter::None => return self.stream(group.stream()),
        };
        self.token(open, group.span_open());
        self.stream(group.stream());
        self.token(close, group.span_close());
    }

    fn doc(&mut self, doc: &Doc, span: Span) {
        for line in doc.text.split('\n') {
            let line = line.strip_prefix(' ').unwrap_or(line);
            let line = format!("{} {line}", doc.mark);
            self.token(line.trim_end(), span);
            self.printed.text.push('\n');
            self.joined = true;
        }
    }

    fn token(&mut self, text: &str, span: Span) {
        let starts_line = span.start().line > self.line && self.line > 0;
        if !self.printed.text.is_empty() && !self.printed.text.ends_with('\n') {
            if starts_line {
                self.printed.text.push('\n');
            } else if !self.joined {
                self.printed.text.push(' ');
            }
        }
        let start = self.printed.text.len();
        self.printed.text.push_str(text);
        self.printed.pieces.push(Piece {
            start,
            end: self.printed.text.len(),
            span,
        });
        self.line = span.end().line;
        self.joined = false;
    }
}

/// A documentation comment, which reaches a macro as an attribute.
struct Doc {
    /// `///` or `//!`
    mark: &'static str,
    /// What stands after the mark; a block comment has several lines.
    text: String,
    /// How many trees it takes after the `#`.
    trees: usize,
}

impl Doc {
    /// `[doc = "…"]` or `![doc = "…"]`.
    fn after_hash(rest: &[TokenTree]) -> Option<Self> {
        let (mark, trees, group) = match rest {
            [TokenTree::Group(group), ..] => ("///", 1, group),
            [TokenTree::Punct(bang), TokenTree::Group(group)] if bang.as_char() == '!' => {
                ("//!", 2, group)
            }
            _ => return None,
        };
        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
        match (group.delimiter(), inside.as_slice()) {
            (
                Delimiter::Bracket,
                [
                    TokenTree::Ident(doc),
                    TokenTree::Punct(equals),
                    TokenTree::Literal(text),
                ],
            ) if doc == "doc" && equals.as_char() == '=' => Some(Self {
                mark,
                text: syn::parse_str::<syn::LitStr>(&text.to_string())
                    .ok()?
                    .value(),
                trees,
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(schema: &str) -> String {
        print(schema.parse().unwrap()).text
    }

    #[test]
    fn lines_and_joined_marks_stay() {
        assert_eq!(
            text("table a {\n    id: bigint?= 1,\n    check (b @> c::text[])\n}"),
            "table a {\nid : bigint ?= 1 ,\ncheck ( b @> c :: text [ ] )\n}"
        );
    }

    #[test]
    fn documentation_is_printed_as_it_was_written() {
        assert_eq!(
            text("//! All.\n\n/// One.\n///\n/// \"Two\".\ntable a { id: bigint, /// late\n }"),
            "//! All.\n/// One.\n///\n/// \"Two\".\ntable a { id : bigint , /// late\n}"
        );
    }

    #[test]
    fn an_attribute_that_is_no_documentation_is_left_to_the_parser() {
        assert_eq!(text("#[doc(hidden)] table"), "# [ doc ( hidden ) ] table");
    }

    #[test]
    fn a_byte_leads_back_to_its_token() {
        let printed = print("table\nusers {\n id: text }".parse().unwrap());
        let at = printed.text.find("id").unwrap();
        let (first, last) = printed.tokens(relata_schema::source::Span::new(at, at + 4));
        assert_eq!((first.start().line, first.start().column), (3, 1));
        assert_eq!((last.start().line, last.start().column), (3, 3));

        let end = printed.text.len();
        let (first, _) = printed.tokens(relata_schema::source::Span::new(end, end));
        assert_eq!((first.start().line, first.start().column), (3, 10));
    }
}
