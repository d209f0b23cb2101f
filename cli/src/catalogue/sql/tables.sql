SELECT
    c.oid::int8 AS oid,
    c.reltype::int8 AS row,
    c.nspname AS namespace,
    c.relname AS name,
    c.relpersistence = 'u' AS unlogged,
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition,
    CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
    CASE WHEN c.relispartition THEN pg_get_partition_constraintdef(c.oid) END AS condition,
    ARRAY(
        SELECT json_build_object('namespace', n.nspname, 'name', p.relname)
        FROM pg_inherits AS i
        JOIN pg_class AS p ON p.oid = i.inhparent
        JOIN pg_namespace AS n ON n.oid = p.relnamespace
        WHERE i.inhrelid = c.oid
        ORDER BY i.inhseqno
    ) AS parents,
    ARRAY(
        SELECT o.conname
        FROM pg_constraint AS o
        JOIN pg_constraint AS p ON p.oid = o.conparentid
        WHERE c.relispartition AND o.contype = 'f' AND o.conrelid = c.oid AND p.conrelid <> c.oid
        ORDER BY o.conname
    ) AS part_foreign_keys,
    (
        SELECT json_build_object('namespace', n.nspname, 'name', t.typname)
        FROM pg_type AS t
        JOIN pg_namespace AS n ON n.oid = t.typnamespace
        WHERE t.oid = c.reloftype
    ) AS of_type,
    (SELECT amname FROM pg_am WHERE oid = c.relam AND amname <> 'heap') AS access_method,
    (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) AS tablespace,
    coalesce(c.reloptions, '{}') || ARRAY(
        SELECT 'toast.' || option
        FROM pg_class AS t, unnest(t.reloptions) AS option
        WHERE t.oid = c.reltoastrelid
    ) AS options,
    c.relreplident AS replica_identity,
    c.relrowsecurity AS row_security,
    c.relforcerowsecurity AS row_security_forced,
    (
        SELECT description
        FROM pg_description
        WHERE (classoid, objoid, objsubid) = ('pg_class'::regclass, c.oid, 0)
    ) AS comment
FROM own_class AS c
WHERE c.relkind IN ('r', 'p')
