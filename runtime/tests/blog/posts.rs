/// What users write.
///
/// The table `posts`; its constants are the handles of its columns, references and collections.
#[allow(non_camel_case_types)]
pub struct posts {}

#[allow(non_upper_case_globals, dead_code)]
impl posts {
    /// `id bigint`, the primary key.
    pub const id: ::relata::codegen::Column<posts, i64, ::relata::codegen::Identity> =
        ::relata::codegen::Column::new("id", ::relata::codegen::Type::BIGINT);
    /// `author_id uuid`, names a row of `users`.
    pub const author_id: ::relata::codegen::Column<posts, ::relata::codegen::Uuid> =
        ::relata::codegen::Column::new("author_id", ::relata::codegen::Type::UUID);
    /// `editor_id uuid`, nullable, names a row of `users`.
    pub const editor_id: ::relata::codegen::Column<
        posts,
        ::core::option::Option<::relata::codegen::Uuid>,
    > = ::relata::codegen::Column::new("editor_id", ::relata::codegen::Type::UUID);
    /// `title text`.
    pub const title: ::relata::codegen::Column<posts, ::std::string::String> =
        ::relata::codegen::Column::new("title", ::relata::codegen::Type::TEXT);
    /// `body text`, nullable.
    pub const body: ::relata::codegen::Column<
        posts,
        ::core::option::Option<::std::string::String>,
    > = ::relata::codegen::Column::new("body", ::relata::codegen::Type::TEXT);
    /// `votes integer`.
    pub const votes: ::relata::codegen::Column<posts, i32> =
        ::relata::codegen::Column::new("votes", ::relata::codegen::Type::INTEGER);
    /// `labels text[]`.
    pub const labels: ::relata::codegen::Column<posts, ::std::vec::Vec<::std::string::String>> =
        ::relata::codegen::Column::new("labels", ::relata::codegen::Type::TEXT.array());
    /// `published_at timestamptz`, nullable.
    pub const published_at: ::relata::codegen::Column<
        posts,
        ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    > = ::relata::codegen::Column::new("published_at", ::relata::codegen::Type::TIMESTAMPTZ);
    /// `slug text`, computed.
    pub const slug: ::relata::codegen::Column<
        posts,
        ::std::string::String,
        ::relata::codegen::Generated,
    > = ::relata::codegen::Column::new("slug", ::relata::codegen::Type::TEXT);

    /// The row of `users` that `author_id` names.
    pub const author: ::relata::codegen::Reference<posts, users> =
        ::relata::codegen::Reference::new(&["author_id"], &["id"]);
    /// The row of `users` that `editor_id` names, if any.
    pub const editor: ::relata::codegen::Reference<posts, users, ::relata::codegen::Nullable> =
        ::relata::codegen::Reference::new(&["editor_id"], &["id"]);
    /// The rows of `comments` whose `post_id` names a row of `posts`.
    pub const comments: ::relata::codegen::Collection<posts, comments> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["post_id"],
            parent: &["id"],
        });
    /// The rows of `post_tags` whose `post_id` names a row of `posts`.
    pub const post_tags: ::relata::codegen::Collection<posts, post_tags> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["post_id"],
            parent: &["id"],
        });
    /// The rows of `tags` that `post_tags` joins to a row of `posts`.
    pub const tags: ::relata::codegen::Collection<posts, tags> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Through {
            table: ::relata::codegen::Name::new("post_tags"),
            near: &["post_id"],
            parent: &["id"],
            far: &["tag_id"],
            child: &["id"],
        });
}

#[doc(hidden)]
#[allow(dead_code, missing_docs)]
pub struct PostFields {
    pub id: ::relata::codegen::Column<posts, i64, ::relata::codegen::Identity>,
    pub author_id: ::relata::codegen::Column<posts, ::relata::codegen::Uuid>,
    pub editor_id:
        ::relata::codegen::Column<posts, ::core::option::Option<::relata::codegen::Uuid>>,
    pub title: ::relata::codegen::Column<posts, ::std::string::String>,
    pub body: ::relata::codegen::Column<posts, ::core::option::Option<::std::string::String>>,
    pub votes: ::relata::codegen::Column<posts, i32>,
    pub labels: ::relata::codegen::Column<posts, ::std::vec::Vec<::std::string::String>>,
    pub published_at: ::relata::codegen::Column<
        posts,
        ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    >,
    pub slug: ::relata::codegen::Column<posts, ::std::string::String, ::relata::codegen::Generated>,
}

impl ::relata::codegen::Table for posts {
    type Row = Post;
    type Fields = PostFields;

