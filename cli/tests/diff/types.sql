== a composite type gets more and less
CREATE TYPE c AS (a integer, b text);
CREATE TABLE t (x c);
COMMENT ON COLUMN c.a IS 'a';
---
CREATE TYPE c AS (a integer, d text COLLATE "C", e date);
CREATE TABLE t (x c);
COMMENT ON COLUMN c.a IS 'a';
COMMENT ON COLUMN c.e IS 'e';
COMMENT ON TYPE c IS 'c';
== a composite type in the middle
CREATE TYPE c AS (a integer, b text);
CREATE TABLE t (x c);
---
CREATE TYPE c AS (a integer, n date, b character varying(20));
CREATE TABLE t (x c);
== an unused composite type
CREATE TYPE c AS (a integer, b text);
---
CREATE TYPE c AS (a bigint, b integer);
== a domain with everything
CREATE DOMAIN d AS text;
CREATE TABLE t (a d);
---
CREATE DOMAIN d AS text DEFAULT 'x' CONSTRAINT long CHECK (length(VALUE) > 0) CHECK (VALUE <> 'bad');
CREATE TABLE t (a d);
COMMENT ON DOMAIN d IS 'd';
COMMENT ON CONSTRAINT long ON DOMAIN d IS 'long';
== a domain changes its check
CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 0);
CREATE TABLE t (a d, b d NOT NULL DEFAULT 3);
---
CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > -5);
CREATE TABLE t (a d, b d NOT NULL DEFAULT 3);
== a domain over another type
CREATE DOMAIN d AS integer CHECK (VALUE > 0);
CREATE TABLE t (a d, b d NOT NULL DEFAULT 3, PRIMARY KEY (b));
CREATE VIEW v AS SELECT a FROM t;
---
CREATE DOMAIN d AS bigint CHECK (VALUE > 0);
CREATE TABLE t (a d, b d NOT NULL DEFAULT 3, PRIMARY KEY (b));
CREATE VIEW v AS SELECT a FROM t;
== a domain of a domain
CREATE DOMAIN d AS text;
CREATE DOMAIN f AS d;
CREATE TABLE t (a f);
---
CREATE DOMAIN d AS character varying(30);
CREATE DOMAIN f AS d;
CREATE TABLE t (a f);
== a domain that is not validated
CREATE DOMAIN d AS integer;
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
CREATE TABLE t (a d);
---
CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 0);
CREATE TABLE t (a d);
== base and domain
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (a text NOT NULL, b d);
---
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (a d NOT NULL, b text);
== a domain whose values stand in arrays and composite types
CREATE DOMAIN d AS integer;
CREATE DOMAIN e AS integer;
CREATE TYPE c AS (x e);
CREATE TABLE t (id integer, a d[], b c);
---
CREATE DOMAIN d AS integer CHECK (VALUE > -5);
CREATE DOMAIN e AS integer CHECK (VALUE > -5);
CREATE TYPE c AS (x e);
CREATE TABLE t (id integer, a d[], b c);

== a field becomes an array, in a divided table
CREATE DOMAIN day AS date;
CREATE TYPE c AS (a day, b integer);
CREATE TABLE p (id integer, v c) PARTITION BY LIST (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
INSERT INTO p VALUES (1, ROW('2024-01-01', 2)), (1, ROW(NULL, 2));
---
CREATE DOMAIN day AS date;
CREATE TYPE c AS (a day[], b integer);
CREATE TABLE p (id integer, v c) PARTITION BY LIST (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);

== a domain that is never NULL
CREATE DOMAIN d AS numeric(10,2) NOT NULL;
CREATE TABLE t (a integer, n integer, c text);
---
CREATE DOMAIN d AS numeric(10,2) NOT NULL;
CREATE DOMAIN cash AS money NOT NULL;
CREATE TABLE t (a integer, n d, c cash, m d);

== tables of a type
CREATE TYPE c AS (id integer, name text, gone date);
CREATE TYPE s AS (id integer);
CREATE TABLE t OF c (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'x' NOT NULL);
CREATE TABLE u OF c;
CREATE TABLE stays OF s;
CREATE TABLE plain (id integer);
---
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE c AS (id bigint, first mood, name varchar(80));
CREATE TYPE s AS (id integer, more text COLLATE "C");
CREATE TABLE t OF c (id WITH OPTIONS PRIMARY KEY, name WITH OPTIONS DEFAULT 'y');
CREATE TABLE u (id integer, name text, gone date);
CREATE TABLE stays OF s (more WITH OPTIONS DEFAULT 'm');
CREATE TABLE plain OF s;
== a domain and an array of it over the rows of a table
CREATE TABLE a (id integer);
---
CREATE TABLE a (id integer);
CREATE TABLE b (id integer, t text);
CREATE DOMAIN d AS b;
CREATE TYPE pair AS (one d, two text);
CREATE TABLE c (x d, y pair[], z b);
== a table becomes one of a type while a column gets its type
CREATE TABLE t (a integer, b integer);
---
CREATE TYPE w AS (a integer, b text);
CREATE TABLE t OF w;
== the type of a table gets an attribute and loses one
CREATE TYPE w AS (a integer, b integer);
CREATE TABLE t OF w (a NOT NULL);
---
CREATE TYPE w AS (a integer, c text);
CREATE TABLE t OF w (a NOT NULL);
== a table becomes one of a type in whose order its columns would not stand
CREATE TABLE t (a integer, b integer);
---
CREATE TYPE w AS (n interval, a integer, b integer);
CREATE TABLE t OF w (n NOT NULL);
== a check of a table of a type comes in another form
CREATE TYPE w AS (a integer, b integer);
CREATE TABLE t OF w (CONSTRAINT c CHECK (a > 0));
---
CREATE TYPE w AS (a integer, b integer);
CREATE TABLE t OF w (CONSTRAINT c CHECK (a > -1));
== a setting of what does not fit in a row comes with what does not
CREATE TABLE t (a timestamp);
CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
---
CREATE TABLE t (a numeric) WITH (toast.autovacuum_enabled = false);
CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
== a check reads a column of a domain that gets another base
CREATE DOMAIN d AS date;
CREATE TABLE t (a d, CONSTRAINT c CHECK (a > '1000-01-01'));
---
CREATE DOMAIN d AS integer;
CREATE TABLE t (a d, CONSTRAINT c CHECK (abs(a::numeric) >= 0));
== a domain of the same base is made anew, and is NOT NULL
CREATE DOMAIN base AS integer;
CREATE DOMAIN d AS base NOT NULL;
CREATE TABLE t (a d);
---
CREATE DOMAIN d AS bigint NOT NULL;
CREATE TABLE t (a d);
== what keeps a column of a typed table from being NULL has another name
CREATE TYPE w AS (a integer, b integer);
CREATE TABLE t OF w (a NOT NULL);
---
CREATE TYPE w AS (a integer, b integer);
CREATE TABLE t OF w (a NOT NULL);
ALTER TABLE t ALTER a DROP NOT NULL, ADD CONSTRAINT is_there NOT NULL a; -- from 18
