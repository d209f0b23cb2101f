//! What is read from a struct: its table, and what each field is loaded from.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, GenericArgument, Path, PathArguments, Type, Visibility};

use super::attribute::{self, Attribute};
use super::head::{self, Declared, Given, Head};
use super::source::Group;
use super::{Found, check};

/// A struct that derives `Load`.
pub(super) struct Shape {
    pub(super) name: Ident,
    pub(super) visibility: Visibility,
    pub(super) table: Path,
    pub(super) report: Option<Vec<Group>>,
    pub(super) queries: Vec<Declared>,
    /// The values that each query gives.
    pub(super) given: Vec<Given>,
    pub(super) fields: Vec<Field>,
}

pub(super) struct Field {
    pub(super) name: Ident,
    pub(super) field_type: Type,
    pub(super) attribute: Attribute,
}

/// Reads the struct; nothing if it is not one, or has no table.
pub(super) fn read(input: &DeriveInput, found: &mut Found) -> Option<Shape> {
    if !input.generics.params.is_empty() {
        let message = "a shape has no type parameters and no lifetimes: its statement is made \
                       once, for the struct as it stands";
        found.push(syn::Error::new(input.generics.span(), message));
        return None;
    }
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if fields.named.is_empty() => {
                found.push(syn::Error::new(
                    input.ident.span(),
                    "a shape has at least one field",
                ));
                return None;
            }
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) | Fields::Unit => {
                let message = "a shape has fields with names: they say what is loaded";
                found.push(syn::Error::new(input.ident.span(), message));
                return None;
            }
        },
        Data::Enum(_) | Data::Union(_) => {
            let message = "a shape is a struct whose fields say what is loaded";
            found.push(syn::Error::new(input.ident.span(), message));
            return None;
        }
    };

    let head = head::read(input, found);
    let mut recursive = false;
    let fields = fields.iter().filter_map(|field| {
        let name = field.ident.clone()?;
        let mut attribute = attribute::read(&field.attrs, found);
        check::tree(&mut attribute, found);
        match (itself(&input.ident, &field.ty), attribute.itself()) {
            // What was to be said of it was not understood.
            (Some(_), None) if attribute.broken => {}
            (Some(at), None) => {
                attribute.broken = true;
                found.push(endless(&input.ident, &name, at));
            }
            (None, Some(word)) => {
                let message = format!(
                    "`depth` and `recursive` are for a shape that contains itself, and `{name}` is no `Vec<{}>`",
                    input.ident
                );
                found.push(syn::Error::new(word, message));
                attribute.broken = true;
            }
            (Some(_), Some(word)) if recursive => {
                let message = "a shape contains itself in one field, and this is the second";
                found.push(syn::Error::new(word, message));
                attribute.broken = true;
            }
            (Some(_), Some(_)) => recursive = true,
            (None, None) => {}
        }
        Some(Field {
            name,
            field_type: field.ty.clone(),
            attribute,
        })
    });
    let mut fields: Vec<Field> = fields.collect();
    let Head {
        table,
        groups,
        mut queries,
        given,
    } = head?;
    let is_report = groups.is_some() || fields.iter().any(check::computes_of_all);
    let report = is_report.then(|| groups.unwrap_or_default());
    check::all(&mut fields, report.as_deref(), found);
    check::given(&mut fields, &given, &queries, found);
    if let (Some(_), Some(query)) = (&report, queries.first()) {
        let message = "a report has no `by(…)`: its rows are filtered by `query().filter(…)`";
        found.push(syn::Error::new(query.word.span(), message));
        queries.clear();
    }
    Some(Shape {
        name: input.ident.clone(),
        visibility: input.vis.clone(),
        table,
        report,
        queries,
        given,
        fields,
    })
}

/// Where the type of a field is the shape itself, behind an `Option` or in a `Vec` too.
///
/// Shapes that contain each other are found by the compiler, as a cycle of constants.
fn itself(shape: &Ident, field_type: &Type) -> Option<Span> {
    let Type::Path(path) = field_type else {
        return None;
    };
    if path.path.is_ident(shape) || path.path.is_ident("Self") {
        return Some(path.span());
    }
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => itself(shape, inner),
        _ => None,
    })
}

fn endless(shape: &Ident, field: &Ident, at: Span) -> syn::Error {
    let message = format!(
        "`{shape}` contains itself, and its statement would have no end\n\
         help: say how many times, `#[load(depth = 3)]`, or that it goes on as the rows do, \
         `#[load(recursive)]`, or write another shape for the rows of `{field}`"
    );
    syn::Error::new(at, message)
}
