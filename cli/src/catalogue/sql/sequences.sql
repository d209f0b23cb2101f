SELECT
    c.oid::int8 AS oid,
    c.nspname AS namespace,
    c.relname AS name,
    format_type(s.seqtypid, NULL) AS ty,
    s.seqstart AS start,
    s.seqincrement AS increment,
    s.seqmin AS minimum,
    s.seqmax AS maximum,
    s.seqcache AS cache,
    s.seqcycle AS cycle,
    c.relpersistence = 'u' AS unlogged,
    o.refobjid::int8 AS owner,
    o.refobjsubid AS owner_column,
    coalesce(o.deptype = 'i', false) AS identity,
    d.description AS comment
FROM own_class AS c
JOIN pg_sequence AS s ON s.seqrelid = c.oid
LEFT JOIN pg_depend AS o
    ON (o.classid, o.objid, o.objsubid, o.refclassid) = ('pg_class'::regclass, c.oid, 0, 'pg_class'::regclass)
    AND o.deptype IN ('a', 'i') AND o.refobjsubid > 0
LEFT JOIN pg_description AS d ON (d.classoid, d.objoid, d.objsubid) = ('pg_class'::regclass, c.oid, 0)
