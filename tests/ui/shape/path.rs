//! Paths that lead nowhere, or to another type.

#[path = "../shop.rs"]
mod db;

use db::{payments};

#[derive(relata::Load)]
#[load(payments)]
struct Line {
    #[load(order.customer.nam)]
    misspelt: String,
    #[load(amount.digits)]
    through_column: String,
    #[load(order.customer)]
    no_column: String,
    #[load(order.due_on)]
    nullable: relata::chrono::NaiveDate,
    #[load(order.votes)]
    votes: i64,
}

fn main() {}
