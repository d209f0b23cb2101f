//! The language's reference, `docs/schema.md`: each of its examples does what the page says.

use crate::fixtures::{lines, server_version};
use relata::testing::Database;
use relata_schema::diagnostic::{Diagnostics, one_line};
use relata_schema::format;
use relata_schema::model::Model;
use relata_schema::source::Source;

const PAGE: &str = include_str!("../../../docs/schema.md");

/// A fenced text.
struct Example {
    /// The line of its fence, from 1.
    line: usize,
    /// What follows the back-quotes.
    kind: String,
    text: String,
}

fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    let mut open: Option<Example> = None;
    for (at, line) in PAGE.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(kind), None) => {
                open = Some(Example {
                    line: at + 1,
                    kind: kind.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => examples.extend(open.take()),
            (None, Some(example)) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    examples
}

/// The rules that an example breaks, and what is said of it.
fn compiled(example: &Example) -> (Vec<&'static str>, Vec<String>, Option<Model>) {
    let source = Source::one("docs/schema.md", example.text.as_str());
    let mut found = Diagnostics::default();
    let model = relata_schema::compile(&source, &mut found);
    let rules = found.list.iter().map(|it| it.rule).collect();
    let report = found.list.iter().map(|it| one_line(it, &source)).collect();
    (rules, report, model)
}

#[test]
fn examples_are_what_their_fences_say() {
    let mut wrong = Vec::new();
    for example in examples() {
        let (rules, report, _) = compiled(&example);
        let expected: Vec<&str> = match example.kind.as_str() {
            "relata" => Vec::new(),
            kind => match kind.strip_prefix("relata,error ") {
                Some(rule) => vec![rule],
                None => panic!("line {}: no example is `{kind}`", example.line),
            },
        };
        if rules != expected {
            wrong.push(format!("line {}: {report:#?}", example.line));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_are_laid_out() {
    for example in examples() {
        let Ok(text) = format::file(&example.text) else {
            // What it shows is that it cannot be read.
            continue;
        };
        assert_eq!(text, example.text, "line {}", example.line);
    }
}

#[tokio::test]
async fn the_ddl_of_examples_runs() {
    let server = server_version().await;
    for example in examples() {
        let Some(model) = compiled(&example).2 else {
            continue;
        };
        if server < model.postgres {
            eprintln!("line {} is for a newer server", example.line);
            continue;
        }
        let ddl = relata_schema::create(&relata_schema::lower(&model));
        let database = match Database::create(&ddl).await {
            Ok(database) => database,
            Err(error) => panic!("line {}: {error}\n{ddl}", example.line),
        };
        assert_eq!(lines(&database, "SELECT 'ran'").await, ["ran"]);
        database.close().await.unwrap();
    }
}

/// A line of the table of types: the type in a schema and in Rust.
fn types() -> Vec<(String, String)> {
    let (_, table) = PAGE.split_once("compares each line").unwrap();
    table
        .lines()
        .skip_while(|line| !line.starts_with("| `"))
        .take_while(|line| line.starts_with("| `"))
        .map(|line| {
            let mut cells = line.split('`');
            let written = cells.nth(1).unwrap().to_owned();
            (written, cells.nth(1).unwrap().to_owned())
        })
        .collect()
}

#[test]
fn types_are_in_rust_what_the_page_says() {
    let types = types();
    assert!(types.len() > 20);
    for (written, rust) in types {
        let schema = format!(
            "extension citext; extension hstore; extension ltree;
             table samples {{ id: bigint primary key identity, sample: {written} }}"
        );
        let mut found = Diagnostics::default();
        let model = relata_schema::compile(&Source::one("types", schema), &mut found).unwrap();
        let code = relata_emit::schema(
            &model,
            &relata_emit::call_site,
            relata_emit::Features::default(),
        );
        let code = relata_emit::print(&code);
        // Without blanks, as long types have several lines; the field is the struct's last.
        let code: String = code.split_whitespace().collect();
        let field = code
            .split("pubsample:")
            .skip(1)
            .filter_map(|rest| rest.split(",}").next())
            .find(|ty| !ty.contains("codegen::Column"));
        let field = field.unwrap_or_default().replace(",>", ">");
        let plain = field
            .replace("::relata::codegen::JsonValue", "serde_json::Value")
            .replace("::relata::types::", "")
            .replace("::std::string::", "")
            .replace("::std::vec::", "");
        assert_eq!(plain, rust, "{written}");
    }
}
