-- What a database holds, as PostgreSQL itself writes it: one line an object, in an order of names alone. Queries of
-- views are left out: versions write them differently.
WITH
own_namespace AS (
    SELECT oid, nspname
    FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
),
of_extension AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
),
own_class AS (
    SELECT c.*, c.oid::regclass::text AS called
    FROM pg_class AS c
    JOIN own_namespace AS n ON n.oid = c.relnamespace
    WHERE NOT EXISTS (
        SELECT FROM of_extension WHERE classid = 'pg_class'::regclass AND objid = c.oid
    )
),
own_type AS (
    SELECT t.*, format_type(t.oid, NULL) AS called
    FROM pg_type AS t
    JOIN own_namespace AS n ON n.oid = t.typnamespace
    WHERE t.typtype IN ('e', 'd') AND NOT EXISTS (
        SELECT FROM of_extension WHERE classid = 'pg_type'::regclass AND objid = t.oid
    )
),
commented AS (
    SELECT classoid, objoid, objsubid, format(' -- %s', replace(description, E'\n', E'\\n')) AS comment
    FROM pg_description
),
line AS (
    SELECT 1 AS part, '' AS of, 0 AS kind, 0 AS place, extname::text AS name,
        format('extension %s', extname) AS text
    FROM pg_extension
    WHERE extname <> 'plpgsql'

    UNION ALL
    SELECT 2, '', 0, 0, nspname, format('namespace %s', nspname)
    FROM own_namespace
    WHERE nspname <> 'public'

    UNION ALL
    SELECT 3, t.called, 0, 0, '',
        format('enum %s (%s)%s', t.called,
            (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
             FROM pg_enum WHERE enumtypid = t.oid),
            m.comment)
    FROM own_type AS t
    LEFT JOIN commented AS m ON (m.classoid, m.objoid, m.objsubid) = ('pg_type'::regclass, t.oid, 0)
    WHERE t.typtype = 'e'

    UNION ALL
    SELECT 4, t.called, 0, 0, '',
        format('domain %s AS %s%s%s%s', t.called, format_type(t.typbasetype, t.typtypmod),
            CASE WHEN t.typnotnull THEN ' NOT NULL' END, ' DEFAULT ' || t.typdefault, m.comment)
    FROM own_type AS t
    LEFT JOIN commented AS m ON (m.classoid, m.objoid, m.objsubid) = ('pg_type'::regclass, t.oid, 0)
    WHERE t.typtype = 'd'

    UNION ALL
    SELECT 4, t.called, 1, 0, o.conname, format('    %s %s', o.conname, pg_get_constraintdef(o.oid))
    FROM own_type AS t
    JOIN pg_constraint AS o ON o.contypid = t.oid
    WHERE o.contype = 'c'

    UNION ALL
    SELECT 5, c.called, 0, 0, '',
        format('%s %s%s%s%s',
            CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END,
            c.called, ' PARTITION BY ' || pg_get_partkeydef(c.oid),
            ' WITH (' || array_to_string(c.reloptions, ', ') || ')', m.comment)
    FROM own_class AS c
    LEFT JOIN commented AS m ON (m.classoid, m.objoid, m.objsubid) = ('pg_class'::regclass, c.oid, 0)
    WHERE c.relkind IN ('r', 'p', 'v', 'm')

    UNION ALL
    SELECT 5, c.called, 1, a.attnum, '',
        format('    %I %s%s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
            (SELECT ' COLLATE ' || quote_ident(collname) FROM pg_collation
             WHERE oid = a.attcollation AND a.attcollation <> t.typcollation),
            CASE
                WHEN a.attgenerated = 's' THEN ' GENERATED AS ' || pg_get_expr(d.adbin, d.adrelid)
                WHEN d.oid IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
                WHEN a.attidentity = 'a' THEN ' IDENTITY ALWAYS'
                WHEN a.attidentity = 'd' THEN ' IDENTITY BY DEFAULT'
            END,
            CASE WHEN a.attnotnull THEN ' NOT NULL' END, m.comment)
    FROM own_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type AS t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef AS d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
    LEFT JOIN commented AS m ON (m.classoid, m.objoid, m.objsubid) = ('pg_class'::regclass, c.oid, a.attnum)
    WHERE c.relkind IN ('r', 'p', 'v', 'm')

    UNION ALL
    SELECT 5, c.called, 2, 0, s.relname,
        format('    sequence %I START %s INCREMENT %s MIN %s MAX %s CACHE %s%s', s.relname, q.seqstart,
            q.seqincrement, q.seqmin, q.seqmax, q.seqcache, CASE WHEN q.seqcycle THEN ' CYCLE' END)
    FROM own_class AS s
    JOIN pg_sequence AS q ON q.seqrelid = s.oid
    JOIN pg_depend AS p ON p.classid = 'pg_class'::regclass AND p.objid = s.oid AND p.deptype IN ('a', 'i')
    JOIN own_class AS c ON p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid

    UNION ALL
    SELECT 5, c.called, 3 + position(o.contype::text IN 'puxcf'), 0, o.conname,
        format('    constraint %I %s', o.conname, pg_get_constraintdef(o.oid))
    FROM own_class AS c
    JOIN pg_constraint AS o ON o.conrelid = c.oid
    WHERE o.contype IN ('p', 'u', 'x', 'c', 'f')

    UNION ALL
    SELECT 5, c.called, 9, 0, x.relname, format('    index %s', pg_get_indexdef(i.indexrelid))
    FROM own_class AS c
    JOIN pg_index AS i ON i.indrelid = c.oid
    JOIN pg_class AS x ON x.oid = i.indexrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = x.oid AND contype IN ('p', 'u', 'x'))

    UNION ALL
    SELECT 5, c.called, 10, 0, g.tgname, format('    trigger %s', pg_get_triggerdef(g.oid))
    FROM own_class AS c
    JOIN pg_trigger AS g ON g.tgrelid = c.oid
    WHERE NOT g.tgisinternal

    UNION ALL
    SELECT 6, f.oid::regprocedure::text, 0, 0, '', pg_get_functiondef(f.oid)
    FROM pg_proc AS f
    JOIN own_namespace AS n ON n.oid = f.pronamespace
    WHERE f.prokind IN ('f', 'p') AND NOT EXISTS (
        SELECT FROM of_extension WHERE classid = 'pg_proc'::regclass AND objid = f.oid
    )
)
SELECT text FROM line ORDER BY part, of COLLATE "C", kind, place, name COLLATE "C"
