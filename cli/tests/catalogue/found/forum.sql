-- A forum: counters that triggers keep, text that is searched, what is deleted but stays, settings in JSON, and what a
-- migration tool keeps for itself.
CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);
CREATE TABLE users (
    id bigserial PRIMARY KEY,
    username varchar(60) NOT NULL,
    email text NOT NULL,
    trust_level smallint DEFAULT 0 NOT NULL CONSTRAINT trust_in_range CHECK (trust_level BETWEEN 0 AND 4),
    admin boolean DEFAULT false NOT NULL,
    moderator boolean DEFAULT false NOT NULL,
    settings jsonb DEFAULT '{}' NOT NULL,
    last_seen_at timestamp without time zone,
    ip_address inet,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone NOT NULL
);
CREATE UNIQUE INDEX index_users_on_username ON users (lower(username::text));
CREATE UNIQUE INDEX index_users_on_email ON users (lower(email));
CREATE INDEX index_users_on_staff ON users (id) WHERE admin OR moderator;
CREATE TABLE categories (
    id serial PRIMARY KEY,
    name varchar(50) NOT NULL,
    slug varchar NOT NULL,
    color varchar(6) DEFAULT '0088CC' NOT NULL,
    parent_category_id integer REFERENCES categories,
    position integer,
    permissions_params text[] DEFAULT '{}'
);
CREATE UNIQUE INDEX unique_index_categories_on_name ON categories (coalesce(parent_category_id, -1), name);
CREATE TABLE topics (
    id bigserial PRIMARY KEY,
    title varchar NOT NULL,
    user_id bigint REFERENCES users ON DELETE SET NULL,
    category_id integer REFERENCES categories,
    posts_count integer DEFAULT 0 NOT NULL,
    highest_post_number integer DEFAULT 0 NOT NULL,
    score double precision,
    archetype varchar DEFAULT 'regular' NOT NULL,
    tags text[] DEFAULT '{}' NOT NULL,
    bumped_at timestamp without time zone NOT NULL,
    deleted_at timestamp without time zone,
    CONSTRAINT has_category_id CHECK (category_id IS NOT NULL OR archetype <> 'regular'),
    CONSTRAINT pm_has_no_category CHECK (category_id IS NULL OR archetype <> 'private_message')
);
CREATE INDEX index_topics_on_bumped_at ON topics (bumped_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX index_topics_on_tags ON topics USING gin (tags);
CREATE TABLE posts (
    id bigserial PRIMARY KEY,
    topic_id bigint NOT NULL REFERENCES topics ON DELETE CASCADE,
    user_id bigint REFERENCES users ON DELETE SET NULL,
    post_number integer NOT NULL,
    reply_to_post_number integer,
    raw text NOT NULL,
    cooked text NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('english', raw)) STORED,
    created_at timestamp without time zone NOT NULL,
    deleted_at timestamp without time zone,
    CONSTRAINT index_posts_on_topic_id_and_post_number UNIQUE (topic_id, post_number)
);
CREATE INDEX index_posts_on_search ON posts USING gin (search);
CREATE INDEX index_posts_on_user_id_and_created_at ON posts (user_id, created_at);
CREATE TABLE post_actions (
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    post_action_type_id integer NOT NULL,
    created_at timestamp without time zone DEFAULT now() NOT NULL,
    PRIMARY KEY (post_id, user_id, post_action_type_id)
) WITH (fillfactor = 80);
CREATE FUNCTION count_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE topics SET posts_count = posts_count + 1, highest_post_number = greatest(highest_post_number, NEW.post_number)
        WHERE id = NEW.topic_id;
    RETURN NEW;
END $$;
CREATE TRIGGER posts_are_counted AFTER INSERT ON posts FOR EACH ROW EXECUTE FUNCTION count_posts();
CREATE VIEW visible_posts AS
    SELECT p.*, t.title, u.username
    FROM posts AS p JOIN topics AS t ON t.id = p.topic_id LEFT JOIN users AS u ON u.id = p.user_id
    WHERE p.deleted_at IS NULL AND t.deleted_at IS NULL;
CREATE VIEW badge_of_first_post AS
    SELECT DISTINCT ON (user_id) user_id, id AS post_id, created_at AS granted_at FROM visible_posts
    WHERE user_id IS NOT NULL ORDER BY user_id, created_at;
