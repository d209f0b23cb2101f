//! A statement on a queue's table.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::QueueTable;
use crate::column::AnyColumn;
use crate::error::Result;
use crate::load::Load;
use crate::statement::{Parameter, Statement};
use crate::table::Table;
use crate::value::Value;
use crate::wire::Type;

/// A text, and its parameters in their order.
pub(super) struct Text {
    what: &'static str,
    doing: &'static str,
    sql: String,
    parameters: Vec<Parameter>,
}

impl Text {
    /// A text in which `{table}` is the queue's.
    pub(super) fn new<T: QueueTable>(doing: &'static str, sql: &str) -> Self {
        Self {
            what: <<T as Table>::Row as Load>::NAME,
            doing,
            sql: sql.replace("{table}", &T::NAME.to_string()),
            parameters: Vec::new(),
        }
    }

    pub(super) fn number(self, number: i64) -> Self {
        self.value("id", Type::BIGINT, Some(&number))
    }

    pub(super) fn uuid(self, uuid: Uuid) -> Self {
        self.value("lease", Type::UUID, Some(&uuid))
    }

    pub(super) fn text(self, column: &'static str, text: Option<&str>) -> Self {
        self.value(column, Type::TEXT, text.map(str::to_owned).as_ref())
    }

    pub(super) fn time(self, time: Option<DateTime<Utc>>) -> Self {
        self.value("run_at", Type::TIMESTAMPTZ, time.as_ref())
    }

    pub(super) fn seconds(self, duration: Duration) -> Self {
        self.value("run_at", Type::DOUBLE, Some(&duration.as_secs_f64()))
    }

    pub(super) fn value<V: Value>(
        self,
        name: &'static str,
        sql_type: Type,
        value: Option<&V>,
    ) -> Self {
        self.parameter(Parameter::new(AnyColumn { name, sql_type }, value))
    }

    pub(super) fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    pub(super) fn statement(&self) -> Result<Statement> {
        Statement::new(self.what, self.doing, self.sql.clone(), &self.parameters)
    }
}
