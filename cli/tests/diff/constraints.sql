== each kind comes
CREATE TABLE p (a integer NOT NULL, b integer NOT NULL, UNIQUE (a, b));
CREATE TABLE t (id integer, a integer, b integer, r int4range);
---
CREATE TABLE p (a integer NOT NULL, b integer NOT NULL, UNIQUE (a, b));
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer, r int4range,
  CONSTRAINT u UNIQUE (a) INCLUDE (b) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL ON DELETE SET NULL (a, b) ON UPDATE CASCADE DEFERRABLE, -- from 15
  CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE, -- before 15
  CONSTRAINT k CHECK (a > 0 OR b > 0) NO INHERIT,
  CONSTRAINT x EXCLUDE USING gist (r WITH &&) WHERE (id > 0));
COMMENT ON CONSTRAINT k ON t IS 'k';
COMMENT ON CONSTRAINT x ON t IS 'x';
== each kind changes
CREATE TABLE p (a integer PRIMARY KEY, b integer UNIQUE);
CREATE TABLE t (id integer PRIMARY KEY, a integer UNIQUE, b integer CHECK (b > 0), c integer REFERENCES p);
---
CREATE TABLE p (a integer PRIMARY KEY, b integer UNIQUE);
CREATE TABLE t (id integer NOT NULL, a integer, b integer CHECK (b > -1), c integer, UNIQUE NULLS NOT DISTINCT (a), PRIMARY KEY (id) INCLUDE (b)); -- from 15
CREATE TABLE t (id integer NOT NULL, a integer, b integer CHECK (b > -1), c integer, UNIQUE (a), PRIMARY KEY (id) INCLUDE (b)); -- before 15
ALTER TABLE t ADD CONSTRAINT t_c_fkey FOREIGN KEY (c) REFERENCES p (b) ON DELETE CASCADE;
== a primary key that others lead to
CREATE TABLE p (a integer PRIMARY KEY, b integer NOT NULL);
CREATE TABLE c (p integer REFERENCES p);
---
CREATE TABLE p (a integer NOT NULL UNIQUE, b integer PRIMARY KEY);
CREATE TABLE c (p integer REFERENCES p (a));
== a unique constraint or a unique index
CREATE TABLE t (a integer, CONSTRAINT t_a UNIQUE (a));
CREATE TABLE c (a integer REFERENCES t (a));
---
CREATE TABLE t (a integer);
CREATE UNIQUE INDEX t_a ON t (a);
CREATE TABLE c (a integer REFERENCES t (a));
== deferrability
CREATE TABLE p (a integer PRIMARY KEY);
CREATE TABLE t (a integer, b integer, CONSTRAINT u UNIQUE (b));
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p;
---
CREATE TABLE p (a integer PRIMARY KEY);
CREATE TABLE t (a integer, b integer, CONSTRAINT u UNIQUE (b) DEFERRABLE);
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p DEFERRABLE INITIALLY DEFERRED;
== validity
CREATE TABLE p (a integer PRIMARY KEY);
CREATE TABLE t (a integer);
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p NOT VALID, ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
---
CREATE TABLE p (a integer PRIMARY KEY);
CREATE TABLE t (a integer);
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p, ADD CONSTRAINT c CHECK (a > 0);
== a table that leads to itself, and two that lead to each other
CREATE TABLE t (id integer PRIMARY KEY);
---
CREATE TABLE t (id integer PRIMARY KEY, parent integer REFERENCES t);
CREATE TABLE a (id integer PRIMARY KEY, b integer);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
== an index and options of a key
CREATE TABLE t (a integer, b integer, CONSTRAINT t_pk PRIMARY KEY (a), CONSTRAINT t_u UNIQUE (b));
ALTER TABLE t CLUSTER ON t_pk;
---
CREATE TABLE t (a integer, b integer, CONSTRAINT t_pk PRIMARY KEY (a) WITH (fillfactor = 70), CONSTRAINT t_u UNIQUE (b) WITH (fillfactor = 90));
ALTER TABLE t CLUSTER ON t_u;
COMMENT ON INDEX t_u IS 'u';
== two equal checks
CREATE TABLE t (a integer, CONSTRAINT c1 CHECK (a > 0));
---
CREATE TABLE t (a integer, CONSTRAINT c2 CHECK (a > 0), CONSTRAINT c3 CHECK (a > 0));
== replica identity and its index
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL);
CREATE UNIQUE INDEX i ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX i;
---
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL);
CREATE UNIQUE INDEX i ON t (b);
ALTER TABLE t REPLICA IDENTITY USING INDEX i;
== a key changes to which a table leads that goes
CREATE TABLE t (id integer, a integer, CONSTRAINT k UNIQUE (id));
CREATE TABLE c (id integer REFERENCES t (id));
---
CREATE TABLE t (id integer, a integer, CONSTRAINT k UNIQUE (id) INCLUDE (a));
== an exclusion of some rows goes with the columns that it reads
CREATE TABLE t (id integer, a integer, b integer, EXCLUDE USING btree (b WITH =) WHERE (a IS NOT NULL));
---
CREATE TABLE t (id integer);

