//! A schema between the braces of the macro means what the same text means in a file.

use relata_schema::diagnostic::Diagnostics;
use relata_schema::read;
use std::path::Path;

/// The tokens that rustc makes of it are printed again before they are parsed.
pub mod db {
    relata::schema! {
        //! The whole schema.
        //! On two lines.

        extension citext;
        namespace billing;

        /// A mood, "quoted",
        ///
        ///     and indented.
        enum mood { happy, "so-so" as SoSo }

        /** A block
            of documentation. */
        table users {
            id: bigint primary key identity,
            email: citext unique check (email ~ r"^[^@]+@[^@]+$" and email !~* r"\s"),
            r#type: text = "a \"type\"\n",
            labels: text[]?= "{}" allow nullable_default because "older rows have none",
            mood: mood = "so-so", // a remark
            data: jsonb = r#"{"a": {"b": 1}}"#,
            size: numeric(12, 2) = -1.50 check (size <> 0 and size >= -10),
            since: timestamptz = now() - interval "7 days",
            depth: integer generated ((data #>> "{a,b}")::integer % 10),

            check users_known (data @> "{}" and not data ? "secret" or data->>"a" is not null),
            index using gin (data jsonb_path_ops),
            index (lower(r#type), since desc nulls last) where mood <> happy,
        }

        table billing.invoices {
            id: uuid primary key newtype InvoiceId = gen_random_uuid(),
            user_id: references users on delete restrict,
            parent_id: references billing.invoices? on delete cascade inverse parts,
        }
    }
}

#[test]
fn tokens_mean_what_the_text_means() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/inline.rs");
    let source = read::schema(&path).unwrap();
    let mut found = Diagnostics::default();
    let model = relata_schema::compile(&source, &mut found).unwrap();
    assert_eq!(found.list, []);
    let ddl = relata_schema::create(&relata_schema::lower(&model));
    assert_eq!(db::DDL, ddl);
}

#[test]
fn a_wrapper_of_a_key_is_carried_by_references() {
    let text = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let id: db::billing::InvoiceId = text.parse().unwrap();
    let new = db::billing::NewInvoice { user_id: 1 }.id(id).parent_id(id);
    assert_eq!(id.to_string(), text);
    let _ = db::billing::Invoice::insert(new);
}
