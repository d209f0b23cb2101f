//! Of a schema with errors there is always Rust that can be parsed.

use proptest::prelude::*;
use relata_emit::{Features, call_site, schema, skeleton};
use relata_schema::diagnostic::Diagnostics;
use relata_schema::source::Source;

const FIXTURES: [&str; 9] = [
    include_str!("../../tests/fixtures/blog/schema.relata"),
    include_str!("../../tests/fixtures/expressions/schema.relata"),
    include_str!("../../tests/fixtures/films/schema.relata"),
    include_str!("../../tests/fixtures/music/schema.relata"),
    include_str!("../../tests/fixtures/names/schema.relata"),
    include_str!("../../tests/fixtures/orders/schema.relata"),
    include_str!("../../tests/fixtures/structure/schema.relata"),
    include_str!("../../tests/fixtures/tenants/schema.relata"),
    include_str!("../../tests/fixtures/types/schema.relata"),
];

/// What the macro emits, parsed as rustc would.
fn emitted(text: &str) -> syn::File {
    let mut found = Diagnostics::default();
    let resolved = relata_schema::recover(&Source::one("a.relata", text), &mut found);
    let error = quote::quote! { ::core::compile_error! { "" } };
    let features = Features::default();
    let tokens = skeleton(&resolved, &error, &call_site, features);
    let file = syn::parse2(tokens);
    if !found.has_errors() {
        let whole = schema(&resolved.model, &call_site, features);
        syn::parse2::<syn::File>(whole).expect("it is Rust");
    }
    file.expect("it is Rust")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is cut out of a schema, moved, doubled, or called by another name.
    #[test]
    fn a_broken_schema_is_emitted_as_far_as_it_goes(
        fixture in 0..FIXTURES.len(),
        cuts in prop::collection::vec((0usize..4000, 0usize..4000, 0u8..4), 1..8),
    ) {
        const NAMES: [&str; 8] = ["self", "_", "crate", "bool", "DDL", "Option", "\"+\"", "type"];
        let text = FIXTURES[fixture];
        let mut words: Vec<&str> = text.split_inclusive([' ', ',', '(', ')', ':', '.', '\n']).collect();
        for (from, to, what) in cuts {
            let (from, to) = (from % words.len(), to % words.len());
            match what {
                0 => words.swap(from, to),
                1 => words[to] = words[from],
                2 => words[to] = NAMES[from % NAMES.len()],
                _ => words[to] = "",
            }
        }
        emitted(&words.concat());
    }
}

/// The names of the items of a file and of its modules.
fn names(items: &[syn::Item], within: &str, into: &mut Vec<String>) {
    for item in items {
        let name = match item {
            syn::Item::Struct(item) => &item.ident,
            syn::Item::Enum(item) => &item.ident,
            syn::Item::Type(item) => &item.ident,
            syn::Item::Mod(item) => &item.ident,
            _ => continue,
        };
        into.push(format!("{within}{name}"));
        if let syn::Item::Mod(item) = item {
            let items = item.content.as_ref().map_or(&[][..], |(_, items)| items);
            names(items, &format!("{within}{name}::"), into);
        }
    }
}

#[test]
fn two_items_with_one_name_are_both_there() {
    let file = emitted(
        "namespace billing;
        table addresses { id: bigint primary key identity }
        table address { id: bigint primary key newtype Address }
        table billing { id: bigint primary key identity }
        table other.things { id: bigint primary key identity }
        enum post { draft }
        table posts {
            id: bigint primary key identity,
            author_id: references addresses on delete cascade,
            editor_id: references addresses on delete cascade,
            author: text,
        }",
    );
    let mut found = Vec::new();
    names(&file.items, "", &mut found);
    let whole = found.join(" ");
    found.sort();
    let twice = found.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "{whole}");
    for name in [
        "Address",
        "Address_",
        "billing",
        "billing_",
        "other::things",
        "Post",
        "Post_",
    ] {
        assert!(found.iter().any(|it| it == name), "{name}: {whole}");
    }
}
