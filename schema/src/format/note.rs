//! What the tree says about places in the text.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Span;
use crate::syntax::expression::{Expr, ExprKind, IsWhat};
use crate::syntax::{
    Check, Column, ColumnType, Constraint, Domain, DomainClause, ElementClause, Entry, EntryKind,
    ExcludeClause, File, IndexClause, IndexElement, ItemKind, ModifierKind, RustPath, TableClause,
    Type,
};

/// Facts by the byte at which something starts.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    /// Expressions that stand in no other one.
    pub(super) exprs: BTreeMap<usize, &'a Expr>,
    /// Those that have parentheses for themselves, in which no list stands.
    pub(super) alone: BTreeSet<usize>,
    /// Types, with their ends.
    pub(super) types: BTreeMap<usize, usize>,
    /// Paths of Rust types, with the ends of their last names.
    pub(super) paths: BTreeMap<usize, usize>,
    /// What follows a column's type.
    pub(super) modifiers: BTreeSet<usize>,
    /// The ends of rows of one value, whose comma has a meaning.
    pub(super) rows_of_one: BTreeSet<usize>,
    /// The clauses of an index's elements, where they do not stand in PostgreSQL's order.
    pub(super) unordered: Vec<Vec<Clause>>,
}

/// One clause of an index's element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clause {
    /// Where it belongs among the others.
    pub(super) rank: u8,
    /// From its first to its last word.
    pub(super) span: Span,
}

/// All facts of a file.
pub(super) fn notes(file: &File) -> Notes<'_> {
    let mut notes = Notes::default();
    for item in &file.items {
        match &item.kind {
            ItemKind::Domain(domain) => notes.domain(domain),
            ItemKind::Table(table) => {
                for clause in &table.clauses {
                    if let TableClause::Partition { by, .. } = clause {
                        by.iter().for_each(|expr| notes.expr(expr));
                    }
                }
                table.entries.iter().for_each(|entry| notes.entry(entry));
            }
            ItemKind::View(view) => view.entries.iter().for_each(|entry| notes.entry(entry)),
            ItemKind::Postgres(_)
            | ItemKind::Extension(_)
            | ItemKind::Namespace(_)
            | ItemKind::Allow(_)
            | ItemKind::Enum(_)
            | ItemKind::Sql(_) => {}
        }
    }
    notes
}

impl<'a> Notes<'a> {
    fn domain(&mut self, domain: &'a Domain) {
        self.ty(&domain.ty);
        for clause in &domain.clauses {
            match clause {
                DomainClause::Check(check) => self.check(check),
                DomainClause::Default(expr) => self.expr(expr),
                DomainClause::As(path) => self.path(path),
                DomainClause::Was(_) | DomainClause::Allow(_) => {}
            }
        }
    }

    fn entry(&mut self, entry: &'a Entry) {
        match &entry.kind {
            EntryKind::Column(column) => self.column(column),
            EntryKind::Constraint(constraint) => self.constraint(constraint),
        }
    }

    fn column(&mut self, column: &'a Column) {
        if let ColumnType::Value(ty) = &column.ty {
            self.ty(ty);
        }
        for modifier in &column.modifiers {
            self.modifiers.insert(modifier.span.start);
            match &modifier.kind {
                ModifierKind::Default(expr) | ModifierKind::OnUpdateValue(expr) => self.expr(expr),
                ModifierKind::Check(check) => self.check(check),
                ModifierKind::Generated(expr) => self.alone(expr),
                ModifierKind::As(path) => self.path(path),
                ModifierKind::PrimaryKey
                | ModifierKind::Identity { .. }
                | ModifierKind::Unique(_)
                | ModifierKind::Newtype(_)
                | ModifierKind::Version
                | ModifierKind::Deprecated
                | ModifierKind::Was(_)
                | ModifierKind::Reference(_)
                | ModifierKind::Allow(_) => {}
            }
        }
    }

