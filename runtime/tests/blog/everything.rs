/// A column of every type.
///
/// The table `everything`; its constants are the handles of its columns, references and collections.
#[allow(non_camel_case_types)]
pub struct everything {}

#[allow(non_upper_case_globals, dead_code)]
impl everything {
    /// `id bigint`, the primary key.
    pub const id: ::relata::codegen::Column<everything, i64, ::relata::codegen::Identity> =
        ::relata::codegen::Column::new("id", ::relata::codegen::Type::BIGINT);
    /// `parent_id bigint`, nullable, names a row of `everything`.
    pub const parent_id: ::relata::codegen::Column<everything, ::core::option::Option<i64>> =
        ::relata::codegen::Column::new("parent_id", ::relata::codegen::Type::BIGINT);
    /// `a_boolean boolean`, nullable.
    pub const a_boolean: ::relata::codegen::Column<everything, ::core::option::Option<bool>> =
        ::relata::codegen::Column::new("a_boolean", ::relata::codegen::Type::BOOLEAN);
    /// `a_smallint smallint`, nullable.
    pub const a_smallint: ::relata::codegen::Column<everything, ::core::option::Option<i16>> =
        ::relata::codegen::Column::new("a_smallint", ::relata::codegen::Type::SMALLINT);
    /// `an_integer integer`, nullable.
    pub const an_integer: ::relata::codegen::Column<everything, ::core::option::Option<i32>> =
        ::relata::codegen::Column::new("an_integer", ::relata::codegen::Type::INTEGER);
    /// `a_bigint bigint`, nullable.
    pub const a_bigint: ::relata::codegen::Column<everything, ::core::option::Option<i64>> =
        ::relata::codegen::Column::new("a_bigint", ::relata::codegen::Type::BIGINT);
    /// `a_real real`, nullable.
    pub const a_real: ::relata::codegen::Column<everything, ::core::option::Option<f32>> =
        ::relata::codegen::Column::new("a_real", ::relata::codegen::Type::REAL);
    /// `a_double double`, nullable.
    pub const a_double: ::relata::codegen::Column<everything, ::core::option::Option<f64>> =
        ::relata::codegen::Column::new("a_double", ::relata::codegen::Type::DOUBLE);
    /// `a_numeric numeric`, nullable.
    pub const a_numeric: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::Decimal>,
    > = ::relata::codegen::Column::new("a_numeric", ::relata::codegen::Type::NUMERIC);
    /// `a_text text`, nullable.
    pub const a_text: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::string::String>,
    > = ::relata::codegen::Column::new("a_text", ::relata::codegen::Type::TEXT);
    /// `a_citext citext`, nullable.
    pub const a_citext: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::string::String>,
    > = ::relata::codegen::Column::new("a_citext", ::relata::codegen::Type::CITEXT);
    /// `a_bytea bytea`, nullable.
    pub const a_bytea: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<u8>>,
    > = ::relata::codegen::Column::new("a_bytea", ::relata::codegen::Type::BYTEA);
    /// `a_uuid uuid`, nullable.
    pub const a_uuid: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::Uuid>,
    > = ::relata::codegen::Column::new("a_uuid", ::relata::codegen::Type::UUID);
    /// `a_status user_status`, nullable.
    pub const a_status: ::relata::codegen::Column<everything, ::core::option::Option<UserStatus>> =
        ::relata::codegen::Column::new(
            "a_status",
            ::relata::codegen::Type::TEXT.named(::relata::codegen::Name::new("user_status")),
        );
    /// `a_quantity quantity`, nullable.
    pub const a_quantity: ::relata::codegen::Column<everything, ::core::option::Option<i32>> =
        ::relata::codegen::Column::new(
            "a_quantity",
            ::relata::codegen::Type::INTEGER.named(::relata::codegen::Name::new("quantity")),
        );
    /// `a_timestamptz timestamptz`, nullable.
    pub const a_timestamptz: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    > = ::relata::codegen::Column::new("a_timestamptz", ::relata::codegen::Type::TIMESTAMPTZ);
    /// `a_timestamp timestamp`, nullable.
    pub const a_timestamp: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::NaiveDateTime>,
    > = ::relata::codegen::Column::new("a_timestamp", ::relata::codegen::Type::TIMESTAMP);
    /// `a_date date`, nullable.
    pub const a_date: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::NaiveDate>,
    > = ::relata::codegen::Column::new("a_date", ::relata::codegen::Type::DATE);
    /// `a_time time`, nullable.
    pub const a_time: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::NaiveTime>,
    > = ::relata::codegen::Column::new("a_time", ::relata::codegen::Type::TIME);
    /// `an_interval interval`, nullable.
    pub const an_interval: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgInterval>,
    > = ::relata::codegen::Column::new("an_interval", ::relata::codegen::Type::INTERVAL);
    /// `a_json jsonb`, nullable.
    pub const a_json: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::JsonValue>,
    > = ::relata::codegen::Column::new("a_json", ::relata::codegen::Type::JSONB);
    /// `a_setting jsonb`, nullable.
    pub const a_setting: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::Json<crate::Settings>>,
    > = ::relata::codegen::Column::new("a_setting", ::relata::codegen::Type::JSONB);
    /// `an_inet inet`, nullable.
    pub const an_inet: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::IpNetwork>,
    > = ::relata::codegen::Column::new("an_inet", ::relata::codegen::Type::INET);
    /// `a_cidr cidr`, nullable.
    pub const a_cidr: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::IpNetwork>,
    > = ::relata::codegen::Column::new("a_cidr", ::relata::codegen::Type::CIDR);
    /// `a_macaddr macaddr`, nullable.
    pub const a_macaddr: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::MacAddress>,
    > = ::relata::codegen::Column::new("a_macaddr", ::relata::codegen::Type::MACADDR);
    /// `an_int4range int4range`, nullable.
    pub const an_int4range: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<i32>>,
    > = ::relata::codegen::Column::new("an_int4range", ::relata::codegen::Type::INT4RANGE);
    /// `an_int8range int8range`, nullable.
    pub const an_int8range: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<i64>>,
    > = ::relata::codegen::Column::new("an_int8range", ::relata::codegen::Type::INT8RANGE);
    /// `a_numrange numrange`, nullable.
    pub const a_numrange: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::Decimal>>,
    > = ::relata::codegen::Column::new("a_numrange", ::relata::codegen::Type::NUMRANGE);
    /// `a_tsrange tsrange`, nullable.
    pub const a_tsrange: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDateTime>>,
    > = ::relata::codegen::Column::new("a_tsrange", ::relata::codegen::Type::TSRANGE);
    /// `a_tstzrange tstzrange`, nullable.
    pub const a_tstzrange: ::relata::codegen::Column<
        everything,
        ::core::option::Option<
            ::relata::codegen::PgRange<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    > = ::relata::codegen::Column::new("a_tstzrange", ::relata::codegen::Type::TSTZRANGE);
    /// `a_daterange daterange`, nullable.
    pub const a_daterange: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDate>>,
    > = ::relata::codegen::Column::new("a_daterange", ::relata::codegen::Type::DATERANGE);
    /// `texts text[]`, nullable.
    pub const texts: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<::std::string::String>>,
    > = ::relata::codegen::Column::new("texts", ::relata::codegen::Type::TEXT.array());
    /// `maybe_texts text[]`, nullable.
    pub const maybe_texts: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<::core::option::Option<::std::string::String>>>,
    > = ::relata::codegen::Column::new("maybe_texts", ::relata::codegen::Type::TEXT.array());
    /// `integers integer[]`, nullable.
    pub const integers: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<i32>>,
    > = ::relata::codegen::Column::new("integers", ::relata::codegen::Type::INTEGER.array());
    /// `statuses user_status[]`, nullable.
    pub const statuses: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<UserStatus>>,
    > = ::relata::codegen::Column::new(
        "statuses",
        ::relata::codegen::Type::TEXT
            .named(::relata::codegen::Name::new("user_status"))
            .array(),
    );
    /// `numerics numeric[]`, nullable.
    pub const numerics: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<::relata::codegen::Decimal>>,
    > = ::relata::codegen::Column::new("numerics", ::relata::codegen::Type::NUMERIC.array());
    /// `times timestamptz[]`, nullable.
    pub const times: ::relata::codegen::Column<
        everything,
        ::core::option::Option<
            ::std::vec::Vec<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    > = ::relata::codegen::Column::new("times", ::relata::codegen::Type::TIMESTAMPTZ.array());

