CREATE EXTENSION IF NOT EXISTS citext;

CREATE TYPE user_status AS ENUM ('active', 'suspended', 'deleted');
CREATE DOMAIN quantity AS integer CHECK (VALUE >= 0);

CREATE TABLE users (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    email citext NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    status user_status NOT NULL DEFAULT 'active',
    balance numeric(12, 2) NOT NULL DEFAULT 0 CHECK (balance >= 0),
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email)
);

CREATE TABLE posts (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    author_id uuid NOT NULL,
    editor_id uuid,
    title text NOT NULL,
    body text,
    votes integer NOT NULL DEFAULT 0,
    labels text[] NOT NULL DEFAULT '{}',
    published_at timestamptz,
    slug text NOT NULL GENERATED ALWAYS AS (lower(replace(title, ' ', '-'))) STORED,
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_author_id_title_key UNIQUE (author_id, title)
);

CREATE TABLE comments (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    post_id bigint NOT NULL,
    author_id uuid,
    parent_id bigint,
    body text NOT NULL CHECK (length(body) BETWEEN 1 AND 5000),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT comments_pkey PRIMARY KEY (id)
);

CREATE TABLE tags (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    CONSTRAINT tags_pkey PRIMARY KEY (id),
    CONSTRAINT tags_name_key UNIQUE (name)
);

CREATE TABLE post_tags (
    post_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    CONSTRAINT post_tags_pkey PRIMARY KEY (post_id, tag_id)
);

CREATE TABLE shelves (
    warehouse_id integer NOT NULL,
    code text NOT NULL,
    label text NOT NULL DEFAULT '',
    CONSTRAINT shelves_pkey PRIMARY KEY (warehouse_id, code)
);

CREATE TABLE items (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    warehouse_id integer NOT NULL,
    shelf_code text NOT NULL,
    spare_code text,
    amount quantity NOT NULL DEFAULT 1,
    CONSTRAINT items_pkey PRIMARY KEY (id)
);

CREATE TABLE everything (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    parent_id bigint,
    a_boolean boolean,
    a_smallint smallint,
    an_integer integer,
    a_bigint bigint,
    a_real real,
    a_double double precision,
    a_numeric numeric,
    a_text text,
    a_citext citext,
    a_bytea bytea,
    a_uuid uuid,
    a_status user_status,
    a_quantity quantity,
    a_timestamptz timestamptz,
    a_timestamp timestamp,
    a_date date,
    a_time time,
    an_interval interval,
    a_json jsonb,
    a_setting jsonb,
    an_inet inet,
    a_cidr cidr,
    a_macaddr macaddr,
    an_int4range int4range,
    an_int8range int8range,
    a_numrange numrange,
    a_tsrange tsrange,
    a_tstzrange tstzrange,
    a_daterange daterange,
    texts text[],
    maybe_texts text[],
    integers integer[],
    statuses user_status[],
    numerics numeric[],
    times timestamptz[],
    CONSTRAINT everything_pkey PRIMARY KEY (id)
);

ALTER TABLE posts ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE posts ADD CONSTRAINT posts_editor_id_fkey FOREIGN KEY (editor_id) REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE comments ADD CONSTRAINT comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE;
ALTER TABLE comments ADD CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE comments ADD CONSTRAINT comments_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES comments (id) ON DELETE CASCADE;
ALTER TABLE post_tags ADD CONSTRAINT post_tags_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE;
ALTER TABLE post_tags ADD CONSTRAINT post_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE RESTRICT;
ALTER TABLE items ADD CONSTRAINT items_shelf_fkey FOREIGN KEY (warehouse_id, shelf_code) REFERENCES shelves (warehouse_id, code) ON DELETE RESTRICT;
ALTER TABLE items ADD CONSTRAINT items_spare_fkey FOREIGN KEY (warehouse_id, spare_code) REFERENCES shelves (warehouse_id, code) ON DELETE RESTRICT;
ALTER TABLE everything ADD CONSTRAINT everything_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES everything (id) ON DELETE CASCADE;

CREATE INDEX posts_author_id_published_at_idx ON posts (author_id, published_at DESC NULLS LAST);
CREATE INDEX posts_editor_id_idx ON posts (editor_id);
CREATE INDEX posts_labels_idx ON posts USING gin (labels);
CREATE INDEX posts_published_at_idx ON posts (published_at DESC) WHERE published_at IS NOT NULL;
CREATE INDEX comments_post_id_created_at_idx ON comments (post_id, created_at DESC);
CREATE INDEX comments_author_id_idx ON comments (author_id);
CREATE INDEX comments_parent_id_idx ON comments (parent_id);
CREATE INDEX post_tags_tag_id_idx ON post_tags (tag_id);
