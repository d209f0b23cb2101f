//! The migrations of a folder, as the runner takes them, and the function that runs them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use relata_schema::migration::{
    Backfill, LockTimeout, Migration, Phase, Probe, Runnable, checksums_of_sqlx, runnable,
};
use relata_schema::sql;

/// What `migrations!` stands for, of the migrations of a folder and the texts of their files.
#[must_use]
pub fn migrations(all: &[(&Migration, &str)]) -> TokenStream {
    let all = all.iter().map(|(it, text)| migration(it, text));

    quote! {
        /// The migrations, in the order of their numbers.
        #[allow(dead_code)]
        pub static MIGRATIONS: &[::relata::migrate::Migration] = {
            #[allow(unused_imports)]
            use ::relata::migrate::{Backfill, LockWait, Migration, Phase, Probe, Step};
            #[allow(unused_imports)]
            use ::std::borrow::Cow::Borrowed;

            &[#(#all),*]
        };

        /// Runs the migrations that have not been run in this database, when it is awaited. Any number of processes may do
        /// so at once: one of them runs them, and the others wait for it.
        ///
        /// What takes away something that an older release may still use waits for `.contract()`.
        ///
        /// # Errors
        ///
        /// Those of `relata::migrate::Error`, which say what to do.
        #[allow(dead_code)]
        pub fn migrate(pool: &::relata::sqlx::PgPool) -> ::relata::migrate::Run<'_> {
            ::relata::migrate::run(pool, MIGRATIONS)
        }
    }
}

fn migration(of: &Migration, text: &str) -> TokenStream {
    let number = Literal::i64_unsuffixed(of.id.number);
    let name = &of.id.name;
    let checksum = &of.checksum;
    let of_sqlx = checksums_of_sqlx(text);
    let phase = match of.phase {
        Phase::Expand => quote!(Expand),
        Phase::Backfill => quote!(Backfill),
        Phase::Contract => quote!(Contract),
    };
    let steps = runnable(of);
    let steps = steps.iter().map(step);

    quote! {
        Migration {
            number: #number,
            name: Borrowed(#name),
            checksum: Borrowed(#checksum),
            of_sqlx: Borrowed(&[#(Borrowed(#of_sqlx)),*]),
            phase: Phase::#phase,
            steps: Borrowed(&[#(#steps),*]),
        }
    }
}

fn step(of: &Runnable) -> TokenStream {
    let Runnable {
        summary,
        statements,
        transactional,
        ..
    } = of;
    let locks = match of.lock_timeout {
        LockTimeout::Short => quote!(Short),
        LockTimeout::None => quote!(Unlimited),
    };
    let probe = option(of.probe.as_ref().map(probe));
    let backfill = option(of.backfill.as_ref().map(backfill));

    quote! {
        Step {
            does: Borrowed(#summary),
            statements: Borrowed(&[#(Borrowed(#statements)),*]),
            transactional: #transactional,
            locks: LockWait::#locks,
            probe: #probe,
            backfill: #backfill,
        }
    }
}

fn probe(of: &Probe) -> TokenStream {
    match of {
        Probe::Index(name) => {
            let name = sql::qualified(name);
            quote!(Probe::Index(Borrowed(#name)))
        }
        Probe::Constraint { table, name } => {
            let table = sql::qualified(table);
            quote!(Probe::Constraint { table: Borrowed(#table), name: Borrowed(#name) })
        }
        Probe::Detach { parent, partition } => {
            let (parent, partition) = (sql::qualified(parent), sql::qualified(partition));
            quote!(Probe::Detach { parent: Borrowed(#parent), partition: Borrowed(#partition) })
        }
    }
}

fn backfill(of: &Backfill) -> TokenStream {
    let table = sql::qualified(&of.table);
    let (key, set) = (&of.key, &of.set);
    let filter = option(of.filter.as_ref().map(|it| quote!(Borrowed(#it))));

    quote! {
        Backfill {
            table: Borrowed(#table),
            key: Borrowed(&[#(Borrowed(#key)),*]),
            set: Borrowed(#set),
            filter: #filter,
        }
    }
}

fn option(of: Option<TokenStream>) -> TokenStream {
    of.map_or_else(|| quote!(None), |it| quote!(Some(#it)))
}
