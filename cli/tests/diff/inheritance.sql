== a child comes
CREATE TABLE p (a integer NOT NULL, b text DEFAULT 'x', CONSTRAINT c CHECK (a > 0));
---
CREATE TABLE p (a integer NOT NULL, b text DEFAULT 'x', CONSTRAINT c CHECK (a > 0));
CREATE TABLE k (d date) INHERITS (p);
ALTER TABLE k ALTER b SET DEFAULT 'y';
CREATE INDEX k_a ON k (a);
== columns of the parent
CREATE TABLE p (a integer, b text);
CREATE TABLE k (d date) INHERITS (p);
---
CREATE TABLE p (a bigint, c integer DEFAULT 4);
CREATE TABLE k (d date) INHERITS (p);
== a child on its own
CREATE TABLE p (a integer, b text);
CREATE TABLE k (d date) INHERITS (p);
---
CREATE TABLE p (a integer, b text);
CREATE TABLE k (a integer, b text, d date);
== checks of the parent
CREATE TABLE p (a integer, CONSTRAINT c CHECK (a > 0));
CREATE TABLE k () INHERITS (p);
---
CREATE TABLE p (a integer, CONSTRAINT c CHECK (a > -1), CONSTRAINT d CHECK (a < 100), CONSTRAINT e CHECK (a <> 50) NO INHERIT);
CREATE TABLE k () INHERITS (p);
ALTER TABLE k ADD CONSTRAINT own CHECK (a <> 7);
== two parents
CREATE TABLE p (a integer);
CREATE TABLE q (b integer);
CREATE TABLE k () INHERITS (p);
---
CREATE TABLE p (a integer);
CREATE TABLE q (b integer);
CREATE TABLE k () INHERITS (p, q);
== NOT NULL of the parent
CREATE TABLE p (a integer, b integer NOT NULL);
CREATE TABLE k () INHERITS (p);
---
CREATE TABLE p (a integer NOT NULL, b integer);
CREATE TABLE k () INHERITS (p);
== a new heir is stored as its parent was
CREATE TABLE p (id integer, a text);
ALTER TABLE p ALTER COLUMN a SET COMPRESSION pglz, ALTER COLUMN a SET STORAGE EXTERNAL;
---
CREATE TABLE p (id integer, a text);
CREATE TABLE c (b integer) INHERITS (p);
ALTER TABLE ONLY p ALTER COLUMN a SET COMPRESSION pglz, ALTER COLUMN a SET STORAGE EXTERNAL;
== an unproven check of a parent
CREATE TABLE p (id integer);
CREATE TABLE c (b integer) INHERITS (p);
---
CREATE TABLE p (id integer);
CREATE TABLE c (b integer) INHERITS (p);
ALTER TABLE p ADD CONSTRAINT ck CHECK (id > 0) NOT VALID;
CREATE TABLE d (e integer) INHERITS (p);
== an heir that says again what its parent computes
CREATE TABLE p (id integer, a integer GENERATED ALWAYS AS (id * 2) STORED);
---
CREATE TABLE p (id integer, a integer GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE c (id integer, a integer, b text) INHERITS (p);
== columns become the parent's alone
CREATE TABLE p (id integer, a text);
CREATE TABLE c (id integer, a text, b date) INHERITS (p);
---
CREATE TABLE p (id integer, a text);
CREATE TABLE c (b date) INHERITS (p);

== come to inherit a check
CREATE TABLE t (a integer CONSTRAINT positive CHECK (a > 0));
CREATE TABLE u (a integer, b text);
---
CREATE TABLE t (a integer CONSTRAINT positive CHECK (a > 0));
CREATE TABLE u (a integer, b text) INHERITS (t);

== two parents, one, and another
CREATE TABLE a (id integer NOT NULL, x text DEFAULT 'x');
CREATE TABLE b (id integer, y text CONSTRAINT short CHECK (length(y) < 100));
CREATE TABLE c (z text);
CREATE TABLE ab (own integer) INHERITS (a, b);
CREATE TABLE abc () INHERITS (ab, c);
---
CREATE TABLE a (id integer NOT NULL, x text DEFAULT 'x', more text);
CREATE TABLE b (id integer, y text CONSTRAINT short CHECK (length(y) < 100));
CREATE TABLE c (z varchar(20));
CREATE TABLE ab (own integer) INHERITS (a);
CREATE TABLE abc () INHERITS (ab, b, c);

== a column comes before others, and its NOT NULL from the parent
CREATE TABLE t (b text);
CREATE TABLE u (b text, c text) INHERITS (t);
---
CREATE TABLE t (a integer NOT NULL, b text);
CREATE TABLE u (a integer, b text, c text) INHERITS (t);
== an heir declares what its parent gets
CREATE TABLE t (b text);
CREATE TABLE u (b text) INHERITS (t);
CREATE TABLE v () INHERITS (u);
---
CREATE TABLE t (b text, a integer, n text DEFAULT 'x' NOT NULL);
CREATE TABLE u (b text, a integer, n text DEFAULT 'y') INHERITS (t);
CREATE TABLE v (a integer) INHERITS (u);
== a new heir of what is not proven
CREATE TABLE t (a integer, b integer);
CREATE TABLE before () INHERITS (t);
CREATE TABLE after () INHERITS (t);
ALTER TABLE t ADD CONSTRAINT known NOT NULL a NOT VALID; -- from 18
COMMENT ON CONSTRAINT known ON t IS 'not proven'; -- from 18
ALTER TABLE after VALIDATE CONSTRAINT known; -- from 18
---
CREATE TABLE t (a integer, b integer);
CREATE TABLE before () INHERITS (t);
CREATE TABLE between () INHERITS (t);
CREATE TABLE below () INHERITS (between);
CREATE TABLE after () INHERITS (t);
ALTER TABLE t ADD CONSTRAINT known NOT NULL a NOT VALID; -- from 18
COMMENT ON CONSTRAINT known ON t IS 'not proven'; -- from 18
ALTER TABLE after VALIDATE CONSTRAINT known; -- from 18
== a new heir of a table of whose columns one gets another type
CREATE TABLE a (id integer, b bigint);
CREATE TABLE was () INHERITS (a);
---
CREATE TABLE a (id integer, b text);
CREATE TABLE was () INHERITS (a);
CREATE TABLE comes (id integer, b text, c integer) INHERITS (a);
== an heir leaves, and the checks of what it leaves come and go
CREATE TABLE a (id integer, b bigint);
CREATE TABLE heir () INHERITS (a);
CREATE TABLE keeps () INHERITS (a);
ALTER TABLE a ADD CONSTRAINT goes CHECK (id > 0), ADD CONSTRAINT kept CHECK (b > 0);
---
CREATE TABLE a (id integer, b bigint);
CREATE TABLE heir (id integer, b bigint);
CREATE TABLE keeps (id integer, b bigint, CONSTRAINT kept CHECK (b > 0));
ALTER TABLE a ADD CONSTRAINT comes CHECK (id >= 0);
== an heir of a typed table whose type gets another attribute
CREATE TYPE w AS (a bigint, b integer);
CREATE TABLE t OF w;
CREATE TABLE heir (c interval) INHERITS (t);
---
CREATE TYPE w AS (a bigint, b text, d interval);
CREATE TABLE t OF w;
CREATE TABLE heir (c interval) INHERITS (t);
== a table comes to inherit from two, one after the other
CREATE TABLE a (id integer, b text);
CREATE TABLE b (c integer);
CREATE TABLE heir (id integer, b text, c integer);
CREATE TABLE of_one (id integer, b text, c integer) INHERITS (a);
---
CREATE TABLE a (id integer, b text);
CREATE TABLE b (c integer);
CREATE TABLE heir (id integer, b text, c integer) INHERITS (a, b);
CREATE TABLE of_one (id integer, b text, c integer) INHERITS (a, b);
== a check becomes the table's alone while an heir leaves
CREATE TABLE a (id integer, CONSTRAINT c CHECK (id > 0));
CREATE TABLE heir () INHERITS (a);
---
CREATE TABLE a (id integer, CONSTRAINT c CHECK (id > 0) NO INHERIT);
CREATE TABLE heir (id integer);
== a new key of a table with an heir that declares its column
CREATE TABLE a (b text);
CREATE TABLE heir (c text) INHERITS (a);
---
CREATE TABLE a (b text, id integer PRIMARY KEY);
CREATE TABLE heir (id integer, c text) INHERITS (a);
