//! Which overload of an operator or function is meant: PostgreSQL's chapter 10.

use super::Ty;
use super::catalogue::{self, Context, Overload, Param, Volatility};
use super::kind::Kind;

/// What the overloads say about arguments.
pub(super) enum Selected {
    /// This one, with its result.
    One(Ty, Volatility),
    /// None takes these arguments.
    None,
    /// More than one might.
    Open,
}

/// The overload that takes these arguments, none of which is [`Ty::Unknown`].
pub(super) fn select(overloads: &[Overload], arguments: &[Ty], is_operator: bool) -> Selected {
    let taking = || {
        overloads
            .iter()
            .filter(|overload| overload.params.len() == arguments.len())
    };
    let exact = assumed(arguments, is_operator);
    if let Some(overload) = taking().find(|overload| {
        overload
            .params
            .iter()
            .zip(&exact)
            .all(|(&param, &argument)| is_exact(param, argument))
    }) {
        return chosen(overload, &exact);
    }
    let mut fitting: Vec<&Overload> = taking()
        .filter(|overload| takes(overload, arguments))
        .collect();
    if fitting.is_empty() {
        return Selected::None;
    }
    keep_best(&mut fitting, |overload| {
        matching(overload, arguments, is_exact)
    });
    keep_best(&mut fitting, |overload| {
        matching(overload, arguments, |param, argument| {
            is_exact(param, argument) || is_preferred_for(param, argument)
        })
    });
    if let [one] = fitting.as_slice() {
        return chosen(one, arguments);
    }
    if !arguments.contains(&Ty::Untyped) {
        return Selected::Open;
    }
    by_category(&mut fitting, arguments);
    if let [one] = fitting.as_slice() {
        return chosen(one, arguments);
    }
    let same = assumed(arguments, true);
    let mut fits_same = fitting.iter().filter(|overload| takes(overload, &same));
    match (fits_same.next(), fits_same.next()) {
        (Some(one), None) if !same.contains(&Ty::Untyped) => chosen(one, &same),
        _ => Selected::Open,
    }
}

/// The one of two operands that no overload takes on its side, whatever the other is; `None` if it is not one.
pub(super) fn to_blame(overloads: &[Overload], left: Ty, right: Ty) -> Option<Side> {
    let is_taken = |arguments: [Ty; 2]| {
        let mut taking = overloads.iter().filter(|it| it.params.len() == 2);
        taking.any(|overload| takes(overload, &arguments))
    };
    match (
        is_taken([left, Ty::Untyped]),
        is_taken([Ty::Untyped, right]),
    ) {
        (false, true) => Some(Side::Left),
        (true, false) => Some(Side::Right),
        _ => None,
    }
}

/// A side of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// The arguments, where those that are untyped are taken to be like the others.
fn assumed(arguments: &[Ty], is_operator: bool) -> Vec<Ty> {
    let mut known = arguments.iter().filter(|ty| **ty != Ty::Untyped);
    let first = known.next().copied();
    match first {
        Some(first) if is_operator && known.all(|ty| *ty == first) => {
            vec![first; arguments.len()]
        }
        _ => arguments.to_vec(),
    }
}

fn keep_best(fitting: &mut Vec<&Overload>, score: impl Fn(&Overload) -> usize) {
    let best = fitting
        .iter()
        .map(|overload| score(overload))
        .max()
        .unwrap_or(0);
    fitting.retain(|overload| score(overload) == best);
}

fn matching(overload: &Overload, arguments: &[Ty], matches: impl Fn(Param, Ty) -> bool) -> usize {
    overload
        .params
        .iter()
        .zip(arguments)
        .filter(|(param, argument)| **argument != Ty::Untyped && matches(**param, **argument))
        .count()
}

fn is_exact(param: Param, argument: Ty) -> bool {
    match (param, argument) {
        (Param::One(param), Ty::One(argument)) | (Param::Many(param), Ty::Many(argument)) => {
            param == argument
        }
        _ => false,
    }
}

fn is_preferred_for(param: Param, argument: Ty) -> bool {
    match (param, argument) {
        (Param::One(param), Ty::One(argument)) => {
            param.is_preferred() && param.category() == argument.category()
        }
        _ => false,
    }
}

