//! The order of the statements: as they stand, but what is needed first.

use crate::database::{Dependency, Object, QualifiedName};
use std::collections::{BTreeMap, BTreeSet};

/// One or more statements that belong together.
pub(crate) struct Step {
    /// What is there afterwards.
    pub(super) creates: Vec<Object>,
    /// What has to be there, beside what the dependencies say.
    pub(super) needs: Vec<Object>,
    /// The statements, without the last `;`.
    pub(crate) text: String,
}

impl Step {
    pub(super) fn new(creates: Object, text: String) -> Self {
        Self {
            creates: vec![creates],
            needs: Vec::new(),
            text,
        }
    }

    /// A step that needs what nobody knows, and creates what nobody asks for.
    pub(super) fn last(text: String) -> Self {
        Self {
            creates: Vec::new(),
            needs: Vec::new(),
            text,
        }
    }

    pub(super) fn needing(mut self, needs: impl IntoIterator<Item = Object>) -> Self {
        self.needs.extend(needs);
        self
    }
}

/// The texts of the steps: always the first that needs nothing more. Where all that are left need each other, the tables
/// among them.
pub(super) fn sort(
    steps: Vec<Step>,
    dependencies: &[Dependency],
) -> Result<Vec<String>, BTreeSet<QualifiedName>> {
    if dependencies.is_empty() {
        return Ok(steps.into_iter().map(|it| it.text).collect());
    }

    let mut places: BTreeMap<Object, usize> = BTreeMap::new();
    for (place, step) in steps.iter().enumerate() {
        for object in &step.creates {
            places.insert(object.clone(), place);
        }
    }
    let mut waits: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); steps.len()];
    let mut awaited: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    let mut wait = |place: usize, object: &Object| {
        if let Some(first) = find(&places, object)
            && first != place
            && waits[place].insert(first)
        {
            awaited[first].push(place);
        }
    };
    for (place, step) in steps.iter().enumerate() {
        for object in &step.needs {
            wait(place, object);
        }
    }
    for it in dependencies {
        if let Some(place) = find(&places, &it.of) {
            wait(place, &it.on);
        }
    }

    let mut ready: BTreeSet<usize> = (0..steps.len())
        .filter(|it| waits[*it].is_empty())
        .collect();
    let mut sorted = Vec::with_capacity(steps.len());
    while let Some(place) = ready.pop_first() {
        sorted.push(steps[place].text.clone());
        for &later in &awaited[place] {
            waits[later].remove(&place);
            if waits[later].is_empty() {
                ready.insert(later);
            }
        }
    }
    if sorted.len() == steps.len() {
        return Ok(sorted);
    }
    let left = (0..steps.len()).filter(|it| !waits[*it].is_empty());
    let objects = left.flat_map(|it| &steps[it].creates);
    Err(objects
        .filter_map(|object| match object {
            Object::Table(name) => Some(name.clone()),
            _ => None,
        })
        .collect())
}

/// Where an object is created: by itself, or with what it is a part of.
fn find(places: &BTreeMap<Object, usize>, object: &Object) -> Option<usize> {
    if let Some(place) = places.get(object) {
        return Some(*place);
    }
    let (Object::Column(of, _) | Object::Default(of, _) | Object::Constraint(of, _)) = object
    else {
        return None;
    };
    [Object::Table, Object::View, Object::Type]
        .into_iter()
        .find_map(|whole| places.get(&whole(of.clone())).copied())
}
