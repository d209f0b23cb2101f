-- Triggers that look like those that `on update` makes; whether one is tells its body.
SELECT
    t.oid::int8 AS trigger,
    p.oid::int8 AS function,
    c.oid::int8 AS relation,
    t.tgname AS name,
    p.prosrc AS body
FROM pg_trigger AS t
JOIN own_class AS c ON c.oid = t.tgrelid
JOIN pg_proc AS p ON p.oid = t.tgfoid
JOIN pg_language AS l ON l.oid = p.prolang
WHERE l.lanname = 'plpgsql'
    AND (p.proname, p.pronamespace) = (t.tgname, c.relnamespace)
    AND p.prosrc LIKE E'\nBEGIN\n%    RETURN NEW;\nEND\n'
    AND p.provolatile = 'v' AND NOT p.prosecdef AND p.proconfig IS NULL AND p.proacl IS NULL
    -- For each row, before an update of any column.
    AND t.tgtype = 19 AND t.tgattr = '' AND t.tgqual IS NULL AND t.tgnargs = 0
    AND t.tgenabled = 'O' AND t.tgparentid = 0 AND NOT t.tgisinternal
    AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgfoid = p.oid AND oid <> t.oid)
    AND NOT EXISTS (
        SELECT FROM pg_description
        WHERE (classoid, objoid) IN (('pg_trigger'::regclass, t.oid), ('pg_proc'::regclass, p.oid))
    )