/// Of what stands where an argument is untyped: text if there is one, else the one category that there is.
fn by_category(fitting: &mut Vec<&Overload>, arguments: &[Ty]) {
    for (at, _) in arguments
        .iter()
        .enumerate()
        .filter(|(_, argument)| **argument == Ty::Untyped)
    {
        let categories: Vec<char> = fitting
            .iter()
            .map(|overload| category(overload.params[at]))
            .collect();
        let wanted = if categories.contains(&'S') {
            'S'
        } else if categories.iter().all(|one| *one == categories[0]) {
            categories[0]
        } else {
            return;
        };
        let of_it = |overload: &&Overload| category(overload.params[at]) == wanted;
        let preferred = |overload: &&Overload| is_preferred(overload.params[at]);
        let has_preferred = fitting
            .iter()
            .any(|overload| of_it(overload) && preferred(overload));
        let kept: Vec<&Overload> = fitting
            .iter()
            .copied()
            .filter(|overload| of_it(overload) && (!has_preferred || preferred(overload)))
            .collect();
        if !kept.is_empty() {
            *fitting = kept;
        }
    }
}

fn category(param: Param) -> char {
    match param {
        Param::One(kind) => kind.category(),
        Param::Many(_) => 'A',
        Param::Other => 'X',
        _ => 'P',
    }
}

fn is_preferred(param: Param) -> bool {
    matches!(param, Param::One(kind) if kind.is_preferred())
}

/// Whether a value of one type is one of another without being asked for.
pub(super) fn converts(from: Kind, to: Kind, context: Context) -> bool {
    from == to
        || from == Kind::Foreign
        || to == Kind::Foreign
        || catalogue::cast(from, to).is_some_and(|(needed, _)| needed <= context)
        // Any value can be put into a column of text.
        || context >= Context::Assignment && to.is_text()
}

/// What an implicit conversion depends on.
fn converting(from: Ty, to: Param) -> Volatility {
    match (from, to) {
        (Ty::One(from), Param::One(to)) | (Ty::Many(from), Param::Many(to)) => {
            catalogue::cast(from, to).map_or(Volatility::Immutable, |(_, volatility)| volatility)
        }
        _ => Volatility::Immutable,
    }
}

fn takes(overload: &Overload, arguments: &[Ty]) -> bool {
    overload
        .params
        .iter()
        .zip(arguments)
        .all(|(&param, &argument)| takes_one(param, argument))
        && is_consistent(overload, arguments)
}

fn takes_one(param: Param, argument: Ty) -> bool {
    match (param, argument) {
        (_, Ty::Untyped | Ty::Unknown) => true,
        (Param::One(param), Ty::One(argument)) | (Param::Many(param), Ty::Many(argument)) => {
            converts(argument, param, Context::Implicit)
        }
        (Param::AnyElement | Param::Compatible, _)
        | (Param::AnyNonArray, Ty::One(_))
        | (Param::AnyArray | Param::CompatibleArray, Ty::Many(_))
        | (Param::AnyEnum, Ty::One(Kind::Enum(_) | Kind::Foreign)) => true,
        (Param::AnyRange, Ty::One(kind)) => kind.bound().is_some() && !kind.is_multirange(),
        (Param::AnyMultirange, Ty::One(kind)) => kind.bound().is_some() && kind.is_multirange(),
        _ => false,
    }
}

/// Whether what `anyelement` and its like stand for is one type.
fn is_consistent(overload: &Overload, arguments: &[Ty]) -> bool {
    let mut elements = overload
        .params
        .iter()
        .zip(arguments)
        .filter_map(|(&param, &argument)| stands_for(param, argument));
    let first = elements.next();
    let mut alike = overload
        .params
        .iter()
        .zip(arguments)
        .filter_map(|(&param, &argument)| match (param, argument) {
            (_, Ty::Untyped | Ty::Unknown) => None,
            (Param::Compatible, _) => Some(argument),
            (Param::CompatibleArray, _) => argument.element(),
            _ => None,
        });
    let first_alike = alike.next();
    elements.all(|element| Some(element) == first)
        && alike.all(|other| first_alike.is_none_or(|first| common(&[first, other]).is_some()))
}

