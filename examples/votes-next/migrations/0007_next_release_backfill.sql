-- no-transaction
-- relata: phase backfill

-- step: fill value_new of question_votes, in batches
-- hazard: reads or writes every row of question_votes
-- relata: backfill question_votes key question_id, user_id
-- relata: set value_new = value
-- relata: where value_new IS NULL AND value IS NOT NULL
DO $$
DECLARE
    relata_this_0 bigint;
    relata_next_0 bigint;
    relata_this_1 bigint;
    relata_next_1 bigint;
    relata_more boolean;
BEGIN
    SELECT question_id, user_id INTO relata_this_0, relata_this_1 FROM question_votes ORDER BY question_id, user_id LIMIT 1;
    relata_more := FOUND;
    WHILE relata_more LOOP
        SELECT question_id, user_id INTO relata_next_0, relata_next_1 FROM question_votes
        WHERE (question_id, user_id) >= (relata_this_0, relata_this_1) ORDER BY question_id, user_id OFFSET 1000 LIMIT 1;
        relata_more := FOUND;
        IF relata_more THEN
            UPDATE question_votes SET value_new = value
            WHERE (question_id, user_id) >= (relata_this_0, relata_this_1) AND (question_id, user_id) < (relata_next_0, relata_next_1) AND (value_new IS NULL AND value IS NOT NULL);
        ELSE
            UPDATE question_votes SET value_new = value
            WHERE (question_id, user_id) >= (relata_this_0, relata_this_1) AND (value_new IS NULL AND value IS NOT NULL);
        END IF;
        COMMIT;
        relata_this_0 := relata_next_0;
        relata_this_1 := relata_next_1;
    END LOOP;
END
$$;
