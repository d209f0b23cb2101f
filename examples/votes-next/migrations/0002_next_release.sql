-- step: make several changes at once
CREATE TYPE question_state AS ENUM ('open', 'closed');

CREATE TABLE bookmarks (
    user_id bigint NOT NULL,
    question_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT bookmarks_pkey PRIMARY KEY (user_id, question_id)
);

-- step: add to answer_votes and keep value_new like value
ALTER TABLE answer_votes
    ADD COLUMN value_new integer;

CREATE FUNCTION zz_relata_twin_answer_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.value IS DISTINCT FROM OLD.value THEN
        NEW.value_new := NEW.value;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER zz_relata_twin_answer_votes BEFORE INSERT OR UPDATE ON answer_votes
    FOR EACH ROW EXECUTE FUNCTION zz_relata_twin_answer_votes();
