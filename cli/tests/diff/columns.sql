== a column in the middle
CREATE TABLE t (a integer PRIMARY KEY, c text);
CREATE INDEX t_c ON t (c);
CREATE TABLE u (id integer REFERENCES t (a));
CREATE VIEW v AS SELECT a, c FROM t;
---
CREATE TABLE t (a integer PRIMARY KEY, b text DEFAULT 'x' NOT NULL, c text);
CREATE INDEX t_c ON t (c);
CREATE TABLE u (id integer REFERENCES t (a));
CREATE VIEW v AS SELECT a, c FROM t;
== a column in the middle of a table that counts
CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n serial, last text);
COMMENT ON COLUMN t.last IS 'the last one';
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t REPLICA IDENTITY FULL;
CREATE POLICY p ON t USING (id > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
---
CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, new integer, n serial, last text);
COMMENT ON COLUMN t.last IS 'the last one';
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t REPLICA IDENTITY FULL;
CREATE POLICY p ON t USING (id > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
== many columns at once
CREATE TABLE t (a integer, b integer, c integer, d text);
---
CREATE TABLE t (a bigint NOT NULL, d character varying(10) DEFAULT 'x', e timestamptz DEFAULT now() NOT NULL, f jsonb);
== a required column without a default
CREATE TABLE t (a integer);
---
CREATE TABLE t (a integer, i integer NOT NULL, s text NOT NULL, u uuid NOT NULL, j jsonb NOT NULL, d date NOT NULL, b boolean NOT NULL, l text[] NOT NULL, n numeric(4,2) NOT NULL, v character varying(3) NOT NULL, k character(2) NOT NULL);
== a required unique column
CREATE TABLE t (a integer);
---
CREATE TABLE t (a integer, id integer NOT NULL UNIQUE, code text NOT NULL);
CREATE UNIQUE INDEX t_code ON t (code);
== a required reference
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (a integer);
---
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (a integer, p integer NOT NULL REFERENCES p (id) ON DELETE CASCADE);
== storage, compression, statistics and options
CREATE TABLE t (a text, b text, c integer, d numeric);
---
CREATE TABLE t (a text, b text, c integer, d numeric);
ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz, ALTER c SET STATISTICS 500, ALTER d SET STORAGE PLAIN, ALTER c SET (n_distinct = 5);
== a default that reads a function of PostgreSQL
CREATE TABLE t (a timestamptz DEFAULT now(), b text DEFAULT 'a''b', c integer DEFAULT 1 + 2);
---
CREATE TABLE t (a timestamptz DEFAULT clock_timestamp(), b text DEFAULT 'c\d', c integer);
== collations
CREATE TABLE t (a text COLLATE "C", b text);
CREATE INDEX t_a ON t (a, b COLLATE "POSIX");
---
CREATE TABLE t (a text, b text COLLATE "C");
CREATE INDEX t_a ON t (a, b COLLATE "POSIX");
== a column that everything reads changes its type
CREATE TABLE t (a integer CHECK (a > 0), b integer GENERATED ALWAYS AS (a * 2) STORED, c integer DEFAULT 1);
CREATE INDEX t_a ON t ((a + 1)) WHERE a > 5;
CREATE INDEX t_c ON t (c);
CREATE VIEW v AS SELECT a, c FROM t WHERE c > 0;
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT a FROM w;
CREATE UNIQUE INDEX m_a ON m (a);
COMMENT ON VIEW v IS 'v';
COMMENT ON COLUMN w.a IS 'a of w';
COMMENT ON INDEX m_a IS 'by a';
---
CREATE TABLE t (a bigint CHECK (a > 0), b integer GENERATED ALWAYS AS (a * 2) STORED, c smallint DEFAULT 1);
CREATE INDEX t_a ON t ((a + 1)) WHERE a > 5;
CREATE INDEX t_c ON t (c);
CREATE VIEW v AS SELECT a, c FROM t WHERE c > 0;
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT a FROM w;
CREATE UNIQUE INDEX m_a ON m (a);
COMMENT ON VIEW v IS 'v';
COMMENT ON COLUMN w.a IS 'a of w';
COMMENT ON INDEX m_a IS 'by a';
== types without a cast
CREATE TABLE t (a integer, b boolean, c text, d bigint, e jsonb, f date, g numeric, h bytea, i uuid, j integer, k text[]);
---
CREATE TABLE t (a boolean, b bigint, c integer, d timestamptz, e text, f integer, g date, h text, i bytea, j integer[], k text);
== types with a default that has to change too
CREATE TABLE t (a text DEFAULT 'x' NOT NULL, b integer DEFAULT 5 NOT NULL, c boolean DEFAULT true NOT NULL, d character varying(20) DEFAULT 'long enough');
---
CREATE TABLE t (a integer DEFAULT 7 NOT NULL, b text DEFAULT 'five' NOT NULL, c integer DEFAULT 0 NOT NULL, d character varying(3) DEFAULT 'sho');
== a policy reads a column that changes
CREATE TABLE t (id integer, owner text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON t FOR SELECT USING (owner = CURRENT_USER);
---
CREATE TABLE t (id integer, owner character varying(80));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON t FOR SELECT USING (owner = CURRENT_USER);
== foreign keys over columns that change
CREATE TABLE p (id integer PRIMARY KEY, code text UNIQUE);
CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p ON DELETE CASCADE, code text REFERENCES p (code) DEFERRABLE INITIALLY DEFERRED);
---
CREATE TABLE p (id bigint PRIMARY KEY, code character varying(40) UNIQUE);
CREATE TABLE c (id integer PRIMARY KEY, p bigint REFERENCES p ON DELETE CASCADE, code character varying(40) REFERENCES p (code) DEFERRABLE INITIALLY DEFERRED);
== keys become texts
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer REFERENCES p);
---
CREATE TABLE p (id text PRIMARY KEY);
CREATE TABLE c (p text REFERENCES p);
== all columns go
CREATE TABLE t (a integer PRIMARY KEY, b text UNIQUE);
---
CREATE TABLE t ();
== a whole row
CREATE TABLE t (a integer);
CREATE TABLE u (r t);
---
CREATE TABLE t (a integer, b text);
CREATE TABLE u (r t);