    /// The row of `everything` that `parent_id` names, if any.
    pub const parent: ::relata::codegen::Reference<
        everything,
        everything,
        ::relata::codegen::Nullable,
    > = ::relata::codegen::Reference::new(&["parent_id"], &["id"]);
    /// The rows of `everything` whose `parent_id` names a row of `everything`.
    pub const children: ::relata::codegen::Collection<everything, everything> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["parent_id"],
            parent: &["id"],
        });
}

#[doc(hidden)]
#[allow(dead_code, missing_docs)]
pub struct EverythingFields {
    pub id: ::relata::codegen::Column<everything, i64, ::relata::codegen::Identity>,
    pub parent_id: ::relata::codegen::Column<everything, ::core::option::Option<i64>>,
    pub a_boolean: ::relata::codegen::Column<everything, ::core::option::Option<bool>>,
    pub a_smallint: ::relata::codegen::Column<everything, ::core::option::Option<i16>>,
    pub an_integer: ::relata::codegen::Column<everything, ::core::option::Option<i32>>,
    pub a_bigint: ::relata::codegen::Column<everything, ::core::option::Option<i64>>,
    pub a_real: ::relata::codegen::Column<everything, ::core::option::Option<f32>>,
    pub a_double: ::relata::codegen::Column<everything, ::core::option::Option<f64>>,
    pub a_numeric:
        ::relata::codegen::Column<everything, ::core::option::Option<::relata::codegen::Decimal>>,
    pub a_text:
        ::relata::codegen::Column<everything, ::core::option::Option<::std::string::String>>,
    pub a_citext:
        ::relata::codegen::Column<everything, ::core::option::Option<::std::string::String>>,
    pub a_bytea: ::relata::codegen::Column<everything, ::core::option::Option<::std::vec::Vec<u8>>>,
    pub a_uuid:
        ::relata::codegen::Column<everything, ::core::option::Option<::relata::codegen::Uuid>>,
    pub a_status: ::relata::codegen::Column<everything, ::core::option::Option<UserStatus>>,
    pub a_quantity: ::relata::codegen::Column<everything, ::core::option::Option<i32>>,
    pub a_timestamptz: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    >,
    pub a_timestamp: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::NaiveDateTime>,
    >,
    pub a_date:
        ::relata::codegen::Column<everything, ::core::option::Option<::relata::codegen::NaiveDate>>,
    pub a_time:
        ::relata::codegen::Column<everything, ::core::option::Option<::relata::codegen::NaiveTime>>,
    pub an_interval: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgInterval>,
    >,
    pub a_json:
        ::relata::codegen::Column<everything, ::core::option::Option<::relata::codegen::JsonValue>>,
    pub a_setting: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::Json<crate::Settings>>,
    >,
    pub an_inet:
        ::relata::codegen::Column<everything, ::core::option::Option<::relata::codegen::IpNetwork>>,
    pub a_cidr:
        ::relata::codegen::Column<everything, ::core::option::Option<::relata::codegen::IpNetwork>>,
    pub a_macaddr: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::MacAddress>,
    >,
    pub an_int4range: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<i32>>,
    >,
    pub an_int8range: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<i64>>,
    >,
    pub a_numrange: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::Decimal>>,
    >,
    pub a_tsrange: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDateTime>>,
    >,
    pub a_tstzrange: ::relata::codegen::Column<
        everything,
        ::core::option::Option<
            ::relata::codegen::PgRange<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    >,
    pub a_daterange: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDate>>,
    >,
    pub texts: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<::std::string::String>>,
    >,
    pub maybe_texts: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<::core::option::Option<::std::string::String>>>,
    >,
    pub integers:
        ::relata::codegen::Column<everything, ::core::option::Option<::std::vec::Vec<i32>>>,
    pub statuses:
        ::relata::codegen::Column<everything, ::core::option::Option<::std::vec::Vec<UserStatus>>>,
    pub numerics: ::relata::codegen::Column<
        everything,
        ::core::option::Option<::std::vec::Vec<::relata::codegen::Decimal>>,
    >,
    pub times: ::relata::codegen::Column<
        everything,
        ::core::option::Option<
            ::std::vec::Vec<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    >,
}

impl ::relata::codegen::Table for everything {
    type Row = Everything;
    type Fields = EverythingFields;

