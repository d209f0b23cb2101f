DROP VIEW book.trial_balance;
DROP MATERIALIZED VIEW book.balance;
ALTER DOMAIN book.amount ADD CONSTRAINT amount_is_not_huge CHECK (VALUE < 1000000000000) NOT VALID;
ALTER TYPE book.price ADD ATTRIBUTE rate numeric;
ALTER TABLE book.account ALTER code TYPE varchar(40), ADD tags text[] DEFAULT '{}' NOT NULL;
ALTER TABLE book.entry ADD booked_by text, ALTER said DROP NOT NULL;
ALTER TABLE book.posting ALTER line TYPE integer;
ALTER TABLE book.posting DROP CONSTRAINT amount_is_positive, ADD CONSTRAINT amount_is_positive CHECK (amount >= 0);
ALTER TABLE book.posting DROP COLUMN signed;
ALTER TABLE book.posting ADD signed numeric(24,6) GENERATED ALWAYS AS (CASE side WHEN 'debit' THEN amount ELSE -amount END) STORED;
CREATE INDEX posting_account ON book.posting (account_id) INCLUDE (signed);
CREATE MATERIALIZED VIEW book.balance AS
    SELECT a.id, a.code, a.currency, coalesce(sum(p.signed), 0) AS balance, count(p.line) AS postings
    FROM book.account AS a LEFT JOIN book.posting AS p ON p.account_id = a.id GROUP BY a.id WITH NO DATA;
CREATE UNIQUE INDEX balance_id ON book.balance (id);
