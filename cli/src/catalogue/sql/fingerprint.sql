-- A number for all that is written in the catalogues about the user's objects: whoever changes one writes a row with
-- another `xmin`. Tables of a session alone come and go without a trace here.
WITH
own AS (
    SELECT oid FROM pg_class WHERE oid >= 16384 AND relpersistence <> 't'
),
written AS (
    SELECT 'pg_namespace' AS of, oid, 0 AS part, xmin FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_temp\_%' AND nspname NOT LIKE 'pg\_toast\_temp\_%'
    UNION ALL SELECT 'pg_class', c.oid, 0, c.xmin FROM pg_class AS c JOIN own ON own.oid = c.oid
    UNION ALL SELECT 'pg_attribute', attrelid, attnum, a.xmin FROM pg_attribute AS a JOIN own ON own.oid = a.attrelid
    WHERE attnum > 0
    UNION ALL SELECT 'pg_attrdef', d.oid, 0, d.xmin FROM pg_attrdef AS d JOIN own ON own.oid = d.adrelid
    UNION ALL SELECT 'pg_index', indexrelid, 0, i.xmin FROM pg_index AS i JOIN own ON own.oid = i.indexrelid
    UNION ALL SELECT 'pg_inherits', inhrelid, inhseqno, h.xmin FROM pg_inherits AS h JOIN own ON own.oid = h.inhrelid
    UNION ALL SELECT 'pg_sequence', seqrelid, 0, s.xmin FROM pg_sequence AS s JOIN own ON own.oid = s.seqrelid
    UNION ALL SELECT 'pg_rewrite', r.oid, 0, r.xmin FROM pg_rewrite AS r JOIN own ON own.oid = r.ev_class
    UNION ALL SELECT 'pg_trigger', t.oid, 0, t.xmin FROM pg_trigger AS t JOIN own ON own.oid = t.tgrelid
    UNION ALL SELECT 'pg_policy', p.oid, 0, p.xmin FROM pg_policy AS p JOIN own ON own.oid = p.polrelid
    UNION ALL SELECT 'pg_constraint', o.oid, 0, o.xmin FROM pg_constraint AS o
    WHERE o.contypid <> 0 OR o.conrelid IN (SELECT oid FROM own)
    UNION ALL SELECT 'pg_type', t.oid, 0, t.xmin FROM pg_type AS t
    JOIN pg_namespace AS n ON n.oid = t.typnamespace
    WHERE t.oid >= 16384 AND n.nspname NOT LIKE 'pg\_temp\_%'
    UNION ALL SELECT 'pg_enum', oid, 0, xmin FROM pg_enum
    UNION ALL SELECT 'pg_proc', oid, 0, xmin FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT 'pg_aggregate', aggfnoid, 0, xmin FROM pg_aggregate WHERE aggfnoid >= 16384
    UNION ALL SELECT 'pg_operator', oid, 0, xmin FROM pg_operator WHERE oid >= 16384
    UNION ALL SELECT 'pg_opclass', oid, 0, xmin FROM pg_opclass WHERE oid >= 16384
    UNION ALL SELECT 'pg_collation', oid, 0, xmin FROM pg_collation WHERE oid >= 16384
    UNION ALL SELECT 'pg_extension', oid, 0, xmin FROM pg_extension
    UNION ALL SELECT 'pg_statistic_ext', oid, 0, xmin FROM pg_statistic_ext
    UNION ALL SELECT 'pg_event_trigger', oid, 0, xmin FROM pg_event_trigger
    UNION ALL SELECT 'pg_language', oid, 0, xmin FROM pg_language
    UNION ALL SELECT 'pg_ts_config', oid, 0, xmin FROM pg_ts_config WHERE oid >= 16384
    UNION ALL SELECT 'pg_roles', oid, 0, NULL::xid FROM pg_roles WHERE oid >= 16384
    UNION ALL SELECT 'pg_description', objoid, objsubid, xmin FROM pg_description WHERE objoid >= 16384
)
SELECT format('%s %s', count(*), sum(hash_record_extended(ROW(of, oid, part, xmin), 0)))
FROM written