    const NAME: ::relata::codegen::Name = ::relata::codegen::Name::new("everything");
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        everything::id.any(),
        everything::parent_id.any(),
        everything::a_boolean.any(),
        everything::a_smallint.any(),
        everything::an_integer.any(),
        everything::a_bigint.any(),
        everything::a_real.any(),
        everything::a_double.any(),
        everything::a_numeric.any(),
        everything::a_text.any(),
        everything::a_citext.any(),
        everything::a_bytea.any(),
        everything::a_uuid.any(),
        everything::a_status.any(),
        everything::a_quantity.any(),
        everything::a_timestamptz.any(),
        everything::a_timestamp.any(),
        everything::a_date.any(),
        everything::a_time.any(),
        everything::an_interval.any(),
        everything::a_json.any(),
        everything::a_setting.any(),
        everything::an_inet.any(),
        everything::a_cidr.any(),
        everything::a_macaddr.any(),
        everything::an_int4range.any(),
        everything::an_int8range.any(),
        everything::a_numrange.any(),
        everything::a_tsrange.any(),
        everything::a_tstzrange.any(),
        everything::a_daterange.any(),
        everything::texts.any(),
        everything::maybe_texts.any(),
        everything::integers.any(),
        everything::statuses.any(),
        everything::numerics.any(),
        everything::times.any(),
    ];
    const FIELDS: EverythingFields = EverythingFields {
        id: everything::id,
        parent_id: everything::parent_id,
        a_boolean: everything::a_boolean,
        a_smallint: everything::a_smallint,
        an_integer: everything::an_integer,
        a_bigint: everything::a_bigint,
        a_real: everything::a_real,
        a_double: everything::a_double,
        a_numeric: everything::a_numeric,
        a_text: everything::a_text,
        a_citext: everything::a_citext,
        a_bytea: everything::a_bytea,
        a_uuid: everything::a_uuid,
        a_status: everything::a_status,
        a_quantity: everything::a_quantity,
        a_timestamptz: everything::a_timestamptz,
        a_timestamp: everything::a_timestamp,
        a_date: everything::a_date,
        a_time: everything::a_time,
        an_interval: everything::an_interval,
        a_json: everything::a_json,
        a_setting: everything::a_setting,
        an_inet: everything::an_inet,
        a_cidr: everything::a_cidr,
        a_macaddr: everything::a_macaddr,
        an_int4range: everything::an_int4range,
        an_int8range: everything::an_int8range,
        a_numrange: everything::a_numrange,
        a_tsrange: everything::a_tsrange,
        a_tstzrange: everything::a_tstzrange,
        a_daterange: everything::a_daterange,
        texts: everything::texts,
        maybe_texts: everything::maybe_texts,
        integers: everything::integers,
        statuses: everything::statuses,
        numerics: everything::numerics,
        times: everything::times,
    };
    const INDEXES: &'static [::relata::codegen::Index] = &[::relata::codegen::Index {
        keys: &[::relata::codegen::Key {
            column: "id",
            descending: false,
            nulls_first: false,
            nullable: false,
        }],
        predicate: &[],
        unique: true,
        ordered: true,
    }];
}

/// A column of every type.
///
/// A row of `everything`.
#[derive(Debug, Clone, PartialEq)]
pub struct Everything {
    /// `id bigint`, the primary key.
    pub id: i64,
    /// `parent_id bigint`, nullable, names a row of `everything`.
    pub parent_id: ::core::option::Option<i64>,
    /// `a_boolean boolean`, nullable.
    pub a_boolean: ::core::option::Option<bool>,
    /// `a_smallint smallint`, nullable.
    pub a_smallint: ::core::option::Option<i16>,
    /// `an_integer integer`, nullable.
    pub an_integer: ::core::option::Option<i32>,
    /// `a_bigint bigint`, nullable.
    pub a_bigint: ::core::option::Option<i64>,
    /// `a_real real`, nullable.
    pub a_real: ::core::option::Option<f32>,
    /// `a_double double`, nullable.
    pub a_double: ::core::option::Option<f64>,
    /// `a_numeric numeric`, nullable.
    pub a_numeric: ::core::option::Option<::relata::codegen::Decimal>,
    /// `a_text text`, nullable.
    pub a_text: ::core::option::Option<::std::string::String>,
    /// `a_citext citext`, nullable.
    pub a_citext: ::core::option::Option<::std::string::String>,
    /// `a_bytea bytea`, nullable.
    pub a_bytea: ::core::option::Option<::std::vec::Vec<u8>>,
    /// `a_uuid uuid`, nullable.
    pub a_uuid: ::core::option::Option<::relata::codegen::Uuid>,
    /// `a_status user_status`, nullable.
    pub a_status: ::core::option::Option<UserStatus>,
    /// `a_quantity quantity`, nullable.
    pub a_quantity: ::core::option::Option<i32>,
    /// `a_timestamptz timestamptz`, nullable.
    pub a_timestamptz: ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    /// `a_timestamp timestamp`, nullable.
    pub a_timestamp: ::core::option::Option<::relata::codegen::NaiveDateTime>,
    /// `a_date date`, nullable.
    pub a_date: ::core::option::Option<::relata::codegen::NaiveDate>,
    /// `a_time time`, nullable.
    pub a_time: ::core::option::Option<::relata::codegen::NaiveTime>,
    /// `an_interval interval`, nullable.
    pub an_interval: ::core::option::Option<::relata::codegen::PgInterval>,
    /// `a_json jsonb`, nullable.
    pub a_json: ::core::option::Option<::relata::codegen::JsonValue>,
    /// `a_setting jsonb`, nullable.
    pub a_setting: ::core::option::Option<::relata::codegen::Json<crate::Settings>>,
    /// `an_inet inet`, nullable.
    pub an_inet: ::core::option::Option<::relata::codegen::IpNetwork>,
    /// `a_cidr cidr`, nullable.
    pub a_cidr: ::core::option::Option<::relata::codegen::IpNetwork>,
    /// `a_macaddr macaddr`, nullable.
    pub a_macaddr: ::core::option::Option<::relata::codegen::MacAddress>,
    /// `an_int4range int4range`, nullable.
    pub an_int4range: ::core::option::Option<::relata::codegen::PgRange<i32>>,
    /// `an_int8range int8range`, nullable.
    pub an_int8range: ::core::option::Option<::relata::codegen::PgRange<i64>>,
    /// `a_numrange numrange`, nullable.
    pub a_numrange: ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::Decimal>>,
    /// `a_tsrange tsrange`, nullable.
    pub a_tsrange:
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDateTime>>,
    /// `a_tstzrange tstzrange`, nullable.
    pub a_tstzrange: ::core::option::Option<
        ::relata::codegen::PgRange<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    >,
    /// `a_daterange daterange`, nullable.
    pub a_daterange:
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDate>>,
    /// `texts text[]`, nullable.
    pub texts: ::core::option::Option<::std::vec::Vec<::std::string::String>>,
    /// `maybe_texts text[]`, nullable.
    pub maybe_texts:
        ::core::option::Option<::std::vec::Vec<::core::option::Option<::std::string::String>>>,
    /// `integers integer[]`, nullable.
    pub integers: ::core::option::Option<::std::vec::Vec<i32>>,
    /// `statuses user_status[]`, nullable.
    pub statuses: ::core::option::Option<::std::vec::Vec<UserStatus>>,
    /// `numerics numeric[]`, nullable.
    pub numerics: ::core::option::Option<::std::vec::Vec<::relata::codegen::Decimal>>,
    /// `times timestamptz[]`, nullable.
    pub times: ::core::option::Option<
        ::std::vec::Vec<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    >,
}

impl ::relata::codegen::Load for Everything {
    type Table = everything;

