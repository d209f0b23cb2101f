-- relata: phase contract

-- step: put answer_votes.value_new in the place of value
DROP TRIGGER zz_relata_twin_answer_votes ON answer_votes;

DROP FUNCTION zz_relata_twin_answer_votes();

ALTER TABLE answer_votes DROP CONSTRAINT answer_votes_value_check;

ALTER TABLE answer_votes
    DROP COLUMN value;

ALTER TABLE answer_votes
    RENAME COLUMN value_new TO value;

DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 180000 THEN
        ALTER TABLE answer_votes RENAME CONSTRAINT answer_votes_value_new_not_null TO answer_votes_value_not_null;
    END IF;
END
$$;

ALTER TABLE answer_votes
    RENAME CONSTRAINT answer_votes_value_check_new TO answer_votes_value_check;

COMMENT ON COLUMN answer_votes.value IS 'Up or down.';

-- step: drop notifications.created_at, which is sent_at now
DROP TRIGGER zz_relata_twin_notifications ON notifications;

DROP FUNCTION zz_relata_twin_notifications();

ALTER TABLE notifications
    DROP COLUMN created_at;

-- step: put question_votes.value_new in the place of value
DROP TRIGGER zz_relata_twin_question_votes ON question_votes;

DROP FUNCTION zz_relata_twin_question_votes();

ALTER TABLE question_votes DROP CONSTRAINT question_votes_value_check;

ALTER TABLE question_votes
    DROP COLUMN value;

ALTER TABLE question_votes
    RENAME COLUMN value_new TO value;

DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 180000 THEN
        ALTER TABLE question_votes RENAME CONSTRAINT question_votes_value_new_not_null TO question_votes_value_not_null;
    END IF;
END
$$;

ALTER TABLE question_votes
    RENAME CONSTRAINT question_votes_value_check_new TO question_votes_value_check;

COMMENT ON COLUMN question_votes.value IS 'Up or down.';

-- step: ALTER TABLE users DROP COLUMN created_at
-- hazard: loses the column created_at of users
ALTER TABLE users
    DROP COLUMN created_at;
