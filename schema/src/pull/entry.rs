//! The lines of a table: columns, constraints and indexes in the words of the language.

use super::choice::Choices;
use super::expression::{condition, passed_through, translated, without_parentheses};
use super::{Part, Subject, word};
use crate::database::{
    Action, Column, Constraint, ConstraintKind, Counting, Deferrable, Filled, ForeignKey, Identity,
    Index, IndexElement, IndexTerm, Key, QualifiedName, Table,
};
use crate::sql;

/// What is needed to write a table's lines.
pub(super) struct Lines<'d> {
    pub(super) table: &'d Table,
    pub(super) tables: &'d [Table],
    pub(super) choices: &'d Choices,
    pub(super) declared: &'d [(String, String)],
}

impl Lines<'_> {
    fn subject(&self, part: Part) -> Subject {
        (self.table.name.clone(), part)
    }

    fn is_apart(&self, part: Part) -> bool {
        self.choices.apart.contains(&self.subject(part))
    }

    /// An expression, passed through where that was chosen.
    fn expression(&self, part: Part, text: &str) -> String {
        if self.choices.passed.contains(&self.subject(part)) {
            passed_through(text)
        } else {
            translated(text)
        }
    }

    /// The `allow`s of a line, each with a blank before it.
    fn allows(&self, part: Part) -> String {
        let rules = self.choices.allows.get(&self.subject(part));
        let rules = rules.into_iter().flatten();
        rules.map(|rule| format!(" {}", allow(rule))).collect()
    }

    /// ` name`, unless it is the one that PostgreSQL gives.
    fn named(&self, part: Part, name: &str) -> Option<String> {
        if self.choices.unnamed.contains(&self.subject(part)) {
            return Some(String::new());
        }
        Some(format!(" {}", word::name(name)?))
    }

    /// Whether a key, check or foreign key stands at this column.
    fn stands_at(&self, constraint: &Constraint, column: &Column) -> bool {
        let part = || Part::Constraint(constraint.name.clone());
        if self.is_apart(part()) {
            return false;
        }
        let unnamed = self.choices.unnamed.contains(&self.subject(part()));
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => {
                unnamed && is_plain(key) && key.columns == [column.name.as_str()]
            }
            ConstraintKind::Unique(key) => {
                unnamed
                    && key.include.is_empty()
                    && key.deferrable == Deferrable::No
                    && key.columns == [column.name.as_str()]
            }
            ConstraintKind::Check(_) => {
                let at = self.choices.at_column.get(&self.subject(part()));
                unnamed && at == Some(&column.name) && !self.passes(part())
            }
            ConstraintKind::ForeignKey(key) => {
                unnamed
                    && !self.choices.after_columns.contains(&self.subject(part()))
                    && key.columns == [column.name.as_str()]
                    && column.collation.is_none()
                    && self.reference_ty(key) == Some(column.ty.as_str())
                    && self.is_first_of(constraint, column)
                    && self.stamp(column).is_none()
            }
            ConstraintKind::Exclusion(_) => false,
        }
    }

    fn passes(&self, part: Part) -> bool {
        self.choices.passed.contains(&self.subject(part))
    }

    /// A column refers to one table only; what else it refers to stands after the columns.
    fn is_first_of(&self, constraint: &Constraint, column: &Column) -> bool {
        let mut others = self.table.constraints.iter().filter(|it| {
            matches!(&it.kind, ConstraintKind::ForeignKey(key) if key.columns == [column.name.as_str()])
        });
        others.next().is_some_and(|it| it.name == constraint.name)
    }

    fn reference_ty(&self, key: &ForeignKey) -> Option<&str> {
        let target = self.tables.iter().find(|it| it.name == key.target)?;
        let [of] = key.target_columns.as_slice() else {
            return None;
        };
        let column = target.columns.iter().find(|it| it.name == *of)?;
        Some(&column.ty)
    }

    /// A column.
    pub(super) fn column(&self, column: &Column) -> Option<String> {
        let part = || Part::Column(column.name.clone());
        let null = if column.not_null { "" } else { "?" };
        let ty = word::ty(&column.ty, self.declared)?;
        let constraints: Vec<&Constraint> = self
            .table
            .constraints
            .iter()
            .filter(|it| self.stands_at(it, column))
            .collect();
        let reference = constraints.iter().find_map(|it| match &it.kind {
            ConstraintKind::ForeignKey(key) => Some((*it, key)),
            _ => None,
        });
        let mut text = format!("{}: ", word::declared(&column.name)?);
        match reference {
            Some((_, key)) => {
                text.push_str(&format!("references {}", word::qualified(&key.target)?));
                if !self.is_primary_key_of_target(key) {
                    text.push_str(&format!(" ({})", word::list(&key.target_columns)?));
                }
                text.push_str(null);
            }
            None => text.push_str(&match ty.strip_suffix("[]") {
                Some(element) => format!("{element}[]{null}"),
                None => format!("{ty}{null}"),
            }),
        }
        if let Some(collation) = &column.collation {
            text.push_str(&format!(
                " collate {}",
                word::string(&self::collation(collation)?)
            ));
        }
        if constraints
            .iter()
            .any(|it| matches!(it.kind, ConstraintKind::PrimaryKey(_)))
        {
            text.push_str(" primary key");
        }
        text.push_str(&self.filled(column, &ty)?);
        if let Some(value) = self.stamp(column) {
            text.push_str(&format!(" on update {value}"));
        }
        for it in &constraints {
            match &it.kind {
                ConstraintKind::Unique(key) if key.nulls_distinct => text.push_str(" unique"),
                ConstraintKind::Unique(_) => text.push_str(" unique nulls not distinct"),
                ConstraintKind::Check(check) => {
                    text.push_str(&format!(" check ({})", condition(&check.condition)));
                }
                ConstraintKind::ForeignKey(key) => text.push_str(&self.reference(it, key)?),
                _ => {}
            }
        }
        for it in &constraints {
            text.push_str(&self.allows(Part::Constraint(it.name.clone())));
        }
        text.push_str(&self.allows(part()));
        Some(text)
    }

    /// What the column becomes when its row is updated. The text is kept as it is: nobody else writes it in one way.
    fn stamp(&self, column: &Column) -> Option<String> {
        let assignments = self.table.triggers.iter().flat_map(|it| &it.assignments);
        let (_, value) = assignments
            .into_iter()
            .find(|(name, _)| *name == column.name)?;
        let said = translated(value);
        Some(if said == *value {
            said
        } else {
            passed_through(value)
        })
    }

    fn is_primary_key_of_target(&self, key: &ForeignKey) -> bool {
        let target = self.tables.iter().find(|it| it.name == key.target);
        let constraints = target.into_iter().flat_map(|it| &it.constraints);
        constraints.into_iter().any(|it| {
            matches!(&it.kind, ConstraintKind::PrimaryKey(primary) if primary.columns == key.target_columns)
                && !self.choices.apart.contains(&(key.target.clone(), Part::Constraint(it.name.clone())))
        })
    }

    /// Where a value comes from that is not given.
    fn filled(&self, column: &Column, ty: &str) -> Option<String> {
        let part = || Part::Column(column.name.clone());
        Some(match &column.filled {
            Filled::No | Filled::Virtual(_) => String::new(),
            Filled::Default(_) if self.is_apart(part()) => String::new(),
            Filled::Default(text) => {
                let said = self.expression(part(), text);
                // The type goes without saying.
                let short = said.strip_suffix(&format!("::{}", ty.split('(').next()?));
                let short = short.filter(|it| is_string(it));
                format!(" = {}", short.unwrap_or(&said))
            }
            Filled::Generated(text) => format!(" generated ({})", self.expression(part(), text)),
            Filled::Identity(identity) => format!(" {}", self::identity(identity, &column.ty)),
        })
    }

    /// A constraint that stands after the columns; nothing for one that stands at a column or apart.
    pub(super) fn constraint(&self, constraint: &Constraint) -> Option<String> {
        let part = || Part::Constraint(constraint.name.clone());
        let at_column = self
            .table
            .columns
            .iter()
            .any(|it| self.stands_at(constraint, it));
        if self.is_apart(part()) || at_column {
            return None;
        }
        let name = self.named(part(), &constraint.name)?;
        let mut text = match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => format!("primary key{name}{}", keyed(key)?),
            ConstraintKind::Unique(key) => format!("unique{name}{}", keyed(key)?),
            ConstraintKind::Check(check) => {
                let condition = if self.passes(part()) {
                    passed_through(without_parentheses(&check.condition))
                } else {
                    condition(&check.condition)
                };
                format!("check{name} ({condition})")
            }
            ConstraintKind::ForeignKey(key) => format!(
                "foreign key{name} ({}) references {} ({}){}",
                word::list(&key.columns)?,
                word::qualified(&key.target)?,
                word::list(&key.target_columns)?,
                self.reference(constraint, key)?
            ),
            ConstraintKind::Exclusion(exclusion) => {
                let passed = self.passes(part());
                let elements: Option<Vec<String>> = exclusion
                    .elements
                    .iter()
                    .map(|(it, operator)| Some(format!("{} with {operator}", element(it, passed)?)))
                    .collect();
                let mut text = format!(
                    "exclude{name} using {} ({})",
                    word::name(&exclusion.method)?,
                    elements?.join(", ")
                );
                if let Some(predicate) = &exclusion.predicate {
                    text.push_str(&format!(" where {}", self.expression(part(), predicate)));
                }
                text.push_str(deferrable(exclusion.deferrable));
                text
            }
        };
        if !matches!(constraint.kind, ConstraintKind::PrimaryKey(_)) {
            text.push_str(&self.allows(part()));
        }
        Some(text)
    }

    /// What is said of a reference after where it leads.
    fn reference(&self, constraint: &Constraint, key: &ForeignKey) -> Option<String> {
        let subject = self.subject(Part::Constraint(constraint.name.clone()));
        let mut text = format!(" on delete {}", action(&key.on_delete)?);
        if key.on_update != Action::NoAction {
            text.push_str(&format!(" on update {}", action(&key.on_update)?));
        }
        if key.match_full {
            text.push_str(" match full");
        }
        text.push_str(deferrable(key.deferrable));
        for (word, names) in [
            ("as", &self.choices.names),
            ("inverse", &self.choices.inverses),
            ("many", &self.choices.many),
        ] {
            if let Some(name) = names.get(&subject) {
                text.push_str(&format!(" {word} {}", word::name(name)?));
            }
        }
        Some(text)
    }

    /// An index; nothing for one that stands apart.
    pub(super) fn index(&self, index: &Index) -> Option<String> {
        let part = || Part::Index(index.name.clone());
        if self.is_apart(part()) || self.choices.automatic.contains(&self.subject(part())) {
            return None;
        }
        let name = self.named(part(), &index.name)?;
        let passed = self.passes(part());
        self::index(index, &name, passed, |text| self.expression(part(), text))
            .map(|text| text + &self.allows(part()))
    }
}

