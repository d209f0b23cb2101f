-- Those of constraints too: what is unusual about them is the constraint's.
SELECT
    i.indexrelid::int8 AS oid,
    i.indrelid::int8 AS relation,
    x.relname AS name,
    i.indisunique AS unique,
    m.amname AS method,
    -- That of a key says nothing that the key does not.
    CASE WHEN o.contype IN ('p', 'u') THEN '' ELSE pg_get_indexdef(i.indexrelid) END AS definition,
    ARRAY(
        SELECT json_build_object(
            'column', CASE WHEN i.indkey[k] <> 0 THEN a.attname END,
            'text', CASE
                WHEN i.indkey[k] <> 0 THEN quote_ident(a.attname)
                ELSE pg_get_indexdef(i.indexrelid, k + 1, false)
            END,
            'statistics', nullif(e.attstattarget, -1)
        )
        FROM generate_series(0, i.indnatts - 1) AS k
        LEFT JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (i.indrelid, i.indkey[k])
        LEFT JOIN pg_attribute AS e ON (e.attrelid, e.attnum) = (i.indexrelid, k + 1)
        ORDER BY k
    ) AS terms,
    i.indnkeyatts AS keys,
    NOT i.indnullsnotdistinct AS nulls_distinct, -- from 15
    true AS nulls_distinct, -- before 15
    pg_get_expr(i.indpred, i.indrelid) AS predicate,
    coalesce(x.reloptions, '{}') AS options,
    (SELECT spcname FROM pg_tablespace WHERE oid = x.reltablespace) AS tablespace,
    CASE WHEN x.relispartition THEN (
        SELECT json_build_object('namespace', n.nspname, 'name', p.relname)
        FROM pg_inherits AS h
        JOIN pg_class AS p ON p.oid = h.inhparent
        JOIN pg_namespace AS n ON n.oid = p.relnamespace
        WHERE h.inhrelid = i.indexrelid
    ) END AS part_of,
    i.indisvalid AS valid,
    i.indisclustered AS clustered,
    i.indisreplident AS replica_identity,
    (
        SELECT description
        FROM pg_description
        WHERE (classoid, objoid, objsubid) = ('pg_class'::regclass, x.oid, 0)
    ) AS comment
FROM pg_index AS i
JOIN own_class AS c ON c.oid = i.indrelid
JOIN pg_class AS x ON x.oid = i.indexrelid
JOIN pg_am AS m ON m.oid = x.relam
LEFT JOIN pg_constraint AS o ON (o.conrelid, o.conindid) = (i.indrelid, i.indexrelid) AND o.contype IN ('p', 'u', 'x')
WHERE c.relkind IN ('r', 'p', 'm')
