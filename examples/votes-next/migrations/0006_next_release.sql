-- step: look at some rows of notifications, for the planner to know sent_at
-- relata: lock-timeout none
ANALYZE notifications (sent_at);

-- step: ALTER TABLE notifications ADD CONSTRAINT notifications_sent_at_filled CHECK (sent_at IS NOT NULL…
ALTER TABLE notifications
    ADD CONSTRAINT notifications_sent_at_filled CHECK (sent_at IS NOT NULL) NOT VALID;

-- step: look whether every notifications.sent_at has a value
-- hazard: fails unless every notifications.sent_at has a value
-- hazard: reads or writes every row of notifications
-- relata: lock-timeout none
ALTER TABLE notifications
    VALIDATE CONSTRAINT notifications_sent_at_filled;

-- step: make several changes at once
ALTER TABLE notifications
    ALTER COLUMN sent_at SET NOT NULL;

ALTER TABLE notifications
    DROP CONSTRAINT notifications_sent_at_filled;

-- step: add to question_votes and keep value_new like value
ALTER TABLE question_votes
    ADD COLUMN value_new integer;

CREATE FUNCTION zz_relata_twin_question_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.value IS DISTINCT FROM OLD.value THEN
        NEW.value_new := NEW.value;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER zz_relata_twin_question_votes BEFORE INSERT OR UPDATE ON question_votes
    FOR EACH ROW EXECUTE FUNCTION zz_relata_twin_question_votes();
