-- What begins every question: which objects are the user's own. The rest is PostgreSQL's, an extension's, or a
-- session's alone.
WITH
of_extension AS (
    SELECT classid, objid
    FROM pg_depend
    WHERE deptype = 'e'
),
own_namespace AS (
    SELECT oid, nspname, nspacl, nspowner
    FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
),
own_class AS (
    SELECT c.*, n.nspname
    FROM pg_class AS c
    JOIN own_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relpersistence <> 't' AND NOT EXISTS (
        SELECT FROM of_extension WHERE classid = 'pg_class'::regclass AND objid = c.oid
    )
),
own_type AS (
    SELECT t.*, n.nspname
    FROM pg_type AS t
    JOIN own_namespace AS n ON n.oid = t.typnamespace
    WHERE NOT EXISTS (
        SELECT FROM of_extension WHERE classid = 'pg_type'::regclass AND objid = t.oid
    )
)
