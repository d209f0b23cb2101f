//! Why there is no plan, in words, and what to write for there to be one.

use relata_schema::diff::Likeness;
use relata_schema::plan::{NoPlan, Refusal};
use relata_schema::source::Source;

/// What cannot be done, or would be lost.
pub(super) fn no_plan(no_plan: &NoPlan) -> String {
    let lines = |refusals: &[Refusal]| -> String {
        let lines = refusals.iter();
        lines
            .map(|it| format!("\n  {}: {}", it.object, it.reason))
            .collect()
    };
    match no_plan {
        NoPlan::Impossible(refusals) => format!(
            "there is no plan, because of what PostgreSQL cannot do in place or relata would break:{}",
            lines(refusals)
        ),
        NoPlan::Loss(refusals) => {
            let flags: Vec<String> = refusals.iter().map(|it| allowing(&it.object)).collect();
            format!(
                "the plan would lose data:{}\nsay that it may: {}, or --allow-loss all",
                lines(refusals),
                flags.join(" ")
            )
        }
    }
}

/// What is dropped next to what is added and of the same structure: nobody guesses whether it was renamed.
pub(super) fn likenesses(found: &[Likeness], source: &Source) -> String {
    let mut text =
        "a plan does not guess what was renamed: each of these is dropped, and its like is added"
            .to_owned();
    for it in found {
        text.push_str(&format!("\n  the {} {}", it.kind, it.dropped));
        for like in &it.like {
            let place = source.place(like.at.start).map_or(String::new(), |place| {
                format!(" ({}:{})", place.file.name, place.line)
            });
            text.push_str(&format!(
                "\n    if it is {} now, write: {}{place}",
                like.added, like.line
            ));
        }
        text.push_str(&format!("\n    if it is gone: {}", allowing(&it.dropped)));
    }
    text
}

fn allowing(object: &str) -> String {
    format!("--allow-loss {}", shell(object))
}

/// A word as a shell reads it.
fn shell(word: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_.-".contains(it);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
