-- Enums, domains, and composite types that are no table's.
SELECT
    t.oid::int8 AS oid,
    t.typarray::int8 AS array,
    t.nspname AS namespace,
    t.typname AS name,
    t.typtype AS kind,
    t.typrelid::int8 AS relation,
    ARRAY(
        SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder
    ) AS labels,
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
    CASE
        WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text
    END AS collation,
    t.typnotnull AS not_null,
    pg_get_expr(t.typdefaultbin, 0) AS "default",
    d.description AS comment
FROM own_type AS t
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype
LEFT JOIN pg_description AS d ON (d.classoid, d.objoid, d.objsubid) = ('pg_type'::regclass, t.oid, 0)
WHERE t.typtype IN ('e', 'd') OR (t.typtype = 'c' AND c.relkind = 'c')
