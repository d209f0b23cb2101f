== a number gets wider
CREATE TABLE t (id integer PRIMARY KEY, a integer);
---
CREATE TABLE t (id integer PRIMARY KEY, a bigint);
== with a default, not null, and comments
CREATE TABLE t (id integer PRIMARY KEY, a integer DEFAULT 5 NOT NULL, b text);
COMMENT ON COLUMN t.a IS 'how many';
---
CREATE TABLE t (id integer PRIMARY KEY, a bigint DEFAULT 7 NOT NULL, b text);
COMMENT ON COLUMN t.a IS 'how many';
ALTER TABLE t ALTER a SET STATISTICS 300;
== keys, indexes, checks and a foreign key come with it
CREATE TABLE r (id bigint PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer);
---
CREATE TABLE r (id bigint PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a bigint UNIQUE REFERENCES r, b bigint DEFAULT 3 NOT NULL, CHECK (a > 0), CHECK (a > b OR a <= b OR a IS NULL));
CREATE INDEX t_ab ON t (a, b);
CREATE INDEX t_expression ON t ((a + 1)) WHERE a > 5;
== keys, indexes, checks and foreign keys are there
CREATE TABLE r (id integer PRIMARY KEY, code integer UNIQUE);
CREATE TABLE t (id integer PRIMARY KEY, a integer REFERENCES r, b integer UNIQUE CHECK (b > 0), c integer,
  CONSTRAINT t_both CHECK (b > c OR b IS NULL OR c IS NULL OR b <= c), UNIQUE (c, b) DEFERRABLE);
CREATE INDEX t_bc ON t (b, c DESC) INCLUDE (a);
CREATE UNIQUE INDEX t_lower ON t (abs(b)) WHERE b > 1;
COMMENT ON INDEX t_bc IS 'by b and c';
COMMENT ON CONSTRAINT t_both ON t IS 'of both';
COMMENT ON CONSTRAINT t_b_key ON t IS 'only once';
CREATE TABLE u (b integer REFERENCES t (b) ON DELETE CASCADE);
---
CREATE TABLE r (id integer PRIMARY KEY, code integer UNIQUE);
CREATE TABLE t (id integer PRIMARY KEY, a bigint REFERENCES r, b bigint UNIQUE CHECK (b > 0), c numeric,
  CONSTRAINT t_both CHECK (b > c OR b IS NULL OR c IS NULL OR b <= c), UNIQUE (c, b) DEFERRABLE);
