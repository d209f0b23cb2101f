//! Words of a shape that do not go together.

use proc_macro2::Span;

use super::Found;
use super::attribute::Attribute;
use super::head::{Declared, Given};
use super::shape::Field;
use super::source::{Aggregate, Group, Of, Source};

/// Whether a field can only be one of a report, which is computed of all rows or of groups of them.
pub(super) fn computes_of_all(field: &Field) -> bool {
    match &field.attribute.source {
        Some(Source::Aggregate(aggregate)) => match &aggregate.of {
            Of::Rows => true,
            Of::One(_) => {
                aggregate.distinct || (aggregate.word != "count" && aggregate.word != "exists")
            }
            Of::Path(..) => false,
        },
        Some(Source::Span(_)) => true,
        Some(Source::Handle(_) | Source::Path(_)) | None => false,
    }
}

/// Marks a field as broken that is to be a tree and a part of one.
pub(super) fn tree(attribute: &mut Attribute, found: &mut Found) {
    if let Some(word) = &attribute.recursive
        && (attribute.depth.is_some() || attribute.limit.is_some())
    {
        let message = "a tree is loaded as a whole: `recursive` takes neither `depth` nor `limit`";
        found.push(syn::Error::new(word.span(), message));
        attribute.broken = true;
    }
}

/// Marks fields whose words do not go together as broken.
pub(super) fn all(fields: &mut [Field], report: Option<&[Group]>, found: &mut Found) {
    for field in fields.iter_mut().filter(|field| !field.attribute.broken) {
        let mut mistakes = words(field);
        if mistakes.is_empty()
            && let Some(groups) = report
        {
            mistakes.extend(grouped(field, groups));
        }
        for (at, message) in mistakes {
            field.attribute.broken = true;
            found.push(syn::Error::new(at, message));
        }
    }
}

/// Marks fields as broken that hand on what the shape is not given.
pub(super) fn given(
    fields: &mut [Field],
    given: &[Given],
    queries: &[Declared],
    found: &mut Found,
) {
    for (at, value) in given.iter().enumerate() {
        let name = &value.name;
        let twice = given[..at].iter().any(|before| before.name == *name);
        let by = queries.iter().flat_map(|query| &query.by);
        if twice || by.clone().any(|by| by == name) {
            let message =
                format!("`{name}` comes a second time: the values of a query have different names");
            found.push(syn::Error::new(name.span(), message));
        }
    }
    for field in fields.iter_mut().filter(|field| !field.attribute.broken) {
        let names = field.attribute.given.iter();
        let mut unknown = names.filter(|name| given.iter().all(|value| value.name != **name));
        if let Some(name) = unknown.next() {
            let message = format!(
                "this shape is not given `{name}`: declare it above the struct, `#[load(…, given({name}: …))]`"
            );
            field.attribute.broken = true;
            found.push(syn::Error::new(name.span(), message));
        }
    }
}

fn words(field: &Field) -> Vec<(Span, String)> {
    let attribute = &field.attribute;
    let mut mistakes = Vec::new();
    let is_sum = matches!(&attribute.source, Some(Source::Aggregate(of)) if of.word == "sum");
    if let (Some(word), false) = (&attribute.or_zero, is_sum) {
        let message = "`or_zero` belongs to a sum: of nothing, there is no least, greatest or mean";
        mistakes.push((word.span(), message.to_owned()));
    }
    let what = match &attribute.source {
        Some(Source::Aggregate(aggregate)) => format!("`{}`", aggregate.word),
        Some(Source::Span(span)) => format!("`{}`", span.word),
        Some(Source::Path(_)) => "a column".to_owned(),
        Some(Source::Handle(_)) | None => return mistakes,
    };
    if let Some(order) = attribute.order.first() {
        mistakes.push((order.column.span(), format!("{what} has no order")));
    }
    if let Some(limit) = &attribute.limit {
        let message = format!("{what} has no limit: it is one value");
        mistakes.push((limit.span(), message));
    }
    if let (Some(choice), false, Some(Source::Path(_) | Source::Span(_))) = (
        &attribute.choice,
        attribute.filters.is_empty(),
        &attribute.source,
    ) {
        mistakes.push((choice.span(), format!("{what} has no filter")));
    }
    mistakes
}

/// What a report can't hold: a value that differs among the rows of a group.
fn grouped(field: &Field, groups: &[Group]) -> Option<(Span, String)> {
    let own = &field.name;
    let handle = match &field.attribute.source {
        Some(Source::Aggregate(aggregate)) => return of_rows(aggregate),
        Some(Source::Span(span)) => {
            let is_it = |group: &Group| matches!(group, Group::Span(group) if group == span);
            let (word, column) = (&span.word, &span.column);
            return (!groups.iter().any(is_it)).then(|| {
                let message = format!(
                    "the rows are not grouped by `{word}({column})`: add it to `group_by(…)` above the struct"
                );
                (word.span(), message)
            });
        }
        Some(Source::Handle(handle)) => handle,
        Some(Source::Path(path)) => path.first()?,
        None => own,
    };
    let is_it = |group: &Group| matches!(group, Group::Handle(group) if group == handle);
    if groups.iter().any(is_it) {
        return None;
    }
    let message = format!(
        "`{handle}` is not one value for all rows of a group: add it to `group_by(…)` above the \
         struct, or compute one value of it, such as `#[load(max({handle}))]`"
    );
    Some((handle.span(), message))
}

fn of_rows(aggregate: &Aggregate) -> Option<(Span, String)> {
    let (at, what) = match (&aggregate.of, aggregate.word == "exists") {
        (Of::Path(rows, column), _) => (rows, format!("{rows}.{column}")),
        (Of::One(rows), true) => (rows, rows.to_string()),
        (Of::One(_) | Of::Rows, _) => return None,
    };
    let message = format!(
        "a report computes values of its table's own rows, and `{what}` are rows of another: make \
         it a report of that table"
    );
    Some((at.span(), message))
}
