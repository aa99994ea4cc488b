-- The account asks because the database is older than the head of the journal
-- that was seen outside of it.
ALTER TABLE account_states ADD COLUMN is_database_older INTEGER NOT NULL DEFAULT 0
    CHECK (is_database_older IN (0, 1));
