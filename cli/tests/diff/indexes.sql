== each kind
CREATE TABLE t (a integer, b text, c jsonb, d int4range, e tsvector);
---
CREATE TABLE t (a integer, b text, c jsonb, d int4range, e tsvector);
CREATE INDEX i1 ON t USING btree (a DESC, b NULLS FIRST) INCLUDE (c);
CREATE INDEX i2 ON t USING hash (b);
CREATE INDEX i3 ON t USING gin (c jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX i4 ON t USING gist (d);
CREATE INDEX i5 ON t USING brin (a) WITH (pages_per_range = 16);
CREATE UNIQUE INDEX i6 ON t (lower(b) text_pattern_ops) NULLS NOT DISTINCT WHERE a > 0; -- from 15
CREATE UNIQUE INDEX i6 ON t (lower(b) text_pattern_ops) WHERE a > 0; -- before 15
CREATE INDEX i7 ON t USING spgist (b);
CREATE INDEX i8 ON t ((a + 1), (c ->> 'x'::text));
ALTER INDEX i8 ALTER COLUMN 1 SET STATISTICS 200;
CREATE INDEX i9 ON t (b COLLATE "C");
CREATE INDEX i10 ON t USING gin (e);
COMMENT ON INDEX i1 IS 'one';
== each property changes
CREATE TABLE t (a integer, b text);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (a) WITH (fillfactor = 70);
CREATE INDEX i3 ON t (a) WHERE a > 1;
CREATE INDEX i4 ON t ((a + 1));
CREATE INDEX i5 ON t (b);
ALTER TABLE t CLUSTER ON i1;
---
CREATE TABLE t (a integer, b text);
CREATE UNIQUE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (a) WITH (deduplicate_items = off);
CREATE INDEX i3 ON t (a) WHERE a > 2;
CREATE INDEX i4 ON t ((a + 1));
ALTER INDEX i4 ALTER COLUMN 1 SET STATISTICS 10;
CREATE INDEX i5 ON t (b varchar_pattern_ops DESC);
== the index of another table
CREATE TABLE t (a integer);
CREATE TABLE u (a integer);
CREATE INDEX i ON t (a);
---
CREATE TABLE t (a integer);
CREATE TABLE u (a integer);
CREATE INDEX i ON u (a);
