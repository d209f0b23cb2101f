//! What PostgreSQL reads from a string, as far as it surely does not.
//!
//! A reader here refuses only what no version and no setting takes: `timestamptz` alone takes more forms than
//! are worth telling apart.

use crate::model::Scalar;

/// Whether a string may be a value of the type.
pub(super) fn can_be(text: &str, scalar: Scalar) -> bool {
    let trimmed = text.trim();
    match scalar {
        Scalar::Boolean => is_boolean(trimmed),
        Scalar::SmallInt | Scalar::Integer | Scalar::BigInt => is_integer(trimmed),
        Scalar::Real | Scalar::Double | Scalar::Numeric(_) => is_number(trimmed),
        Scalar::Uuid => is_uuid(trimmed),
        Scalar::Timestamptz(_) | Scalar::Timestamp(_) | Scalar::Date => is_date(trimmed),
        Scalar::Time(_) | Scalar::Timetz(_) => {
            has_digit(trimmed) || is_one_of(trimmed, &["now", "allballs"])
        }
        Scalar::Interval => {
            has_digit(trimmed) || is_one_of(trimmed, &["infinity", "-infinity", "+infinity"])
        }
        Scalar::Json | Scalar::Jsonb => Json::is_read(text),
        Scalar::Inet | Scalar::Cidr => {
            has_digit(trimmed) && is_made_of(trimmed, ".:/xX") || trimmed.contains("::")
        }
        Scalar::Macaddr => has_digit_of_16(trimmed) && is_made_of(trimmed, ".:-"),
        Scalar::Int4Range
        | Scalar::Int8Range
        | Scalar::NumRange
        | Scalar::TsRange
        | Scalar::TstzRange
        | Scalar::DateRange => is_range(trimmed),
        Scalar::Bytea => is_bytes(text),
        _ => true,
    }
}

/// A value as a schema writes it.
pub(super) fn example(scalar: Scalar) -> Option<&'static str> {
    Some(match scalar {
        Scalar::Boolean => "`true`",
        Scalar::SmallInt | Scalar::Integer | Scalar::BigInt => "`1`",
        Scalar::Real | Scalar::Double | Scalar::Numeric(_) => "`1.5`",
        Scalar::Uuid => "`gen_random_uuid()`",
        Scalar::Timestamptz(_) | Scalar::Timestamp(_) => "`now()`, or `\"2020-01-31 12:00:00+00\"`",
        Scalar::Date => "`current_date`, or `\"2020-01-31\"`",
        Scalar::Time(_) | Scalar::Timetz(_) => "`\"12:30:00\"`",
        Scalar::Interval => "`\"7 days\"`",
        Scalar::Json | Scalar::Jsonb => "`\"{}\"`",
        Scalar::Inet => "`\"192.168.0.1\"`",
        Scalar::Cidr => "`\"10.0.0.0/8\"`",
        Scalar::Macaddr => "`\"08:00:2b:01:02:03\"`",
        Scalar::Int4Range | Scalar::Int8Range | Scalar::NumRange => "`\"[1,10)\"`",
        Scalar::TsRange | Scalar::TstzRange | Scalar::DateRange => "`\"[2020-01-01,2020-02-01)\"`",
        Scalar::Bytea => "`r\"\\x00ff\"`",
        _ => return None,
    })
}

/// The elements of an array that is written as a string; `None` if it is none.
///
/// Of one with quotes or braces inside, none: what is in it is for PostgreSQL to read.
pub(super) fn elements(text: &str) -> Option<Vec<&str>> {
    let trimmed = text.trim();
    if trimmed.starts_with('[') {
        return trimmed.ends_with('}').then(Vec::new);
    }
    let inner = trimmed.strip_prefix('{')?.strip_suffix('}')?;
    if inner.trim().is_empty() || inner.contains(['"', '{', '}', '\\']) {
        return Some(Vec::new());
    }
    Some(inner.split(',').map(str::trim).collect())
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn has_digit_of_16(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_hexdigit())
}

fn is_made_of(text: &str, others: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_ascii_hexdigit() || others.contains(letter))
}

fn is_boolean(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    // Any beginning of these will do, of the last two one that tells them apart.
    ["true", "false", "yes", "no"]
        .iter()
        .any(|word| !text.is_empty() && word.starts_with(&text))
        || matches!(text.as_str(), "on" | "of" | "off" | "1" | "0")
}

