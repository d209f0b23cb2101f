//! The settings of an identity column: those of PostgreSQL's sequences, with numbers that it takes.

use super::suggest;
use crate::diagnostic::Diagnostics;
use crate::model::Scalar;
use crate::source::Span;
use crate::syntax::{Name, OptionValue, Options};

const RULE: &str = "wrong_setting";
const NUMBERS: [&str; 5] = ["start", "increment", "minvalue", "maxvalue", "cache"];
const CYCLE: &str = "cycle";

/// Reports settings that there are not, that are no numbers, and numbers that make no sequence of this type.
pub(super) fn check(settings: &Options, ty: Scalar, found: &mut Diagnostics) {
    let mut numbers: Vec<(&str, i64, Span)> = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    for (name, value) in &settings.list {
        let text = name.text.as_str();
        if said.contains(&text) {
            found.error(
                "conflicting_clauses",
                name.span,
                format!("`{text}` is said twice"),
            );
        }
        said.push(text);
        if text == CYCLE {
            is_answer(name, value, found);
        } else if NUMBERS.contains(&text) {
            numbers.extend(number(name, value, found));
        } else {
            let known = NUMBERS.into_iter().chain([CYCLE]);
            let near = suggest::did_you_mean(text, known);
            found
                .error(
                    RULE,
                    name.span,
                    format!("an identity has no setting `{text}`"),
                )
                .help(near.unwrap_or_else(|| format!("it has {}, {CYCLE}", NUMBERS.join(", "))));
        }
    }
    let complete = numbers.len() == said.iter().filter(|it| **it != CYCLE).count();
    if complete {
        range(&numbers, ty, found);
    }
}

fn is_answer(name: &Name, value: &OptionValue, found: &mut Diagnostics) {
    if !matches!(value, OptionValue::Name(answer) if matches!(answer.text.as_str(), "true" | "false"))
    {
        found
            .error(RULE, name.span, "`cycle` is `true` or `false`")
            .help("write `cycle = true`");
    }
}

fn number<'a>(
    name: &'a Name,
    value: &OptionValue,
    found: &mut Diagnostics,
) -> Option<(&'a str, i64, Span)> {
    let parsed = match value {
        OptionValue::Number(digits) => digits.value.parse().ok(),
        OptionValue::Text(_) | OptionValue::Name(_) => None,
    };
    if parsed.is_none() {
        let what = format!("`{}` is a whole number of 64 bits", name.text);
        found
            .error(RULE, name.span, what)
            .help(format!("write `{} = 1`", name.text));
    }
    Some((&name.text, parsed?, name.span))
}

/// What CREATE SEQUENCE refuses.
fn range(numbers: &[(&str, i64, Span)], ty: Scalar, found: &mut Diagnostics) {
    let said = |wanted: &str| numbers.iter().find(|(name, ..)| *name == wanted);
    let value = |wanted: &str| said(wanted).map(|(_, value, _)| *value);
    let (lowest, highest) = match ty {
        Scalar::SmallInt => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Scalar::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let down = value("increment").is_some_and(|step| step < 0);
    let minimum = value("minvalue").unwrap_or(if down { lowest } else { 1 });
    let maximum = value("maxvalue").unwrap_or(if down { -1 } else { highest });
    for (name, value, span) in numbers {
        let wrong = match *name {
            "increment" if *value == 0 => Some("counts nowhere".to_owned()),
            "cache" if *value < 1 => Some("keeps at least one number".to_owned()),
            "minvalue" | "maxvalue" if *value < lowest || *value > highest => {
                Some(format!("does not fit the column: {lowest} to {highest}"))
            }
            "minvalue" if minimum >= maximum => Some(format!("is not below {maximum}, the last")),
            "maxvalue" if minimum >= maximum => Some(format!("is not above {minimum}, the first")),
            "start" if *value < minimum || *value > maximum => {
                Some(format!("is outside of {minimum} to {maximum}"))
            }
            _ => None,
        };
        if let Some(wrong) = wrong {
            found.error(RULE, *span, format!("`{name} = {value}` {wrong}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Diagnostics, one_line};
    use crate::source::Source;
    use expect_test::expect;

    fn found(ty: &str, settings: &str) -> String {
        let text = format!("table ts {{ id: {ty} primary key identity ({settings}) }}");
        let source = Source::one("test", text);
        let mut found = Diagnostics::default();
        let _ = crate::compile(&source, &mut found);
        let lines: Vec<String> = found.list.iter().map(|it| one_line(it, &source)).collect();
        lines.join("\n")
    }

    #[test]
    fn settings_are_those_of_sequences() {
        expect![[r#"
            test:1:45: error[wrong_setting]: an identity has no setting `strt` (did you mean `start`?)
            test:1:55: error[wrong_setting]: an identity has no setting `foo` (it has start, increment, minvalue, maxvalue, cache, cycle)
            test:1:66: error[wrong_setting]: `start` is a whole number of 64 bits (write `start = 1`)
            test:1:77: error[wrong_setting]: `cycle` is `true` or `false` (write `cycle = true`)
            test:1:99: error[conflicting_clauses]: `cache` is said twice"#]].assert_eq(&found(
            "bigint",
            "strt = 3, foo = bar, start = x, cycle = 1, cache = 2, cache = 3",
        ));
    }

    #[test]
    fn numbers_make_a_sequence() {
        expect![[r#"
            test:1:45: error[wrong_setting]: `increment = 0` counts nowhere
            test:1:60: error[wrong_setting]: `cache = 0` keeps at least one number
            test:1:71: error[wrong_setting]: `start = -3` is outside of 1 to 9223372036854775807"#]]
        .assert_eq(&found("bigint", "increment = 0, cache = 0, start = -3"));
        expect!["test:1:47: error[wrong_setting]: `maxvalue = 40000` does not fit the column: -32768 to 32767"].assert_eq(&found("smallint", "maxvalue = 40000"));
        expect![[r#"
            test:1:46: error[wrong_setting]: `minvalue = 9` is not below 3, the last
            test:1:60: error[wrong_setting]: `maxvalue = 3` is not above 9, the first"#]]
        .assert_eq(&found("integer", "minvalue = 9, maxvalue = 3"));
        expect![].assert_eq(&found(
            "bigint",
            "increment = -1, start = -1, minvalue = -100, cycle = true",
        ));
    }
}
