-- Of tables, views and composite types, in their order.
SELECT
    a.attrelid::int8 AS relation,
    a.attnum AS number,
    a.attname AS name,
    format_type(a.atttypid, a.atttypmod) AS ty,
    CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
    a.attnotnull AS not_null,
    a.attidentity AS identity,
    a.attgenerated AS generated,
    f.oid::int8 AS default_oid,
    pg_get_expr(f.adbin, f.adrelid) AS "default",
    a.attislocal AS local,
    CASE WHEN a.attstorage <> t.typstorage THEN
        CASE a.attstorage
            WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED'
        END
    END AS storage,
    CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
    nullif(a.attstattarget, -1) AS statistics,
    coalesce(a.attoptions, '{}') AS options,
    d.description AS comment
FROM own_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_description AS d
    ON (d.classoid, d.objoid, d.objsubid) = ('pg_class'::regclass, a.attrelid, a.attnum)
LEFT JOIN pg_attrdef AS f ON (f.adrelid, f.adnum) = (a.attrelid, a.attnum)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
