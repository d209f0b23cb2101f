-- step: create the schema
CREATE TABLE users (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    nickname text,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);
