-- no-transaction

-- step: build the index of users_email_key on users
-- hazard: fails unless the rows of users satisfy users_email_key
-- hazard: reads or writes every row of users
-- relata: lock-timeout none
-- relata: probe index users_email_key
CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);
