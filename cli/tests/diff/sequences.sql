== a sequence of two tables
CREATE SEQUENCE s;
CREATE TABLE t (a bigint DEFAULT nextval('s'));
---
CREATE SEQUENCE s AS integer INCREMENT BY 2;
CREATE TABLE t (a bigint DEFAULT nextval('s'));
CREATE TABLE u (a bigint DEFAULT nextval('s'));
== owned by another column
CREATE TABLE t (a serial, b integer);
---
CREATE TABLE t (a integer NOT NULL, b integer);
CREATE SEQUENCE t_a_seq AS integer OWNED BY t.b;
ALTER TABLE t ALTER b SET DEFAULT nextval('t_a_seq');
== its table goes, and it stays
CREATE TABLE t (a serial);
COMMENT ON SEQUENCE t_a_seq IS 'counts';
---
CREATE SEQUENCE t_a_seq AS integer;
== bounds without anything in common
CREATE SEQUENCE s MINVALUE 1 MAXVALUE 10;
---
CREATE SEQUENCE s MINVALUE 100 MAXVALUE 1000 START WITH 100;
== smallserial to bigserial
CREATE TABLE t (a smallserial);
---
CREATE TABLE t (a bigserial);
== a sequence becomes a table
CREATE SEQUENCE x;
---
CREATE TABLE x (a integer);
== unlogged
CREATE SEQUENCE s;
---
CREATE UNLOGGED SEQUENCE s; -- from 15
CREATE SEQUENCE s CYCLE; -- before 15
== a table is made anew, and its sequence is another one
CREATE SEQUENCE a;
CREATE TABLE t (id integer DEFAULT nextval('a'), z integer);
---
CREATE SEQUENCE b;
CREATE TABLE t (y integer, id integer DEFAULT nextval('b'), z integer);
