/// Where an account stands.
///
/// The enum `user_status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserStatus {
    /// `active`
    Active,
    /// `suspended`
    Suspended,
    /// `deleted`
    Deleted,
}

#[allow(dead_code)]
impl UserStatus {
    /// All values, in the order of the schema, with their texts.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("active", Self::Active),
        ("suspended", Self::Suspended),
        ("deleted", Self::Deleted),
    ];

    /// The text of the value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
        }
    }
}

impl ::relata::codegen::Value for UserStatus {
    fn decode(bytes: &[u8]) -> ::core::result::Result<Self, ::relata::codegen::Unfit> {
        ::relata::codegen::variant_of(bytes, Self::ALL)
    }

    fn encode(
        &self,
        into: &mut ::std::vec::Vec<u8>,
    ) -> ::core::result::Result<(), ::relata::codegen::Unfit> {
        ::relata::codegen::write_text(self.as_str(), into)
    }
}

impl ::relata::codegen::sqlx::Type<::relata::codegen::sqlx::Postgres> for UserStatus {
    fn type_info() -> ::relata::codegen::sqlx::postgres::PgTypeInfo {
        ::relata::codegen::sqlx::postgres::PgTypeInfo::with_name("user_status")
    }
}

impl<'r> ::relata::codegen::sqlx::Decode<'r, ::relata::codegen::sqlx::Postgres> for UserStatus {
    fn decode(
        value: ::relata::codegen::sqlx::postgres::PgValueRef<'r>,
    ) -> ::core::result::Result<Self, ::relata::codegen::sqlx::error::BoxDynError> {
        ::relata::codegen::decode_enum(value, Self::ALL)
    }
}

impl ::relata::codegen::sqlx::Encode<'_, ::relata::codegen::sqlx::Postgres> for UserStatus {
    fn encode_by_ref(
        &self,
        buffer: &mut ::relata::codegen::sqlx::postgres::PgArgumentBuffer,
    ) -> ::core::result::Result<
        ::relata::codegen::sqlx::encode::IsNull,
        ::relata::codegen::sqlx::error::BoxDynError,
    > {
        ::relata::codegen::encode_enum(self.as_str(), buffer)
    }
}
