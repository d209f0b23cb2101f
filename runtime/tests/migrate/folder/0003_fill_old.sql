-- relata: phase backfill

-- step: fill notes.old
-- relata: backfill notes key id
-- relata: set old = title
-- relata: where old IS NULL
UPDATE notes SET old = title WHERE old IS NULL;
