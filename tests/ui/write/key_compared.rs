//! Keys of several columns: compared with too few values, and with another type.

#[path = "../accounts.rs"]
mod db;

use db::{Account, accounts};

fn main() {
    let _ = Account::query().filter(accounts::accounts_realm_name_key.eq("main"));
    let _ = Account::query().filter(accounts::accounts_realm_name_key.eq(("main", 7)));
}