    const NAME: &'static str = "Everything";
    const LEVELS: usize = 1;

    fn describe(select: &mut ::relata::codegen::Select) {
        select.columns(<everything as ::relata::codegen::Table>::COLUMNS);
    }

    fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: cursor.value()?,
            parent_id: cursor.value()?,
            a_boolean: cursor.value()?,
            a_smallint: cursor.value()?,
            an_integer: cursor.value()?,
            a_bigint: cursor.value()?,
            a_real: cursor.value()?,
            a_double: cursor.value()?,
            a_numeric: cursor.value()?,
            a_text: cursor.value()?,
            a_citext: cursor.value()?,
            a_bytea: cursor.value()?,
            a_uuid: cursor.value()?,
            a_status: cursor.value()?,
            a_quantity: cursor.value()?,
            a_timestamptz: cursor.value()?,
            a_timestamp: cursor.value()?,
            a_date: cursor.value()?,
            a_time: cursor.value()?,
            an_interval: cursor.value()?,
            a_json: cursor.value()?,
            a_setting: cursor.value()?,
            an_inet: cursor.value()?,
            a_cidr: cursor.value()?,
            a_macaddr: cursor.value()?,
            an_int4range: cursor.value()?,
            an_int8range: cursor.value()?,
            a_numrange: cursor.value()?,
            a_tsrange: cursor.value()?,
            a_tstzrange: cursor.value()?,
            a_daterange: cursor.value()?,
            texts: cursor.value()?,
            maybe_texts: cursor.value()?,
            integers: cursor.value()?,
            statuses: cursor.value()?,
            numerics: cursor.value()?,
            times: cursor.value()?,
        })
    }

    fn shape() -> &'static ::relata::codegen::Shape {
        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

impl ::relata::codegen::ShapeOf<everything> for Everything {}

impl<'r> ::relata::codegen::sqlx::FromRow<'r, ::relata::codegen::sqlx::postgres::PgRow>
    for Everything
{
    fn from_row(
        row: &'r ::relata::codegen::sqlx::postgres::PgRow,
    ) -> ::relata::codegen::sqlx::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: ::relata::codegen::named(row, everything::id)?,
            parent_id: ::relata::codegen::named(row, everything::parent_id)?,
            a_boolean: ::relata::codegen::named(row, everything::a_boolean)?,
            a_smallint: ::relata::codegen::named(row, everything::a_smallint)?,
            an_integer: ::relata::codegen::named(row, everything::an_integer)?,
            a_bigint: ::relata::codegen::named(row, everything::a_bigint)?,
            a_real: ::relata::codegen::named(row, everything::a_real)?,
            a_double: ::relata::codegen::named(row, everything::a_double)?,
            a_numeric: ::relata::codegen::named(row, everything::a_numeric)?,
            a_text: ::relata::codegen::named(row, everything::a_text)?,
            a_citext: ::relata::codegen::named(row, everything::a_citext)?,
            a_bytea: ::relata::codegen::named(row, everything::a_bytea)?,
            a_uuid: ::relata::codegen::named(row, everything::a_uuid)?,
            a_status: ::relata::codegen::named(row, everything::a_status)?,
            a_quantity: ::relata::codegen::named(row, everything::a_quantity)?,
            a_timestamptz: ::relata::codegen::named(row, everything::a_timestamptz)?,
            a_timestamp: ::relata::codegen::named(row, everything::a_timestamp)?,
            a_date: ::relata::codegen::named(row, everything::a_date)?,
            a_time: ::relata::codegen::named(row, everything::a_time)?,
            an_interval: ::relata::codegen::named(row, everything::an_interval)?,
            a_json: ::relata::codegen::named(row, everything::a_json)?,
            a_setting: ::relata::codegen::named(row, everything::a_setting)?,
            an_inet: ::relata::codegen::named(row, everything::an_inet)?,
            a_cidr: ::relata::codegen::named(row, everything::a_cidr)?,
            a_macaddr: ::relata::codegen::named(row, everything::a_macaddr)?,
            an_int4range: ::relata::codegen::named(row, everything::an_int4range)?,
            an_int8range: ::relata::codegen::named(row, everything::an_int8range)?,
            a_numrange: ::relata::codegen::named(row, everything::a_numrange)?,
            a_tsrange: ::relata::codegen::named(row, everything::a_tsrange)?,
            a_tstzrange: ::relata::codegen::named(row, everything::a_tstzrange)?,
            a_daterange: ::relata::codegen::named(row, everything::a_daterange)?,
            texts: ::relata::codegen::named(row, everything::texts)?,
            maybe_texts: ::relata::codegen::named(row, everything::maybe_texts)?,
            integers: ::relata::codegen::named(row, everything::integers)?,
            statuses: ::relata::codegen::named(row, everything::statuses)?,
            numerics: ::relata::codegen::named(row, everything::numerics)?,
            times: ::relata::codegen::named(row, everything::times)?,
        })
    }
}

#[allow(dead_code)]
impl Everything {
    /// Rows of `everything`, to be filtered, ordered and fetched.
    pub fn query() -> ::relata::codegen::Query<Self> {
        ::relata::codegen::Query::new()
    }

    /// The row with this primary key. Sends one statement.
    pub fn find<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        id: i64,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(on, everything::id.eq(id))
    }

    /// A row to be inserted.
    pub fn insert(
        new: impl ::core::convert::Into<NewEverythingWith>,
    ) -> ::relata::codegen::Insert<Self> {
        ::relata::codegen::insert(&new.into())
    }

    /// Rows to be inserted.
    pub fn insert_many(
        new: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<NewEverythingWith>>,
    ) -> ::relata::codegen::InsertMany<Self> {
        ::relata::codegen::insert_many::<NewEverythingWith>(new)
    }
}

/// A row of `everything` to be inserted: the columns that have to be given. The others are methods.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEverything {}

