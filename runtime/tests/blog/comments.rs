/// What readers say; an answer points at the comment it answers.
///
/// The table `comments`; its constants are the handles of its columns, references and collections.
#[allow(non_camel_case_types)]
pub struct comments {}

#[allow(non_upper_case_globals, dead_code)]
impl comments {
    /// `id bigint`, the primary key.
    pub const id: ::relata::codegen::Column<comments, i64, ::relata::codegen::Identity> =
        ::relata::codegen::Column::new("id", ::relata::codegen::Type::BIGINT);
    /// `post_id bigint`, names a row of `posts`.
    pub const post_id: ::relata::codegen::Column<comments, i64> =
        ::relata::codegen::Column::new("post_id", ::relata::codegen::Type::BIGINT);
    /// `author_id uuid`, nullable, names a row of `users`.
    pub const author_id: ::relata::codegen::Column<
        comments,
        ::core::option::Option<::relata::codegen::Uuid>,
    > = ::relata::codegen::Column::new("author_id", ::relata::codegen::Type::UUID);
    /// `parent_id bigint`, nullable, names a row of `comments`.
    pub const parent_id: ::relata::codegen::Column<comments, ::core::option::Option<i64>> =
        ::relata::codegen::Column::new("parent_id", ::relata::codegen::Type::BIGINT);
    /// `body text`.
    pub const body: ::relata::codegen::Column<comments, ::std::string::String> =
        ::relata::codegen::Column::new("body", ::relata::codegen::Type::TEXT);
    /// `created_at timestamptz`.
    pub const created_at: ::relata::codegen::Column<
        comments,
        ::relata::codegen::DateTime<::relata::codegen::Utc>,
    > = ::relata::codegen::Column::new("created_at", ::relata::codegen::Type::TIMESTAMPTZ);

    /// The row of `posts` that `post_id` names.
    pub const post: ::relata::codegen::Reference<comments, posts> =
        ::relata::codegen::Reference::new(&["post_id"], &["id"]);
    /// The row of `users` that `author_id` names, if any.
    pub const author: ::relata::codegen::Reference<comments, users, ::relata::codegen::Nullable> =
        ::relata::codegen::Reference::new(&["author_id"], &["id"]);
    /// The row of `comments` that `parent_id` names, if any.
    pub const parent: ::relata::codegen::Reference<
        comments,
        comments,
        ::relata::codegen::Nullable,
    > = ::relata::codegen::Reference::new(&["parent_id"], &["id"]);
    /// The rows of `comments` whose `parent_id` names a row of `comments`.
    pub const answers: ::relata::codegen::Collection<comments, comments> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["parent_id"],
            parent: &["id"],
        });
}

#[doc(hidden)]
#[allow(dead_code, missing_docs)]
pub struct CommentFields {
    pub id: ::relata::codegen::Column<comments, i64, ::relata::codegen::Identity>,
    pub post_id: ::relata::codegen::Column<comments, i64>,
    pub author_id:
        ::relata::codegen::Column<comments, ::core::option::Option<::relata::codegen::Uuid>>,
    pub parent_id: ::relata::codegen::Column<comments, ::core::option::Option<i64>>,
    pub body: ::relata::codegen::Column<comments, ::std::string::String>,
    pub created_at:
        ::relata::codegen::Column<comments, ::relata::codegen::DateTime<::relata::codegen::Utc>>,
}

impl ::relata::codegen::Table for comments {
    type Row = Comment;
    type Fields = CommentFields;

    const NAME: ::relata::codegen::Name = ::relata::codegen::Name::new("comments");
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        comments::id.any(),
        comments::post_id.any(),
        comments::author_id.any(),
        comments::parent_id.any(),
        comments::body.any(),
        comments::created_at.any(),
    ];
    const FIELDS: CommentFields = CommentFields {
        id: comments::id,
        post_id: comments::post_id,
        author_id: comments::author_id,
        parent_id: comments::parent_id,
        body: comments::body,
        created_at: comments::created_at,
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
            keys: &[
                ::relata::codegen::Key {
                    column: "post_id",
                    descending: false,
                    nulls_first: false,
                    nullable: false,
                },
                ::relata::codegen::Key {
                    column: "created_at",
                    descending: true,
                    nulls_first: true,
                    nullable: false,
                },
            ],
            predicate: &[],
            unique: false,
            ordered: true,
        },
        ::relata::codegen::Index {
            keys: &[::relata::codegen::Key {
                column: "author_id",
                descending: false,
                nulls_first: false,
                nullable: true,
            }],
            predicate: &[],
            unique: false,
            ordered: true,
        },
        ::relata::codegen::Index {
            keys: &[::relata::codegen::Key {
                column: "parent_id",
                descending: false,
                nulls_first: false,
                nullable: true,
            }],
            predicate: &[],
            unique: false,
            ordered: true,
        },
    ];
}

/// What readers say; an answer points at the comment it answers.
///
/// A row of `comments`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// `id bigint`, the primary key.
    pub id: i64,
    /// `post_id bigint`, names a row of `posts`.
    pub post_id: i64,
    /// `author_id uuid`, nullable, names a row of `users`.
    pub author_id: ::core::option::Option<::relata::codegen::Uuid>,
    /// `parent_id bigint`, nullable, names a row of `comments`.
    pub parent_id: ::core::option::Option<i64>,
    /// `body text`.
    pub body: ::std::string::String,
    /// `created_at timestamptz`.
    pub created_at: ::relata::codegen::DateTime<::relata::codegen::Utc>,
}

