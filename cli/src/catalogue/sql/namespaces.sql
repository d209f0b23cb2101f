SELECT
    n.nspname AS name,
    CASE
        WHEN n.nspname <> 'public' OR d.description <> 'standard public schema' THEN d.description
    END AS comment
FROM own_namespace AS n
LEFT JOIN pg_description AS d ON (d.classoid, d.objoid) = ('pg_namespace'::regclass, n.oid)
WHERE NOT EXISTS (
    SELECT FROM of_extension WHERE classid = 'pg_namespace'::regclass AND objid = n.oid
)