    fn constraint(&mut self, constraint: &'a Constraint) {
        match constraint {
            Constraint::Index(index) => {
                index.elements.iter().for_each(|it| self.element(it));
                for clause in &index.clauses {
                    if let IndexClause::Where(expr) = clause {
                        self.expr(expr);
                    }
                }
            }
            Constraint::Check { check, .. } => self.check(check),
            Constraint::Exclude(exclude) => {
                for element in &exclude.elements {
                    self.element(&element.element);
                }
                for clause in &exclude.clauses {
                    if let ExcludeClause::Where(expr) = clause {
                        self.expr(expr);
                    }
                }
            }
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::ForeignKey(_)
            | Constraint::Allow(_) => {}
        }
    }

    fn element(&mut self, element: &'a IndexElement) {
        self.expr(&element.expr);
        let starts: Vec<(u8, usize)> = element.clauses.iter().map(rank_and_start).collect();
        if starts.is_sorted_by_key(|(rank, _)| *rank) {
            return;
        }
        let ends = starts.iter().skip(1).map(|(_, start)| *start);
        let clauses = starts.iter().zip(ends.chain([element.span.end]));
        self.unordered.push(
            clauses
                .map(|(&(rank, start), end)| Clause {
                    rank,
                    span: Span::new(start, end),
                })
                .collect(),
        );
    }

    fn check(&mut self, check: &'a Check) {
        self.alone(&check.condition);
    }

    fn alone(&mut self, expr: &'a Expr) {
        self.alone.insert(expr.span.start);
        self.expr(expr);
    }

    fn expr(&mut self, expr: &'a Expr) {
        self.exprs.insert(expr.span.start, expr);
        self.rows(expr);
    }

    fn rows(&mut self, expr: &'a Expr) {
        if let ExprKind::Row(list) = &expr.kind
            && list.len() == 1
        {
            self.rows_of_one.insert(expr.span.end);
        }
        for part in parts(expr) {
            self.rows(part);
        }
    }

    fn ty(&mut self, ty: &Type) {
        self.types.insert(ty.span.start, ty.span.end);
    }

    fn path(&mut self, path: &RustPath) {
        self.paths.insert(path.span.start, path.span.end);
    }
}

fn rank_and_start(clause: &ElementClause) -> (u8, usize) {
    match clause {
        ElementClause::OperatorClass { name, .. } => (0, name.span.start),
        ElementClause::Asc(span) | ElementClause::Desc(span) => (1, span.start),
        ElementClause::NullsFirst(span) | ElementClause::NullsLast(span) => (2, span.start),
    }
}

/// The expressions that an expression is made of, in the order of the text.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Or(left, right)
        | ExprKind::And(left, right)
        | ExprKind::Binary { left, right, .. }
        | ExprKind::AtTimeZone(left, right)
        | ExprKind::Subscript(left, right) => vec![left, right],
        ExprKind::Not(operand)
        | ExprKind::Unary { operand, .. }
        | ExprKind::Collate(operand, _)
        | ExprKind::Cast(operand, _)
        | ExprKind::Parenthesized(operand)
        | ExprKind::Extract(_, operand) => vec![operand],
        ExprKind::Is { operand, what, .. } => match what {
            IsWhat::DistinctFrom(other) => vec![operand, other],
            IsWhat::Null | IsWhat::True | IsWhat::False | IsWhat::Unknown => vec![operand],
        },
        ExprKind::Between {
            operand, low, high, ..
        } => vec![operand, low, high],
        ExprKind::In { operand, list, .. } => {
            let operand: &Expr = operand;
            [operand].into_iter().chain(list).collect()
        }
        ExprKind::Like {
            operand,
            pattern,
            escape,
            ..
        } => {
            let both: [&Expr; 2] = [operand, pattern];
            both.into_iter().chain(escape.as_deref()).collect()
        }
        ExprKind::Row(list) | ExprKind::Array(list) => list.iter().collect(),
        ExprKind::Call { arguments, .. } => arguments.iter().collect(),
        ExprKind::Case {
            operand,
            branches,
            otherwise,
        } => {
            let branches = branches.iter().flat_map(|(when, then)| [when, then]);
            operand
                .as_deref()
                .into_iter()
                .chain(branches)
                .chain(otherwise.as_deref())
                .collect()
        }
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Sql(_)
        | ExprKind::Typed(..)
        | ExprKind::Name(_)
        | ExprKind::Unreadable => Vec::new(),
    }
}
