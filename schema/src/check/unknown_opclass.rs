//! An operator class exists for the method of its index.
//!
//! The class says how a method compares: `gin_trgm_ops` by groups of three letters, `text_pattern_ops` letter
//! by letter, which `like "abc%"` needs. Each method has its own.
//!
//! ```relata,breaks
//! extension pg_trgm;
//! table posts { id: bigint primary key identity, title: text, index using gin (title gin_trigram_ops) }
//! ```
//!
//! ```relata
//! extension pg_trgm;
//! table posts { id: bigint primary key identity, title: text, index using gin (title gin_trgm_ops) }
//! ```

use super::findings::{Findings, Place};
use crate::model::{IndexElement, Model, TableId};
use crate::resolve::suggest;

const RULE: &str = "unknown_opclass";

/// Reports classes that neither PostgreSQL nor a well-known extension has.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    // What an extension of the schema's own brings is not known.
    let makes_its_own = model
        .sql
        .iter()
        .any(|item| item.create.to_lowercase().contains("operator class"))
        || model
            .extensions
            .iter()
            .any(|extension| !KNOWN.contains(&extension.name.as_str()));
    if makes_its_own {
        return;
    }
    for (number, table) in model.tables.iter().enumerate() {
        for (id, index) in table.indexes.iter().enumerate() {
            let place = Place::Index(TableId(number), id);
            for element in &index.elements {
                of_element(&index.method, element, place, found);
            }
        }
        for (id, exclusion) in table.exclusions.iter().enumerate() {
            let place = Place::Exclusion(TableId(number), id);
            for (element, _) in &exclusion.elements {
                of_element(&exclusion.method, element, place, found);
            }
        }
    }
    for (number, view) in model.views.iter().enumerate() {
        for index in &view.indexes {
            for element in &index.elements {
                of_element(&index.method, element, Place::View(number), found);
            }
        }
    }
}

fn of_element(method: &str, element: &IndexElement, place: Place, found: &mut Findings<'_>) {
    let Some((class, _)) = &element.class else {
        return;
    };
    let Some((_, classes)) = CLASSES.iter().find(|(known, _)| *known == method) else {
        return;
    };
    let has = |classes: &str| classes.split_ascii_whitespace().any(|known| known == class);
    if has(classes) {
        return;
    }
    let help = match CLASSES.iter().find(|(_, classes)| has(classes)) {
        Some((other, _)) => Some(format!(
            "`{class}` is one of `{other}`: write `using {other}`"
        )),
        None => suggest::did_you_mean(class, classes.split_ascii_whitespace()),
    };
    let message = format!("`{method}` has no operator class `{class}`");
    let diagnostic = found.report(RULE, place, element.expr.span, message);
    if let Some(help) = help {
        diagnostic.help(help);
    }
}

/// The extensions whose classes are listed, and those that have none.
const KNOWN: &[&str] = &[
    "bloom",
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "hstore",
    "intarray",
    "ltree",
    "pg_trgm",
    "pgcrypto",
    "unaccent",
    "uuid-ossp",
    "vector",
];