CREATE INDEX t_bc ON t (b, c DESC) INCLUDE (a);
CREATE UNIQUE INDEX t_lower ON t (abs(b)) WHERE b > 1;
COMMENT ON INDEX t_bc IS 'by b and c';
COMMENT ON CONSTRAINT t_both ON t IS 'of both';
COMMENT ON CONSTRAINT t_b_key ON t IS 'only once';
CREATE TABLE u (b integer REFERENCES t (b) ON DELETE CASCADE);
== the primary key to which others lead
CREATE TABLE users (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
CREATE TABLE posts (id serial PRIMARY KEY, author integer NOT NULL REFERENCES users ON DELETE CASCADE, editor integer REFERENCES users ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE tree (id integer PRIMARY KEY, parent integer REFERENCES tree ON DELETE SET NULL, root integer REFERENCES tree);
CREATE INDEX posts_author ON posts (author);
---
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
CREATE TABLE posts (id bigserial PRIMARY KEY, author bigint NOT NULL REFERENCES users ON DELETE CASCADE, editor bigint REFERENCES users ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE tree (id bigint PRIMARY KEY, parent bigint REFERENCES tree ON DELETE SET NULL, root bigint REFERENCES tree);
CREATE INDEX posts_author ON posts (author);
== only one end of a foreign key
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p ON DELETE SET NULL);
---
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p ON DELETE SET NULL);
== a key of several columns
CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE c (a integer, b integer, FOREIGN KEY (a, b) REFERENCES p MATCH FULL ON UPDATE CASCADE);
---
CREATE TABLE p (a bigint, b integer, PRIMARY KEY (a, b));
CREATE TABLE c (a integer, b integer, FOREIGN KEY (a, b) REFERENCES p MATCH FULL ON UPDATE CASCADE);
== views, policies and triggers
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text);
CREATE TABLE u (id integer PRIMARY KEY, a integer);
CREATE VIEW v AS SELECT id, a FROM t WHERE a > 0;
CREATE VIEW w AS SELECT v.a, u.a AS other FROM v JOIN u ON u.id = v.id;
COMMENT ON VIEW v IS 'a view';
COMMENT ON COLUMN w.other IS 'the other';
GRANT SELECT ON v TO PUBLIC;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (a > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER zzz BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE STATISTICS s ON id, a FROM t;
---
CREATE TABLE t (id integer PRIMARY KEY, a bigint, b text);
CREATE TABLE u (id integer PRIMARY KEY, a bigint);
CREATE VIEW v AS SELECT id, a FROM t WHERE a > 0;
CREATE VIEW w AS SELECT v.a, u.a AS other FROM v JOIN u ON u.id = v.id;
COMMENT ON VIEW v IS 'a view';
COMMENT ON COLUMN w.other IS 'the other';
GRANT SELECT ON v TO PUBLIC;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (a > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER zzz BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE STATISTICS s ON id, a FROM t;
== a view groups by the primary key
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id;
---
CREATE TABLE t (id bigint PRIMARY KEY, a text);
CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id;
== texts, dates and enums
CREATE TYPE mood AS ENUM ('1', '2', '3');
CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL, b timestamptz, c integer, d mood DEFAULT '1' NOT NULL, e json, f character varying(20));
CREATE INDEX t_d ON t (d);
---
CREATE TYPE mood AS ENUM ('1', '2', '3');
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b date, c text, d text DEFAULT '1' NOT NULL, e jsonb, f character varying(3));
CREATE INDEX t_d ON t (d);
== another collation of what is indexed
CREATE TABLE t (id integer PRIMARY KEY, a text COLLATE "C");
CREATE INDEX t_a ON t (a);
---
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE INDEX t_a ON t (a);
== replica identity and sorting
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL);
CREATE UNIQUE INDEX t_a ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
ALTER TABLE t CLUSTER ON t_a;
---
CREATE TABLE t (id integer PRIMARY KEY, a bigint NOT NULL);
CREATE UNIQUE INDEX t_a ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
ALTER TABLE t CLUSTER ON t_a;
== without a key
CREATE TABLE t (a integer, b text);
---
CREATE TABLE t (a bigint, b text);
== names that need quotes
CREATE TABLE "The table" ("a b" integer PRIMARY KEY, "C" integer CHECK ("C" > "a b" OR "C" <= "a b" OR "C" IS NULL));
CREATE INDEX "an index" ON "The table" ("C");
---
CREATE TABLE "The table" ("a b" bigint PRIMARY KEY, "C" bigint CHECK ("C" > "a b" OR "C" <= "a b" OR "C" IS NULL));
CREATE INDEX "an index" ON "The table" ("C");
== in another namespace
CREATE SCHEMA s;
CREATE TABLE s.t (id integer GENERATED BY DEFAULT AS IDENTITY (START WITH 7) PRIMARY KEY, a integer);
CREATE TABLE s.u (t integer REFERENCES s.t);
---
CREATE SCHEMA s;
CREATE TABLE s.t (id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 7) PRIMARY KEY, a integer);
CREATE TABLE s.u (t bigint REFERENCES s.t);
== a circle of foreign keys that write
CREATE TABLE a (id integer PRIMARY KEY, b integer);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a ON DELETE CASCADE ON UPDATE CASCADE, own integer REFERENCES b ON DELETE SET NULL);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b ON DELETE SET NULL;
---
CREATE TABLE a (id bigint PRIMARY KEY, b bigint);
CREATE TABLE b (id bigint PRIMARY KEY, a bigint REFERENCES a ON DELETE CASCADE ON UPDATE CASCADE, own bigint REFERENCES b ON DELETE SET NULL);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b ON DELETE SET NULL;
== a view over a view that reads it
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE VIEW b AS SELECT id, a FROM t;
CREATE VIEW a AS SELECT id, a AS x FROM b WHERE a > 1;
---
CREATE TABLE t (id integer PRIMARY KEY, a bigint);
CREATE VIEW b AS SELECT id, a FROM t;
CREATE VIEW a AS SELECT id, a AS x FROM b WHERE a > 1;
== what is said of keys, checks and indexes of a column that gets another type
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL);
---
CREATE TABLE t (id integer PRIMARY KEY, a bigint NOT NULL, CONSTRAINT c CHECK (a > 0), CONSTRAINT k UNIQUE (a));
CREATE INDEX i ON t (a, id);
ALTER TABLE t CLUSTER ON i;
COMMENT ON CONSTRAINT c ON t IS 'positive';
COMMENT ON CONSTRAINT k ON t IS 'one each';
COMMENT ON INDEX k IS 'its index';
COMMENT ON INDEX i IS 'both';
== another column of the table is of a type that goes
CREATE DOMAIN d AS date CHECK (VALUE > '1000-01-01');
CREATE TABLE t (id integer PRIMARY KEY, a integer, b d);
CREATE TABLE u (b d);
CREATE TABLE heir () INHERITS (u);
---
CREATE SCHEMA s;
CREATE DOMAIN s.d AS date CHECK (VALUE > '1000-01-01');
CREATE TABLE t (id integer PRIMARY KEY, a bigint, b s.d);
CREATE TABLE u (b s.d);
CREATE TABLE heir () INHERITS (u);
== the primary key comes to be of a column that gets another type
CREATE TABLE t (id integer CONSTRAINT was PRIMARY KEY, a text NOT NULL);
CREATE TABLE u (t integer REFERENCES t, a text);
---
CREATE TABLE t (id integer UNIQUE, a bigint NOT NULL PRIMARY KEY);
CREATE TABLE u (a bigint);
== a column gets another type, and is NOT NULL for new rows
CREATE TABLE t (id integer PRIMARY KEY, a integer);
---
CREATE TABLE t (id integer PRIMARY KEY, a bigint);
ALTER TABLE t ADD CONSTRAINT t_a NOT NULL a NOT VALID; -- from 18
