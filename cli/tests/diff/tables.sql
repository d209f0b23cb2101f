== the properties of a table
CREATE TABLE t (a integer PRIMARY KEY);
---
CREATE UNLOGGED TABLE t (a integer PRIMARY KEY) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE t REPLICA IDENTITY NOTHING;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE t IS 'it''s a table';
COMMENT ON COLUMN t.a IS 'a column';
COMMENT ON CONSTRAINT t_pkey ON t IS 'a key';
== other options
CREATE TABLE t (a integer) WITH (fillfactor = 70, autovacuum_enabled = false);
---
CREATE TABLE t (a integer) WITH (fillfactor = 80, parallel_workers = 2);
== a table of a type
CREATE TYPE c AS (a integer, b text);
CREATE TABLE t (a integer, b text);
---
CREATE TYPE c AS (a integer, b text);
CREATE TABLE t OF c;
== a table in another namespace
CREATE SCHEMA s;
CREATE TABLE t (a serial PRIMARY KEY);
---
CREATE SCHEMA s;
CREATE TABLE s.t (a serial PRIMARY KEY);
== a namespace with everything
CREATE TABLE t (a integer);
---
CREATE SCHEMA s;
COMMENT ON SCHEMA s IS 's';
CREATE TYPE s.e AS ENUM ('a');
CREATE DOMAIN s.d AS s.e;
CREATE SEQUENCE s.q;
CREATE TABLE s.t (a s.d DEFAULT 'a', b bigint DEFAULT nextval('s.q'), c s.e[]);
CREATE VIEW s.v AS SELECT a FROM s.t;
ALTER SEQUENCE s.q OWNED BY s.t.b;
CREATE TABLE t (a integer, b s.e);
== extensions
CREATE TABLE t (a text);
---
CREATE EXTENSION citext;
CREATE SCHEMA x;
CREATE EXTENSION pg_trgm WITH SCHEMA x;
CREATE TABLE t (a citext);
CREATE INDEX t_a ON t USING gin (a x.gin_trgm_ops);
