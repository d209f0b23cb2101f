/// Places in a warehouse.
///
/// The table `shelves`; its constants are the handles of its columns, references and collections.
#[allow(non_camel_case_types)]
pub struct shelves {}

#[allow(non_upper_case_globals, dead_code)]
impl shelves {
    /// `warehouse_id integer`.
    pub const warehouse_id: ::relata::codegen::Column<shelves, i32> =
        ::relata::codegen::Column::new("warehouse_id", ::relata::codegen::Type::INTEGER);
    /// `code text`.
    pub const code: ::relata::codegen::Column<shelves, ::std::string::String> =
        ::relata::codegen::Column::new("code", ::relata::codegen::Type::TEXT);
    /// `label text`.
    pub const label: ::relata::codegen::Column<shelves, ::std::string::String> =
        ::relata::codegen::Column::new("label", ::relata::codegen::Type::TEXT);

    /// The rows of `items` whose `warehouse_id`, `shelf_code` name a row of `shelves`.
    pub const items: ::relata::codegen::Collection<shelves, items> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["warehouse_id", "shelf_code"],
            parent: &["warehouse_id", "code"],
        });
    /// The rows of `items` whose `warehouse_id`, `spare_code` name a row of `shelves`.
    pub const spare_items: ::relata::codegen::Collection<shelves, items> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["warehouse_id", "spare_code"],
            parent: &["warehouse_id", "code"],
        });
}

#[doc(hidden)]
#[allow(dead_code, missing_docs)]
pub struct ShelfFields {
    pub warehouse_id: ::relata::codegen::Column<shelves, i32>,
    pub code: ::relata::codegen::Column<shelves, ::std::string::String>,
    pub label: ::relata::codegen::Column<shelves, ::std::string::String>,
}

impl ::relata::codegen::Table for shelves {
    type Row = Shelf;
    type Fields = ShelfFields;

    const NAME: ::relata::codegen::Name = ::relata::codegen::Name::new("shelves");
    const KEY: &'static [&'static str] = &["warehouse_id", "code"];
    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        shelves::warehouse_id.any(),
        shelves::code.any(),
        shelves::label.any(),
    ];
    const FIELDS: ShelfFields = ShelfFields {
        warehouse_id: shelves::warehouse_id,
        code: shelves::code,
        label: shelves::label,
    };
    const INDEXES: &'static [::relata::codegen::Index] = &[::relata::codegen::Index {
        keys: &[
            ::relata::codegen::Key {
                column: "warehouse_id",
                descending: false,
                nulls_first: false,
                nullable: false,
            },
            ::relata::codegen::Key {
                column: "code",
                descending: false,
                nulls_first: false,
                nullable: false,
            },
        ],
        predicate: &[],
        unique: true,
        ordered: true,
    }];
}

/// Places in a warehouse.
///
/// A row of `shelves`.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    /// `warehouse_id integer`.
    pub warehouse_id: i32,
    /// `code text`.
    pub code: ::std::string::String,
    /// `label text`.
    pub label: ::std::string::String,
}

impl ::relata::codegen::Load for Shelf {
    type Table = shelves;

    const NAME: &'static str = "Shelf";
    const LEVELS: usize = 1;

    fn describe(select: &mut ::relata::codegen::Select) {
        select.columns(<shelves as ::relata::codegen::Table>::COLUMNS);
    }

    fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
        ::core::result::Result::Ok(Self {
            warehouse_id: cursor.value()?,
            code: cursor.value()?,
            label: cursor.value()?,
        })
    }

    fn shape() -> &'static ::relata::codegen::Shape {
        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

impl ::relata::codegen::ShapeOf<shelves> for Shelf {}

impl<'r> ::relata::codegen::sqlx::FromRow<'r, ::relata::codegen::sqlx::postgres::PgRow> for Shelf {
    fn from_row(
        row: &'r ::relata::codegen::sqlx::postgres::PgRow,
    ) -> ::relata::codegen::sqlx::Result<Self> {
        ::core::result::Result::Ok(Self {
            warehouse_id: ::relata::codegen::named(row, shelves::warehouse_id)?,
            code: ::relata::codegen::named(row, shelves::code)?,
            label: ::relata::codegen::named(row, shelves::label)?,
        })
    }
}

#[allow(dead_code)]
impl Shelf {
    /// Rows of `shelves`, to be filtered, ordered and fetched.
    pub fn query() -> ::relata::codegen::Query<Self> {
        ::relata::codegen::Query::new()
    }

    /// The row with this primary key. Sends one statement.
    pub fn find<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        warehouse_id: i32,
        code: &str,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(
            on,
            shelves::warehouse_id
                .eq(warehouse_id)
                .and(shelves::code.eq(code)),
        )
    }

    /// A row to be inserted.
    pub fn insert(
        new: impl ::core::convert::Into<NewShelfWith>,
    ) -> ::relata::codegen::Insert<Self> {
        ::relata::codegen::insert(&new.into())
    }

    /// Rows to be inserted.
    pub fn insert_many(
        new: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<NewShelfWith>>,
    ) -> ::relata::codegen::InsertMany<Self> {
        ::relata::codegen::insert_many::<NewShelfWith>(new)
    }
}

/// A row of `shelves` to be inserted: the columns that have to be given. The others are methods.
#[derive(Debug, Clone, PartialEq)]
pub struct NewShelf {
    /// `warehouse_id integer`.
    pub warehouse_id: i32,
    /// `code text`.
    pub code: ::std::string::String,
}

/// A row of `shelves` to be inserted, with columns that the database would fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewShelfWith {
    new: NewShelf,
    label: ::core::option::Option<::std::string::String>,
}

impl ::core::convert::From<NewShelf> for NewShelfWith {
    fn from(new: NewShelf) -> Self {
        Self {
            new,
            label: ::core::option::Option::None,
        }
    }
}

#[allow(dead_code)]
impl NewShelf {
    /// With this `label`; by default `''`.
    #[must_use]
    pub fn label(self, label: impl ::core::convert::Into<::std::string::String>) -> NewShelfWith {
        NewShelfWith::from(self).label(label)
    }
}

#[allow(dead_code)]
impl NewShelfWith {
    /// With this `label`; by default `''`.
    #[must_use]
    pub fn label(mut self, label: impl ::core::convert::Into<::std::string::String>) -> Self {
        self.label = ::core::option::Option::Some(label.into());
        self
    }
}

impl ::relata::codegen::New for NewShelfWith {
    type Row = Shelf;

    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        shelves::warehouse_id.any(),
        shelves::code.any(),
        shelves::label.any(),
    ];

    fn write(&self, values: &mut ::relata::codegen::Values<'_>) {
        values.give(&self.new.warehouse_id);
        values.give(&self.new.code);
        values.offer(&self.label);
    }
}
