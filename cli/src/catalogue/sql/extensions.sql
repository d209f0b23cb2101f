SELECT
    e.extname AS name,
    n.nspname AS namespace,
    e.extversion AS version,
    nullif(d.description, a.comment) AS comment
FROM pg_extension AS e
JOIN pg_namespace AS n ON n.oid = e.extnamespace
LEFT JOIN pg_available_extensions AS a ON a.name = e.extname
LEFT JOIN pg_description AS d ON (d.classoid, d.objoid) = ('pg_extension'::regclass, e.oid)
WHERE e.extname <> 'plpgsql'
