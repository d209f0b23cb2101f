== names that need quotes
CREATE TABLE "Tab le" ("Col""umn" integer PRIMARY KEY, "select" text, "ünïcode 🦀" integer);
CREATE INDEX "In dex" ON "Tab le" ("select");
CREATE TYPE "Typ e" AS ENUM ('A ''quoted''', 'b"');
CREATE TABLE "user" (id integer REFERENCES "Tab le", e "Typ e");
CREATE VIEW "View" AS SELECT "select" AS "from" FROM "Tab le";
---
CREATE SCHEMA "My Schema";
CREATE TABLE "Tab le" ("Col""umn" bigint PRIMARY KEY, "select" character varying(9) DEFAULT 'it''s', "ünïcode 🦀" integer NOT NULL, "Added" integer);
CREATE UNIQUE INDEX "In dex" ON "Tab le" ("select");
CREATE TYPE "Typ e" AS ENUM ('new', 'A ''quoted''');
CREATE TABLE "user" (id bigint REFERENCES "Tab le", e "Typ e" DEFAULT 'new');
CREATE VIEW "View" AS SELECT "select" AS "from" FROM "Tab le";
CREATE TABLE "My Schema"."T" ("Id" serial, "e" "Typ e"[]);
COMMENT ON COLUMN "My Schema"."T"."Id" IS 'the "id"';
== names of 63 bytes
CREATE TABLE aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 integer, z text);
CREATE TYPE taaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 AS ENUM ('a', 'b');
CREATE TABLE t (a taaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123);
---
CREATE TABLE aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 serial PRIMARY KEY, y integer, z text);
CREATE TYPE taaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 AS ENUM ('b', 'a');
CREATE TABLE t (a taaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123);

== types that have the names of PostgreSQL's own
CREATE TYPE public.path AS ENUM ('a', 'b');
CREATE DOMAIN public.money AS numeric CHECK (VALUE > 0);
CREATE TYPE public.interval AS (a public.path, b integer);
CREATE TABLE t (p public.path, m public.money, i public.interval, is_one pg_catalog.path);
---
CREATE TYPE public.path AS ENUM ('b', 'a');
COMMENT ON TYPE public.path IS 'where';
CREATE DOMAIN public.money AS numeric CHECK (VALUE > -1);
COMMENT ON DOMAIN public.money IS 'how much';
CREATE TYPE public.point AS (a integer);
CREATE TABLE t (p public.path, m public.money, i public.point, is_one pg_catalog.path);
