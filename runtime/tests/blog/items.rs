/// Things on shelves.
///
/// The table `items`; its constants are the handles of its columns, references and collections.
#[allow(non_camel_case_types)]
pub struct items {}

#[allow(non_upper_case_globals, dead_code)]
impl items {
    /// `id bigint`, the primary key.
    pub const id: ::relata::codegen::Column<items, i64, ::relata::codegen::Identity> =
        ::relata::codegen::Column::new("id", ::relata::codegen::Type::BIGINT);
    /// `warehouse_id integer`.
    pub const warehouse_id: ::relata::codegen::Column<items, i32> =
        ::relata::codegen::Column::new("warehouse_id", ::relata::codegen::Type::INTEGER);
    /// `shelf_code text`.
    pub const shelf_code: ::relata::codegen::Column<items, ::std::string::String> =
        ::relata::codegen::Column::new("shelf_code", ::relata::codegen::Type::TEXT);
    /// `spare_code text`, nullable.
    pub const spare_code: ::relata::codegen::Column<
        items,
        ::core::option::Option<::std::string::String>,
    > = ::relata::codegen::Column::new("spare_code", ::relata::codegen::Type::TEXT);
    /// `amount quantity`.
    pub const amount: ::relata::codegen::Column<items, i32> = ::relata::codegen::Column::new(
        "amount",
        ::relata::codegen::Type::INTEGER.named(::relata::codegen::Name::new("quantity")),
    );

    /// The row of `shelves` that `warehouse_id` and `shelf_code` name.
    pub const shelf: ::relata::codegen::Reference<items, shelves> =
        ::relata::codegen::Reference::new(
            &["warehouse_id", "shelf_code"],
            &["warehouse_id", "code"],
        );
    /// The row of `shelves` that `warehouse_id` and `spare_code` name, if any.
    pub const spare: ::relata::codegen::Reference<items, shelves, ::relata::codegen::Nullable> =
        ::relata::codegen::Reference::new(
            &["warehouse_id", "spare_code"],
            &["warehouse_id", "code"],
        );
}

#[doc(hidden)]
#[allow(dead_code, missing_docs)]
pub struct ItemFields {
    pub id: ::relata::codegen::Column<items, i64, ::relata::codegen::Identity>,
    pub warehouse_id: ::relata::codegen::Column<items, i32>,
    pub shelf_code: ::relata::codegen::Column<items, ::std::string::String>,
    pub spare_code: ::relata::codegen::Column<items, ::core::option::Option<::std::string::String>>,
    pub amount: ::relata::codegen::Column<items, i32>,
}

impl ::relata::codegen::Table for items {
    type Row = Item;
    type Fields = ItemFields;

    const NAME: ::relata::codegen::Name = ::relata::codegen::Name::new("items");
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        items::id.any(),
        items::warehouse_id.any(),
        items::shelf_code.any(),
        items::spare_code.any(),
        items::amount.any(),
    ];
    const FIELDS: ItemFields = ItemFields {
        id: items::id,
        warehouse_id: items::warehouse_id,
        shelf_code: items::shelf_code,
        spare_code: items::spare_code,
        amount: items::amount,
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

/// Things on shelves.
///
/// A row of `items`.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// `id bigint`, the primary key.
    pub id: i64,
    /// `warehouse_id integer`.
    pub warehouse_id: i32,
    /// `shelf_code text`.
    pub shelf_code: ::std::string::String,
    /// `spare_code text`, nullable.
    pub spare_code: ::core::option::Option<::std::string::String>,
    /// `amount quantity`.
    pub amount: i32,
}

impl ::relata::codegen::Load for Item {
    type Table = items;

    const NAME: &'static str = "Item";
    const LEVELS: usize = 1;

    fn describe(select: &mut ::relata::codegen::Select) {
        select.columns(<items as ::relata::codegen::Table>::COLUMNS);
    }

    fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: cursor.value()?,
            warehouse_id: cursor.value()?,
            shelf_code: cursor.value()?,
            spare_code: cursor.value()?,
            amount: cursor.value()?,
        })
    }

    fn shape() -> &'static ::relata::codegen::Shape {
        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