/// A row of `everything` to be inserted, with columns that the database would fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEverythingWith {
    new: NewEverything,
    parent_id: ::core::option::Option<::core::option::Option<i64>>,
    a_boolean: ::core::option::Option<::core::option::Option<bool>>,
    a_smallint: ::core::option::Option<::core::option::Option<i16>>,
    an_integer: ::core::option::Option<::core::option::Option<i32>>,
    a_bigint: ::core::option::Option<::core::option::Option<i64>>,
    a_real: ::core::option::Option<::core::option::Option<f32>>,
    a_double: ::core::option::Option<::core::option::Option<f64>>,
    a_numeric: ::core::option::Option<::core::option::Option<::relata::codegen::Decimal>>,
    a_text: ::core::option::Option<::core::option::Option<::std::string::String>>,
    a_citext: ::core::option::Option<::core::option::Option<::std::string::String>>,
    a_bytea: ::core::option::Option<::core::option::Option<::std::vec::Vec<u8>>>,
    a_uuid: ::core::option::Option<::core::option::Option<::relata::codegen::Uuid>>,
    a_status: ::core::option::Option<::core::option::Option<UserStatus>>,
    a_quantity: ::core::option::Option<::core::option::Option<i32>>,
    a_timestamptz: ::core::option::Option<
        ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    >,
    a_timestamp: ::core::option::Option<::core::option::Option<::relata::codegen::NaiveDateTime>>,
    a_date: ::core::option::Option<::core::option::Option<::relata::codegen::NaiveDate>>,
    a_time: ::core::option::Option<::core::option::Option<::relata::codegen::NaiveTime>>,
    an_interval: ::core::option::Option<::core::option::Option<::relata::codegen::PgInterval>>,
    a_json: ::core::option::Option<::core::option::Option<::relata::codegen::JsonValue>>,
    a_setting:
        ::core::option::Option<::core::option::Option<::relata::codegen::Json<crate::Settings>>>,
    an_inet: ::core::option::Option<::core::option::Option<::relata::codegen::IpNetwork>>,
    a_cidr: ::core::option::Option<::core::option::Option<::relata::codegen::IpNetwork>>,
    a_macaddr: ::core::option::Option<::core::option::Option<::relata::codegen::MacAddress>>,
    an_int4range: ::core::option::Option<::core::option::Option<::relata::codegen::PgRange<i32>>>,
    an_int8range: ::core::option::Option<::core::option::Option<::relata::codegen::PgRange<i64>>>,
    a_numrange: ::core::option::Option<
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::Decimal>>,
    >,
    a_tsrange: ::core::option::Option<
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDateTime>>,
    >,
    a_tstzrange: ::core::option::Option<
        ::core::option::Option<
            ::relata::codegen::PgRange<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    >,
    a_daterange: ::core::option::Option<
        ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDate>>,
    >,
    texts: ::core::option::Option<::core::option::Option<::std::vec::Vec<::std::string::String>>>,
    maybe_texts: ::core::option::Option<
        ::core::option::Option<::std::vec::Vec<::core::option::Option<::std::string::String>>>,
    >,
    integers: ::core::option::Option<::core::option::Option<::std::vec::Vec<i32>>>,
    statuses: ::core::option::Option<::core::option::Option<::std::vec::Vec<UserStatus>>>,
    numerics:
        ::core::option::Option<::core::option::Option<::std::vec::Vec<::relata::codegen::Decimal>>>,
    times: ::core::option::Option<
        ::core::option::Option<
            ::std::vec::Vec<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    >,
}

impl ::core::convert::From<NewEverything> for NewEverythingWith {
    fn from(new: NewEverything) -> Self {
        Self {
            new,
            parent_id: ::core::option::Option::None,
            a_boolean: ::core::option::Option::None,
            a_smallint: ::core::option::Option::None,
            an_integer: ::core::option::Option::None,
            a_bigint: ::core::option::Option::None,
            a_real: ::core::option::Option::None,
            a_double: ::core::option::Option::None,
            a_numeric: ::core::option::Option::None,
            a_text: ::core::option::Option::None,
            a_citext: ::core::option::Option::None,
            a_bytea: ::core::option::Option::None,
            a_uuid: ::core::option::Option::None,
            a_status: ::core::option::Option::None,
            a_quantity: ::core::option::Option::None,
            a_timestamptz: ::core::option::Option::None,
            a_timestamp: ::core::option::Option::None,
            a_date: ::core::option::Option::None,
            a_time: ::core::option::Option::None,
            an_interval: ::core::option::Option::None,
            a_json: ::core::option::Option::None,
            a_setting: ::core::option::Option::None,
            an_inet: ::core::option::Option::None,
            a_cidr: ::core::option::Option::None,
            a_macaddr: ::core::option::Option::None,
            an_int4range: ::core::option::Option::None,
            an_int8range: ::core::option::Option::None,
            a_numrange: ::core::option::Option::None,
            a_tsrange: ::core::option::Option::None,
            a_tstzrange: ::core::option::Option::None,
            a_daterange: ::core::option::Option::None,
            texts: ::core::option::Option::None,
            maybe_texts: ::core::option::Option::None,
            integers: ::core::option::Option::None,
            statuses: ::core::option::Option::None,
            numerics: ::core::option::Option::None,
            times: ::core::option::Option::None,
        }
    }
}

