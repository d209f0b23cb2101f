//! Two databases as `pg_dump` sees them: someone else's judgement.

use relata::server::{Environment, installation};
use std::ffi::OsString;
use tokio::process::Command;

/// The lines that only one of two databases has, `-` for the first; nothing, where there are none. The order of the
/// columns of a table makes no difference.
///
/// # Errors
///
/// Why there is no judgement: no `pg_dump` that can read the server.
pub(super) async fn difference(result: &str, target: &str) -> Result<Option<String>, String> {
    let program = program().await;
    let mut result = lines(&program, result).await?;
    let mut target = lines(&program, target).await?;
    result.sort();
    target.sort();
    let diff = similar::TextDiff::from_slices(
        &result.iter().map(String::as_str).collect::<Vec<_>>(),
        &target.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let mut text = String::new();
    for change in diff.iter_all_changes() {
        let sign = match change.tag() {
            similar::ChangeTag::Equal => continue,
            similar::ChangeTag::Delete => '-',
            similar::ChangeTag::Insert => '+',
        };
        text.push_str(&format!("{sign} {}\n", change.value()));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// The one of the server that is used, else the one in the PATH.
async fn program() -> OsString {
    let environment = Environment::current();
    if environment.variable("DATABASE_URL").is_none()
        && let Ok(installation) = installation(&environment).await
    {
        let beside = installation.bin.join("pg_dump");
        if beside.exists() {
            return beside.into();
        }
    }
    "pg_dump".into()
}

async fn lines(program: &OsString, url: &str) -> Result<Vec<String>, String> {
    let output = Command::new(program)
        .args(["--schema-only", "--no-owner", "--dbname", url])
        .output()
        .await
        .map_err(|error| format!("`{}` cannot be run: {error}", program.display()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or_default();
        return Err(first.replace(url, "the database"));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    // `\restrict` holds a word that differs each time, and the last column of a table has no comma.
    let says_something = |it: &&str| !it.starts_with('\\') && !it.is_empty() && *it != "--";
    let lines = text.lines().filter(says_something);
    Ok(lines
        .map(|it| it.trim_end_matches(',').to_owned())
        .collect())
}