/// The classes of each method: `pg_opclass` of 15 and of the extensions above.
const CLASSES: &[(&str, &str)] = &[
    (
        "bloom",
        "
            int4_ops text_ops
        ",
    ),
    (
        "brin",
        "
            bit_minmax_ops box_inclusion_ops bpchar_bloom_ops bpchar_minmax_ops
            bytea_bloom_ops bytea_minmax_ops char_bloom_ops char_minmax_ops
            date_bloom_ops date_minmax_multi_ops date_minmax_ops float4_bloom_ops
            float4_minmax_multi_ops float4_minmax_ops float8_bloom_ops
            float8_minmax_multi_ops float8_minmax_ops inet_bloom_ops inet_inclusion_ops
            inet_minmax_multi_ops inet_minmax_ops int2_bloom_ops int2_minmax_multi_ops
            int2_minmax_ops int4_bloom_ops int4_minmax_multi_ops int4_minmax_ops
            int8_bloom_ops int8_minmax_multi_ops int8_minmax_ops interval_bloom_ops
            interval_minmax_multi_ops interval_minmax_ops macaddr8_bloom_ops
            macaddr8_minmax_multi_ops macaddr8_minmax_ops macaddr_bloom_ops
            macaddr_minmax_multi_ops macaddr_minmax_ops numeric_bloom_ops
            numeric_minmax_multi_ops numeric_minmax_ops range_inclusion_ops
            text_bloom_ops text_minmax_ops time_bloom_ops time_minmax_multi_ops
            time_minmax_ops timestamp_bloom_ops timestamp_minmax_multi_ops
            timestamp_minmax_ops timestamptz_bloom_ops timestamptz_minmax_multi_ops
            timestamptz_minmax_ops timetz_bloom_ops timetz_minmax_multi_ops
            timetz_minmax_ops uuid_bloom_ops uuid_minmax_multi_ops uuid_minmax_ops
            varbit_minmax_ops
        ",
    ),
    (
        "btree",
        "
            array_ops bit_ops bool_ops bpchar_ops bpchar_pattern_ops btree_hstore_ops
            bytea_ops char_ops cidr_ops citext_ops citext_pattern_ops cube_ops date_ops
            enum_ops float4_ops float8_ops inet_ops int2_ops int4_ops int8_ops
            interval_ops jsonb_ops ltree_ops macaddr8_ops macaddr_ops money_ops
            multirange_ops numeric_ops range_ops record_image_ops record_ops text_ops
            text_pattern_ops time_ops timestamp_ops timestamptz_ops timetz_ops
            tsquery_ops tsvector_ops uuid_ops varbit_ops varchar_ops varchar_pattern_ops
            vector_ops halfvec_ops sparsevec_ops
        ",
    ),
    (
        "gin",
        "
            array_ops bit_ops bool_ops bpchar_ops bytea_ops char_ops cidr_ops date_ops
            enum_ops float4_ops float8_ops gin__int_ops gin_hstore_ops gin_trgm_ops
            inet_ops int2_ops int4_ops int8_ops interval_ops jsonb_ops jsonb_path_ops
            macaddr8_ops macaddr_ops money_ops numeric_ops text_ops time_ops
            timestamp_ops timestamptz_ops timetz_ops tsvector_ops uuid_ops varbit_ops
            varchar_ops
        ",
    ),
    (
        "gist",
        "
            box_ops circle_ops gist__int_ops gist__intbig_ops gist__ltree_ops
            gist_bit_ops gist_bool_ops gist_bpchar_ops gist_bytea_ops gist_cash_ops
            gist_cidr_ops gist_cube_ops gist_date_ops gist_enum_ops gist_float4_ops
            gist_float8_ops gist_hstore_ops gist_inet_ops gist_int2_ops gist_int4_ops
            gist_int8_ops gist_interval_ops gist_ltree_ops gist_macaddr8_ops
            gist_macaddr_ops gist_numeric_ops gist_oid_ops gist_text_ops gist_time_ops
            gist_timestamp_ops gist_timestamptz_ops gist_timetz_ops gist_trgm_ops
            gist_uuid_ops gist_vbit_ops inet_ops multirange_ops point_ops poly_ops
            range_ops tsquery_ops tsvector_ops
        ",
    ),
    (
        "hash",
        "
            array_ops bool_ops bpchar_ops bpchar_pattern_ops bytea_ops char_ops cidr_ops
            citext_ops date_ops enum_ops float4_ops float8_ops hash_hstore_ops inet_ops
            int2_ops int4_ops int8_ops interval_ops jsonb_ops macaddr8_ops macaddr_ops
            multirange_ops numeric_ops range_ops record_ops text_ops text_pattern_ops
            time_ops timestamp_ops timestamptz_ops timetz_ops uuid_ops varchar_ops
            varchar_pattern_ops
        ",
    ),
    (
        "hnsw",
        "
            vector_l2_ops vector_ip_ops vector_cosine_ops vector_l1_ops halfvec_l2_ops
            halfvec_ip_ops halfvec_cosine_ops halfvec_l1_ops sparsevec_l2_ops
            sparsevec_ip_ops sparsevec_cosine_ops sparsevec_l1_ops bit_hamming_ops
            bit_jaccard_ops
        ",
    ),
    (
        "ivfflat",
        "
            vector_l2_ops vector_ip_ops vector_cosine_ops vector_l1_ops halfvec_l2_ops
            halfvec_ip_ops halfvec_cosine_ops halfvec_l1_ops sparsevec_l2_ops
            sparsevec_ip_ops sparsevec_cosine_ops sparsevec_l1_ops bit_hamming_ops
            bit_jaccard_ops
        ",
    ),
    (
        "spgist",
        "
            box_ops inet_ops kd_point_ops poly_ops quad_point_ops range_ops text_ops
        ",
    ),
];

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_class_is_one_of_its_method() {
        check(
            r#"
                extension pg_trgm;
                table things {
                    id: bigint primary key identity,
                    a: text,
                    b: jsonb,
                    index i1 using gin (a gin_trgm_ops),
                    index i2 using gin (a gist_trgm_ops),
                    index i3 (a text_patern_ops),
                    index i4 using gin (b jsonb_path_ops),
                    exclude using gist (a gist_txt_ops with =),
                }
            "#,
            expect![[r#"
                error[unknown_opclass]: `gin` has no operator class `gist_trgm_ops`
                 --> schema.relata:8:41
                  |
                8 |                     index i2 using gin (a gist_trgm_ops),
                  |                                         ^
                  |
                  = help: `gist_trgm_ops` is one of `gist`: write `using gist`
                error[unknown_opclass]: `btree` has no operator class `text_patern_ops`
                 --> schema.relata:9:31
                  |
                9 |                     index i3 (a text_patern_ops),
                  |                               ^
                  |
                  = help: did you mean `text_pattern_ops`?
                error[unknown_opclass]: `gist` has no operator class `gist_txt_ops`
                  --> schema.relata:11:41
                   |
                11 |                     exclude using gist (a gist_txt_ops with =),
                   |                                         ^
                   |
                   = help: did you mean `gist_text_ops`?
            "#]],
        );
    }

    #[test]
    fn what_the_schema_makes_is_not_known() {
        check(
            r#"
                sql own "CREATE OPERATOR CLASS backwards_ops FOR TYPE text USING btree AS STORAGE text";
                table things {
                    id: bigint primary key identity,
                    a: text,
                    index (a backwards_ops),
                }
            "#,
            expect![[r#""#]],
        );
    }
}
