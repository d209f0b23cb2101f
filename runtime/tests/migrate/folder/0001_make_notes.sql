-- step: make the table notes
CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, old text);

-- step: put one in
INSERT INTO notes (title) VALUES ('it''s; the first');
