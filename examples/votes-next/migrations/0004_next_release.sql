-- step: look at some rows of answer_votes, for the planner to know value_new
-- relata: lock-timeout none
ANALYZE answer_votes (value_new);

-- step: ALTER TABLE answer_votes ADD CONSTRAINT answer_votes_value_new_filled CHECK (value_new IS NOT NU…
ALTER TABLE answer_votes
    ADD CONSTRAINT answer_votes_value_new_filled CHECK (value_new IS NOT NULL) NOT VALID;

-- step: look whether every answer_votes.value_new has a value
-- hazard: fails unless every answer_votes.value_new has a value
-- hazard: reads or writes every row of answer_votes
-- relata: lock-timeout none
ALTER TABLE answer_votes
    VALIDATE CONSTRAINT answer_votes_value_new_filled;

-- step: make several changes at once
ALTER TABLE answer_votes
    ALTER COLUMN value_new SET NOT NULL;

ALTER TABLE answer_votes
    DROP CONSTRAINT answer_votes_value_new_filled;

-- step: add to notifications and keep sent_at like created_at
ALTER TABLE notifications
    ADD COLUMN sent_at timestamp with time zone;

ALTER TABLE notifications
    ALTER COLUMN sent_at SET DEFAULT now();

CREATE FUNCTION zz_relata_twin_notifications() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.sent_at IS DISTINCT FROM now() OR NOT (NEW.created_at IS DISTINCT FROM now()) THEN
            NEW.created_at := NEW.sent_at;
        ELSE
            NEW.sent_at := NEW.created_at;
        END IF;
    ELSIF NEW.sent_at IS DISTINCT FROM OLD.sent_at THEN
        IF NOT (OLD.sent_at IS NULL AND OLD.created_at IS NOT NULL AND NOT (NEW.created_at IS DISTINCT FROM OLD.created_at)) THEN
            NEW.created_at := NEW.sent_at;
        END IF;
    ELSIF NEW.created_at IS DISTINCT FROM OLD.created_at THEN
        NEW.sent_at := NEW.created_at;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER zz_relata_twin_notifications BEFORE INSERT OR UPDATE ON notifications
    FOR EACH ROW EXECUTE FUNCTION zz_relata_twin_notifications();
