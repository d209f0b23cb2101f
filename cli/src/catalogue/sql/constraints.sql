-- Of tables and domains. What a partition has of its parent's foreign keys is no constraint of its own.
SELECT
    o.oid::int8 AS oid,
    o.conrelid::int8 AS relation,
    o.contypid::int8 AS domain,
    o.conname AS name,
    o.contype AS kind,
    ARRAY(
        SELECT a.attname
        FROM unnest(o.conkey) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (o.conrelid, k.attnum)
        ORDER BY k.place
    ) AS columns,
    CASE WHEN o.contype = 'c' THEN pg_get_expr(o.conbin, o.conrelid) END AS condition,
    CASE WHEN o.contype = 'f' THEN json_build_object('namespace', n.nspname, 'name', f.relname) END AS target,
    ARRAY(
        SELECT a.attname
        FROM unnest(o.confkey) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (o.confrelid, k.attnum)
        ORDER BY k.place
    ) AS target_columns,
    o.confdeltype AS on_delete,
    o.confupdtype AS on_update,
    ARRAY(
        SELECT a.attname
        FROM unnest(o.confdelsetcols) WITH ORDINALITY AS k (attnum, place) -- from 15
        FROM unnest(NULL::int2[]) WITH ORDINALITY AS k (attnum, place) -- before 15
        JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (o.conrelid, k.attnum)
        ORDER BY k.place
    ) AS set_columns,
    o.confmatchtype = 'f' AS match_full,
    o.condeferrable AS deferrable,
    o.condeferred AS deferred,
    o.convalidated AS valid,
    o.connoinherit AS no_inherit,
    o.conislocal AS local,
    o.conenforced AS enforced, -- from 18
    true AS enforced, -- before 18
    o.conperiod AS period, -- from 18
    false AS period, -- before 18
    o.conindid::int8 AS index,
    ARRAY(
        SELECT CASE
            WHEN pg_operator_is_visible(p.oid) THEN p.oprname::text
            ELSE format('OPERATOR(%I.%s)', s.nspname, p.oprname)
        END
        FROM unnest(o.conexclop) WITH ORDINALITY AS k (operator, place)
        JOIN pg_operator AS p ON p.oid = k.operator
        JOIN pg_namespace AS s ON s.oid = p.oprnamespace
        ORDER BY k.place
    ) AS operators,
    d.description AS comment
FROM pg_constraint AS o
LEFT JOIN own_class AS c ON c.oid = o.conrelid
LEFT JOIN own_type AS t ON t.oid = o.contypid
LEFT JOIN pg_class AS f ON f.oid = o.confrelid
LEFT JOIN pg_namespace AS n ON n.oid = f.relnamespace
LEFT JOIN pg_description AS d ON (d.classoid, d.objoid) = ('pg_constraint'::regclass, o.oid)
WHERE (c.relkind IN ('r', 'p') OR t.oid IS NOT NULL)
    AND o.contype IN ('p', 'u', 'x', 'c', 'f', 'n')
    AND (o.contype <> 'f' OR o.conparentid = 0)
