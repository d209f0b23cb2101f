-- What is recognised and named. Each is called as `DROP` would call it.
WITH
own_proc AS (
    SELECT p.*, n.nspname
    FROM pg_proc AS p
    JOIN own_namespace AS n ON n.oid = p.pronamespace
    WHERE NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype IN ('e', 'i')
    )
),
called AS (
    SELECT 'pg_namespace'::regclass AS class, oid, 0 AS part, nspowner AS owner, 'n'::"char" AS kind, nspacl AS acl,
        'SCHEMA ' || quote_ident(nspname) AS name, NULL::oid AS relation
    FROM own_namespace
    UNION ALL
    SELECT 'pg_class'::regclass, oid, 0, relowner, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relacl,
        CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || oid::regclass, oid
    FROM own_class
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'pg_class'::regclass, c.oid, a.attnum, c.relowner, 'c', a.attacl, 'TABLE ' || c.oid::regclass, c.oid
    FROM own_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, 0, proowner, 'f', proacl,
        CASE prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || oid::regprocedure, NULL
    FROM own_proc
    UNION ALL
    SELECT 'pg_type'::regclass, oid, 0, typowner, 'T', typacl, 'TYPE ' || oid::regtype, NULL
    FROM own_type
    WHERE typacl IS NOT NULL
),
privilege AS (
    SELECT c.*, true AS granted, a.grantee, a.privilege_type, a.is_grantable
    FROM called AS c
    LEFT JOIN pg_init_privs AS i ON (i.classoid, i.objoid, i.objsubid) = (c.class, c.oid, c.part),
    LATERAL (
        SELECT grantee, privilege_type, is_grantable FROM aclexplode(c.acl)
        EXCEPT
        SELECT grantee, privilege_type, is_grantable
        FROM aclexplode(coalesce(i.initprivs, acldefault(c.kind, c.owner)))
    ) AS a
    WHERE c.acl IS NOT NULL
    UNION ALL
    SELECT c.*, false, a.grantee, a.privilege_type, false
    FROM called AS c
    LEFT JOIN pg_init_privs AS i ON (i.classoid, i.objoid, i.objsubid) = (c.class, c.oid, c.part),
    LATERAL (
        SELECT grantee, privilege_type
        FROM aclexplode(coalesce(i.initprivs, acldefault(c.kind, c.owner)))
        EXCEPT
        SELECT grantee, privilege_type FROM aclexplode(c.acl)
    ) AS a
    WHERE c.acl IS NOT NULL
),
granted AS (
    SELECT p.class, p.oid, p.relation, p.name, p.granted, p.is_grantable,
        CASE p.grantee WHEN 0 THEN 'PUBLIC' ELSE coalesce(quote_ident(r.rolname), p.grantee::text) END AS role,
        string_agg(
            p.privilege_type || coalesce(' (' || quote_ident(a.attname) || ')', ''), ', '
            ORDER BY p.privilege_type, p.part
        ) AS privileges
    FROM privilege AS p
    LEFT JOIN pg_roles AS r ON r.oid = p.grantee
    LEFT JOIN pg_attribute AS a ON p.part > 0 AND (a.attrelid, a.attnum) = (p.oid, p.part)
    GROUP BY p.class, p.oid, p.relation, p.name, p.granted, p.is_grantable, p.grantee, r.rolname
)
SELECT found.*, r.nspname AS on_namespace, r.relname AS on_name, d.description AS comment
FROM (
    SELECT
        CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind,
        CASE
            WHEN p.prokind = 'a' AND p.pronargs = 0 THEN format('%s(*)', p.oid::regproc)
            ELSE p.oid::regprocedure::text
        END AS name,
        NULL::oid AS relation,
        CASE
            WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid)
            WHEN g.aggkind = 'n' AND g.aggmtransfn = 0 THEN format(
                'CREATE AGGREGATE %s (SFUNC = %s, STYPE = %s%s%s%s%s%s%s%s%s)',
                CASE p.pronargs WHEN 0 THEN format('%s(*)', p.oid::regproc) ELSE p.oid::regprocedure::text END,
                g.aggtransfn, format_type(g.aggtranstype, NULL),
                CASE WHEN g.aggtransspace <> 0 THEN ', SSPACE = ' || g.aggtransspace END,
                CASE WHEN g.aggfinalfn <> 0 THEN ', FINALFUNC = ' || g.aggfinalfn END,
                CASE WHEN g.aggfinalextra THEN ', FINALFUNC_EXTRA' END,
                CASE WHEN g.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || g.aggcombinefn END,
                CASE WHEN g.aggserialfn <> 0 THEN ', SERIALFUNC = ' || g.aggserialfn END,
                CASE WHEN g.aggdeserialfn <> 0 THEN ', DESERIALFUNC = ' || g.aggdeserialfn END,
                ', INITCOND = ' || quote_literal(g.agginitval),
                CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' END
            )
        END AS definition,
        'pg_proc' AS class, p.oid::int8 AS oid
    FROM own_proc AS p
    LEFT JOIN pg_aggregate AS g ON g.aggfnoid = p.oid

    UNION ALL
    SELECT 'trigger', quote_ident(t.tgname), t.tgrelid,
        pg_get_triggerdef(t.oid) || CASE t.tgenabled
            WHEN 'D' THEN format(E';\nALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::regclass, t.tgname)
            WHEN 'R' THEN format(E';\nALTER TABLE %s ENABLE REPLICA TRIGGER %I', t.tgrelid::regclass, t.tgname)
            WHEN 'A' THEN format(E';\nALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.tgrelid::regclass, t.tgname)
            ELSE ''
        END,
        'pg_trigger', t.oid::int8
    FROM pg_trigger AS t
    JOIN own_class AS c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgparentid = 0

    UNION ALL
    SELECT 'policy', quote_ident(p.polname), p.polrelid,
        format('CREATE POLICY %I ON %s%s FOR %s TO %s%s%s',
            p.polname, p.polrelid::regclass, CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END,
            CASE p.polcmd
                WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                ELSE 'ALL'
            END,
            (
                SELECT string_agg(coalesce(quote_ident(r.rolname), 'PUBLIC'), ', ' ORDER BY r.rolname)
                FROM unnest(p.polroles) AS role
                LEFT JOIN pg_roles AS r ON r.oid = role
            ),
            ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
            ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'),
        'pg_policy', p.oid::int8
    FROM pg_policy AS p
    JOIN own_class AS c ON c.oid = p.polrelid

    UNION ALL
    SELECT 'rule', quote_ident(u.rulename), u.ev_class,
        rtrim(pg_get_ruledef(u.oid), ';') || CASE u.ev_enabled
            WHEN 'D' THEN format(E';\nALTER TABLE %s DISABLE RULE %I', u.ev_class::regclass, u.rulename)
            WHEN 'R' THEN format(E';\nALTER TABLE %s ENABLE REPLICA RULE %I', u.ev_class::regclass, u.rulename)
            WHEN 'A' THEN format(E';\nALTER TABLE %s ENABLE ALWAYS RULE %I', u.ev_class::regclass, u.rulename)
            ELSE ''
        END,
        'pg_rewrite', u.oid::int8
    FROM pg_rewrite AS u
    JOIN own_class AS c ON c.oid = u.ev_class
    WHERE u.rulename <> '_RETURN'

    UNION ALL
    SELECT 'statistics', format('%s%I', CASE n.nspname WHEN 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END,
            s.stxname),
        s.stxrelid,
        pg_get_statisticsobjdef(s.oid) || CASE WHEN s.stxstattarget >= 0
            THEN format(E';\nALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname, s.stxstattarget)
            ELSE ''
        END,
        'pg_statistic_ext', s.oid::int8
    FROM pg_statistic_ext AS s
    JOIN own_class AS c ON c.oid = s.stxrelid
    JOIN pg_namespace AS n ON n.oid = s.stxnamespace

    UNION ALL
    SELECT 'grant',
        CASE WHEN granted THEN '' ELSE 'REVOKE ' END || privileges
            || CASE WHEN relation IS NULL THEN ' ON ' || name ELSE '' END
            || CASE WHEN granted THEN ' TO ' ELSE ' FROM ' END || role
            || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,
        relation,
        format('%s %s ON %s %s %s%s', CASE WHEN granted THEN 'GRANT' ELSE 'REVOKE' END, privileges, name,
            CASE WHEN granted THEN 'TO' ELSE 'FROM' END, role,
            CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END),
        'pg_acl', oid::int8
    FROM granted

    UNION ALL
    SELECT 'default privileges', format('%s%s FOR ROLE %I: %s',
            CASE a.defaclobjtype
                WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
                WHEN 'n' THEN 'SCHEMAS' ELSE a.defaclobjtype::text
            END,
            ' IN SCHEMA ' || quote_ident(n.nspname), r.rolname, a.defaclacl),
        NULL, NULL, 'pg_default_acl', a.oid::int8
    FROM pg_default_acl AS a
    LEFT JOIN pg_namespace AS n ON n.oid = a.defaclnamespace
    LEFT JOIN pg_roles AS r ON r.oid = a.defaclrole

    UNION ALL
    SELECT 'event trigger', quote_ident(e.evtname), NULL,
        format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', e.evtname, e.evtevent,
            ' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(e.evttags) AS tag) || ')',
            e.evtfoid::regproc)
            || CASE e.evtenabled
                WHEN 'D' THEN format(E';\nALTER EVENT TRIGGER %I DISABLE', e.evtname)
                WHEN 'R' THEN format(E';\nALTER EVENT TRIGGER %I ENABLE REPLICA', e.evtname)
                WHEN 'A' THEN format(E';\nALTER EVENT TRIGGER %I ENABLE ALWAYS', e.evtname)
                ELSE ''
            END,
        'pg_event_trigger', e.oid::int8
    FROM pg_event_trigger AS e

    UNION ALL
    SELECT 'foreign table', oid::regclass::text, NULL, NULL, 'pg_class', oid::int8
    FROM own_class
    WHERE relkind = 'f'

    UNION ALL
    SELECT CASE t.typtype WHEN 'r' THEN 'range type' ELSE 'base type' END, t.oid::regtype::text, NULL,
        CASE WHEN g.rngcanonical = 0 THEN format('CREATE TYPE %s AS RANGE (SUBTYPE = %s, SUBTYPE_OPCLASS = %s%s%s%s)',
            t.oid::regtype, format_type(g.rngsubtype, NULL),
            (
                SELECT format('%I.%I', n.nspname, c.opcname)
                FROM pg_opclass AS c
                JOIN pg_namespace AS n ON n.oid = c.opcnamespace
                WHERE c.oid = g.rngsubopc
            ),
            CASE WHEN g.rngcollation <> 0 THEN ', COLLATION = ' || g.rngcollation::regcollation END,
            CASE WHEN g.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || g.rngsubdiff END,
            ', MULTIRANGE_TYPE_NAME = ' || g.rngmultitypid::regtype)
        END,
        'pg_type', t.oid::int8
    FROM own_type AS t
    LEFT JOIN pg_range AS g ON g.rngtypid = t.oid
    WHERE t.typtype IN ('r', 'b', 'p') AND NOT EXISTS (SELECT FROM pg_type WHERE typarray = t.oid)

    UNION ALL
    SELECT 'cast', format('(%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)), NULL,
        format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
            CASE c.castmethod
                WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
                WHEN 'i' THEN 'WITH INOUT'
                ELSE 'WITHOUT FUNCTION'
            END,
            CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END),
        'pg_cast', c.oid::int8
    FROM pg_cast AS c
    WHERE c.oid >= 16384 AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_cast'::regclass AND objid = c.oid AND deptype = 'i'
    )

    UNION ALL
    SELECT 'operator', o.oid::regoperator::text, NULL,
        format('CREATE OPERATOR %I.%s (FUNCTION = %s%s, RIGHTARG = %s%s%s%s%s%s%s)', n.nspname, o.oprname, o.oprcode,
            CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) END,
            format_type(o.oprright, NULL),
            (SELECT format(', COMMUTATOR = OPERATOR(%I.%s)', m.nspname, p.oprname)
             FROM pg_operator AS p JOIN pg_namespace AS m ON m.oid = p.oprnamespace WHERE p.oid = o.oprcom),
            (SELECT format(', NEGATOR = OPERATOR(%I.%s)', m.nspname, p.oprname)
             FROM pg_operator AS p JOIN pg_namespace AS m ON m.oid = p.oprnamespace WHERE p.oid = o.oprnegate),
            CASE WHEN o.oprrest <> 0 THEN ', RESTRICT = ' || o.oprrest END,
            CASE WHEN o.oprjoin <> 0 THEN ', JOIN = ' || o.oprjoin END,
            CASE WHEN o.oprcanhash THEN ', HASHES' END,
            CASE WHEN o.oprcanmerge THEN ', MERGES' END),
        'pg_operator', o.oid::int8
    FROM pg_operator AS o
    JOIN own_namespace AS n ON n.oid = o.oprnamespace
    WHERE o.oprcode <> 0

    UNION ALL
    SELECT 'operator class', format('%s%I USING %I',
            CASE n.nspname WHEN 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END, o.opcname, m.amname),
        NULL, NULL, 'pg_opclass', o.oid::int8
    FROM pg_opclass AS o
    JOIN own_namespace AS n ON n.oid = o.opcnamespace
    JOIN pg_am AS m ON m.oid = o.opcmethod

    UNION ALL
    SELECT 'operator family', format('%s%I USING %I',
            CASE n.nspname WHEN 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END, o.opfname, m.amname),
        NULL, NULL, 'pg_opfamily', o.oid::int8
    FROM pg_opfamily AS o
    JOIN own_namespace AS n ON n.oid = o.opfnamespace
    JOIN pg_am AS m ON m.oid = o.opfmethod

    UNION ALL
    SELECT 'collation', o.oid::regcollation::text, NULL,
        format('CREATE COLLATION %s (PROVIDER = %s%s%s%s)', o.oid::regcollation,
            CASE o.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
            ', LC_COLLATE = ' || quote_literal(o.collcollate) || ', LC_CTYPE = ' || quote_literal(o.collctype),
            ', LOCALE = ' || quote_literal(coalesce(
                to_jsonb(o) ->> 'colllocale', to_jsonb(o) ->> 'colliculocale',
                CASE WHEN o.collprovider = 'i' THEN o.collcollate END)),
            CASE WHEN NOT o.collisdeterministic THEN ', DETERMINISTIC = false' END),
        'pg_collation', o.oid::int8
    FROM pg_collation AS o
    JOIN own_namespace AS n ON n.oid = o.collnamespace

    UNION ALL
    SELECT 'conversion', format('%I.%I', n.nspname, o.conname), NULL, NULL, 'pg_conversion', o.oid::int8
    FROM pg_conversion AS o
    JOIN own_namespace AS n ON n.oid = o.connamespace

    UNION ALL
    SELECT 'text search configuration', o.oid::regconfig::text, NULL, NULL, 'pg_ts_config', o.oid::int8
    FROM pg_ts_config AS o
    JOIN own_namespace AS n ON n.oid = o.cfgnamespace

    UNION ALL
    SELECT 'text search dictionary', o.oid::regdictionary::text, NULL, NULL, 'pg_ts_dict', o.oid::int8
    FROM pg_ts_dict AS o
    JOIN own_namespace AS n ON n.oid = o.dictnamespace

    UNION ALL
    SELECT 'text search parser', format('%I.%I', n.nspname, o.prsname), NULL, NULL, 'pg_ts_parser', o.oid::int8
    FROM pg_ts_parser AS o
    JOIN own_namespace AS n ON n.oid = o.prsnamespace

    UNION ALL
    SELECT 'text search template', format('%I.%I', n.nspname, o.tmplname), NULL, NULL, 'pg_ts_template', o.oid::int8
    FROM pg_ts_template AS o
    JOIN own_namespace AS n ON n.oid = o.tmplnamespace

    UNION ALL
    SELECT 'language', quote_ident(lanname), NULL, NULL, 'pg_language', oid::int8
    FROM pg_language
    WHERE oid >= 16384

    UNION ALL
    SELECT 'transform', format('FOR %s LANGUAGE %I', format_type(t.trftype, NULL), l.lanname), NULL, NULL,
        'pg_transform', t.oid::int8
    FROM pg_transform AS t
    JOIN pg_language AS l ON l.oid = t.trflang

    UNION ALL
    SELECT 'access method', quote_ident(amname), NULL, NULL, 'pg_am', oid::int8
    FROM pg_am
    WHERE oid >= 16384

    UNION ALL
    SELECT 'foreign data wrapper', quote_ident(fdwname), NULL, NULL, 'pg_foreign_data_wrapper', oid::int8
    FROM pg_foreign_data_wrapper

    UNION ALL
    SELECT 'server', quote_ident(srvname), NULL, NULL, 'pg_foreign_server', oid::int8
    FROM pg_foreign_server

    UNION ALL
    SELECT 'user mapping', format('FOR %s SERVER %I', CASE umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(usename) END,
            srvname),
        NULL, NULL, 'pg_user_mapping', umid::int8
    FROM pg_user_mappings

    UNION ALL
    SELECT 'publication', quote_ident(pubname), NULL, NULL, 'pg_publication', oid::int8
    FROM pg_publication

    UNION ALL
    SELECT 'subscription', quote_ident(subname), NULL, NULL, 'pg_subscription', oid::int8
    FROM pg_subscription
    WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())

    UNION ALL
    SELECT 'security label', format('%s ON %s %s', provider, upper(objtype), objname), NULL, NULL, 'pg_seclabel',
        objoid::int8
    FROM pg_seclabels
    WHERE classoid NOT IN ('pg_database'::regclass, 'pg_authid'::regclass, 'pg_tablespace'::regclass)
) AS found
LEFT JOIN own_class AS r ON r.oid = found.relation
LEFT JOIN pg_description AS d
    ON found.class <> 'pg_acl' AND d.classoid = to_regclass(found.class) AND d.objoid = found.oid AND d.objsubid = 0
WHERE NOT EXISTS (
    SELECT FROM of_extension
    WHERE found.class <> 'pg_acl' AND classid = to_regclass(found.class) AND objid = found.oid
)