    const NAME: ::relata::codegen::Name = ::relata::codegen::Name::new("posts");
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        posts::id.any(),
        posts::author_id.any(),
        posts::editor_id.any(),
        posts::title.any(),
        posts::body.any(),
        posts::votes.any(),
        posts::labels.any(),
        posts::published_at.any(),
        posts::slug.any(),
    ];
    const FIELDS: PostFields = PostFields {
        id: posts::id,
        author_id: posts::author_id,
        editor_id: posts::editor_id,
        title: posts::title,
        body: posts::body,
        votes: posts::votes,
        labels: posts::labels,
        published_at: posts::published_at,
        slug: posts::slug,
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
                    column: "author_id",
                    descending: false,
                    nulls_first: false,
                    nullable: false,
                },
                ::relata::codegen::Key {
                    column: "title",
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
            keys: &[
                ::relata::codegen::Key {
                    column: "author_id",
                    descending: false,
                    nulls_first: false,
                    nullable: false,
                },
                ::relata::codegen::Key {
                    column: "published_at",
                    descending: true,
                    nulls_first: false,
                    nullable: true,
                },
            ],
            predicate: &[],
            unique: false,
            ordered: true,
        },
        ::relata::codegen::Index {
            keys: &[::relata::codegen::Key {
                column: "editor_id",
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
                column: "published_at",
                descending: true,
                nulls_first: true,
                nullable: true,
            }],
            predicate: &["published_at IS NOT NULL"],
            unique: false,
            ordered: true,
        },
    ];
}

/// What users write.
///
/// A row of `posts`.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// `id bigint`, the primary key.
    pub id: i64,
    /// `author_id uuid`, names a row of `users`.
    pub author_id: ::relata::codegen::Uuid,
    /// `editor_id uuid`, nullable, names a row of `users`.
    pub editor_id: ::core::option::Option<::relata::codegen::Uuid>,
    /// `title text`.
    pub title: ::std::string::String,
    /// `body text`, nullable.
    pub body: ::core::option::Option<::std::string::String>,
    /// `votes integer`.
    pub votes: i32,
    /// `labels text[]`.
    pub labels: ::std::vec::Vec<::std::string::String>,
    /// `published_at timestamptz`, nullable.
    pub published_at: ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    /// `slug text`, computed.
    pub slug: ::std::string::String,
}

impl ::relata::codegen::Load for Post {
    type Table = posts;

    const NAME: &'static str = "Post";
    const LEVELS: usize = 1;

    fn describe(select: &mut ::relata::codegen::Select) {
        select.columns(<posts as ::relata::codegen::Table>::COLUMNS);
    }

    fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: cursor.value()?,
            author_id: cursor.value()?,
            editor_id: cursor.value()?,
            title: cursor.value()?,
            body: cursor.value()?,
            votes: cursor.value()?,
            labels: cursor.value()?,
            published_at: cursor.value()?,
            slug: cursor.value()?,
        })
    }

    fn shape() -> &'static ::relata::codegen::Shape {
        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

impl ::relata::codegen::ShapeOf<posts> for Post {}

impl<'r> ::relata::codegen::sqlx::FromRow<'r, ::relata::codegen::sqlx::postgres::PgRow> for Post {
    fn from_row(
        row: &'r ::relata::codegen::sqlx::postgres::PgRow,
    ) -> ::relata::codegen::sqlx::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: ::relata::codegen::named(row, posts::id)?,
            author_id: ::relata::codegen::named(row, posts::author_id)?,
            editor_id: ::relata::codegen::named(row, posts::editor_id)?,
            title: ::relata::codegen::named(row, posts::title)?,
            body: ::relata::codegen::named(row, posts::body)?,
            votes: ::relata::codegen::named(row, posts::votes)?,
            labels: ::relata::codegen::named(row, posts::labels)?,
            published_at: ::relata::codegen::named(row, posts::published_at)?,
            slug: ::relata::codegen::named(row, posts::slug)?,
        })
    }
}

#[allow(dead_code)]
impl Post {
    /// Rows of `posts`, to be filtered, ordered and fetched.
    pub fn query() -> ::relata::codegen::Query<Self> {
        ::relata::codegen::Query::new()
    }

    /// The row with this primary key. Sends one statement.
    pub fn find<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        id: i64,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(on, posts::id.eq(id))
    }

    /// The row with these `author_id`, `title`, unique. Sends one statement.
    pub fn find_by_author_id_and_title<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        author_id: ::relata::codegen::Uuid,
        title: &str,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(
            on,
            posts::author_id.eq(author_id).and(posts::title.eq(title)),
        )
    }

    /// A row to be inserted.
    pub fn insert(new: impl ::core::convert::Into<NewPostWith>) -> ::relata::codegen::Insert<Self> {
        ::relata::codegen::insert(&new.into())
    }

    /// Rows to be inserted.
    pub fn insert_many(
        new: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<NewPostWith>>,
    ) -> ::relata::codegen::InsertMany<Self> {
        ::relata::codegen::insert_many::<NewPostWith>(new)
    }
}