#[allow(dead_code)]
impl NewEverything {
    /// With this `parent_id`; by default `NULL`.
    #[must_use]
    pub fn parent_id(
        self,
        parent_id: impl ::core::convert::Into<::core::option::Option<i64>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).parent_id(parent_id)
    }

    /// With this `a_boolean`; by default `NULL`.
    #[must_use]
    pub fn a_boolean(
        self,
        a_boolean: impl ::core::convert::Into<::core::option::Option<bool>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_boolean(a_boolean)
    }

    /// With this `a_smallint`; by default `NULL`.
    #[must_use]
    pub fn a_smallint(
        self,
        a_smallint: impl ::core::convert::Into<::core::option::Option<i16>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_smallint(a_smallint)
    }

    /// With this `an_integer`; by default `NULL`.
    #[must_use]
    pub fn an_integer(
        self,
        an_integer: impl ::core::convert::Into<::core::option::Option<i32>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).an_integer(an_integer)
    }

    /// With this `a_bigint`; by default `NULL`.
    #[must_use]
    pub fn a_bigint(
        self,
        a_bigint: impl ::core::convert::Into<::core::option::Option<i64>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_bigint(a_bigint)
    }

    /// With this `a_real`; by default `NULL`.
    #[must_use]
    pub fn a_real(
        self,
        a_real: impl ::core::convert::Into<::core::option::Option<f32>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_real(a_real)
    }

    /// With this `a_double`; by default `NULL`.
    #[must_use]
    pub fn a_double(
        self,
        a_double: impl ::core::convert::Into<::core::option::Option<f64>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_double(a_double)
    }

    /// With this `a_numeric`; by default `NULL`.
    #[must_use]
    pub fn a_numeric(
        self,
        a_numeric: impl ::core::convert::Into<::core::option::Option<::relata::codegen::Decimal>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_numeric(a_numeric)
    }

    /// With this `a_text`; by default `NULL`.
    #[must_use]
    pub fn a_text(
        self,
        a_text: impl ::core::convert::Into<::core::option::Option<::std::string::String>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_text(a_text)
    }

    /// With this `a_citext`; by default `NULL`.
    #[must_use]
    pub fn a_citext(
        self,
        a_citext: impl ::core::convert::Into<::core::option::Option<::std::string::String>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_citext(a_citext)
    }

    /// With this `a_bytea`; by default `NULL`.
    #[must_use]
    pub fn a_bytea(
        self,
        a_bytea: impl ::core::convert::Into<::core::option::Option<::std::vec::Vec<u8>>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_bytea(a_bytea)
    }

    /// With this `a_uuid`; by default `NULL`.
    #[must_use]
    pub fn a_uuid(
        self,
        a_uuid: impl ::core::convert::Into<::core::option::Option<::relata::codegen::Uuid>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_uuid(a_uuid)
    }

    /// With this `a_status`; by default `NULL`.
    #[must_use]
    pub fn a_status(
        self,
        a_status: impl ::core::convert::Into<::core::option::Option<UserStatus>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_status(a_status)
    }

    /// With this `a_quantity`; by default `NULL`.
    #[must_use]
    pub fn a_quantity(
        self,
        a_quantity: impl ::core::convert::Into<::core::option::Option<i32>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_quantity(a_quantity)
    }

    /// With this `a_timestamptz`; by default `NULL`.
    #[must_use]
    pub fn a_timestamptz(
        self,
        a_timestamptz: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_timestamptz(a_timestamptz)
    }

    /// With this `a_timestamp`; by default `NULL`.
    #[must_use]
    pub fn a_timestamp(
        self,
        a_timestamp: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::NaiveDateTime>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_timestamp(a_timestamp)
    }

    /// With this `a_date`; by default `NULL`.
    #[must_use]
    pub fn a_date(
        self,
        a_date: impl ::core::convert::Into<::core::option::Option<::relata::codegen::NaiveDate>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_date(a_date)
    }

    /// With this `a_time`; by default `NULL`.
    #[must_use]
    pub fn a_time(
        self,
        a_time: impl ::core::convert::Into<::core::option::Option<::relata::codegen::NaiveTime>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_time(a_time)
    }

    /// With this `an_interval`; by default `NULL`.
    #[must_use]
    pub fn an_interval(
        self,
        an_interval: impl ::core::convert::Into<::core::option::Option<::relata::codegen::PgInterval>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).an_interval(an_interval)
    }

    /// With this `a_json`; by default `NULL`.
    #[must_use]
    pub fn a_json(
        self,
        a_json: impl ::core::convert::Into<::core::option::Option<::relata::codegen::JsonValue>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_json(a_json)
    }

    /// With this `a_setting`; by default `NULL`.
    #[must_use]
    pub fn a_setting(
        self,
        a_setting: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::Json<crate::Settings>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_setting(a_setting)
    }

    /// With this `an_inet`; by default `NULL`.
    #[must_use]
    pub fn an_inet(
        self,
        an_inet: impl ::core::convert::Into<::core::option::Option<::relata::codegen::IpNetwork>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).an_inet(an_inet)
    }

    /// With this `a_cidr`; by default `NULL`.
    #[must_use]
    pub fn a_cidr(
        self,
        a_cidr: impl ::core::convert::Into<::core::option::Option<::relata::codegen::IpNetwork>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_cidr(a_cidr)
    }

    /// With this `a_macaddr`; by default `NULL`.
    #[must_use]
    pub fn a_macaddr(
        self,
        a_macaddr: impl ::core::convert::Into<::core::option::Option<::relata::codegen::MacAddress>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_macaddr(a_macaddr)
    }

    /// With this `an_int4range`; by default `NULL`.
    #[must_use]
    pub fn an_int4range(
        self,
        an_int4range: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<i32>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).an_int4range(an_int4range)
    }

    /// With this `an_int8range`; by default `NULL`.
    #[must_use]
    pub fn an_int8range(
        self,
        an_int8range: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<i64>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).an_int8range(an_int8range)
    }

    /// With this `a_numrange`; by default `NULL`.
    #[must_use]
    pub fn a_numrange(
        self,
        a_numrange: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::Decimal>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_numrange(a_numrange)
    }

    /// With this `a_tsrange`; by default `NULL`.
    #[must_use]
    pub fn a_tsrange(
        self,
        a_tsrange: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDateTime>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_tsrange(a_tsrange)
    }

    /// With this `a_tstzrange`; by default `NULL`.
    #[must_use]
    pub fn a_tstzrange(
        self,
        a_tstzrange: impl ::core::convert::Into<
            ::core::option::Option<
                ::relata::codegen::PgRange<::relata::codegen::DateTime<::relata::codegen::Utc>>,
            >,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_tstzrange(a_tstzrange)
    }

    /// With this `a_daterange`; by default `NULL`.
    #[must_use]
    pub fn a_daterange(
        self,
        a_daterange: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDate>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).a_daterange(a_daterange)
    }

    /// With this `texts`; by default `NULL`.
    #[must_use]
    pub fn texts(
        self,
        texts: impl ::core::convert::Into<
            ::core::option::Option<::std::vec::Vec<::std::string::String>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).texts(texts)
    }

    /// With this `maybe_texts`; by default `NULL`.
    #[must_use]
    pub fn maybe_texts(
        self,
        maybe_texts: impl ::core::convert::Into<
            ::core::option::Option<::std::vec::Vec<::core::option::Option<::std::string::String>>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).maybe_texts(maybe_texts)
    }

    /// With this `integers`; by default `NULL`.
    #[must_use]
    pub fn integers(
        self,
        integers: impl ::core::convert::Into<::core::option::Option<::std::vec::Vec<i32>>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).integers(integers)
    }

    /// With this `statuses`; by default `NULL`.
    #[must_use]
    pub fn statuses(
        self,
        statuses: impl ::core::convert::Into<::core::option::Option<::std::vec::Vec<UserStatus>>>,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).statuses(statuses)
    }

    /// With this `numerics`; by default `NULL`.
    #[must_use]
    pub fn numerics(
        self,
        numerics: impl ::core::convert::Into<
            ::core::option::Option<::std::vec::Vec<::relata::codegen::Decimal>>,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).numerics(numerics)
    }

    /// With this `times`; by default `NULL`.
    #[must_use]
    pub fn times(
        self,
        times: impl ::core::convert::Into<
            ::core::option::Option<
                ::std::vec::Vec<::relata::codegen::DateTime<::relata::codegen::Utc>>,
            >,
        >,
    ) -> NewEverythingWith {
        NewEverythingWith::from(self).times(times)
    }
}

#[allow(dead_code)]
impl NewEverythingWith {
    /// With this `parent_id`; by default `NULL`.
    #[must_use]
    pub fn parent_id(
        mut self,
        parent_id: impl ::core::convert::Into<::core::option::Option<i64>>,
    ) -> Self {
        self.parent_id = ::core::option::Option::Some(parent_id.into());
        self
    }

    /// With this `a_boolean`; by default `NULL`.
    #[must_use]
    pub fn a_boolean(
        mut self,
        a_boolean: impl ::core::convert::Into<::core::option::Option<bool>>,
    ) -> Self {
        self.a_boolean = ::core::option::Option::Some(a_boolean.into());
        self
    }