/// What an argument says that `anyelement` is.
fn stands_for(param: Param, argument: Ty) -> Option<Ty> {
    match (param, argument) {
        (_, Ty::Untyped | Ty::Unknown) => None,
        (Param::AnyElement | Param::AnyNonArray | Param::AnyEnum, _) => Some(argument),
        (Param::AnyArray, _) => argument.element(),
        (Param::AnyRange | Param::AnyMultirange, Ty::One(kind)) => kind.bound().map(Ty::One),
        _ => None,
    }
}

fn chosen(overload: &Overload, arguments: &[Ty]) -> Selected {
    let pairs = || overload.params.iter().zip(arguments);
    let element = || pairs().find_map(|(&param, &argument)| stands_for(param, argument));
    let range = |multi: bool| {
        pairs().find_map(|(_, &argument)| match argument {
            Ty::One(kind) if kind.bound().is_some() && kind.is_multirange() == multi => {
                Some(argument)
            }
            _ => None,
        })
    };
    let ty = match overload.result {
        Param::One(kind) => Ty::One(kind),
        Param::Many(kind) => Ty::Many(kind),
        Param::AnyElement | Param::AnyNonArray | Param::AnyEnum => element().unwrap_or(Ty::Unknown),
        Param::AnyArray => match element() {
            Some(Ty::One(kind)) => Ty::Many(kind),
            _ => Ty::Unknown,
        },
        Param::AnyRange => range(false).unwrap_or(Ty::Unknown),
        Param::AnyMultirange => range(true).unwrap_or(Ty::Unknown),
        Param::Compatible | Param::CompatibleArray | Param::Other => {
            compatible(overload, arguments)
        }
    };
    let converted = pairs()
        .map(|(&param, &argument)| converting(argument, param))
        .max()
        .unwrap_or(Volatility::Immutable);
    Selected::One(ty, overload.volatility.max(converted))
}

/// What the `anycompatible` family stands for, where all arguments say the same.
fn compatible(overload: &Overload, arguments: &[Ty]) -> Ty {
    let mut kinds = overload
        .params
        .iter()
        .zip(arguments)
        .filter_map(|(&param, &argument)| match (param, argument) {
            (Param::Compatible, Ty::One(kind)) | (Param::CompatibleArray, Ty::Many(kind)) => {
                Some(kind)
            }
            _ => None,
        });
    let first = kinds.next();
    match first {
        Some(kind) if kinds.all(|other| other == kind) => match overload.result {
            Param::Compatible => Ty::One(kind),
            Param::CompatibleArray => Ty::Many(kind),
            _ => Ty::Unknown,
        },
        _ => Ty::Unknown,
    }
}

/// The type that several values have together, as in `case` and `coalesce`.
pub(super) fn common(types: &[Ty]) -> Option<Ty> {
    let mut all: Option<Ty> = None;
    for &ty in types {
        match (all, ty) {
            (_, Ty::Unknown) => return Some(Ty::Unknown),
            (_, Ty::Untyped) => {}
            (None, _) => all = Some(ty),
            (Some(before), _) if before == ty => {}
            (Some(Ty::One(before)), Ty::One(next)) => {
                if before == Kind::Foreign || next == Kind::Foreign {
                    return Some(Ty::Unknown);
                }
                if before.category() != next.category() {
                    return None;
                }
                if !before.is_preferred()
                    && converts(before, next, Context::Implicit)
                    && !converts(next, before, Context::Implicit)
                {
                    all = Some(ty);
                }
            }
            (Some(Ty::Many(_)), Ty::Many(_)) => return Some(Ty::Unknown),
            _ => return None,
        }
    }
    let common = all.unwrap_or(Ty::Untyped);
    let fits = types.iter().all(|ty| match (ty, common) {
        (Ty::One(kind), Ty::One(common)) => converts(*kind, common, Context::Implicit),
        _ => true,
    });
    fits.then_some(common)
}
