-- step: look at some rows of question_votes, for the planner to know value_new
-- relata: lock-timeout none
ANALYZE question_votes (value_new);

-- step: ALTER TABLE question_votes ADD CONSTRAINT question_votes_value_new_filled CHECK (value_new IS NO…
ALTER TABLE question_votes
    ADD CONSTRAINT question_votes_value_new_filled CHECK (value_new IS NOT NULL) NOT VALID;

-- step: look whether every question_votes.value_new has a value
-- hazard: fails unless every question_votes.value_new has a value
-- hazard: reads or writes every row of question_votes
-- relata: lock-timeout none
ALTER TABLE question_votes
    VALIDATE CONSTRAINT question_votes_value_new_filled;

-- step: make several changes at once
ALTER TABLE question_votes
    ALTER COLUMN value_new SET NOT NULL;

ALTER TABLE question_votes
    DROP CONSTRAINT question_votes_value_new_filled;

-- step: ALTER TABLE questions ADD COLUMN state question_state NOT NULL DEFAULT 'open'::question_state
ALTER TABLE questions
    ADD COLUMN state question_state NOT NULL DEFAULT 'open'::question_state;

-- step: ALTER TABLE users ADD COLUMN language text NOT NULL DEFAULT 'en'::text
ALTER TABLE users
    ADD COLUMN language text NOT NULL DEFAULT 'en'::text;

-- step: ALTER TABLE answer_votes ADD CONSTRAINT answer_votes_value_check_new CHECK ((value_new = ANY (AR…
ALTER TABLE answer_votes
    ADD CONSTRAINT answer_votes_value_check_new CHECK ((value_new = ANY (ARRAY['-1'::integer, 1]))) NOT VALID;

-- step: look whether the rows of answer_votes satisfy answer_votes_value_check_new
-- hazard: fails unless the rows of answer_votes satisfy answer_votes_value_check_new
-- hazard: reads or writes every row of answer_votes
-- relata: lock-timeout none
ALTER TABLE answer_votes
    VALIDATE CONSTRAINT answer_votes_value_check_new;

-- step: ALTER TABLE question_votes ADD CONSTRAINT question_votes_value_check_new CHECK ((value_new = ANY…
ALTER TABLE question_votes
    ADD CONSTRAINT question_votes_value_check_new CHECK ((value_new = ANY (ARRAY['-1'::integer, 1]))) NOT VALID;

-- step: look whether the rows of question_votes satisfy question_votes_value_check_new
-- hazard: fails unless the rows of question_votes satisfy question_votes_value_check_new
-- hazard: reads or writes every row of question_votes
-- relata: lock-timeout none
ALTER TABLE question_votes
    VALIDATE CONSTRAINT question_votes_value_check_new;

-- step: ALTER TABLE users ADD CONSTRAINT users_language_check CHECK ((length(language) = 2)) NOT VALID
ALTER TABLE users
    ADD CONSTRAINT users_language_check CHECK ((length(language) = 2)) NOT VALID;

-- step: look whether the rows of users satisfy users_language_check
-- hazard: fails unless the rows of users satisfy users_language_check
-- hazard: reads or writes every row of users
-- relata: lock-timeout none
ALTER TABLE users
    VALIDATE CONSTRAINT users_language_check;

-- step: make several changes at once
CREATE INDEX bookmarks_question_id_idx ON bookmarks (question_id);

ALTER TABLE bookmarks
    ADD CONSTRAINT bookmarks_question_id_fkey FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE NOT VALID;

-- step: look whether the rows of bookmarks satisfy bookmarks_question_id_fkey
-- hazard: fails unless the rows of bookmarks satisfy bookmarks_question_id_fkey
-- hazard: reads or writes every row of questions
-- relata: lock-timeout none
ALTER TABLE bookmarks
    VALIDATE CONSTRAINT bookmarks_question_id_fkey;

-- step: ALTER TABLE bookmarks ADD CONSTRAINT bookmarks_user_id_fkey FOREIGN KEY (user_id) REFERENCES use…
ALTER TABLE bookmarks
    ADD CONSTRAINT bookmarks_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;

-- step: look whether the rows of bookmarks satisfy bookmarks_user_id_fkey
-- hazard: fails unless the rows of bookmarks satisfy bookmarks_user_id_fkey
-- hazard: reads or writes every row of users
-- relata: lock-timeout none
ALTER TABLE bookmarks
    VALIDATE CONSTRAINT bookmarks_user_id_fkey;

-- step: make several changes at once
COMMENT ON TYPE question_state IS 'Whether a question still wants answers.';

COMMENT ON COLUMN users.language IS 'The language that the pages are to be in.';

COMMENT ON TABLE bookmarks IS 'Questions that somebody wants to find again.';
