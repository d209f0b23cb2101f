== an extension comes
CREATE TABLE t (id integer, a text);
---
CREATE SCHEMA "The Types";
CREATE EXTENSION citext WITH SCHEMA "The Types";
CREATE EXTENSION btree_gist;
CREATE TABLE t (id integer, a "The Types".citext, r int4range, EXCLUDE USING gist (id WITH =, r WITH &&));
== an extension moves with all that names it
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE DOMAIN d AS citext DEFAULT 'none'::citext CHECK (VALUE <> 'never'::citext);
CREATE TABLE t (id integer, a citext DEFAULT 'x'::citext, b d, c text, CHECK (a <> 'no'::citext));
CREATE INDEX ON t USING gin (c gin_trgm_ops);
CREATE VIEW v AS SELECT a::citext || 'x' AS a FROM t WHERE a = 'y'::citext;
---
CREATE SCHEMA types;
CREATE EXTENSION citext WITH SCHEMA types;
CREATE EXTENSION pg_trgm WITH SCHEMA types;
CREATE DOMAIN d AS types.citext DEFAULT 'none'::types.citext CHECK (VALUE OPERATOR(types.<>) 'never'::types.citext);
CREATE TABLE t (id integer, a types.citext DEFAULT 'x'::types.citext, b d, c text, new types.citext,
    CHECK (a OPERATOR(types.<>) 'no'::types.citext));
CREATE INDEX ON t USING gin (c types.gin_trgm_ops);
CREATE VIEW v AS SELECT a::types.citext || 'x' AS a FROM t WHERE a OPERATOR(types.=) 'y'::types.citext;
== what is said of an extension
CREATE EXTENSION hstore;
COMMENT ON EXTENSION hstore IS 'it''s another';
---
CREATE EXTENSION hstore;
