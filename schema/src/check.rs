//! What can be said, and should not be: one file a rule.
//!
//! A rule's module documentation is its page in the manual. The rules against what a
//! [`Model`] cannot hold are part of [`crate::resolve`]; the table of all is [`rules`].

mod boolean_index;
mod bounded_text;
mod clock_in_check;
mod columns;
mod conditions;
mod constant_condition;
mod default_reads_column;
mod dug_out_key;
mod empty_schema;
mod findings;
mod float_money;
mod frozen_default;
mod generated_reads_generated;
mod generated_reference;
mod index_method;
mod inverse_needed;
mod join_table_key;
mod key_name;
mod literal;
mod many_needed;
mod members;
mod missing_extension;
mod money_type;
mod name_taken;
mod name_too_long;
mod narrow_key;
mod never_filled;
mod no_on_delete;
mod no_primary_key;
mod not_immutable;
mod null_comparison;
mod nullable_boolean;
mod nullable_default;
mod nullable_unique;
mod padded_text;
pub mod pages;
mod partial_match;
mod partition_key;
mod plain_json;
mod pointless_check;
mod polymorphic_reference;
mod redundant_index;
mod redundant_unique;
mod reference_array;
mod reference_name_taken;
mod required_cycle;
mod reserved_name;
pub mod rules;
mod rust_name_shadows;
mod rust_name_taken;
mod set_default_missing;
mod set_null_required;
mod singular_table;
mod snake_case;
mod time_with_zone;
mod too_new;
mod unbounded_numeric;
mod unindexed_reference;
mod unknown_opclass;
mod unneeded_allow;
mod unused_type;
mod wide_key;
mod wide_numeric;
mod wrong_default;
mod wrong_type;
mod zoneless_time;

use self::findings::Findings;
use crate::diagnostic::Diagnostics;
use crate::doubt::Doubt;
use crate::model::Model;

/// Runs all rules over a model.
///
/// What a rule would have to know of what is in `doubt` it does not say.
pub(crate) fn all(model: &Model, doubt: &Doubt, found: &mut Diagnostics) {
    let found = &mut Findings::new(model, doubt, found);

    empty_schema::check(model, found);
    name_too_long::check(model, found);
    name_taken::check(model, found);
    rust_name_taken::check(model, found);
    rust_name_shadows::check(model, found);
    reference_name_taken::check(model, found);
    inverse_needed::check(model, found);
    many_needed::check(model, found);
    missing_extension::check(model, found);
    too_new::check(model, found);

    no_primary_key::check(model, found);
    join_table_key::check(model, found);
    no_on_delete::check(model, found);
    set_null_required::check(model, found);
    set_default_missing::check(model, found);
    generated_reference::check(model, found);
    required_cycle::check(model, found);
    narrow_key::check(model, found);
    partial_match::check(model, found);
    nullable_unique::check(model, found);
    partition_key::check(model, found);

    redundant_unique::check(model, found);
    redundant_index::check(model, found);
    unindexed_reference::check(model, found);
    index_method::check(model, found);
    unknown_opclass::check(model, found);
    wide_key::check(model, found);
    boolean_index::check(model, found);

    float_money::check(model, found);
    money_type::check(model, found);
    zoneless_time::check(model, found);
    time_with_zone::check(model, found);
    bounded_text::check(model, found);
    padded_text::check(model, found);
    plain_json::check(model, found);
    unbounded_numeric::check(model, found);
    wide_numeric::check(model, found);
    nullable_boolean::check(model, found);
    nullable_default::check(model, found);
    never_filled::check(model, found);
    reference_array::check(model, found);
    polymorphic_reference::check(model, found);
    dug_out_key::check(model, found);
    unused_type::check(model, found);
    snake_case::check(model, found);
    singular_table::check(model, found);
    key_name::check(model, found);
    reserved_name::check(model, found);

    wrong_type::check(found);
    wrong_default::check(model, found);
    default_reads_column::check(found);
    generated_reads_generated::check(found);
    not_immutable::check(found);
    frozen_default::check(found);
    null_comparison::check(found);
    constant_condition::check(found);
    pointless_check::check(found);
    clock_in_check::check(found);

    // Last: it asks what all others were allowed.
    unneeded_allow::check(model, found);
}