impl ::relata::codegen::Load for Comment {
    type Table = comments;

    const NAME: &'static str = "Comment";
    const LEVELS: usize = 1;

    fn describe(select: &mut ::relata::codegen::Select) {
        select.columns(<comments as ::relata::codegen::Table>::COLUMNS);
    }

    fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: cursor.value()?,
            post_id: cursor.value()?,
            author_id: cursor.value()?,
            parent_id: cursor.value()?,
            body: cursor.value()?,
            created_at: cursor.value()?,
        })
    }

    fn shape() -> &'static ::relata::codegen::Shape {
        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

impl ::relata::codegen::ShapeOf<comments> for Comment {}

impl<'r> ::relata::codegen::sqlx::FromRow<'r, ::relata::codegen::sqlx::postgres::PgRow>
    for Comment
{
    fn from_row(
        row: &'r ::relata::codegen::sqlx::postgres::PgRow,
    ) -> ::relata::codegen::sqlx::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: ::relata::codegen::named(row, comments::id)?,
            post_id: ::relata::codegen::named(row, comments::post_id)?,
            author_id: ::relata::codegen::named(row, comments::author_id)?,
            parent_id: ::relata::codegen::named(row, comments::parent_id)?,
            body: ::relata::codegen::named(row, comments::body)?,
            created_at: ::relata::codegen::named(row, comments::created_at)?,
        })
    }
}

#[allow(dead_code)]
impl Comment {
    /// Rows of `comments`, to be filtered, ordered and fetched.
    pub fn query() -> ::relata::codegen::Query<Self> {
        ::relata::codegen::Query::new()
    }

    /// The row with this primary key. Sends one statement.
    pub fn find<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        id: i64,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(on, comments::id.eq(id))
    }

    /// A row to be inserted.
    pub fn insert(
        new: impl ::core::convert::Into<NewCommentWith>,
    ) -> ::relata::codegen::Insert<Self> {
        ::relata::codegen::insert(&new.into())
    }

    /// Rows to be inserted.
    pub fn insert_many(
        new: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<NewCommentWith>>,
    ) -> ::relata::codegen::InsertMany<Self> {
        ::relata::codegen::insert_many::<NewCommentWith>(new)
    }
}

/// A row of `comments` to be inserted: the columns that have to be given. The others are methods.
#[derive(Debug, Clone, PartialEq)]
pub struct NewComment {
    /// `post_id bigint`, names a row of `posts`.
    pub post_id: i64,
    /// `body text`.
    pub body: ::std::string::String,
}

/// A row of `comments` to be inserted, with columns that the database would fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCommentWith {
    new: NewComment,
    author_id: ::core::option::Option<::core::option::Option<::relata::codegen::Uuid>>,
    parent_id: ::core::option::Option<::core::option::Option<i64>>,
    created_at: ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
}

impl ::core::convert::From<NewComment> for NewCommentWith {
    fn from(new: NewComment) -> Self {
        Self {
            new,
            author_id: ::core::option::Option::None,
            parent_id: ::core::option::Option::None,
            created_at: ::core::option::Option::None,
        }
    }
}

#[allow(dead_code)]
impl NewComment {
    /// With this `author_id`; by default `NULL`.
    #[must_use]
    pub fn author_id(
        self,
        author_id: impl ::core::convert::Into<::core::option::Option<::relata::codegen::Uuid>>,
    ) -> NewCommentWith {
        NewCommentWith::from(self).author_id(author_id)
    }

    /// With this `parent_id`; by default `NULL`.
    #[must_use]
    pub fn parent_id(
        self,
        parent_id: impl ::core::convert::Into<::core::option::Option<i64>>,
    ) -> NewCommentWith {
        NewCommentWith::from(self).parent_id(parent_id)
    }

    /// With this `created_at`; by default `now()`.
    #[must_use]
    pub fn created_at(
        self,
        created_at: ::relata::codegen::DateTime<::relata::codegen::Utc>,
    ) -> NewCommentWith {
        NewCommentWith::from(self).created_at(created_at)
    }
}

#[allow(dead_code)]
impl NewCommentWith {
    /// With this `author_id`; by default `NULL`.
    #[must_use]
    pub fn author_id(
        mut self,
        author_id: impl ::core::convert::Into<::core::option::Option<::relata::codegen::Uuid>>,
    ) -> Self {
        self.author_id = ::core::option::Option::Some(author_id.into());
        self
    }

    /// With this `parent_id`; by default `NULL`.
    #[must_use]
    pub fn parent_id(
        mut self,
        parent_id: impl ::core::convert::Into<::core::option::Option<i64>>,
    ) -> Self {
        self.parent_id = ::core::option::Option::Some(parent_id.into());
        self
    }

    /// With this `created_at`; by default `now()`.
    #[must_use]
    pub fn created_at(
        mut self,
        created_at: ::relata::codegen::DateTime<::relata::codegen::Utc>,
    ) -> Self {
        self.created_at = ::core::option::Option::Some(created_at);
        self
    }
}

impl ::relata::codegen::New for NewCommentWith {
    type Row = Comment;

    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        comments::post_id.any(),
        comments::author_id.any(),
        comments::parent_id.any(),
        comments::body.any(),
        comments::created_at.any(),
    ];

    fn write(&self, values: &mut ::relata::codegen::Values<'_>) {
        values.give(&self.new.post_id);
        values.offer(&self.author_id);
        values.offer(&self.parent_id);
        values.give(&self.new.body);
        values.offer(&self.created_at);
    }
}