/// An index with its name.
pub(super) fn index(
    index: &Index,
    name: &str,
    passed: bool,
    expression: impl Fn(&str) -> String,
) -> Option<String> {
    let elements: Option<Vec<String>> = index
        .elements
        .iter()
        .map(|it| element(it, passed))
        .collect();
    let mut text = format!(
        "{}{name}{} ({})",
        if index.unique {
            "unique index"
        } else {
            "index"
        },
        if index.method == "btree" {
            String::new()
        } else {
            format!(" using {}", word::name(&index.method)?)
        },
        elements?.join(", ")
    );
    if !index.include.is_empty() {
        text.push_str(&format!(" include ({})", word::list(&index.include)?));
    }
    if !index.nulls_distinct {
        text.push_str(" nulls not distinct");
    }
    if let Some(predicate) = &index.predicate {
        text.push_str(&format!(" where {}", expression(predicate)));
    }
    if !index.options.is_empty() {
        text.push_str(&format!(" with {}", word::settings(&index.options)?));
    }
    Some(text)
}

/// One column or expression of an index.
pub(super) fn element(element: &IndexElement, passed: bool) -> Option<String> {
    let mut text = match &element.term {
        IndexTerm::Column(column) => word::name(column)?,
        IndexTerm::Expression(text) if passed => passed_through(text),
        IndexTerm::Expression(text) if text.starts_with('(') => format!("({})", translated(text)),
        IndexTerm::Expression(text) => translated(text),
    };
    if let Some(collation) = &element.collation {
        text.push_str(&format!(
            " collate {}",
            word::string(&self::collation(collation)?)
        ));
    }
    if let Some((class, options)) = &element.class {
        // With a namespace it has no word.
        text.push_str(&format!(" {}", word::name(class)?));
        if !options.is_empty() {
            text.push_str(&format!(" {}", word::settings(options)?));
        }
    }
    if element.descending {
        text.push_str(" desc");
    }
    match (element.descending, element.nulls_first) {
        (false, true) => text.push_str(" nulls first"),
        (true, false) => text.push_str(" nulls last"),
        _ => {}
    }
    Some(text)
}

