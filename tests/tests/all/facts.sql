-- What a database holds, in words that need no expressions: names, numbers and letters of the catalogue itself.
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
    SELECT c.*, format('%s.%s', n.nspname, c.relname) AS called
    FROM pg_class AS c
    JOIN own_namespace AS n ON n.oid = c.relnamespace
    WHERE NOT EXISTS (
        SELECT FROM of_extension WHERE classid = 'pg_class'::regclass AND objid = c.oid
    )
),
any_type AS (
    SELECT t.*, n.nspname,
        CASE n.nspname WHEN 'pg_catalog' THEN t.typname ELSE format('%s.%s', n.nspname, t.typname) END AS called
    FROM pg_type AS t
    JOIN pg_namespace AS n ON n.oid = t.typnamespace
),
own_type AS (
    SELECT *
    FROM any_type
    WHERE typtype IN ('e', 'd') AND typnamespace IN (SELECT oid FROM own_namespace) AND NOT EXISTS (
        SELECT FROM of_extension WHERE classid = 'pg_type'::regclass AND objid = any_type.oid
    )
),
backed AS (
    SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x')
),
-- The columns and expressions of each index, in order; those after the keys are carried along.
element AS (
    SELECT i.indexrelid, place, place <= i.indnkeyatts AS is_key,
        CASE WHEN i.indkey[place - 1] = 0 THEN '?' ELSE a.attname END
        || CASE WHEN place > i.indnkeyatts THEN '' ELSE
            CASE WHEN i.indoption[place - 1] & 1 = 1 THEN ' desc' ELSE '' END
            || CASE WHEN i.indoption[place - 1] & 2 = 2 THEN ' nulls first' ELSE '' END
            || CASE WHEN o.opcdefault THEN '' ELSE ' ' || o.opcname END
            || CASE WHEN i.indkey[place - 1] <> 0 AND i.indcollation[place - 1] <> a.attcollation
                THEN ' collate ' || l.collname ELSE '' END
        END AS text
    FROM pg_index AS i
    CROSS JOIN generate_series(1, i.indnatts) AS place
    LEFT JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (i.indrelid, i.indkey[place - 1])
    LEFT JOIN pg_opclass AS o ON place <= i.indnkeyatts AND o.oid = i.indclass[place - 1]
    LEFT JOIN pg_collation AS l ON place <= i.indnkeyatts AND l.oid = i.indcollation[place - 1]
),
index AS (
    SELECT i.indexrelid, i.indrelid, i.indisunique, i.indpred,
        (SELECT string_agg(text, ', ' ORDER BY place) FROM element AS e WHERE e.indexrelid = i.indexrelid AND is_key)
            AS keys,
        (SELECT coalesce(' include ' || string_agg(text, ', ' ORDER BY place), '')
         FROM element AS e WHERE e.indexrelid = i.indexrelid AND NOT is_key) AS carried,
        -- From 15 on.
        CASE WHEN to_jsonb(i) ->> 'indnullsnotdistinct' = 'true' THEN ' nulls not distinct' ELSE '' END AS nulls
    FROM pg_index AS i
),
constrained AS (
    SELECT o.*, c.called,
        (SELECT string_agg(attname, ', ' ORDER BY place)
         FROM unnest(o.conkey) WITH ORDINALITY AS k (number, place)
         JOIN pg_attribute ON (attrelid, attnum) = (o.conrelid, number)) AS columns,
        (SELECT string_agg(attname, ', ' ORDER BY place)
         FROM unnest(o.confkey) WITH ORDINALITY AS k (number, place)
         JOIN pg_attribute ON (attrelid, attnum) = (o.confrelid, number)) AS target_columns,
        -- From 15 on.
        (SELECT coalesce(' of ' || string_agg(attname, ', ' ORDER BY place), '')
         FROM jsonb_array_elements_text(nullif(to_jsonb(o) -> 'confdelsetcols', 'null'))
             WITH ORDINALITY AS k (number, place)
         JOIN pg_attribute ON (attrelid, attnum) = (o.conrelid, number::integer)) AS set_columns,
        CASE WHEN o.condeferred THEN ' deferred' WHEN o.condeferrable THEN ' deferrable' ELSE '' END AS checked
    FROM pg_constraint AS o
    JOIN own_class AS c ON c.oid = o.conrelid
)
SELECT format('extension %s', extname) AS fact
FROM pg_extension
WHERE extname <> 'plpgsql'

UNION ALL
SELECT format('namespace %s', nspname)
FROM own_namespace
WHERE nspname <> 'public'

