-- no-transaction
-- step: build the index notes_title_idx
-- relata: lock-timeout none
-- relata: probe index notes_title_idx
CREATE INDEX CONCURRENTLY notes_title_idx ON notes (title);