    /// With this `a_smallint`; by default `NULL`.
    #[must_use]
    pub fn a_smallint(
        mut self,
        a_smallint: impl ::core::convert::Into<::core::option::Option<i16>>,
    ) -> Self {
        self.a_smallint = ::core::option::Option::Some(a_smallint.into());
        self
    }

    /// With this `an_integer`; by default `NULL`.
    #[must_use]
    pub fn an_integer(
        mut self,
        an_integer: impl ::core::convert::Into<::core::option::Option<i32>>,
    ) -> Self {
        self.an_integer = ::core::option::Option::Some(an_integer.into());
        self
    }

    /// With this `a_bigint`; by default `NULL`.
    #[must_use]
    pub fn a_bigint(
        mut self,
        a_bigint: impl ::core::convert::Into<::core::option::Option<i64>>,
    ) -> Self {
        self.a_bigint = ::core::option::Option::Some(a_bigint.into());
        self
    }

    /// With this `a_real`; by default `NULL`.
    #[must_use]
    pub fn a_real(
        mut self,
        a_real: impl ::core::convert::Into<::core::option::Option<f32>>,
    ) -> Self {
        self.a_real = ::core::option::Option::Some(a_real.into());
        self
    }

    /// With this `a_double`; by default `NULL`.
    #[must_use]
    pub fn a_double(
        mut self,
        a_double: impl ::core::convert::Into<::core::option::Option<f64>>,
    ) -> Self {
        self.a_double = ::core::option::Option::Some(a_double.into());
        self
    }

    /// With this `a_numeric`; by default `NULL`.
    #[must_use]
    pub fn a_numeric(
        mut self,
        a_numeric: impl ::core::convert::Into<::core::option::Option<::relata::codegen::Decimal>>,
    ) -> Self {
        self.a_numeric = ::core::option::Option::Some(a_numeric.into());
        self
    }

    /// With this `a_text`; by default `NULL`.
    #[must_use]
    pub fn a_text(
        mut self,
        a_text: impl ::core::convert::Into<::core::option::Option<::std::string::String>>,
    ) -> Self {
        self.a_text = ::core::option::Option::Some(a_text.into());
        self
    }

    /// With this `a_citext`; by default `NULL`.
    #[must_use]
    pub fn a_citext(
        mut self,
        a_citext: impl ::core::convert::Into<::core::option::Option<::std::string::String>>,
    ) -> Self {
        self.a_citext = ::core::option::Option::Some(a_citext.into());
        self
    }

    /// With this `a_bytea`; by default `NULL`.
    #[must_use]
    pub fn a_bytea(
        mut self,
        a_bytea: impl ::core::convert::Into<::core::option::Option<::std::vec::Vec<u8>>>,
    ) -> Self {
        self.a_bytea = ::core::option::Option::Some(a_bytea.into());
        self
    }

    /// With this `a_uuid`; by default `NULL`.
    #[must_use]
    pub fn a_uuid(
        mut self,
        a_uuid: impl ::core::convert::Into<::core::option::Option<::relata::codegen::Uuid>>,
    ) -> Self {
        self.a_uuid = ::core::option::Option::Some(a_uuid.into());
        self
    }

    /// With this `a_status`; by default `NULL`.
    #[must_use]
    pub fn a_status(
        mut self,
        a_status: impl ::core::convert::Into<::core::option::Option<UserStatus>>,
    ) -> Self {
        self.a_status = ::core::option::Option::Some(a_status.into());
        self
    }

    /// With this `a_quantity`; by default `NULL`.
    #[must_use]
    pub fn a_quantity(
        mut self,
        a_quantity: impl ::core::convert::Into<::core::option::Option<i32>>,
    ) -> Self {
        self.a_quantity = ::core::option::Option::Some(a_quantity.into());
        self
    }

    /// With this `a_timestamptz`; by default `NULL`.
    #[must_use]
    pub fn a_timestamptz(
        mut self,
        a_timestamptz: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    ) -> Self {
        self.a_timestamptz = ::core::option::Option::Some(a_timestamptz.into());
        self
    }

    /// With this `a_timestamp`; by default `NULL`.
    #[must_use]
    pub fn a_timestamp(
        mut self,
        a_timestamp: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::NaiveDateTime>,
        >,
    ) -> Self {
        self.a_timestamp = ::core::option::Option::Some(a_timestamp.into());
        self
    }

    /// With this `a_date`; by default `NULL`.
    #[must_use]
    pub fn a_date(
        mut self,
        a_date: impl ::core::convert::Into<::core::option::Option<::relata::codegen::NaiveDate>>,
    ) -> Self {
        self.a_date = ::core::option::Option::Some(a_date.into());
        self
    }

    /// With this `a_time`; by default `NULL`.
    #[must_use]
    pub fn a_time(
        mut self,
        a_time: impl ::core::convert::Into<::core::option::Option<::relata::codegen::NaiveTime>>,
    ) -> Self {
        self.a_time = ::core::option::Option::Some(a_time.into());
        self
    }

    /// With this `an_interval`; by default `NULL`.
    #[must_use]
    pub fn an_interval(
        mut self,
        an_interval: impl ::core::convert::Into<::core::option::Option<::relata::codegen::PgInterval>>,
    ) -> Self {
        self.an_interval = ::core::option::Option::Some(an_interval.into());
        self
    }

    /// With this `a_json`; by default `NULL`.
    #[must_use]
    pub fn a_json(
        mut self,
        a_json: impl ::core::convert::Into<::core::option::Option<::relata::codegen::JsonValue>>,
    ) -> Self {
        self.a_json = ::core::option::Option::Some(a_json.into());
        self
    }

    /// With this `a_setting`; by default `NULL`.
    #[must_use]
    pub fn a_setting(
        mut self,
        a_setting: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::Json<crate::Settings>>,
        >,
    ) -> Self {
        self.a_setting = ::core::option::Option::Some(a_setting.into());
        self
    }

    /// With this `an_inet`; by default `NULL`.
    #[must_use]
    pub fn an_inet(
        mut self,
        an_inet: impl ::core::convert::Into<::core::option::Option<::relata::codegen::IpNetwork>>,
    ) -> Self {
        self.an_inet = ::core::option::Option::Some(an_inet.into());
        self
    }

    /// With this `a_cidr`; by default `NULL`.
    #[must_use]
    pub fn a_cidr(
        mut self,
        a_cidr: impl ::core::convert::Into<::core::option::Option<::relata::codegen::IpNetwork>>,
    ) -> Self {
        self.a_cidr = ::core::option::Option::Some(a_cidr.into());
        self
    }

    /// With this `a_macaddr`; by default `NULL`.
    #[must_use]
    pub fn a_macaddr(
        mut self,
        a_macaddr: impl ::core::convert::Into<::core::option::Option<::relata::codegen::MacAddress>>,
    ) -> Self {
        self.a_macaddr = ::core::option::Option::Some(a_macaddr.into());
        self
    }

