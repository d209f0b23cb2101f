/// Words for posts.
///
/// The table `tags`; its constants are the handles of its columns, references and collections.
#[allow(non_camel_case_types)]
pub struct tags {}

#[allow(non_upper_case_globals, dead_code)]
impl tags {
    /// `id bigint`, the primary key.
    pub const id: ::relata::codegen::Column<tags, i64, ::relata::codegen::Identity> =
        ::relata::codegen::Column::new("id", ::relata::codegen::Type::BIGINT);
    /// `name text`, unique.
    pub const name: ::relata::codegen::Column<tags, ::std::string::String> =
        ::relata::codegen::Column::new("name", ::relata::codegen::Type::TEXT);

    /// The rows of `post_tags` whose `tag_id` names a row of `tags`.
    pub const post_tags: ::relata::codegen::Collection<tags, post_tags> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["tag_id"],
            parent: &["id"],
        });
    /// The rows of `posts` that `post_tags` joins to a row of `tags`.
    pub const posts: ::relata::codegen::Collection<tags, posts> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Through {
            table: ::relata::codegen::Name::new("post_tags"),
            near: &["tag_id"],
            parent: &["id"],
            far: &["post_id"],
            child: &["id"],
        });
}

#[doc(hidden)]
#[allow(dead_code, missing_docs)]
pub struct TagFields {
    pub id: ::relata::codegen::Column<tags, i64, ::relata::codegen::Identity>,
    pub name: ::relata::codegen::Column<tags, ::std::string::String>,
}

impl ::relata::codegen::Table for tags {
    type Row = Tag;
    type Fields = TagFields;

    const NAME: ::relata::codegen::Name = ::relata::codegen::Name::new("tags");
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[tags::id.any(), tags::name.any()];
    const FIELDS: TagFields = TagFields {
        id: tags::id,
        name: tags::name,
    };
    const INDEXES: &'static [::relata::codegen::Index] = &[
        ::relata::codegen::Index {
            keys: &[::relata::codegen::Key {
                column: "id",
                descending: false,
                nulls_first: false,
                nullable: false,
            }],
            predicate: &[],
            unique: true,
            ordered: true,
        },
        ::relata::codegen::Index {
            keys: &[::relata::codegen::Key {
                column: "name",
                descending: false,
                nulls_first: false,
                nullable: false,
            }],
            predicate: &[],
            unique: true,
            ordered: true,
        },
    ];
}

/// Words for posts.
///
/// A row of `tags`.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// `id bigint`, the primary key.
    pub id: i64,
    /// `name text`, unique.
    pub name: ::std::string::String,
}

impl ::relata::codegen::Load for Tag {
    type Table = tags;

    const NAME: &'static str = "Tag";
    const LEVELS: usize = 1;

    fn describe(select: &mut ::relata::codegen::Select) {
        select.columns(<tags as ::relata::codegen::Table>::COLUMNS);
    }

    fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: cursor.value()?,
            name: cursor.value()?,
        })
    }

    fn shape() -> &'static ::relata::codegen::Shape {
        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

impl ::relata::codegen::ShapeOf<tags> for Tag {}

impl<'r> ::relata::codegen::sqlx::FromRow<'r, ::relata::codegen::sqlx::postgres::PgRow> for Tag {
    fn from_row(
        row: &'r ::relata::codegen::sqlx::postgres::PgRow,
    ) -> ::relata::codegen::sqlx::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: ::relata::codegen::named(row, tags::id)?,
            name: ::relata::codegen::named(row, tags::name)?,
        })
    }
}

#[allow(dead_code)]
impl Tag {
    /// Rows of `tags`, to be filtered, ordered and fetched.
    pub fn query() -> ::relata::codegen::Query<Self> {
        ::relata::codegen::Query::new()
    }

    /// The row with this primary key. Sends one statement.
    pub fn find<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        id: i64,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(on, tags::id.eq(id))
    }

    /// The row with this `name`, unique. Sends one statement.
    pub fn find_by_name<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        name: &str,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(on, tags::name.eq(name))
    }

    /// A row to be inserted.
    pub fn insert(new: NewTag) -> ::relata::codegen::Insert<Self> {
        ::relata::codegen::insert(&new)
    }

    /// Rows to be inserted.
    pub fn insert_many(
        new: impl ::core::iter::IntoIterator<Item = NewTag>,
    ) -> ::relata::codegen::InsertMany<Self> {
        ::relata::codegen::insert_many::<NewTag>(new)
    }
}

/// A row of `tags` to be inserted: the columns that have to be given.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTag {
    /// `name text`, unique.
    pub name: ::std::string::String,
}

impl ::relata::codegen::New for NewTag {
    type Row = Tag;

    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[tags::name.any()];

    fn write(&self, values: &mut ::relata::codegen::Values<'_>) {
        values.give(&self.name);
    }
}
