-- no-transaction
-- relata: phase backfill

-- step: fill sent_at of notifications, in batches
-- hazard: reads or writes every row of notifications
-- relata: backfill notifications key id
-- relata: set sent_at = created_at
-- relata: where sent_at IS NULL AND created_at IS NOT NULL
DO $$
DECLARE
    relata_this_0 bigint;
    relata_next_0 bigint;
    relata_more boolean;
BEGIN
    SELECT id INTO relata_this_0 FROM notifications ORDER BY id LIMIT 1;
    relata_more := FOUND;
    WHILE relata_more LOOP
        SELECT id INTO relata_next_0 FROM notifications
        WHERE (id) >= (relata_this_0) ORDER BY id OFFSET 1000 LIMIT 1;
        relata_more := FOUND;
        IF relata_more THEN
            UPDATE notifications SET sent_at = created_at
            WHERE (id) >= (relata_this_0) AND (id) < (relata_next_0) AND (sent_at IS NULL AND created_at IS NOT NULL);
        ELSE
            UPDATE notifications SET sent_at = created_at
            WHERE (id) >= (relata_this_0) AND (sent_at IS NULL AND created_at IS NOT NULL);
        END IF;
        COMMIT;
        relata_this_0 := relata_next_0;
    END LOOP;
END
$$;
