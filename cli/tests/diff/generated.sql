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