fn without_sign(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// Later versions take `0x1F` and `1_000`.
fn is_of_a_later_version(digits: &str) -> bool {
    digits.contains('_')
        || digits.starts_with('0')
            && digits.len() > 2
            && digits[1..].starts_with(['x', 'X', 'o', 'O', 'b', 'B'])
}

fn is_integer(text: &str) -> bool {
    let digits = without_sign(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        || is_of_a_later_version(digits)
}

fn is_number(text: &str) -> bool {
    let digits = without_sign(text);
    digits.parse::<f64>().is_ok() && !digits.starts_with(['-', '+'])
        || is_of_a_later_version(digits)
}

fn is_uuid(text: &str) -> bool {
    let text = text
        .strip_prefix('{')
        .and_then(|inner| inner.strip_suffix('}'))
        .unwrap_or(text);
    let digits = text.bytes().filter(|byte| *byte != b'-');
    digits.clone().count() == 32 && digits.clone().all(|byte| byte.is_ascii_hexdigit())
}

fn is_date(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "now",
        "today",
        "tomorrow",
        "yesterday",
        "epoch",
        "infinity",
        "-infinity",
        "+infinity",
    ];
    (has_digit(text) || is_one_of(text, WORDS)) && is_in_the_calendar(text)
}

/// Whether a text that begins like `2020-02-30` says a day that there is.
fn is_in_the_calendar(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return true;
    };
    let day: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    // A year before Christ leaps otherwise.
    if year.len() != 4 || !two(month) || !two(&day) || text.to_ascii_lowercase().contains("bc") {
        return true;
    }
    let (Ok(year), Ok(month), Ok(day)) = (
        year.parse::<u32>(),
        month.parse::<u32>(),
        day.parse::<u32>(),
    ) else {
        return true;
    };
    let leaps = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leaps => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_range(text: &str) -> bool {
    text.eq_ignore_ascii_case("empty")
        || text.starts_with(['[', '(']) && text.ends_with([']', ')']) && text.contains(',')
}

fn is_bytes(text: &str) -> bool {
    let Some(digits) = text.strip_prefix("\\x") else {
        return true;
    };
    let digits = digits.bytes().filter(|byte| !byte.is_ascii_whitespace());
    digits.clone().all(|byte| byte.is_ascii_hexdigit()) && digits.clone().count() % 2 == 0
}

/// A reader of JSON that keeps nothing.
struct Json<'a> {
    rest: &'a [u8],
    depth: usize,
}

impl Json<'_> {
    /// Deeper documents are left to PostgreSQL.
    const DEPTH: usize = 64;

    fn is_read(text: &str) -> bool {
        let mut json = Json {
            rest: text.as_bytes(),
            depth: 0,
        };
        match json.value() {
            Some(()) => {
                json.blank();
                json.rest.is_empty()
            }
            None => json.depth > Self::DEPTH,
        }
    }

    fn blank(&mut self) {
        while let Some((b' ' | b'\t' | b'\n' | b'\r', rest)) = self.rest.split_first() {
            self.rest = rest;
        }
    }

    /// Reads what is expected next.
    fn eat(&mut self, wanted: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(wanted)?;
        Some(())
    }

    fn value(&mut self) -> Option<()> {
        self.blank();
        match *self.rest.first()? {
            b'{' => self.list(b"{", b"}", true),
            b'[' => self.list(b"[", b"]", false),
            b'"' => self.string(),
            b't' => self.eat(b"true"),
            b'f' => self.eat(b"false"),
            b'n' => self.eat(b"null"),
            _ => self.number(),
        }
    }

    fn list(&mut self, open: &[u8], close: &[u8], has_keys: bool) -> Option<()> {
        self.depth += 1;
        if self.depth > Self::DEPTH {
            return None;
        }
        self.eat(open)?;
        self.blank();
        if self.eat(close).is_none() {
            loop {
                if has_keys {
                    self.blank();
                    self.string()?;
                    self.blank();
                    self.eat(b":")?;
                }
                self.value()?;
                self.blank();
                if self.eat(b",").is_none() {
                    break;
                }
            }
            self.eat(close)?;
        }
        self.depth -= 1;
        Some(())
    }

    fn string(&mut self) -> Option<()> {
        self.eat(b"\"")?;
        loop {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            match first {
                b'"' => return Some(()),
                b'\\' => {
                    let (escaped, rest) = self.rest.split_first()?;
                    self.rest = rest;
                    match escaped {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            let digits = self.rest.get(..4)?;
                            if !digits.iter().all(u8::is_ascii_hexdigit) {
                                return None;
                            }
                            self.rest = &self.rest[4..];
                        }
                        _ => return None,
                    }
                }
                byte if *byte < 0x20 => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.eat(b"-");
        if self.eat(b"0").is_none() {
            self.digits()?;
        }
        if self.eat(b".").is_some() {
            self.digits()?;
        }
        if self.eat(b"e").or_else(|| self.eat(b"E")).is_some() {
            let _ = self.eat(b"-").or_else(|| self.eat(b"+"));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        self.rest = &self.rest[count..];
        (count > 0).then_some(())
    }
}
