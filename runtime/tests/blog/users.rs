/// People who can sign in.
///
/// The table `users`; its constants are the handles of its columns, references and collections.
#[allow(non_camel_case_types)]
pub struct users {}

#[allow(non_upper_case_globals, dead_code)]
impl users {
    /// `id uuid`, the primary key.
    pub const id: ::relata::codegen::Column<users, ::relata::codegen::Uuid> =
        ::relata::codegen::Column::new("id", ::relata::codegen::Type::UUID);
    /// `email citext`, unique.
    pub const email: ::relata::codegen::Column<users, ::std::string::String> =
        ::relata::codegen::Column::new("email", ::relata::codegen::Type::CITEXT);
    /// `name text`.
    pub const name: ::relata::codegen::Column<users, ::std::string::String> =
        ::relata::codegen::Column::new("name", ::relata::codegen::Type::TEXT);
    /// `status user_status`.
    pub const status: ::relata::codegen::Column<users, UserStatus> = ::relata::codegen::Column::new(
        "status",
        ::relata::codegen::Type::TEXT.named(::relata::codegen::Name::new("user_status")),
    );
    /// `balance numeric`.
    pub const balance: ::relata::codegen::Column<users, ::relata::codegen::Decimal> =
        ::relata::codegen::Column::new("balance", ::relata::codegen::Type::NUMERIC);
    /// `settings jsonb`.
    pub const settings: ::relata::codegen::Column<users, ::relata::codegen::Json<crate::Settings>> =
        ::relata::codegen::Column::new("settings", ::relata::codegen::Type::JSONB);
    /// `created_at timestamptz`.
    pub const created_at: ::relata::codegen::Column<
        users,
        ::relata::codegen::DateTime<::relata::codegen::Utc>,
    > = ::relata::codegen::Column::new("created_at", ::relata::codegen::Type::TIMESTAMPTZ);

    /// The rows of `posts` whose `author_id` names a row of `users`.
    pub const posts: ::relata::codegen::Collection<users, posts> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["author_id"],
            parent: &["id"],
        });
    /// The rows of `posts` whose `editor_id` names a row of `users`.
    pub const edited_posts: ::relata::codegen::Collection<users, posts> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["editor_id"],
            parent: &["id"],
        });
    /// The rows of `comments` whose `author_id` names a row of `users`.
    pub const comments: ::relata::codegen::Collection<users, comments> =
        ::relata::codegen::Collection::new(&::relata::codegen::Link::Direct {
            child: &["author_id"],
            parent: &["id"],
        });
}

#[doc(hidden)]
#[allow(dead_code, missing_docs)]
pub struct UserFields {
    pub id: ::relata::codegen::Column<users, ::relata::codegen::Uuid>,
    pub email: ::relata::codegen::Column<users, ::std::string::String>,
    pub name: ::relata::codegen::Column<users, ::std::string::String>,
    pub status: ::relata::codegen::Column<users, UserStatus>,
    pub balance: ::relata::codegen::Column<users, ::relata::codegen::Decimal>,
    pub settings: ::relata::codegen::Column<users, ::relata::codegen::Json<crate::Settings>>,
    pub created_at:
        ::relata::codegen::Column<users, ::relata::codegen::DateTime<::relata::codegen::Utc>>,
}

impl ::relata::codegen::Table for users {
    type Row = User;
    type Fields = UserFields;

    const NAME: ::relata::codegen::Name = ::relata::codegen::Name::new("users");
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        users::id.any(),
        users::email.any(),
        users::name.any(),
        users::status.any(),
        users::balance.any(),
        users::settings.any(),
        users::created_at.any(),
    ];
    const FIELDS: UserFields = UserFields {
        id: users::id,
        email: users::email,
        name: users::name,
        status: users::status,
        balance: users::balance,
        settings: users::settings,
        created_at: users::created_at,
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
                column: "email",
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

/// People who can sign in.
///
/// A row of `users`.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// `id uuid`, the primary key.
    pub id: ::relata::codegen::Uuid,
    /// `email citext`, unique.
    pub email: ::std::string::String,
    /// `name text`.
    pub name: ::std::string::String,
    /// `status user_status`.
    pub status: UserStatus,
    /// `balance numeric`.
    pub balance: ::relata::codegen::Decimal,
    /// `settings jsonb`.
    pub settings: ::relata::codegen::Json<crate::Settings>,
    /// `created_at timestamptz`.
    pub created_at: ::relata::codegen::DateTime<::relata::codegen::Utc>,
}

impl ::relata::codegen::Load for User {
    type Table = users;

    const NAME: &'static str = "User";
    const LEVELS: usize = 1;

    fn describe(select: &mut ::relata::codegen::Select) {
        select.columns(<users as ::relata::codegen::Table>::COLUMNS);
    }

    fn read(cursor: &mut ::relata::codegen::Cursor<'_>) -> ::relata::codegen::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: cursor.value()?,
            email: cursor.value()?,
            name: cursor.value()?,
            status: cursor.value()?,
            balance: cursor.value()?,
            settings: cursor.value()?,
            created_at: cursor.value()?,
        })
    }

    fn shape() -> &'static ::relata::codegen::Shape {
        static SHAPE: ::relata::codegen::ShapeCell = ::relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

impl ::relata::codegen::ShapeOf<users> for User {}

