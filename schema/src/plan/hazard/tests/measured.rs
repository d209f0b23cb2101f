//! The operations of the measurements, as statements on the tables of [`super::tables`].

/// Operations, and statements that are such operations. What stands before `;;` was done before.
pub(super) const MEASURED: &[(&str, &str)] = &[
    ("ADD COLUMN int null", "ALTER TABLE t ADD COLUMN z integer"),
    (
        "ADD COLUMN int DEFAULT 1",
        "ALTER TABLE t ADD COLUMN z integer DEFAULT 1",
    ),
    (
        "ADD COLUMN int NOT NULL DEFAULT 1",
        "ALTER TABLE t ADD COLUMN z integer DEFAULT 1 NOT NULL",
    ),
    (
        "ADD COLUMN timestamptz DEFAULT now()",
        "ALTER TABLE t ADD COLUMN z timestamptz DEFAULT now()",
    ),
    (
        "ADD COLUMN timestamptz DEFAULT clock_timestamp()",
        "ALTER TABLE t ADD COLUMN z timestamptz DEFAULT clock_timestamp()",
    ),
    (
        "ADD COLUMN float DEFAULT random()",
        "ALTER TABLE t ADD COLUMN z float DEFAULT random()",
    ),
    (
        "ADD COLUMN uuid DEFAULT gen_random_uuid()",
        "ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid() NOT NULL",
    ),
    (
        "ADD COLUMN bigint IDENTITY",
        "ALTER TABLE t ADD COLUMN z bigint GENERATED ALWAYS AS IDENTITY",
    ),
    (
        "ADD COLUMN GENERATED STORED",
        "ALTER TABLE t ADD COLUMN z integer GENERATED ALWAYS AS (a + 1) STORED",
    ),
    (
        "ADD COLUMN GENERATED VIRTUAL",
        "ALTER TABLE t ADD COLUMN z integer GENERATED ALWAYS AS (a + 1) VIRTUAL",
    ),
    (
        "ADD COLUMN int CHECK (c>0)",
        "ALTER TABLE t ADD COLUMN z integer CHECK (z > 0)",
    ),
    (
        "ADD COLUMN int DEFAULT 1 CHECK (c>0)",
        "ALTER TABLE t ADD COLUMN z integer DEFAULT 1 CHECK (z > 0)",
    ),
    (
        "ADD COLUMN int UNIQUE",
        "ALTER TABLE t ADD COLUMN z integer UNIQUE",
    ),
    (
        "ADD COLUMN plain domain null",
        "ALTER TABLE t ADD COLUMN z plain",
    ),
    (
        "ADD COLUMN plain domain DEFAULT 1",
        "ALTER TABLE t ADD COLUMN z plain DEFAULT 1",
    ),
    (
        "ADD COLUMN constrained domain null",
        "ALTER TABLE t ADD COLUMN z positive",
    ),
    (
        "ADD COLUMN constrained domain DEFAULT 1",
        "ALTER TABLE t ADD COLUMN z positive DEFAULT 1",
    ),
    (
        "ADD COLUMN enum DEFAULT 'x'",
        "ALTER TABLE t ADD COLUMN z mood DEFAULT 'x'",
    ),
    (
        "ADD COLUMN text[] DEFAULT '{}'",
        "ALTER TABLE t ADD COLUMN z text[] DEFAULT '{}'::text[]",
    ),
    ("DROP COLUMN", "ALTER TABLE t DROP COLUMN b"),
    ("DROP COLUMN (indexed)", "ALTER TABLE t DROP COLUMN a"),
    ("RENAME COLUMN", "ALTER TABLE t RENAME COLUMN b TO z"),
    ("SET DEFAULT", "ALTER TABLE t ALTER COLUMN b SET DEFAULT 1"),
    ("DROP DEFAULT", "ALTER TABLE t ALTER COLUMN b DROP DEFAULT"),
    ("SET NOT NULL", "ALTER TABLE t ALTER COLUMN b SET NOT NULL"),
    (
        "SET NOT NULL with validated CHECK (b IS NOT NULL)",
        "ALTER TABLE t ALTER COLUMN seen SET NOT NULL",
    ),
    (
        "SET NOT NULL with validated CHECK (b > 0 AND b IS NOT NULL)",
        "ALTER TABLE t ALTER COLUMN both SET NOT NULL",
    ),
    (
        "SET NOT NULL with validated CHECK (b > 0) only",
        "ALTER TABLE t ALTER COLUMN k SET NOT NULL",
    ),
    (
        "SET NOT NULL with NOT VALID CHECK",
        "ALTER TABLE t ADD CONSTRAINT z CHECK (b IS NOT NULL) NOT VALID, ALTER COLUMN b SET NOT NULL",
    ),
    (
        "DROP NOT NULL",
        "ALTER TABLE t ALTER COLUMN a DROP NOT NULL",
    ),
    (
        "ADD CONSTRAINT NOT NULL b",
        "ALTER TABLE t ADD CONSTRAINT z NOT NULL b",
    ),
    (
        "ADD CONSTRAINT NOT NULL b NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT z NOT NULL b NOT VALID",
    ),
    (
        "VALIDATE NOT NULL constraint",
        "ALTER TABLE t ADD CONSTRAINT z NOT NULL b NOT VALID;; ALTER TABLE t VALIDATE CONSTRAINT z",
    ),
    (
        "SET NOT NULL when NOT VALID not-null exists",
        "ALTER TABLE t ADD CONSTRAINT z NOT NULL b NOT VALID;; ALTER TABLE t ALTER COLUMN b SET NOT NULL",
    ),
    (
        "TYPE varchar(20)->varchar(40)",
        "ALTER TABLE t ALTER COLUMN v TYPE character varying(40)",
    ),
    (
        "TYPE varchar(20)->varchar(40) indexed",
        "ALTER TABLE t ALTER COLUMN i_v TYPE character varying(40)",
    ),
    (
        "TYPE varchar(20)->varchar(10)",
        "ALTER TABLE t ALTER COLUMN v TYPE character varying(10)",
    ),
    (
        "TYPE varchar(20)->varchar",
        "ALTER TABLE t ALTER COLUMN v TYPE character varying",
    ),
    (
        "TYPE varchar(20)->text",
        "ALTER TABLE t ALTER COLUMN v TYPE text",
    ),
    (
        "TYPE varchar(20)->text indexed",
        "ALTER TABLE t ALTER COLUMN i_v TYPE text",
    ),
    (
        "TYPE text->varchar",
        "ALTER TABLE t ALTER COLUMN x TYPE character varying",
    ),
    (
        "TYPE text->varchar(50)",
        "ALTER TABLE t ALTER COLUMN x TYPE character varying(50)",
    ),
    (
        "TYPE char(10)->char(20)",
        "ALTER TABLE t ALTER COLUMN ch TYPE character(20)",
    ),
    (
        "TYPE char(10)->text",
        "ALTER TABLE t ALTER COLUMN ch TYPE text",
    ),
    (
        "TYPE char(10)->varchar(10)",
        "ALTER TABLE t ALTER COLUMN ch TYPE character varying(10)",
    ),
    (
        "TYPE text COLLATE change",
        "ALTER TABLE t ALTER COLUMN x TYPE text COLLATE \"C\"",
    ),
    (
        "TYPE text COLLATE change indexed",
        "ALTER TABLE t ALTER COLUMN i_x TYPE text COLLATE \"C\"",
    ),
    (
        "TYPE int->bigint",
        "ALTER TABLE t ALTER COLUMN b TYPE bigint",
    ),
    (
        "TYPE int->bigint indexed",
        "ALTER TABLE t ALTER COLUMN a TYPE bigint",
    ),
    (
        "TYPE smallint->int",
        "ALTER TABLE t ALTER COLUMN s TYPE integer",
    ),
    (
        "TYPE bigint->int",
        "ALTER TABLE t ALTER COLUMN l TYPE integer",
    ),
    ("TYPE int->text", "ALTER TABLE t ALTER COLUMN b TYPE text"),
    (
        "TYPE int->numeric",
        "ALTER TABLE t ALTER COLUMN b TYPE numeric",
    ),
    (
        "TYPE numeric(10,2)->numeric(12,2)",
        "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2)",
    ),
    (
        "TYPE numeric(10,2)->numeric(8,2)",
        "ALTER TABLE t ALTER COLUMN n TYPE numeric(8,2)",
    ),
    (
        "TYPE numeric(10,2)->numeric(12,4)",
        "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,4)",
    ),
    (
        "TYPE numeric(10,2)->numeric",
        "ALTER TABLE t ALTER COLUMN n TYPE numeric",
    ),
    (
        "TYPE timestamp->timestamptz (session Europe/Paris)",
        "ALTER TABLE t ALTER COLUMN ts TYPE timestamp with time zone",
    ),
    (
        "TYPE timestamptz(3)->timestamptz(6)",
        "ALTER TABLE t ALTER COLUMN tz3 TYPE timestamp(6) with time zone",
    ),
    (
        "TYPE timestamptz->timestamptz(3)",
        "ALTER TABLE t ALTER COLUMN tz TYPE timestamp(3) with time zone",
    ),
    (
        "TYPE interval(3)->interval(6)",
        "ALTER TABLE t ALTER COLUMN iv TYPE interval(6)",
    ),
    (
        "TYPE varbit(10)->varbit(20)",
        "ALTER TABLE t ALTER COLUMN vb TYPE bit varying(20)",
    ),
    ("TYPE cidr->inet", "ALTER TABLE t ALTER COLUMN ci TYPE inet"),
    (
        "TYPE json->jsonb",
        "ALTER TABLE t ALTER COLUMN js TYPE jsonb",
    ),
    ("TYPE json->text", "ALTER TABLE t ALTER COLUMN js TYPE text"),
    (
        "TYPE text->json",
        "ALTER TABLE t ALTER COLUMN x TYPE json USING x::json",
    ),
    (
        "TYPE int->plain domain",
        "ALTER TABLE t ALTER COLUMN b TYPE plain",
    ),
    (
        "TYPE int->constrained domain",
        "ALTER TABLE t ALTER COLUMN b TYPE positive",
    ),
    (
        "TYPE constrained domain->int",
        "ALTER TABLE t ALTER COLUMN d TYPE integer",
    ),
    ("TYPE enum->text", "ALTER TABLE t ALTER COLUMN mo TYPE text"),
    (
        "TYPE text->enum",
        "ALTER TABLE t ALTER COLUMN x TYPE mood USING x::mood",
    ),
    (
        "TYPE int->bigint, CHECK on col",
        "ALTER TABLE t ALTER COLUMN k TYPE bigint",
    ),
    (
        "TYPE varchar(20)->text, CHECK on col",
        "ALTER TABLE t ALTER COLUMN c TYPE text",
    ),
    (
        "TYPE varchar(20)->text, FK col",
        "ALTER TABLE t ALTER COLUMN r2_id TYPE text",
    ),
    (
        "SET STATISTICS",
        "ALTER TABLE t ALTER COLUMN b SET STATISTICS 5",
    ),
    (
        "SET (n_distinct)",
        "ALTER TABLE t ALTER COLUMN b SET (n_distinct = 5)",
    ),
    (
        "SET STORAGE",
        "ALTER TABLE t ALTER COLUMN x SET STORAGE external",
    ),
    (
        "SET COMPRESSION",
        "ALTER TABLE t ALTER COLUMN x SET COMPRESSION pglz",
    ),
    (
        "ADD GENERATED AS IDENTITY on existing NOT NULL col",
        "ALTER TABLE t ALTER COLUMN a ADD GENERATED BY DEFAULT AS IDENTITY",
    ),
    (
        "DROP IDENTITY",
        "ALTER TABLE t ALTER COLUMN a DROP IDENTITY",
    ),
    (
        "SET GENERATED ALWAYS",
        "ALTER TABLE t ALTER COLUMN a SET GENERATED ALWAYS",
    ),
    (
        "DROP EXPRESSION (stored)",
        "ALTER TABLE t ALTER COLUMN b DROP EXPRESSION",
    ),
    (
        "SET EXPRESSION (stored)",
        "ALTER TABLE t ALTER COLUMN b SET EXPRESSION AS (a + 2)",
    ),
    ("ADD CHECK", "ALTER TABLE t ADD CONSTRAINT z CHECK (b > 0)"),
    (
        "ADD CHECK NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT z CHECK (b > 0) NOT VALID",
    ),
    (
        "VALIDATE CHECK",
        "ALTER TABLE t VALIDATE CONSTRAINT c_check",
    ),
    (
        "ADD CHECK NOT ENFORCED",
        "ALTER TABLE t ADD CONSTRAINT z CHECK (b > 0) NOT ENFORCED",
    ),
    (
        "ADD FOREIGN KEY",
        "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES r (id)",
    ),
    (
        "ADD FOREIGN KEY NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES r (id) NOT VALID",
    ),
    (
        "VALIDATE FOREIGN KEY",
        "ALTER TABLE t VALIDATE CONSTRAINT f_key",
    ),
    (
        "ADD FOREIGN KEY NOT ENFORCED",
        "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES r (id) NOT ENFORCED",
    ),
    (
        "ALTER FK ENFORCED",
        "ALTER TABLE t ALTER CONSTRAINT f_key ENFORCED",
    ),
    ("DROP FOREIGN KEY", "ALTER TABLE t DROP CONSTRAINT f_key"),
    (
        "ALTER FK DEFERRABLE",
        "ALTER TABLE t ALTER CONSTRAINT f_key DEFERRABLE INITIALLY DEFERRED",
    ),
    ("ADD UNIQUE", "ALTER TABLE t ADD CONSTRAINT z UNIQUE (b)"),
    (
        "ADD UNIQUE USING INDEX",
        "ALTER TABLE t ADD CONSTRAINT z UNIQUE USING INDEX z",
    ),
    (
        "ADD PRIMARY KEY (nullable col)",
        "ALTER TABLE q ADD CONSTRAINT z PRIMARY KEY (b)",
    ),
    (
        "ADD PRIMARY KEY USING INDEX (NOT NULL col)",
        "ALTER TABLE q ADD CONSTRAINT z PRIMARY KEY USING INDEX z",
    ),
    (
        "ADD EXCLUDE (int4range)",
        "ALTER TABLE t ADD CONSTRAINT z EXCLUDE USING gist (b WITH =)",
    ),
    ("DROP CHECK", "ALTER TABLE t DROP CONSTRAINT c_check"),
    ("DROP UNIQUE", "ALTER TABLE t DROP CONSTRAINT t_s_key"),
    (
        "RENAME CONSTRAINT",
        "ALTER TABLE t RENAME CONSTRAINT c_check TO z",
    ),
    ("CREATE INDEX", "CREATE INDEX z ON t (b)"),
    ("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX z ON t (b)"),
    ("DROP INDEX", "DROP INDEX ti"),
    ("ALTER INDEX RENAME", "ALTER INDEX ti RENAME TO z"),
    (
        "ALTER INDEX SET (fillfactor)",
        "ALTER INDEX ti SET (fillfactor = 50)",
    ),
    ("DROP TABLE with FK to r", "DROP TABLE z"),
    ("RENAME TABLE", "ALTER TABLE t RENAME TO z"),
    ("SET SCHEMA", "ALTER TABLE t SET SCHEMA z"),
    ("SET (fillfactor)", "ALTER TABLE t SET (fillfactor = 50)"),
    (
        "SET (autovacuum_enabled)",
        "ALTER TABLE t SET (autovacuum_enabled = false)",
    ),
    ("SET UNLOGGED", "ALTER TABLE t SET UNLOGGED"),
    (
        "REPLICA IDENTITY FULL",
        "ALTER TABLE t REPLICA IDENTITY FULL",
    ),
    (
        "ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    ),
    ("CREATE POLICY", "CREATE POLICY z ON t USING (true)"),
    ("DROP POLICY", "DROP POLICY z ON t"),
    (
        "CREATE TRIGGER",
        "CREATE TRIGGER z BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION z()",
    ),
    ("DROP TRIGGER", "DROP TRIGGER z ON t"),
    ("DISABLE TRIGGER", "ALTER TABLE t DISABLE TRIGGER z"),
    (
        "CREATE RULE",
        "CREATE RULE z AS ON INSERT TO t DO ALSO NOTHING",
    ),
    ("COMMENT ON TABLE", "COMMENT ON TABLE t IS 'x'"),
    ("COMMENT ON COLUMN", "COMMENT ON COLUMN t.b IS 'x'"),
    ("CREATE VIEW", "CREATE VIEW y AS SELECT a FROM t"),
    (
        "CREATE OR REPLACE VIEW (add col)",
        "CREATE OR REPLACE VIEW v AS SELECT id, a FROM t",
    ),
    ("DROP VIEW", "DROP VIEW v"),
    (
        "CREATE MATERIALIZED VIEW",
        "CREATE MATERIALIZED VIEW y AS SELECT id FROM t",
    ),
    (
        "REFRESH MATERIALIZED VIEW [lock on mv]",
        "REFRESH MATERIALIZED VIEW mv",
    ),
    (
        "ALTER DOMAIN ADD CHECK",
        "ALTER DOMAIN positive ADD CONSTRAINT z CHECK (VALUE > 1)",
    ),
    (
        "ALTER DOMAIN ADD CHECK NOT VALID",
        "ALTER DOMAIN positive ADD CONSTRAINT z CHECK (VALUE > 1) NOT VALID",
    ),
    (
        "ALTER DOMAIN VALIDATE",
        "ALTER DOMAIN positive VALIDATE CONSTRAINT z",
    ),
    (
        "ALTER DOMAIN SET NOT NULL",
        "ALTER DOMAIN positive SET NOT NULL",
    ),
    (
        "ALTER TYPE ADD VALUE (in txn)",
        "ALTER TYPE mood ADD VALUE 'x'",
    ),
    (
        "ALTER TYPE ADD VALUE BEFORE",
        "ALTER TYPE mood ADD VALUE 'w' BEFORE 'x'",
    ),
    (
        "ALTER TYPE RENAME VALUE",
        "ALTER TYPE mood RENAME VALUE 'x' TO 'y'",
    ),
    ("CREATE STATISTICS", "CREATE STATISTICS z ON a, b FROM t"),
    ("INHERIT", "ALTER TABLE t INHERIT par"),
    (
        "CREATE TABLE PARTITION OF [p]",
        "CREATE TABLE z PARTITION OF p FOR VALUES FROM (20) TO (30)",
    ),
    (
        "ATTACH PARTITION no CHECK [p,p2]",
        "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)",
    ),
    (
        "DETACH PARTITION [p,p1]",
        "ALTER TABLE p DETACH PARTITION p1",
    ),
    ("DROP TABLE partition [p]", "DROP TABLE p1"),
    (
        "CREATE INDEX ON partitioned parent [p,p1]",
        "CREATE INDEX z ON p (b)",
    ),
    (
        "CREATE INDEX ON ONLY parent [p,p1]",
        "CREATE INDEX z ON ONLY p (b)",
    ),
    (
        "ALTER INDEX ATTACH PARTITION [p,p1]",
        "ALTER INDEX z ATTACH PARTITION z1",
    ),
    (
        "ADD FK NOT VALID on partitioned",
        "ALTER TABLE p ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES r (id) NOT VALID",
    ),
    (
        "ADD FK on partitioned",
        "ALTER TABLE p ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES r (id)",
    ),
    (
        "ADD COLUMN on partitioned [p,p1]",
        "ALTER TABLE p ADD COLUMN z integer",
    ),
    ("ALTER SEQUENCE [seq]", "ALTER SEQUENCE sq INCREMENT BY 2"),
    (
        "DROP TYPE/CREATE FUNCTION (no table)",
        "DROP TYPE mood; CREATE FUNCTION z() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ),
    (
        "two ALTERs combined: ADD CHECK NV + ADD COLUMN",
        "ALTER TABLE t ADD CONSTRAINT z CHECK (b > 0) NOT VALID, ADD COLUMN y integer",
    ),
    (
        "ALTER TYPE varchar->text + SET NOT NULL combined",
        "ALTER TABLE t ALTER COLUMN v TYPE text, ALTER COLUMN v SET NOT NULL",
    ),
    (
        "SET NOT NULL on col that is already NOT NULL",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
    ),
    (
        "SET DATA TYPE to same type",
        "ALTER TABLE t ALTER COLUMN b SET DATA TYPE integer",
    ),
    (
        "TYPE varchar->text with expression index",
        "ALTER TABLE t ALTER COLUMN e TYPE text",
    ),
    (
        "TYPE varchar->text with partial index on col",
        "ALTER TABLE t ALTER COLUMN par_v TYPE text",
    ),
    (
        "TYPE numeric widen with index",
        "ALTER TABLE t ALTER COLUMN i_n TYPE numeric(12,2)",
    ),
    (
        "TYPE cidr->inet indexed",
        "ALTER TABLE t ALTER COLUMN i_ci TYPE inet",
    ),
    (
        "TYPE int->plain domain indexed",
        "ALTER TABLE t ALTER COLUMN a TYPE plain",
    ),
    (
        "TYPE timestamptz precision widen indexed",
        "ALTER TABLE t ALTER COLUMN i_tz TYPE timestamp(6) with time zone",
    ),
    (
        "TYPE varbit widen indexed",
        "ALTER TABLE t ALTER COLUMN i_vb TYPE bit varying(20)",
    ),
    (
        "ADD COLUMN array default array[]::text[]",
        "ALTER TABLE t ADD COLUMN z text[] DEFAULT ARRAY[]::text[]",
    ),
    (
        "ADD COLUMN jsonb default '{}'",
        "ALTER TABLE t ADD COLUMN z jsonb DEFAULT '{}'",
    ),
    (
        "ADD COLUMN text default current_user",
        "ALTER TABLE t ADD COLUMN z text DEFAULT CURRENT_USER",
    ),
    (
        "ADD COLUMN date default current_date",
        "ALTER TABLE t ADD COLUMN z date DEFAULT CURRENT_DATE",
    ),
    (
        "ADD COLUMN text default md5(random())",
        "ALTER TABLE t ADD COLUMN z text DEFAULT md5(random()::text)",
    ),
    (
        "ADD COLUMN uuid default uuidv7()",
        "ALTER TABLE t ADD COLUMN z uuid DEFAULT uuidv7()",
    ),
    (
        "ADD COLUMN bigint default nextval(seq)",
        "ALTER TABLE t ADD COLUMN z bigint DEFAULT nextval('sq'::regclass)",
    ),
    (
        "ADD COLUMN int NOT NULL (no default, empty check)",
        "ALTER TABLE e0 ADD COLUMN z integer NOT NULL",
    ),
    (
        "ALTER TYPE ADD ATTRIBUTE (composite used in table)",
        "ALTER TYPE pair ADD ATTRIBUTE z integer",
    ),
    (
        "ALTER DOMAIN SET DEFAULT",
        "ALTER DOMAIN positive SET DEFAULT 1",
    ),
    (
        "ALTER DOMAIN DROP CONSTRAINT",
        "ALTER DOMAIN positive DROP CONSTRAINT positive_check",
    ),
    (
        "CREATE INDEX on new col of existing table",
        "ALTER TABLE t ADD COLUMN y integer;; CREATE INDEX z ON t (y)",
    ),
    (
        "FK self-reference NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES t (id) NOT VALID",
    ),
    (
        "FK to partitioned parent NOT VALID [p,p1,t]",
        "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES p (id) NOT VALID",
    ),
    (
        "DROP FK to partitioned parent",
        "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES p (id);; ALTER TABLE t DROP CONSTRAINT z",
    ),
    (
        "ALTER TABLE ADD CHECK NO INHERIT NOT VALID on partitioned [p,p1]",
        "ALTER TABLE p ADD CONSTRAINT z CHECK (b > 0) NO INHERIT NOT VALID",
    ),
    (
        "SET NOT NULL on partitioned parent [p,p1]",
        "ALTER TABLE p ALTER COLUMN b SET NOT NULL",
    ),
    (
        "CREATE UNIQUE INDEX ON ONLY + attach replaced",
        "CREATE UNIQUE INDEX z ON ONLY p (b)",
    ),
    ("RENAME TYPE (enum)", "ALTER TYPE mood RENAME TO z"),
    ("DROP TYPE enum unused", "DROP TYPE mood"),
    (
        "ALTER SEQUENCE OWNED BY [sq,t]",
        "ALTER SEQUENCE sq OWNED BY t.a",
    ),
    (
        "ALTER VIEW SET security_invoker",
        "ALTER VIEW v SET (security_invoker = true)",
    ),
];

/// Operations of which more is said than was measured, and why.
pub(super) const SAID_TO_BE_MORE: &[(&str, &str, &str)] = &[
    (
        "TYPE timestamp->timestamptz (session UTC)",
        "ALTER TABLE t ALTER COLUMN ts TYPE timestamp with time zone",
        "a plan does not know the time zone of the session that runs it",
    ),
    (
        "TYPE timestamp->timestamptz (session UTC) indexed",
        "ALTER TABLE t ALTER COLUMN i_ts TYPE timestamp with time zone",
        "a plan does not know the time zone of the session that runs it",
    ),
    (
        "TYPE timestamptz->timestamp (session UTC)",
        "ALTER TABLE t ALTER COLUMN tz TYPE timestamp without time zone",
        "a plan does not know the time zone of the session that runs it",
    ),
    (
        "ATTACH PARTITION with matching CHECK [p,p2]",
        "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)",
        "only PostgreSQL knows whether a check implies the bounds",
    ),
    (
        "ATTACH PARTITION when DEFAULT partition has rows [p,p2,pd]",
        "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)",
        "only PostgreSQL knows whether a check implies the bounds",
    ),
    (
        "ALTER TABLE t SET ACCESS METHOD heap",
        "ALTER TABLE t SET ACCESS METHOD heap",
        "the one that was measured is the one that the table had",
    ),
];

/// Operations that no plan does, and why.
pub(super) const NEVER_DONE: &[(&str, &str)] = &[
    (
        "ADD COLUMN bigserial",
        "a plan writes the sequence and the default of a serial column",
    ),
    (
        "ADD COLUMN int REFERENCES r",
        "a plan adds foreign keys for themselves, when all columns are there",
    ),
    (
        "ADD COLUMN int DEFAULT 1 REFERENCES r",
        "a plan adds foreign keys for themselves, when all columns are there",
    ),
    (
        "ADD PRIMARY KEY USING INDEX when NOT VALID not-null",
        "PostgreSQL refuses it; a plan has the columns NOT NULL before",
    ),
    (
        "ADD PRIMARY KEY USING INDEX (nullable col)",
        "a plan has the columns NOT NULL before",
    ),
    (
        "ADD PRIMARY KEY USING INDEX (validated CHECK NOT NULL)",
        "a plan has the columns NOT NULL before",
    ),
    ("REINDEX INDEX", "a plan builds no index again"),
    ("REINDEX TABLE", "a plan builds no index again"),
    (
        "CREATE TABLE with FK to r",
        "a plan adds foreign keys for themselves, when all tables are there",
    ),
    (
        "CLUSTER",
        "a plan says by which index to sort, and sorts nothing",
    ),
    (
        "ALTER POLICY",
        "what is not modelled stays, or is dropped and made again",
    ),
    ("TRUNCATE", "a plan empties no table"),
    ("GRANT SELECT", "what is not modelled stays as it is"),
    ("OWNER TO", "what is not modelled stays as it is"),
    (
        "REFRESH MATERIALIZED VIEW CONCURRENTLY [lock on mv]",
        "a plan fills a view that nobody reads yet",
    ),
    ("ANALYZE", "the server does it by itself"),
    (
        "CREATE PUBLICATION FOR TABLE",
        "what is not modelled stays as it is",
    ),
    (
        "TYPE int->bigint with view dependency",
        "PostgreSQL refuses it; a plan drops the view before",
    ),
    (
        "TYPE with generated col dependency",
        "PostgreSQL refuses it; a plan drops the column before",
    ),
    (
        "DROP COLUMN referenced by FK from child [child locks]",
        "a plan drops foreign keys before what they lead to",
    ),
    (
        "DROP TABLE referenced target CASCADE",
        "a plan drops foreign keys before what they lead to",
    ),
    ("TRUNCATE r CASCADE", "a plan empties no table"),
];
