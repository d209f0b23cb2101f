-- relata: phase contract

-- step: ALTER TABLE users DROP COLUMN nickname
-- hazard: loses the column nickname of users
ALTER TABLE users
    DROP COLUMN nickname;
