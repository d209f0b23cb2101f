-- relata: phase contract

-- step: drop notes.old
-- hazard: loses the values of notes.old
ALTER TABLE notes DROP COLUMN old;
