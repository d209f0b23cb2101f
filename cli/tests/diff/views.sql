== a view gets columns
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t;
GRANT SELECT ON v TO PUBLIC;
---
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a, b FROM t;
GRANT SELECT ON v TO PUBLIC;
== a view loses columns, and others read it
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT a FROM w;
---
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT a FROM w;
== options
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t WHERE a > 0;
CREATE VIEW w WITH (security_barrier) AS SELECT a FROM t;
---
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t WHERE a > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW w WITH (security_invoker = true) AS SELECT a FROM t; -- from 15
ALTER VIEW v ALTER COLUMN a SET DEFAULT 4;
== a view becomes a materialized one
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
---
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW v AS SELECT a FROM t WITH NO DATA;
CREATE INDEX v_a ON v (a);
CREATE VIEW w AS SELECT a FROM v;
== a table becomes a view
CREATE TABLE t (a integer);
CREATE TABLE u (a integer);
---
CREATE TABLE t (a integer);
CREATE VIEW u AS SELECT a FROM t;
== an order that names do not tell
CREATE TABLE t (a integer);
---
CREATE TABLE t (a integer);
CREATE VIEW z AS SELECT a FROM t;
CREATE VIEW y AS SELECT a FROM z;
CREATE VIEW a AS SELECT y.a FROM y JOIN z USING (a);
== a view that groups by a key
CREATE TABLE t (id integer PRIMARY KEY, name text);
CREATE VIEW v AS SELECT id, name, count(*) AS n FROM t GROUP BY id;
---
CREATE TABLE t (id bigint PRIMARY KEY, name text);
CREATE VIEW v AS SELECT id, name, count(*) AS n FROM t GROUP BY id;
== a materialized view with options
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
---
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 70) AS SELECT a FROM t;
CREATE INDEX m_a ON m (a);
ALTER MATERIALIZED VIEW m CLUSTER ON m_a;
COMMENT ON MATERIALIZED VIEW m IS 'm';
COMMENT ON COLUMN m.a IS 'a';
== a materialized view comes with its index
CREATE TABLE t (a integer);
---
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE INDEX m_a ON m (a);
== a materialized view is another one, and others read it
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE INDEX m_b ON m (b);
CREATE VIEW v AS SELECT a FROM m;
GRANT SELECT ON m TO PUBLIC;
COMMENT ON COLUMN m.a IS 'a';
---
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b, 1 AS c FROM t WHERE a IS NOT NULL;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE INDEX m_c ON m (c);
CREATE VIEW v AS SELECT a FROM m;
GRANT SELECT ON m TO PUBLIC;
COMMENT ON COLUMN m.a IS 'a';
== a materialized view holds nothing any more
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
---
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA;
== an index of a materialized view changes
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE UNIQUE INDEX m_i ON m (a);
---
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE UNIQUE INDEX m_i ON m (a, b);
== a view reads a new one in place of another over a column that gets another type
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE SCHEMA s;
CREATE VIEW s.under AS SELECT id, a::text AS a FROM t;
CREATE VIEW over AS SELECT id, coalesce(a, '') AS a FROM s.under;
---
CREATE SCHEMA s;
CREATE TYPE m AS ENUM ('x', 'y');
CREATE TABLE t (id integer PRIMARY KEY, a m);
CREATE VIEW under AS SELECT id, a::text AS a FROM t;
CREATE VIEW over AS SELECT id, coalesce(a, '') AS a FROM under;
== a view over a new table that has the name of an index
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE INDEX u ON t (a);
---
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE u (id integer PRIMARY KEY REFERENCES t, a text);
CREATE VIEW v AS SELECT u.id, t.a FROM t JOIN u ON t.id = u.id;
CREATE TABLE w (u integer REFERENCES u);
