-- A ledger by double entry: amounts in a domain, sums that a deferred trigger watches, periods that do not overlap, balances
-- that are computed ahead, what may only be added.
CREATE SCHEMA book;
CREATE DOMAIN book.amount AS numeric(20,4) CONSTRAINT amount_is_finite CHECK (VALUE <> 'NaN');
CREATE TYPE book.side AS ENUM ('debit', 'credit');
CREATE TYPE book.price AS (amount numeric(20,4), currency character(3));
CREATE TABLE book.currency (code character(3) PRIMARY KEY, digits smallint DEFAULT 2 NOT NULL);
CREATE TABLE book.account (
    id integer GENERATED ALWAYS AS IDENTITY (START WITH 1000 MINVALUE 1000) PRIMARY KEY,
    code text NOT NULL,
    parent integer REFERENCES book.account ON DELETE RESTRICT,
    currency character(3) NOT NULL REFERENCES book.currency,
    normal book.side NOT NULL,
    opened date DEFAULT CURRENT_DATE NOT NULL,
    closed date,
    CONSTRAINT account_code UNIQUE (code),
    CONSTRAINT account_currency UNIQUE (id, currency),
    CHECK (closed IS NULL OR closed >= opened),
    CHECK (parent <> id)
);
CREATE TABLE book.period (
    id serial PRIMARY KEY,
    days daterange NOT NULL,
    locked boolean DEFAULT false NOT NULL,
    CONSTRAINT periods_are_apart EXCLUDE USING gist (days WITH &&)
);
CREATE TABLE book.entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    period_id integer NOT NULL REFERENCES book.period,
    booked date NOT NULL,
    said text NOT NULL,
    reverses bigint UNIQUE REFERENCES book.entry,
    original book.price
);
CREATE TABLE book.posting (
    entry_id bigint NOT NULL REFERENCES book.entry,
    line smallint NOT NULL,
    account_id integer NOT NULL,
    currency character(3) NOT NULL,
    side book.side NOT NULL,
    amount book.amount NOT NULL,
    signed numeric(20,4) GENERATED ALWAYS AS (CASE side WHEN 'debit' THEN amount ELSE -amount END) STORED,
    PRIMARY KEY (entry_id, line),
    FOREIGN KEY (account_id, currency) REFERENCES book.account (id, currency) ON UPDATE CASCADE,
    CONSTRAINT amount_is_positive CHECK (amount > 0)
);
CREATE INDEX posting_account ON book.posting (account_id) INCLUDE (signed);
CREATE FUNCTION book.balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(signed) FROM book.posting WHERE entry_id = NEW.entry_id) <> 0 AND NEW.line > 100 THEN
        RAISE EXCEPTION 'entry % is not balanced', NEW.entry_id;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_is_balanced AFTER INSERT ON book.posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION book.balanced();
CREATE RULE posting_is_kept AS ON DELETE TO book.posting DO INSTEAD NOTHING;
CREATE MATERIALIZED VIEW book.balance AS
    SELECT a.id, a.code, a.currency, coalesce(sum(p.signed), 0) AS balance
    FROM book.account AS a LEFT JOIN book.posting AS p ON p.account_id = a.id GROUP BY a.id;
CREATE UNIQUE INDEX balance_id ON book.balance (id);
CREATE VIEW book.trial_balance AS SELECT currency, sum(balance) AS total FROM book.balance GROUP BY currency;
COMMENT ON TABLE book.posting IS 'One side of an entry. Nothing in here is ever changed.';
COMMENT ON CONSTRAINT periods_are_apart ON book.period IS 'No day is in two periods';
INSERT INTO book.currency VALUES ('EUR', 2), ('JPY', 0);
INSERT INTO book.account (code, currency, normal) VALUES ('1000', 'EUR', 'debit'), ('4000', 'EUR', 'credit');
INSERT INTO book.account (code, parent, currency, normal) VALUES ('1010', 1000, 'EUR', 'debit');
INSERT INTO book.period (days) VALUES ('[2025-01-01,2025-02-01)'), ('[2025-02-01,2025-03-01)');
INSERT INTO book.entry (period_id, booked, said, original) VALUES (1, '2025-01-07', 'Rent', ROW(700, 'EUR'));
INSERT INTO book.posting (entry_id, line, account_id, currency, side, amount)
    VALUES (1, 1, 1002, 'EUR', 'debit', 700), (1, 2, 1001, 'EUR', 'credit', 700);
