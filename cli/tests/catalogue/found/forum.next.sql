DROP VIEW badge_of_first_post;
DROP VIEW visible_posts;
ALTER TABLE posts ALTER created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC', ALTER created_at SET DEFAULT now();
ALTER TABLE posts DROP COLUMN search;
ALTER TABLE posts ADD search tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', raw), 'B')) STORED;
CREATE INDEX index_posts_on_search ON posts USING gin (search);
ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey, ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users;
ALTER TABLE users ADD locale varchar(10) DEFAULT 'en' NOT NULL, ADD flair text;
DROP INDEX index_users_on_username;
CREATE UNIQUE INDEX index_users_on_username ON users (lower(username::text)) INCLUDE (trust_level);
ALTER TABLE topics ALTER score SET DEFAULT 0, ALTER score TYPE real;
ALTER TABLE topics DROP CONSTRAINT pm_has_no_category;
CREATE TABLE bookmarks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    reminder_at timestamptz,
    UNIQUE (user_id, post_id)
);
CREATE VIEW visible_posts AS
    SELECT p.*, t.title, u.username
    FROM posts AS p JOIN topics AS t ON t.id = p.topic_id LEFT JOIN users AS u ON u.id = p.user_id
    WHERE p.deleted_at IS NULL AND t.deleted_at IS NULL;
CREATE VIEW badge_of_first_post AS
    SELECT DISTINCT ON (user_id) user_id, id AS post_id, created_at AS granted_at FROM visible_posts
    WHERE user_id IS NOT NULL ORDER BY user_id, created_at;
