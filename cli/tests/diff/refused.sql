== a default calls a function that only the target has
CREATE TABLE t (id integer);
---
CREATE FUNCTION now_or_never() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id integer, n integer DEFAULT now_or_never());
---
  t.n: it needs the function `now_or_never()`, which only the target has and relata does not model: create it, and compare again
== a default comes to call a function that only the target has
CREATE TABLE t (id integer DEFAULT 1);
---
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id integer DEFAULT f(2));
---
  t.id: it needs the function `f(integer)`, which only the target has and relata does not model: create it, and compare again
== a generated column, a check, an index and a view call functions that only the target has
CREATE TABLE t (id integer);
---
CREATE SCHEMA "my functions";
CREATE FUNCTION "my functions".f(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id integer, n integer GENERATED ALWAYS AS ("my functions".f(id)) STORED, CONSTRAINT c CHECK ("my functions".f(id) > 0));
CREATE INDEX i ON t ("my functions".f(id));
CREATE VIEW v AS SELECT "my functions".f(id) FROM t;
---
  i: it needs the function `"my functions".f(integer)`, which only the target has and relata does not model: create it, and compare again
  t.c: it needs the function `"my functions".f(integer)`, which only the target has and relata does not model: create it, and compare again
  t.n: it needs the function `"my functions".f(integer)`, which only the target has and relata does not model: create it, and compare again
  v: it needs the function `"my functions".f(integer)`, which only the target has and relata does not model: create it, and compare again
== a domain and a composite type need what only the target has
CREATE TABLE t (id integer);
---
CREATE FUNCTION f(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE DOMAIN d AS text CHECK (f(VALUE));
CREATE DOMAIN e AS text DEFAULT f('x');
CREATE TYPE r AS RANGE (subtype = integer);
CREATE TYPE w AS (a r);
CREATE TABLE t (id integer);
---
  d.d_check: it needs the function `f(text)`, which only the target has and relata does not model: create it, and compare again
  e: it needs the function `f(text)`, which only the target has and relata does not model: create it, and compare again
  w.a: it needs the type `r`, which only the target has and relata does not model: create it, and compare again
== a new table needs a function that only the target has
CREATE TABLE t (id integer);
---
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id integer);
CREATE TABLE u (id integer DEFAULT f());
---
  u.id: it needs the function `f()`, which only the target has and relata does not model: create it, and compare again
== a namespace goes with a function in it
CREATE SCHEMA "S 1";
CREATE FUNCTION "S 1".f(text, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE TABLE "S 1".t (id integer);
---
CREATE TABLE t (id integer);
---
  S 1: the function `"S 1".f(text,integer)` is in it, which relata does not model and would not drop: drop it first, and compare again
== a trigger and a policy need a column that goes
CREATE TABLE t (id integer, gone integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "a trigger" BEFORE UPDATE OF gone ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY p ON t USING (gone > 0);
---
CREATE TABLE t (id integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
---
  t.gone: the policy `p` on `t` needs it, which relata does not model and would not drop: drop it first, and create it again afterwards
  t.gone: the trigger `"a trigger"` on `t` needs it, which relata does not model and would not drop: drop it first, and create it again afterwards
== rows are divided otherwise
CREATE TABLE t (id integer, n integer) PARTITION BY LIST (id);
CREATE TABLE u (id integer);
CREATE TABLE w (id integer) PARTITION BY LIST (id);
---
CREATE TABLE t (id integer, n integer) PARTITION BY RANGE (n);
CREATE TABLE u (id integer) PARTITION BY RANGE (id);
CREATE TABLE w (id integer);
---
  t: its rows are divided by list (id), and the target divides them by range (n): PostgreSQL cannot change how a table is partitioned; create another table and move the rows
  u: PostgreSQL cannot make a partitioned table of one that is not; create another table and move the rows
  w: PostgreSQL cannot make a plain table of a partitioned one; create another table and move the rows
== the columns of a table stand in another order
CREATE TABLE t (a integer, b integer);
---
CREATE TYPE w AS (b integer, a integer);
CREATE TABLE t OF w;
---
  t: its columns stand in the order a, b, and in the target in the order b, a: PostgreSQL cannot move a column that is there
== a column is of the row type of a table that is made anew
CREATE TABLE t (a integer);
CREATE TABLE u (id integer, t t);
---
CREATE TYPE w AS (n integer, a integer);
CREATE TABLE t OF w;
CREATE TABLE u (id integer, t t);
---
  t: it has to be made anew, and the column `t` of `u` is of its row type
