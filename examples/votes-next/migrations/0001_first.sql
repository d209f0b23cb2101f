-- step: create the schema
CREATE EXTENSION IF NOT EXISTS citext;

CREATE TABLE users (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    name citext NOT NULL,
    reputation bigint NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_name_key UNIQUE (name),
    CONSTRAINT users_name_check CHECK (name ~ '^[[:alnum:]][[:alnum:] _.-]{1,29}$')
);

CREATE TABLE questions (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    author_id bigint NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    votes integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    search tsvector NOT NULL GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')) STORED,
    CONSTRAINT questions_pkey PRIMARY KEY (id),
    CONSTRAINT questions_title_check CHECK (length(title) BETWEEN 5 AND 150),
    CONSTRAINT questions_body_check CHECK (length(body) BETWEEN 1 AND 10000)
);

CREATE TABLE answers (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    question_id bigint NOT NULL,
    author_id bigint NOT NULL,
    body text NOT NULL,
    votes integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT answers_pkey PRIMARY KEY (id),
    CONSTRAINT answers_body_check CHECK (length(body) BETWEEN 1 AND 10000)
);

CREATE TABLE question_votes (
    question_id bigint NOT NULL,
    user_id bigint NOT NULL,
    value smallint NOT NULL,
    CONSTRAINT question_votes_pkey PRIMARY KEY (question_id, user_id),
    CONSTRAINT question_votes_value_check CHECK (value IN (-1, 1))
);

CREATE TABLE answer_votes (
    answer_id bigint NOT NULL,
    user_id bigint NOT NULL,
    value smallint NOT NULL,
    CONSTRAINT answer_votes_pkey PRIMARY KEY (answer_id, user_id),
    CONSTRAINT answer_votes_value_check CHECK (value IN (-1, 1))
);

CREATE TABLE tags (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    CONSTRAINT tags_pkey PRIMARY KEY (id),
    CONSTRAINT tags_name_key UNIQUE (name),
    CONSTRAINT tags_name_check CHECK (name ~ '^[a-z0-9][a-z0-9+#.-]{0,24}$')
);

CREATE TABLE question_tags (
    question_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    CONSTRAINT question_tags_pkey PRIMARY KEY (question_id, tag_id)
);

CREATE TABLE notifications (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    answer_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT notifications_pkey PRIMARY KEY (id),
    CONSTRAINT notifications_answer_id_key UNIQUE (answer_id)
);

CREATE TABLE jobs (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    payload jsonb NOT NULL,
    priority smallint NOT NULL DEFAULT 0,
    run_at timestamp with time zone NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    lease uuid,
    done_at timestamp with time zone,
    dead_at timestamp with time zone,
    error text,
    dedup_key text,
    CONSTRAINT jobs_pkey PRIMARY KEY (id)
);

CREATE INDEX questions_created_at_id_idx ON questions (created_at DESC, id DESC);

CREATE INDEX questions_votes_id_idx ON questions (votes DESC, id DESC);

CREATE INDEX questions_search_idx ON questions USING gin (search);

CREATE INDEX questions_author_id_idx ON questions (author_id);

CREATE INDEX answers_question_id_votes_id_idx ON answers (question_id, votes DESC, id);

CREATE INDEX answers_author_id_idx ON answers (author_id);

CREATE INDEX question_votes_user_id_idx ON question_votes (user_id);

CREATE INDEX answer_votes_user_id_idx ON answer_votes (user_id);

CREATE INDEX question_tags_tag_id_idx ON question_tags (tag_id);

CREATE INDEX notifications_user_id_id_idx ON notifications (user_id, id DESC);

CREATE INDEX jobs_priority_run_at_id_idx ON jobs (priority DESC, run_at, id) WHERE done_at IS NULL AND dead_at IS NULL;

CREATE UNIQUE INDEX jobs_dedup_key_idx ON jobs (dedup_key) WHERE lease IS NULL AND done_at IS NULL AND dead_at IS NULL;

ALTER TABLE questions
    ADD CONSTRAINT questions_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE answers
    ADD CONSTRAINT answers_question_id_fkey FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE;

ALTER TABLE answers
    ADD CONSTRAINT answers_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE question_votes
    ADD CONSTRAINT question_votes_question_id_fkey FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE;

ALTER TABLE question_votes
    ADD CONSTRAINT question_votes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE answer_votes
    ADD CONSTRAINT answer_votes_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES answers (id) ON DELETE CASCADE;

ALTER TABLE answer_votes
    ADD CONSTRAINT answer_votes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE question_tags
    ADD CONSTRAINT question_tags_question_id_fkey FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE;

ALTER TABLE question_tags
    ADD CONSTRAINT question_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE RESTRICT;

ALTER TABLE notifications
    ADD CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE notifications
    ADD CONSTRAINT notifications_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES answers (id) ON DELETE CASCADE;

COMMENT ON TABLE users IS 'People, by the name under which they are known.';

COMMENT ON COLUMN users.reputation IS 'What the votes on their questions and answers add up to; a job keeps it.';

COMMENT ON TABLE questions IS 'What somebody wants to know.';

COMMENT ON COLUMN questions.votes IS 'The sum of `question_votes`. Whoever changes those holds the lock of this row.';

COMMENT ON TABLE answers IS 'What others say to it.';

COMMENT ON COLUMN answers.votes IS 'The sum of `answer_votes`, as in `questions`.';

COMMENT ON TABLE question_votes IS 'One vote a person: the key sees to it, whatever the application forgets.';

COMMENT ON COLUMN question_votes.value IS 'Up or down.';

COMMENT ON TABLE answer_votes IS 'One vote a person.';

COMMENT ON COLUMN answer_votes.value IS 'Up or down.';

COMMENT ON TABLE tags IS 'What questions are about.';

COMMENT ON TABLE question_tags IS 'Gives `questions.tags` and `tags.questions`.';

COMMENT ON TABLE notifications IS '"Somebody has answered your question": written by a job, once for each answer.';

COMMENT ON TABLE jobs IS 'What is done beside the requests.';
