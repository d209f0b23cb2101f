-- An event store: events in partitions by time, a place that counts over all of them, projections that can be made again,
-- places up to where each reader has come.
CREATE SEQUENCE positions CACHE 20;
CREATE TABLE streams (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    version integer DEFAULT 0 NOT NULL CHECK (version >= 0)
);
CREATE TABLE events (
    "position" bigint DEFAULT nextval('positions') NOT NULL,
    stream_id uuid NOT NULL REFERENCES streams,
    version integer NOT NULL,
    "type" varchar(120) NOT NULL,
    data jsonb NOT NULL,
    metadata jsonb,
    recorded timestamptz DEFAULT now() NOT NULL,
    PRIMARY KEY (stream_id, version, recorded)
) PARTITION BY RANGE (recorded);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01 00:00:00+00') TO ('2024-01-01 00:00:00+00');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00')
    WITH (autovacuum_enabled = true);
CREATE TABLE events_later PARTITION OF events DEFAULT;
CREATE INDEX events_position ON events USING brin ("position") WITH (pages_per_range = 32);
CREATE INDEX events_type ON events ("type", recorded DESC);
CREATE INDEX events_2024_correlation ON events_2024 ((metadata ->> 'correlation'));
CREATE TABLE snapshots (
    stream_id uuid NOT NULL REFERENCES streams ON DELETE CASCADE,
    version integer NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (stream_id, version) INCLUDE (state)
);
ALTER TABLE snapshots ALTER state SET STORAGE EXTERNAL;
CREATE TABLE subscriptions (
    name text COLLATE "C" PRIMARY KEY,
    "position" bigint DEFAULT 0 NOT NULL,
    locked_by text,
    locked_until timestamptz,
    CHECK ((locked_by IS NULL) = (locked_until IS NULL))
);
CREATE UNLOGGED TABLE projection_of_orders (
    id uuid PRIMARY KEY,
    customer text,
    total numeric(14,2) DEFAULT 0,
    lines jsonb[] DEFAULT '{}'
);
CREATE FUNCTION notify_of_event() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('events', NEW."position"::text); RETURN NULL; END $$;
CREATE TRIGGER event_is_told AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION notify_of_event();
CREATE VIEW lag AS
    SELECT s.name, (SELECT max(e."position") FROM events AS e) - s."position" AS behind FROM subscriptions AS s;
INSERT INTO streams VALUES ('00000000-0000-0000-0000-00000000000a', 'order', 3);
INSERT INTO events (stream_id, version, "type", data, recorded) VALUES
    ('00000000-0000-0000-0000-00000000000a', 1, 'placed', '{}', '2023-06-01'),
    ('00000000-0000-0000-0000-00000000000a', 2, 'paid', '{}', '2024-06-01'),
    ('00000000-0000-0000-0000-00000000000a', 3, 'sent', '{}', '2026-06-01');