/// The name of a collation, where it stands in `public` or is PostgreSQL's own.
pub(super) fn collation(text: &str) -> Option<String> {
    match text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(quoted) => Some(quoted.replace("\"\"", "\"")).filter(|it| !it.contains('"')),
        None => (!text.contains(['.', '"'])).then(|| text.to_owned()),
    }
}

/// `allow RULE because "as found"`
pub(super) fn allow(rule: &str) -> String {
    format!("allow {rule} because \"as found\"")
}

fn is_plain(key: &Key) -> bool {
    key.include.is_empty() && key.deferrable == Deferrable::No
}

fn is_string(text: &str) -> bool {
    let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    inner.is_some_and(|it| !it.contains('"')) || (text.starts_with("r#\"") && text.ends_with("\"#"))
}

fn keyed(key: &Key) -> Option<String> {
    let mut text = format!(" ({})", word::list(&key.columns)?);
    if !key.nulls_distinct {
        text.push_str(" nulls not distinct");
    }
    if !key.include.is_empty() {
        text.push_str(&format!(" include ({})", word::list(&key.include)?));
    }
    text.push_str(deferrable(key.deferrable));
    Some(text)
}

fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " deferrable",
        Deferrable::InitiallyDeferred => " deferrable initially deferred",
    }
}

