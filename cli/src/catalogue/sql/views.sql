SELECT
    c.oid::int8 AS oid,
    c.reltype::int8 AS row,
    r.oid::int8 AS rule,
    c.nspname AS namespace,
    c.relname AS name,
    c.relkind = 'm' AS materialized,
    c.relkind = 'm' AND c.relispopulated AS populated,
    pg_get_viewdef(c.oid) AS query,
    coalesce(c.reloptions, '{}') AS options,
    (SELECT amname FROM pg_am WHERE oid = c.relam AND amname <> 'heap') AS access_method,
    (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) AS tablespace,
    d.description AS comment
FROM own_class AS c
LEFT JOIN pg_rewrite AS r ON (r.ev_class, r.rulename) = (c.oid, '_RETURN')
LEFT JOIN pg_description AS d ON (d.classoid, d.objoid, d.objsubid) = ('pg_class'::regclass, c.oid, 0)
WHERE c.relkind IN ('v', 'm')
