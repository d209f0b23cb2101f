== plain to generated
CREATE TABLE t (a integer, b integer);
---
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
== another expression, before another column
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED, c text);
CREATE INDEX t_b ON t (b);
---
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 2) STORED, c text);
CREATE INDEX t_b ON t (b);
== generated to a default
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
---
CREATE TABLE t (a integer, b integer DEFAULT 3);
== what it reads is renamed by a drop
CREATE TABLE t (a integer, b text, c text GENERATED ALWAYS AS (lower(b)) STORED);
---
CREATE TABLE t (a integer, d text, c text GENERATED ALWAYS AS (lower(d)) STORED);
== what it reads changes its type
CREATE TABLE t (c text GENERATED ALWAYS AS (lower(b)) STORED, b text);
---
CREATE TABLE t (c text GENERATED ALWAYS AS (lower(b)) STORED, b character varying(10));
== what is computed changes its type
CREATE TABLE t (id integer, a numeric GENERATED ALWAYS AS (id * 2) STORED, b text);
---
CREATE TABLE t (id integer, a real GENERATED ALWAYS AS (id * 2) STORED, b text);

== generated no more, in parts of parts and in heirs of heirs
CREATE TABLE p (a integer NOT NULL, g text GENERATED ALWAYS AS (a::text) STORED, b text) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE pd PARTITION OF p DEFAULT PARTITION BY RANGE (a);
CREATE TABLE pd2 PARTITION OF pd FOR VALUES FROM (2) TO (3);
CREATE TABLE t (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED, c integer);
CREATE TABLE u (d text) INHERITS (t);
CREATE TABLE v (e text) INHERITS (u);
---
CREATE TABLE p (a integer NOT NULL, g text, b text) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE pd PARTITION OF p DEFAULT PARTITION BY RANGE (a);
CREATE TABLE pd2 PARTITION OF pd FOR VALUES FROM (2) TO (3);
CREATE TABLE t (a integer, g integer, c integer);
CREATE TABLE u (d text) INHERITS (t);
CREATE TABLE v (e text) INHERITS (u);

== generated no more, while what it reads changes its type, in an heir too
CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE t (a bigint NOT NULL, g smallint GENERATED ALWAYS AS (a * 2) STORED, m mood, n boolean GENERATED ALWAYS AS (m = 'fine') STORED);
CREATE TABLE u (a bigint, g smallint) INHERITS (t);
CREATE INDEX t_g ON t (g);
---
CREATE TYPE mood AS ENUM ('fine', 'well');
CREATE TABLE t (a text NOT NULL, g smallint, m mood, n boolean);
CREATE TABLE u (a text, g smallint) INHERITS (t);
CREATE INDEX t_g ON t (g);
== generated no more long ago, and what its expression named goes
CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE t (id integer PRIMARY KEY, a text, n boolean GENERATED ALWAYS AS (CASE WHEN a = '' THEN 'sad'::mood ELSE 'fine'::mood END = 'fine') STORED);
ALTER TABLE t ALTER n DROP EXPRESSION;
---
CREATE TABLE t (id integer PRIMARY KEY, a text, n boolean);
== generated no more long ago, and what its expression named loses a value
CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE t (id integer PRIMARY KEY, a text, m mood, n boolean GENERATED ALWAYS AS (m = 'fine') STORED);
ALTER TABLE t ALTER n DROP EXPRESSION;
---
CREATE TYPE mood AS ENUM ('fine');
CREATE TABLE t (id integer PRIMARY KEY, a text, m mood, n boolean);
== generated no more, while what it reads goes
CREATE TABLE t (id integer, a integer, g bigint GENERATED ALWAYS AS (a * 2) STORED);
---
CREATE TABLE t (id integer, g bigint);
== what an heir says again is computed of another type
CREATE TABLE t (g smallint GENERATED ALWAYS AS (a * 2) STORED, a bigint);
CREATE TABLE u (g smallint, a bigint, b text) INHERITS (t);
---
CREATE TABLE t (g smallint GENERATED ALWAYS AS (a * 2) STORED, a integer);
CREATE TABLE u (g smallint, a integer, b text) INHERITS (t);
