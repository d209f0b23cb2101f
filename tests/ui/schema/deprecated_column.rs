#![deny(deprecated)]

mod db {
    // Two migrations lie beside the crate's Cargo.toml, and the second one drops the column.
    relata::schema! {
        table users { id: bigint primary key identity, name: text, nickname: text? deprecated }
    }
}

#[derive(relata::Load)]
#[load(db::users)]
struct Profile {
    name: String,
    nickname: Option<String>,
}

fn shown(user: &db::User, profile: &Profile) -> String {
    let db::User { name, .. } = user;
    let nickname = user.nickname.clone().or(profile.nickname.clone());
    nickname.unwrap_or_else(|| format!("{name} {}", profile.name))
}

fn main() {
    let _ = shown;
    let _ = db::User::query().filter(db::users::nickname.is_not_null());
}
