//! `CREATE VIEW`

use super::order::Step;
use super::table::with;
use crate::database::{Object, View};
use crate::sql;

/// A view, and the defaults of its columns.
pub(crate) fn create(view: &View) -> Vec<Step> {
    let name = sql::qualified(&view.name);
    let columns: Vec<&String> = view.columns.iter().map(|column| &column.name).collect();
    let kind = if view.materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    };
    let mut text = format!("CREATE {kind} {name} ({})", sql::list(columns));
    if let Some(method) = &view.access_method {
        text.push_str(&format!(" USING {}", sql::identifier(method)));
    }
    text.push_str(&with(&view.options));
    if let Some(tablespace) = &view.tablespace {
        text.push_str(&format!(" TABLESPACE {}", sql::identifier(tablespace)));
    }
    text.push_str(&format!(" AS\n{}", view.query));
    if view.materialized && !view.populated {
        text.push_str("\nWITH NO DATA");
    }

    let object = Object::View(view.name.clone());
    let mut steps = vec![Step::new(object.clone(), text)];
    for column in &view.columns {
        if let Some(default) = &column.default {
            let text = format!(
                "ALTER VIEW {name} ALTER COLUMN {} SET DEFAULT {default}",
                sql::identifier(&column.name)
            );
            let default = Object::Default(view.name.clone(), column.name.clone());
            steps.push(Step::new(default, text).needing([object.clone()]));
        }
    }
    steps
}
