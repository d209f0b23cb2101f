//! How many rows a query has, and whether it has any.

use super::Shape;
use crate::query::Question;
use crate::render::Text;
use crate::wire::write_to;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Total {
    Count,
    Exists,
}

impl Shape {
    /// The statement that answers it. Where rows that are alike count once, the shape's values are
    /// gathered, and its own parameters stand first; else they are not.
    pub(crate) fn render_total(&self, question: &Question, total: Total) -> Text {
        let Question {
            filters,
            limit,
            offset,
            distinct,
            ..
        } = question;
        let mut text = Text::behind(if *distinct { self.parameters.len() } else { 0 });
        let within =
            matches!(total, Total::Exists) || *distinct || limit.is_some() || offset.is_some();
        text.push(match total {
            Total::Count if within => "SELECT count(*) FROM (SELECT",
            Total::Count => "SELECT count(*)",
            Total::Exists => "SELECT EXISTS (SELECT",
        });
        if *distinct {
            write_to(&mut text.sql, format_args!(" DISTINCT {}", self.list));
        }
        write_to(
            &mut text.sql,
            format_args!(" FROM {} AS t0", self.table().name),
        );
        if *distinct {
            text.push(&self.joins);
        }
        text.matching(filters);
        text.limited(*limit, *offset);
        if within {
            text.push(match total {
                Total::Count => ") AS r",
                Total::Exists => ")",
            });
        }
        text
    }
}