== rows that are written while their foreign key is looked at only in the end
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a DEFERRABLE INITIALLY DEFERRED, n integer);
---
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY, a integer NOT NULL REFERENCES a DEFERRABLE INITIALLY DEFERRED, n integer NOT NULL, m text);

== foreign keys to an index that is unique, and to another one
CREATE TABLE a (id integer NOT NULL, code text, kind integer);
CREATE UNIQUE INDEX a_id ON a (id);
CREATE UNIQUE INDEX a_code ON a (code) INCLUDE (kind);
CREATE TABLE b (a integer, code text);
ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (a) REFERENCES a (id), ADD CONSTRAINT b_code FOREIGN KEY (code) REFERENCES a (code);
---
CREATE TABLE a (id bigint NOT NULL, code text, kind integer);
CREATE UNIQUE INDEX a_id ON a (id) WITH (fillfactor = 70);
CREATE UNIQUE INDEX a_code ON a (code);
CREATE TABLE b (a bigint, code text);
ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (a) REFERENCES a (id) ON DELETE CASCADE, ADD CONSTRAINT b_code FOREIGN KEY (code) REFERENCES a (code);
== a list of values of a varchar
CREATE TABLE t (id integer, s varchar(20));
CREATE VIEW v AS SELECT id FROM t;
---
CREATE TABLE t (id integer, s varchar(20));
CREATE TABLE u (id integer, s varchar(20) CHECK (s IN ('a', 'b, c')), CONSTRAINT other CHECK (id > 0 AND s NOT IN ('x', ']')));
CREATE INDEX t_id ON t (id) WHERE s IN ('a', 'b');
CREATE DOMAIN d AS varchar CHECK (VALUE IN ('it''s', '(x'));
CREATE VIEW v AS SELECT id FROM t WHERE s IN ('a', 'b') OR id BETWEEN 1 AND 2;
== a new table refers to a key that takes the place of another one
CREATE TABLE users (user_id integer PRIMARY KEY, id integer NOT NULL UNIQUE);
---
CREATE TABLE users (user_id integer NOT NULL, id integer PRIMARY KEY);
CREATE TABLE taggings (user_id integer REFERENCES users (id), tag text NOT NULL);
CREATE TABLE taggers (id integer PRIMARY KEY, parent integer REFERENCES taggers (id));
== what was referred to is no longer logged
CREATE TABLE t (id integer PRIMARY KEY);
CREATE TABLE u (id integer PRIMARY KEY REFERENCES t);
---
CREATE UNLOGGED TABLE t (id integer PRIMARY KEY);
CREATE TABLE u (id integer PRIMARY KEY);
== what keeps a column from being NULL is less sure when the primary key goes
CREATE TABLE t (id integer PRIMARY KEY);
---
CREATE TABLE t (id integer);
ALTER TABLE t ADD CONSTRAINT t_is NOT NULL id NOT VALID; -- from 18