fn action(action: &Action) -> Option<String> {
    let of = |columns: &[String]| {
        Some(if columns.is_empty() {
            String::new()
        } else {
            format!(" ({})", word::list(columns)?)
        })
    };
    Some(match action {
        Action::NoAction => "no action".to_owned(),
        Action::Restrict => "restrict".to_owned(),
        Action::Cascade => "cascade".to_owned(),
        Action::SetNull(columns) => format!("set null{}", of(columns)?),
        Action::SetDefault(columns) => format!("set default{}", of(columns)?),
    })
}

fn identity(identity: &Identity, ty: &str) -> String {
    let counting = &identity.counting;
    let usual = Counting::of(ty, counting.increment);
    let mut options = Vec::new();
    for (name, value, usual) in [
        ("start", counting.start, usual.start),
        ("increment", counting.increment, 1),
        ("minvalue", counting.minimum, usual.minimum),
        ("maxvalue", counting.maximum, usual.maximum),
        ("cache", counting.cache, usual.cache),
    ] {
        if value != usual {
            options.push(format!("{name} = {value}"));
        }
    }
    if counting.cycle {
        options.push("cycle = true".to_owned());
    }
    let kind = if identity.always {
        "identity"
    } else {
        "identity by default"
    };
    if options.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind} ({})", options.join(", "))
    }
}

/// The name of an identity's sequence that the language would give.
pub(super) fn usual_sequence(table: &QualifiedName, column: &str) -> String {
    sql::qualified(&QualifiedName {
        namespace: table.namespace.clone(),
        name: crate::name::postgres::sequence(&table.name, column),
    })
}