impl<'r> ::relata::codegen::sqlx::FromRow<'r, ::relata::codegen::sqlx::postgres::PgRow> for User {
    fn from_row(
        row: &'r ::relata::codegen::sqlx::postgres::PgRow,
    ) -> ::relata::codegen::sqlx::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: ::relata::codegen::named(row, users::id)?,
            email: ::relata::codegen::named(row, users::email)?,
            name: ::relata::codegen::named(row, users::name)?,
            status: ::relata::codegen::named(row, users::status)?,
            balance: ::relata::codegen::named(row, users::balance)?,
            settings: ::relata::codegen::named(row, users::settings)?,
            created_at: ::relata::codegen::named(row, users::created_at)?,
        })
    }
}

#[allow(dead_code)]
impl User {
    /// Rows of `users`, to be filtered, ordered and fetched.
    pub fn query() -> ::relata::codegen::Query<Self> {
        ::relata::codegen::Query::new()
    }

    /// The row with this primary key. Sends one statement.
    pub fn find<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        id: ::relata::codegen::Uuid,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(on, users::id.eq(id))
    }

    /// The row with this `email`, unique. Sends one statement.
    pub fn find_by_email<'e>(
        on: impl ::relata::codegen::Executor<'e>,
        email: &str,
    ) -> ::relata::codegen::Optional<'e, Self> {
        ::relata::codegen::find(on, users::email.eq(email))
    }

    /// A row to be inserted.
    pub fn insert(new: impl ::core::convert::Into<NewUserWith>) -> ::relata::codegen::Insert<Self> {
        ::relata::codegen::insert(&new.into())
    }

    /// Rows to be inserted.
    pub fn insert_many(
        new: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<NewUserWith>>,
    ) -> ::relata::codegen::InsertMany<Self> {
        ::relata::codegen::insert_many::<NewUserWith>(new)
    }
}

/// A row of `users` to be inserted: the columns that have to be given. The others are methods.
#[derive(Debug, Clone, PartialEq)]
pub struct NewUser {
    /// `email citext`, unique.
    pub email: ::std::string::String,
    /// `name text`.
    pub name: ::std::string::String,
}

/// A row of `users` to be inserted, with columns that the database would fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewUserWith {
    new: NewUser,
    id: ::core::option::Option<::relata::codegen::Uuid>,
    status: ::core::option::Option<UserStatus>,
    balance: ::core::option::Option<::relata::codegen::Decimal>,
    settings: ::core::option::Option<::relata::codegen::Json<crate::Settings>>,
    created_at: ::core::option::Option<::relata::codegen::DateTime<::relata::codegen::Utc>>,
}

impl ::core::convert::From<NewUser> for NewUserWith {
    fn from(new: NewUser) -> Self {
        Self {
            new,
            id: ::core::option::Option::None,
            status: ::core::option::Option::None,
            balance: ::core::option::Option::None,
            settings: ::core::option::Option::None,
            created_at: ::core::option::Option::None,
        }
    }
}

#[allow(dead_code)]
impl NewUser {
    /// With this `id`; by default `gen_random_uuid()`.
    #[must_use]
    pub fn id(self, id: ::relata::codegen::Uuid) -> NewUserWith {
        NewUserWith::from(self).id(id)
    }

    /// With this `status`; by default `active`.
    #[must_use]
    pub fn status(self, status: UserStatus) -> NewUserWith {
        NewUserWith::from(self).status(status)
    }

    /// With this `balance`; by default `0`.
    #[must_use]
    pub fn balance(self, balance: ::relata::codegen::Decimal) -> NewUserWith {
        NewUserWith::from(self).balance(balance)
    }

    /// With this `settings`; by default `{}`.
    #[must_use]
    pub fn settings(self, settings: ::relata::codegen::Json<crate::Settings>) -> NewUserWith {
        NewUserWith::from(self).settings(settings)
    }

    /// With this `created_at`; by default `now()`.
    #[must_use]
    pub fn created_at(
        self,
        created_at: ::relata::codegen::DateTime<::relata::codegen::Utc>,
    ) -> NewUserWith {
        NewUserWith::from(self).created_at(created_at)
    }
}

#[allow(dead_code)]
impl NewUserWith {
    /// With this `id`; by default `gen_random_uuid()`.
    #[must_use]
    pub fn id(mut self, id: ::relata::codegen::Uuid) -> Self {
        self.id = ::core::option::Option::Some(id);
        self
    }

    /// With this `status`; by default `active`.
    #[must_use]
    pub fn status(mut self, status: UserStatus) -> Self {
        self.status = ::core::option::Option::Some(status);
        self
    }

    /// With this `balance`; by default `0`.
    #[must_use]
    pub fn balance(mut self, balance: ::relata::codegen::Decimal) -> Self {
        self.balance = ::core::option::Option::Some(balance);
        self
    }

    /// With this `settings`; by default `{}`.
    #[must_use]
    pub fn settings(mut self, settings: ::relata::codegen::Json<crate::Settings>) -> Self {
        self.settings = ::core::option::Option::Some(settings);
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

impl ::relata::codegen::New for NewUserWith {
    type Row = User;

    const COLUMNS: &'static [::relata::codegen::AnyColumn] = &[
        users::id.any(),
        users::email.any(),
        users::name.any(),
        users::status.any(),
        users::balance.any(),
        users::settings.any(),
        users::created_at.any(),
    ];

    fn write(&self, values: &mut ::relata::codegen::Values<'_>) {
        values.offer(&self.id);
        values.give(&self.new.email);
        values.give(&self.new.name);
        values.offer(&self.status);
        values.offer(&self.balance);
        values.offer(&self.settings);
        values.offer(&self.created_at);
    }
}
