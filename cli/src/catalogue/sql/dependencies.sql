-- What the user's objects need of each other, but for namespaces and for what goes without saying. Object numbers
-- below 16384 are PostgreSQL's own.
SELECT
    classid::regclass::text, objid::int8, objsubid,
    refclassid::regclass::text, refobjid::int8, refobjsubid
FROM pg_depend
WHERE objid >= 16384 AND refobjid >= 16384 AND deptype IN ('n', 'a')
    AND refclassid NOT IN ('pg_namespace'::regclass, 'pg_extension'::regclass)