    /// With this `an_int4range`; by default `NULL`.
    #[must_use]
    pub fn an_int4range(
        mut self,
        an_int4range: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<i32>>,
        >,
    ) -> Self {
        self.an_int4range = ::core::option::Option::Some(an_int4range.into());
        self
    }

    /// With this `an_int8range`; by default `NULL`.
    #[must_use]
    pub fn an_int8range(
        mut self,
        an_int8range: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<i64>>,
        >,
    ) -> Self {
        self.an_int8range = ::core::option::Option::Some(an_int8range.into());
        self
    }

    /// With this `a_numrange`; by default `NULL`.
    #[must_use]
    pub fn a_numrange(
        mut self,
        a_numrange: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::Decimal>>,
        >,
    ) -> Self {
        self.a_numrange = ::core::option::Option::Some(a_numrange.into());
        self
    }

    /// With this `a_tsrange`; by default `NULL`.
    #[must_use]
    pub fn a_tsrange(
        mut self,
        a_tsrange: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDateTime>>,
        >,
    ) -> Self {
        self.a_tsrange = ::core::option::Option::Some(a_tsrange.into());
        self
    }

    /// With this `a_tstzrange`; by default `NULL`.
    #[must_use]
    pub fn a_tstzrange(
        mut self,
        a_tstzrange: impl ::core::convert::Into<
            ::core::option::Option<
                ::relata::codegen::PgRange<::relata::codegen::DateTime<::relata::codegen::Utc>>,
            >,
        >,
    ) -> Self {
        self.a_tstzrange = ::core::option::Option::Some(a_tstzrange.into());
        self
    }

    /// With this `a_daterange`; by default `NULL`.
    #[must_use]
    pub fn a_daterange(
        mut self,
        a_daterange: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::PgRange<::relata::codegen::NaiveDate>>,
        >,
    ) -> Self {
        self.a_daterange = ::core::option::Option::Some(a_daterange.into());
        self
    }

    /// With this `texts`; by default `NULL`.
    #[must_use]
    pub fn texts(
        mut self,
        texts: impl ::core::convert::Into<
            ::core::option::Option<::std::vec::Vec<::std::string::String>>,
        >,
    ) -> Self {
        self.texts = ::core::option::Option::Some(texts.into());
        self
    }

    /// With this `maybe_texts`; by default `NULL`.
    #[must_use]
    pub fn maybe_texts(
        mut self,
        maybe_texts: impl ::core::convert::Into<
            ::core::option::Option<::std::vec::Vec<::core::option::Option<::std::string::String>>>,
        >,
    ) -> Self {
        self.maybe_texts = ::core::option::Option::Some(maybe_texts.into());
        self
    }

    /// With this `integers`; by default `NULL`.
    #[must_use]
    pub fn integers(
        mut self,
        integers: impl ::core::convert::Into<::core::option::Option<::std::vec::Vec<i32>>>,
    ) -> Self {
        self.integers = ::core::option::Option::Some(integers.into());
        self
    }

    /// With this `statuses`; by default `NULL`.
    #[must_use]
    pub fn statuses(
        mut self,
        statuses: impl ::core::convert::Into<::core::option::Option<::std::vec::Vec<UserStatus>>>,
    ) -> Self {
        self.statuses = ::core::option::Option::Some(statuses.into());
        self
    }

    /// With this `numerics`; by default `NULL`.
    #[must_use]
    pub fn numerics(
        mut self,
        numerics: impl ::core::convert::Into<
            ::core::option::Option<::std::vec::Vec<::relata::codegen::Decimal>>,
        >,
    ) -> Self {
        self.numerics = ::core::option::Option::Some(numerics.into());
        self
    }

    /// With this `times`; by default `NULL`.
    #[must_use]
    pub fn times(
        mut self,
        times: impl ::core::convert::Into<
            ::core::option::Option<
                ::std::vec::Vec<::relata::codegen::DateTime<::relata::codegen::Utc>>,
            >,
        >,
    ) -> Self {
        self.times = ::core::option::Option::Some(times.into());
        self
    }
}

impl ::relata::codegen::New for NewEverythingWith {
    type Row = Everything;

    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        everything::parent_id.any(),
        everything::a_boolean.any(),
        everything::a_smallint.any(),
        everything::an_integer.any(),
        everything::a_bigint.any(),
        everything::a_real.any(),
        everything::a_double.any(),
        everything::a_numeric.any(),
        everything::a_text.any(),
        everything::a_citext.any(),
        everything::a_bytea.any(),
        everything::a_uuid.any(),
        everything::a_status.any(),
        everything::a_quantity.any(),
        everything::a_timestamptz.any(),
        everything::a_timestamp.any(),
        everything::a_date.any(),
        everything::a_time.any(),
        everything::an_interval.any(),
        everything::a_json.any(),
        everything::a_setting.any(),
        everything::an_inet.any(),
        everything::a_cidr.any(),
        everything::a_macaddr.any(),
        everything::an_int4range.any(),
        everything::an_int8range.any(),
        everything::a_numrange.any(),
        everything::a_tsrange.any(),
        everything::a_tstzrange.any(),
        everything::a_daterange.any(),
        everything::texts.any(),
        everything::maybe_texts.any(),
        everything::integers.any(),
        everything::statuses.any(),
        everything::numerics.any(),
        everything::times.any(),
    ];

    fn write(&self, values: &mut ::relata::codegen::Values<'_>) {
        values.offer(&self.parent_id);
        values.offer(&self.a_boolean);
        values.offer(&self.a_smallint);
        values.offer(&self.an_integer);
        values.offer(&self.a_bigint);
        values.offer(&self.a_real);
        values.offer(&self.a_double);
        values.offer(&self.a_numeric);
        values.offer(&self.a_text);
        values.offer(&self.a_citext);
        values.offer(&self.a_bytea);
        values.offer(&self.a_uuid);
        values.offer(&self.a_status);
        values.offer(&self.a_quantity);
        values.offer(&self.a_timestamptz);
        values.offer(&self.a_timestamp);
        values.offer(&self.a_date);
        values.offer(&self.a_time);
        values.offer(&self.an_interval);
        values.offer(&self.a_json);
        values.offer(&self.a_setting);
        values.offer(&self.an_inet);
        values.offer(&self.a_cidr);
        values.offer(&self.a_macaddr);
        values.offer(&self.an_int4range);
        values.offer(&self.an_int8range);
        values.offer(&self.a_numrange);
        values.offer(&self.a_tsrange);
        values.offer(&self.a_tstzrange);
        values.offer(&self.a_daterange);
        values.offer(&self.texts);
        values.offer(&self.maybe_texts);
        values.offer(&self.integers);
        values.offer(&self.statuses);
        values.offer(&self.numerics);
        values.offer(&self.times);
    }
}
