/// A join table.
///
/// The table `post_tags`; its constants are the handles of its columns, references and collections.
#[allow(non_camel_case_types)]
pub struct post_tags {}

#[allow(non_upper_case_globals, dead_code)]
impl post_tags {
    /// `post_id bigint`, names a row of `posts`.
    pub const post_id: ::relata::codegen::Column<post_tags, i64> =
        ::relata::codegen::Column::new("post_id", ::relata::codegen::Type::BIGINT);
    /// `tag_id bigint`, names a row of `tags`.
    pub const tag_id: ::relata::codegen::Column<post_tags, i64> =
        ::relata::codegen::Column::new("tag_id", ::relata::codegen::Type::BIGINT);

    /// The row of `posts` that `post_id` names.
    pub const post: ::relata::codegen::Reference<post_tags, posts> =
        ::relata::codegen::Reference::new(&["post_id"], &["id"]);
    /// The row of `tags` that `tag_id` names.
    pub const tag: ::relata::codegen::Reference<post_tags, tags> =
        ::relata::codegen::Reference::new(&["tag_id"], &["id"]);
}

#[doc(hidden)]
#[allow(dead_code, missing_docs)]
pub struct PostTagFields {
    pub post_id: ::relata::codegen::Column<post_tags, i64>,
    pub tag_id: ::relata::codegen::Column<post_tags, i64>,
}

impl ::relata::codegen::Table for post_tags {
    type Row = PostTag;
    type Fields = PostTagFields;

    const NAME: ::relata::codegen::Name = ::relata::codegen::Name::new("post_tags");
    const KEY: &'static [&'static str] = &["post_id", "tag_id"];
    const COLUMNS: &'static [::relata::codegen::AnyColumn] =
        &[post_tags::post_id.any(), post_tags::tag_id.any()];
    const FIELDS: PostTagFields = PostTagFields {
        post_id: post_tags::post_id,
        tag_id: post_tags::tag_id,
    };
    const INDEXES: &'static [::relata::codegen::Index] = &[
        ::relata::codegen::Index {
            keys: &[
                ::relata::codegen::Key {
                    column: "post_id",
                    descending: false,
                    nulls_first: false,
                    nullable: false,
                },
                ::relata::codegen::Key {
                    column: "tag_id",
                    descending: false,
                    nulls_first: false,
                    nullable: false,
                },
            ],
            predicate: &[],
            unique: true,
            ordered: true,
        },
        ::relata::codegen::Index {
            keys: &[::relata::codegen::Key {
                column: "tag_id",
                descending: false,
                nulls_first: false,
                nullable: false,
            }],
            predicate: &[],
            unique: false,
            ordered: true,
        },
    ];
}

/// A join table.
///
/// A row of `post_tags`.
#[derive(Debug, Clone, PartialEq)]
pub struct PostTag {
    /// `post_id bigint`, names a row of `posts`.
    pub post_id: i64,
    /// `tag_id bigint`, names a row of `tags`.
    pub tag_id: i64,
}

impl ::relata::codegen::Load for PostTag {
    type Table = post_tags;

    const NAME: &'static str = "PostTag";
    const LEVELS: usize = 1;

    fn describe(select: &mut ::relata::codegen::Select) {
        select.columns(<post_tags as ::relata::codegen::Table>::COLUMNS);
    }

    fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
        ::core::result::Result::Ok(Self {
            post_id: cursor.value()?,
            tag_id: cursor.value()?,
        })
    }

    fn shape() -> &'static ::relata::codegen::Shape {
        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

impl ::relata::codegen::ShapeOf<post_tags> for PostTag {}

impl<'r> ::relata::codegen::sqlx::FromRow<'r, ::relata::codegen::sqlx::postgres::PgRow>
    for PostTag
{
    fn from_row(
        row: &'r ::relata::codegen::sqlx::postgres::PgRow,
    ) -> ::relata::codegen::sqlx::Result<Self> {
        ::core::result::Result::Ok(Self {
            post_id: ::relata::codegen::named(row, post_tags::post_id)?,
            tag_id: ::relata::codegen::named(row, post_tags::tag_id)?,
        })
    }
}

#[allow(dead_code)]
impl PostTag {
    /// Rows of `post_tags`, to be filtered, ordered and fetched.
    pub fn query() -> ::relata::codegen::Query<Self> {
        ::relata::codegen::Query::new()
    }

    /// The row with this primary key. Sends one statement.
    pub fn find<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        post_id: i64,
        tag_id: i64,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(
            on,
            post_tags::post_id
                .eq(post_id)
                .and(post_tags::tag_id.eq(tag_id)),
        )
    }

    /// A row to be inserted.
    pub fn insert(new: NewPostTag) -> ::relata::codegen::Insert<Self> {
        ::relata::codegen::insert(&new)
    }

    /// Rows to be inserted.
    pub fn insert_many(
        new: impl ::core::iter::IntoIterator<Item = NewPostTag>,
    ) -> ::relata::codegen::InsertMany<Self> {
        ::relata::codegen::insert_many::<NewPostTag>(new)
    }
}

/// A row of `post_tags` to be inserted: the columns that have to be given.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPostTag {
    /// `post_id bigint`, names a row of `posts`.
    pub post_id: i64,
    /// `tag_id bigint`, names a row of `tags`.
    pub tag_id: i64,
}

impl ::relata::codegen::New for NewPostTag {
    type Row = PostTag;

    const COLUMNS: &'static [::relata::codegen::AnyColumn] =
        &[post_tags::post_id.any(), post_tags::tag_id.any()];

    fn write(&self, values: &mut ::relata::codegen::Values<'_>) {
        values.give(&self.post_id);
        values.give(&self.tag_id);
    }
}
