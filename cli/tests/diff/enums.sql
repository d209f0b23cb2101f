== values before, between and after
CREATE TYPE e AS ENUM ('b', 'd');
CREATE TABLE t (a e DEFAULT 'b', b e[]);
---
CREATE TYPE e AS ENUM ('a', 'b', 'c', 'c2', 'd', 'e', 'f');
CREATE TABLE t (a e DEFAULT 'c2', b e[] DEFAULT '{a,f}');
== a value goes, and everything reads the type
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE DOMAIN d AS e CHECK (VALUE <> 'c');
CREATE TABLE t (a e DEFAULT 'a' NOT NULL CHECK (a <> 'c'), b e[] DEFAULT '{a}', c d, g text GENERATED ALWAYS AS (CASE WHEN a = 'a' THEN 'x' ELSE 'y' END) STORED);
CREATE INDEX t_a ON t (a) WHERE a = 'a';
CREATE VIEW v AS SELECT a FROM t WHERE a = 'b';
---
CREATE TYPE e AS ENUM ('a', 'b');
CREATE DOMAIN d AS e CHECK (VALUE IS NOT NULL OR VALUE <> 'b');
CREATE TABLE t (a e DEFAULT 'a' NOT NULL CHECK (a <> 'b' OR a IS NOT NULL), b e[] DEFAULT '{a}', c d, g text GENERATED ALWAYS AS (CASE WHEN a = 'a' THEN 'x' ELSE 'y' END) STORED);
CREATE INDEX t_a ON t (a) WHERE a = 'a';
CREATE VIEW v AS SELECT a FROM t WHERE a = 'b';
== the first value goes
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (a e, b e NOT NULL, c e[] NOT NULL);
CREATE INDEX t_b ON t (b);
---
CREATE TYPE e AS ENUM ('b', 'c');
CREATE TABLE t (a e, b e NOT NULL, c e[] NOT NULL);
CREATE INDEX t_b ON t (b);
== another order
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (a e);
COMMENT ON TYPE e IS 'letters';
---
CREATE TYPE e AS ENUM ('c', 'b', 'a');
CREATE TABLE t (a e);
COMMENT ON TYPE e IS 'letters';
== to text and back
CREATE TYPE e AS ENUM ('1', '2', '3');
CREATE TABLE t (a e DEFAULT '1' NOT NULL);
---
CREATE TABLE t (a text DEFAULT '1' NOT NULL);
== an enum becomes a domain
CREATE TYPE e AS ENUM ('1', '2', '3');
CREATE TABLE t (a e);
---
CREATE DOMAIN e AS text CHECK (VALUE IN ('1', '2', '3'));
CREATE TABLE t (a e);
== in a partitioned table
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE p (k integer, a e DEFAULT 'a') PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
---
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE p (k integer, a e DEFAULT 'a') PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
== in another type
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TYPE c AS (x e, y integer);
CREATE TABLE t (a c);
---
CREATE TYPE e AS ENUM ('c', 'a');
CREATE TYPE c AS (x e, y integer);
CREATE TABLE t (a c);
== values go, come and move, in several tables
CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd');
CREATE TYPE "F g" AS ENUM ('x', 'y');
CREATE TABLE t (id integer PRIMARY KEY, a e DEFAULT 'a' NOT NULL CONSTRAINT t_a CHECK (a <> 'b'), b e[] DEFAULT '{a}', f "F g", gone e, note e);
CREATE TABLE u (a e PRIMARY KEY, n integer NOT NULL UNIQUE, CHECK (a > 'a' OR n > 0));
CREATE TABLE w (u e REFERENCES u ON UPDATE CASCADE, n text DEFAULT ('a'::e)::text);
CREATE UNIQUE INDEX t_ab ON t (b, a DESC) WHERE a = 'c';
CREATE INDEX t_x ON t ((a = 'a'::e));
CREATE VIEW v AS SELECT id, a FROM t WHERE a = 'a';
CREATE VIEW v2 AS SELECT id FROM v WHERE a <> 'c' UNION SELECT n FROM u;
CREATE VIEW v3 AS SELECT 'a'::e AS first;
COMMENT ON TYPE e IS 'letters';
COMMENT ON COLUMN t.a IS 'one of them';
---
CREATE TYPE e AS ENUM ('z', 'd', 'c', 'a');
CREATE TYPE "F g" AS ENUM ('y', 'x');
CREATE TABLE t (id integer PRIMARY KEY, a e DEFAULT 'z' NOT NULL CONSTRAINT t_a CHECK (a <> 'd'), b e[] DEFAULT '{a}', f "F g", note text, more e DEFAULT 'z');
CREATE TABLE u (a e PRIMARY KEY, n integer NOT NULL UNIQUE, CHECK (a > 'a' OR n > 0));
CREATE TABLE w (u e REFERENCES u ON UPDATE CASCADE, n text DEFAULT ('a'::e)::text);
CREATE UNIQUE INDEX t_ab ON t (b, a DESC) WHERE a = 'c';
CREATE INDEX t_x ON t ((a = 'a'::e));
CREATE VIEW v AS SELECT id, a FROM t WHERE a = 'a';
CREATE VIEW v2 AS SELECT id FROM v WHERE a <> 'c' UNION SELECT n FROM u;
CREATE VIEW v3 AS SELECT 'a'::e AS first;
COMMENT ON TYPE e IS 'some letters';
COMMENT ON COLUMN t.a IS 'one of them';
== a value goes in another namespace
CREATE SCHEMA s;
CREATE TYPE s.e AS ENUM ('a', 'b');
CREATE TABLE s.t (a s.e DEFAULT 'a', b s.e[] NOT NULL CHECK (b <> '{a,a}'), n integer, UNIQUE (a, n));
---
CREATE SCHEMA s;
CREATE TYPE s.e AS ENUM ('a');
CREATE TABLE s.t (a s.e DEFAULT 'a', b s.e[] NOT NULL CHECK (b <> '{a,a}'), n integer, UNIQUE (a, n));
== a column and a type of one name
CREATE TYPE mood AS ENUM ('good', 'bad', 'middling');
CREATE TABLE t (id integer PRIMARY KEY, mood mood DEFAULT 'good' NOT NULL CHECK (mood <> 'bad' OR id > 0), note text CHECK (note <> 'mood'), also mood CHECK (also <> 'bad'));
CREATE INDEX t_bad ON t (id) WHERE mood = 'bad';
---
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE t (id integer PRIMARY KEY, mood mood DEFAULT 'good' NOT NULL CHECK (mood <> 'bad' OR id > 0), note text CHECK (note <> 'mood'), also mood CHECK (also <> 'bad'));
CREATE INDEX t_bad ON t (id) WHERE mood = 'bad';
== a policy reads a column of the type
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id integer PRIMARY KEY, a e DEFAULT 'a', b text DEFAULT ('a'::e)::text, c e);
CREATE POLICY p ON t USING (a = 'a'::e AND c = 'a');
---
CREATE TYPE e AS ENUM ('a');
CREATE TABLE t (id integer PRIMARY KEY, a e DEFAULT 'a', b text DEFAULT ('a'::e)::text, c e);
CREATE POLICY p ON t USING (a = 'a'::e AND c = 'a');