UNION ALL
SELECT format('enum %s: %s', called,
    (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
FROM own_type AS t
WHERE typtype = 'e'

UNION ALL
SELECT format('domain %s: %s %s%s%s', t.called, base.called, t.typtypmod,
    CASE WHEN t.typnotnull THEN ' required' ELSE '' END, CASE WHEN t.typdefault IS NULL THEN '' ELSE ' default' END)
FROM own_type AS t
JOIN any_type AS base ON base.oid = t.typbasetype
WHERE t.typtype = 'd'

UNION ALL
SELECT format('domain %s check %s', t.called, o.conname)
FROM own_type AS t
JOIN pg_constraint AS o ON o.contypid = t.oid
WHERE o.contype = 'c'

UNION ALL
SELECT format('relation %s %s', relkind, called)
FROM own_class
WHERE relkind NOT IN ('i', 'I', 'c')

UNION ALL
SELECT format('column %s #%s %s: %s %s%s%s%s%s%s', c.called, a.attnum, a.attname, t.called, a.atttypmod,
    CASE WHEN a.attnotnull THEN ' required' ELSE '' END,
    CASE WHEN a.atthasdef AND a.attgenerated = '' THEN ' default' ELSE '' END,
    CASE a.attgenerated WHEN 's' THEN ' generated' WHEN '' THEN '' ELSE ' virtual' END,
    CASE a.attidentity WHEN 'a' THEN ' identity' WHEN 'd' THEN ' identity by default' ELSE '' END,
    (SELECT ' collate ' || collname FROM pg_collation WHERE oid = a.attcollation AND oid <> t.typcollation))
FROM own_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN any_type AS t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p')

UNION ALL
SELECT format('view column %s #%s %s', c.called, a.attnum, a.attname)
FROM own_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('v', 'm')

UNION ALL
SELECT format('sequence %s of %s.%s from %s', s.called, c.called, a.attname, q.seqstart)
FROM own_class AS s
JOIN pg_sequence AS q ON q.seqrelid = s.oid
JOIN pg_depend AS p ON p.classid = 'pg_class'::regclass AND p.objid = s.oid AND p.deptype = 'i'
JOIN own_class AS c ON p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid
JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (c.oid, p.refobjsubid)

UNION ALL
SELECT format('%s %s %s: %s%s%s%s', CASE o.contype WHEN 'p' THEN 'primary key' ELSE 'unique' END, o.called, o.conname,
    o.columns, i.carried, i.nulls, o.checked)
FROM constrained AS o
JOIN index AS i ON i.indexrelid = o.conindid
WHERE o.contype IN ('p', 'u')

UNION ALL
SELECT format('exclusion %s %s: %s with %s%s%s', o.called, o.conname, i.keys,
    (SELECT string_agg(oprname, ', ' ORDER BY place)
     FROM unnest(o.conexclop) WITH ORDINALITY AS k (operator, place)
     JOIN pg_operator AS p ON p.oid = operator),
    CASE WHEN i.indpred IS NULL THEN '' ELSE ' where' END,
    o.checked)
FROM constrained AS o
JOIN index AS i ON i.indexrelid = o.conindid
WHERE o.contype = 'x'

UNION ALL
SELECT format('check %s %s', called, conname)
FROM constrained
WHERE contype = 'c'

UNION ALL
SELECT format('foreign key %s %s: %s to %s: %s delete %s%s update %s match %s%s', o.called, o.conname, o.columns, c.called,
    o.target_columns, o.confdeltype, o.set_columns, o.confupdtype, o.confmatchtype, o.checked)
FROM constrained AS o
JOIN own_class AS c ON c.oid = o.confrelid
WHERE o.contype = 'f'

UNION ALL
SELECT format('%s %s %s: %s %s%s%s%s', CASE WHEN i.indisunique THEN 'unique index' ELSE 'index' END, c.called, x.relname,
    m.amname, i.keys, i.carried, i.nulls, CASE WHEN i.indpred IS NULL THEN '' ELSE ' where' END)
FROM index AS i
JOIN own_class AS c ON c.oid = i.indrelid
JOIN pg_class AS x ON x.oid = i.indexrelid
JOIN pg_am AS m ON m.oid = x.relam
WHERE i.indexrelid NOT IN (SELECT conindid FROM backed)

UNION ALL
SELECT format('options %s: %s', called, array_to_string(reloptions, ', '))
FROM own_class
WHERE reloptions IS NOT NULL

UNION ALL
SELECT format('partitioned %s: %s', c.called, CASE p.partstrat WHEN 'r' THEN 'range' WHEN 'l' THEN 'list' ELSE 'hash' END)
FROM pg_partitioned_table AS p
JOIN own_class AS c ON c.oid = p.partrelid

UNION ALL
SELECT format('trigger %s %s', c.called, g.tgname)
FROM pg_trigger AS g
JOIN own_class AS c ON c.oid = g.tgrelid
WHERE NOT g.tgisinternal

UNION ALL
SELECT format('comment %s: %s', called || coalesce('.' || a.attname, ''), description)
FROM pg_description AS d
JOIN own_class AS c ON c.oid = d.objoid
LEFT JOIN pg_attribute AS a ON (a.attrelid, a.attnum) = (c.oid, d.objsubid) AND d.objsubid > 0
WHERE d.classoid = 'pg_class'::regclass

UNION ALL
SELECT format('comment %s: %s', t.called, description)
FROM pg_description AS d
JOIN own_type AS t ON t.oid = d.objoid
WHERE d.classoid = 'pg_type'::regclass