impl ::relata::codegen::ShapeOf<items> for Item {}

impl<'r> ::relata::codegen::sqlx::FromRow<'r, ::relata::codegen::sqlx::postgres::PgRow> for Item {
    fn from_row(
        row: &'r ::relata::codegen::sqlx::postgres::PgRow,
    ) -> ::relata::codegen::sqlx::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: ::relata::codegen::named(row, items::id)?,
            warehouse_id: ::relata::codegen::named(row, items::warehouse_id)?,
            shelf_code: ::relata::codegen::named(row, items::shelf_code)?,
            spare_code: ::relata::codegen::named(row, items::spare_code)?,
            amount: ::relata::codegen::named(row, items::amount)?,
        })
    }
}

#[allow(dead_code)]
impl Item {
    /// Rows of `items`, to be filtered, ordered and fetched.
    pub fn query() -> ::relata::codegen::Query<Self> {
        ::relata::codegen::Query::new()
    }

    /// The row with this primary key. Sends one statement.
    pub fn find<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        id: i64,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(on, items::id.eq(id))
    }

    /// A row to be inserted.
    pub fn insert(new: impl ::core::convert::Into<NewItemWith>) -> ::relata::codegen::Insert<Self> {
        ::relata::codegen::insert(&new.into())
    }

    /// Rows to be inserted.
    pub fn insert_many(
        new: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<NewItemWith>>,
    ) -> ::relata::codegen::InsertMany<Self> {
        ::relata::codegen::insert_many::<NewItemWith>(new)
    }
}

/// A row of `items` to be inserted: the columns that have to be given. The others are methods.
#[derive(Debug, Clone, PartialEq)]
pub struct NewItem {
    /// `warehouse_id integer`.
    pub warehouse_id: i32,
    /// `shelf_code text`.
    pub shelf_code: ::std::string::String,
}

/// A row of `items` to be inserted, with columns that the database would fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewItemWith {
    new: NewItem,
    spare_code: ::core::option::Option<::core::option::Option<::std::string::String>>,
    amount: ::core::option::Option<i32>,
}

impl ::core::convert::From<NewItem> for NewItemWith {
    fn from(new: NewItem) -> Self {
        Self {
            new,
            spare_code: ::core::option::Option::None,
            amount: ::core::option::Option::None,
        }
    }
}

#[allow(dead_code)]
impl NewItem {
    /// With this `spare_code`; by default `NULL`.
    #[must_use]
    pub fn spare_code(
        self,
        spare_code: impl ::core::convert::Into<::core::option::Option<::std::string::String>>,
    ) -> NewItemWith {
        NewItemWith::from(self).spare_code(spare_code)
    }

    /// With this `amount`; by default `1`.
    #[must_use]
    pub fn amount(self, amount: i32) -> NewItemWith {
        NewItemWith::from(self).amount(amount)
    }
}

#[allow(dead_code)]
impl NewItemWith {
    /// With this `spare_code`; by default `NULL`.
    #[must_use]
    pub fn spare_code(
        mut self,
        spare_code: impl ::core::convert::Into<::core::option::Option<::std::string::String>>,
    ) -> Self {
        self.spare_code = ::core::option::Option::Some(spare_code.into());
        self
    }

    /// With this `amount`; by default `1`.
    #[must_use]
    pub fn amount(mut self, amount: i32) -> Self {
        self.amount = ::core::option::Option::Some(amount);
        self
    }
}

impl ::relata::codegen::New for NewItemWith {
    type Row = Item;

    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        items::warehouse_id.any(),
        items::shelf_code.any(),
        items::spare_code.any(),
        items::amount.any(),
    ];

    fn write(&self, values: &mut ::relata::codegen::Values<'_>) {
        values.give(&self.new.warehouse_id);
        values.give(&self.new.shelf_code);
        values.offer(&self.spare_code);
        values.offer(&self.amount);
    }
}
