//! One of what a table's name says many of.

/// The singular of the last word of a table's name; the word itself where it has none.
#[must_use]
pub fn singular(word: &str) -> String {
    if let Some(&(_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return singular.to_owned();
    }
    if is_unchanged(word) {
        return word.to_owned();
    }
    for (suffix, singular) in BY_SUFFIX {
        if let Some(stem) = word.strip_suffix(suffix)
            && (*suffix != "ies" || word.len() > 4)
        {
            return format!("{stem}{singular}");
        }
    }
    word.to_owned()
}

/// The plural of a word that is none, as [`singular`] reads it.
#[must_use]
pub fn plural(word: &str) -> String {
    if let Some(&(plural, _)) = IRREGULAR.iter().find(|(_, singular)| *singular == word) {
        return plural.to_owned();
    }
    let before_y = word
        .strip_suffix('y')
        .filter(|stem| !stem.is_empty() && !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match before_y {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh"]
            .iter()
            .any(|end| word.ends_with(end)) =>
        {
            format!("{word}es")
        }
        None => format!("{word}s"),
    }
}

/// Whether a word is its own plural, and so not reported as a singular.
#[must_use]
pub fn is_unchanged(word: &str) -> bool {
    UNCHANGED.contains(&word)
}

/// What the end of a regular plural becomes; the first that fits.
const BY_SUFFIX: &[(&str, &str)] = &[
    ("ies", "y"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("zzes", "zz"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];

const UNCHANGED: &[&str] = &[
    "series",
    "species",
    "news",
    "equipment",
    "information",
    "money",
    "staff",
    "media",
    "data",
    "metadata",
    "feedback",
    "inventory",
    "history",
    "software",
    "hardware",
    "sheep",
    "fish",
    "aircraft",
    "content",
];

const IRREGULAR: &[(&str, &str)] = &[
    ("people", "person"),
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("mice", "mouse"),
    ("geese", "goose"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("oxen", "ox"),
    ("lice", "louse"),
    ("dice", "die"),
    ("quizzes", "quiz"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("vertices", "vertex"),
    ("appendices", "appendix"),
    ("axes", "axis"),
    ("analyses", "analysis"),
    ("crises", "crisis"),
    ("theses", "thesis"),
    ("hypotheses", "hypothesis"),
    ("diagnoses", "diagnosis"),
    ("parentheses", "parenthesis"),
    ("criteria", "criterion"),
    ("phenomena", "phenomenon"),
    ("leaves", "leaf"),
    ("lives", "life"),
    ("knives", "knife"),
    ("wives", "wife"),
    ("shelves", "shelf"),
    ("halves", "half"),
    ("selves", "self"),
    ("wolves", "wolf"),
    ("thieves", "thief"),
    ("calves", "calf"),
    ("loaves", "loaf"),
    ("scarves", "scarf"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("ties", "tie"),
    ("pies", "pie"),
    ("lies", "lie"),
    ("zombies", "zombie"),
    ("calories", "calorie"),
    ("selfies", "selfie"),
    ("prairies", "prairie"),
    ("caches", "cache"),
    ("niches", "niche"),
    ("headaches", "headache"),
    ("heroes", "hero"),
    ("potatoes", "potato"),
    ("tomatoes", "tomato"),
    ("echoes", "echo"),
    ("vetoes", "veto"),
    ("torpedoes", "torpedo"),
    ("cargoes", "cargo"),
    ("statuses", "status"),
    ("buses", "bus"),
    ("aliases", "alias"),
    ("viruses", "virus"),
    ("bonuses", "bonus"),
    ("campuses", "campus"),
    ("censuses", "census"),
    ("lenses", "lens"),
    ("atlases", "atlas"),
    ("biases", "bias"),
    ("canvases", "canvas"),
    ("gases", "gas"),
    ("menus", "menu"),
    ("cpus", "cpu"),
    ("gpus", "gpu"),
    ("skus", "sku"),
    ("apis", "api"),
    ("emojis", "emoji"),
    ("taxis", "taxi"),
];

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn plurals_become_singulars() {
        let words = [
            ("people", "person"),
            ("axes", "axis"),
            ("analyses", "analysis"),
            ("heroes", "hero"),
            ("statuses", "status"),
            ("menus", "menu"),
            ("movies", "movie"),
            ("categories", "category"),
            ("ties", "tie"),
            ("houses", "house"),
            ("databases", "database"),
            ("licenses", "license"),
            ("purchases", "purchase"),
            ("archives", "archive"),
            ("sizes", "size"),
            ("shoes", "shoe"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("branches", "branch"),
            ("dishes", "dish"),
            ("buzzes", "buzz"),
        ];
        for (plural, wanted) in words {
            assert_eq!(singular(plural), wanted);
        }
    }

    #[test]
    fn what_has_no_plural_stays() {
        for word in [
            "staff",
            "inventory",
            "series",
            "news",
            "address",
            "bus",
            "basis",
            "film",
        ] {
            assert_eq!(singular(word), word);
        }
    }
}
