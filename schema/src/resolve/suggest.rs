//! What was probably meant by a name that is not there.

/// The nearest of the names, if one is near enough to be meant.
#[must_use]
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let length = wanted.chars().count();
    let limit = (length / 3).max(1);
    names
        .into_iter()
        .filter(|name| name.len().abs_diff(wanted.len()) <= 4 * limit)
        .filter_map(|name| {
            let distance = if name.eq_ignore_ascii_case(wanted) {
                0
            } else {
                strsim::osa_distance(wanted, name)
            };
            (distance <= limit && distance < length).then_some((distance, name))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// The help that goes with it.
pub(crate) fn did_you_mean<'n>(
    wanted: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    nearest(wanted, names).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_pen_is_found() {
        assert_eq!(nearest("titel", ["id", "title", "body"]), Some("title"));
        assert_eq!(nearest("usres", ["posts", "users"]), Some("users"));
        assert_eq!(nearest("TITLE", ["title"]), Some("title"));
    }

    #[test]
    fn what_is_far_away_is_not_meant() {
        assert_eq!(nearest("x", ["id", "y"]), None);
        assert_eq!(nearest("publisher", ["title", "body"]), None);
    }
}