/// A row of `posts` to be inserted: the columns that have to be given. The others are methods.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPost {
    /// `author_id uuid`, names a row of `users`.
    pub author_id: ::relata::codegen::Uuid,
    /// `title text`.
    pub title: ::std::string::String,
}

/// A row of `posts` to be inserted, with columns that the database would fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPostWith {
    new: NewPost,
    editor_id: ::core::option::Option<::core::option::Option<::relata::codegen::Uuid>>,
    body: ::core::option::Option<::core::option::Option<::std::string::String>>,
    votes: ::core::option::Option<i32>,
    labels: ::core::option::Option<::std::vec::Vec<::std::string::String>>,
    published_at: ::core::option::Option<
        ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
    >,
}

impl ::core::convert::From<NewPost> for NewPostWith {
    fn from(new: NewPost) -> Self {
        Self {
            new,
            editor_id: ::core::option::Option::None,
            body: ::core::option::Option::None,
            votes: ::core::option::Option::None,
            labels: ::core::option::Option::None,
            published_at: ::core::option::Option::None,
        }
    }
}

#[allow(dead_code)]
impl NewPost {
    /// With this `editor_id`; by default `NULL`.
    #[must_use]
    pub fn editor_id(
        self,
        editor_id: impl ::core::convert::Into<::core::option::Option<::relata::codegen::Uuid>>,
    ) -> NewPostWith {
        NewPostWith::from(self).editor_id(editor_id)
    }

    /// With this `body`; by default `NULL`.
    #[must_use]
    pub fn body(
        self,
        body: impl ::core::convert::Into<::core::option::Option<::std::string::String>>,
    ) -> NewPostWith {
        NewPostWith::from(self).body(body)
    }

    /// With this `votes`; by default `0`.
    #[must_use]
    pub fn votes(self, votes: i32) -> NewPostWith {
        NewPostWith::from(self).votes(votes)
    }

    /// With this `labels`; by default `{}`.
    #[must_use]
    pub fn labels(self, labels: ::std::vec::Vec<::std::string::String>) -> NewPostWith {
        NewPostWith::from(self).labels(labels)
    }

    /// With this `published_at`; by default `NULL`.
    #[must_use]
    pub fn published_at(
        self,
        published_at: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    ) -> NewPostWith {
        NewPostWith::from(self).published_at(published_at)
    }
}

#[allow(dead_code)]
impl NewPostWith {
    /// With this `editor_id`; by default `NULL`.
    #[must_use]
    pub fn editor_id(
        mut self,
        editor_id: impl ::core::convert::Into<::core::option::Option<::relata::codegen::Uuid>>,
    ) -> Self {
        self.editor_id = ::core::option::Option::Some(editor_id.into());
        self
    }

    /// With this `body`; by default `NULL`.
    #[must_use]
    pub fn body(
        mut self,
        body: impl ::core::convert::Into<::core::option::Option<::std::string::String>>,
    ) -> Self {
        self.body = ::core::option::Option::Some(body.into());
        self
    }

    /// With this `votes`; by default `0`.
    #[must_use]
    pub fn votes(mut self, votes: i32) -> Self {
        self.votes = ::core::option::Option::Some(votes);
        self
    }

    /// With this `labels`; by default `{}`.
    #[must_use]
    pub fn labels(mut self, labels: ::std::vec::Vec<::std::string::String>) -> Self {
        self.labels = ::core::option::Option::Some(labels);
        self
    }

    /// With this `published_at`; by default `NULL`.
    #[must_use]
    pub fn published_at(
        mut self,
        published_at: impl ::core::convert::Into<
            ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
        >,
    ) -> Self {
        self.published_at = ::core::option::Option::Some(published_at.into());
        self
    }
}

impl ::relata::codegen::New for NewPostWith {
    type Row = Post;

    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        posts::author_id.any(),
        posts::editor_id.any(),
        posts::title.any(),
        posts::body.any(),
        posts::votes.any(),
        posts::labels.any(),
        posts::published_at.any(),
    ];

    fn write(&self, values: &mut ::relata::codegen::Values<'_>) {
        values.give(&self.new.author_id);
        values.offer(&self.editor_id);
        values.give(&self.new.title);
        values.offer(&self.body);
        values.offer(&self.votes);
        values.offer(&self.labels);
        values.offer(&self.published_at);
    }
}
