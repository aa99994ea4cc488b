-- What people decide about corrections, and what they take out of the
-- daemon's hands.

-- When the last call of a correction was sent, by both clocks; what somebody
-- answered where it asked.
ALTER TABLE corrections ADD COLUMN sent_at TEXT;
ALTER TABLE corrections ADD COLUMN sent_boot_id TEXT
    CHECK ((sent_boot_id IS NULL) = (sent_at IS NULL));
ALTER TABLE corrections ADD COLUMN sent_boot_seconds REAL
    CHECK ((sent_boot_seconds IS NULL) = (sent_at IS NULL));
ALTER TABLE corrections ADD COLUMN verdict TEXT CHECK (verdict IN ('approved', 'rejected'));
ALTER TABLE corrections ADD COLUMN decided_by TEXT CHECK ((decided_by IS NULL) = (verdict IS NULL));
ALTER TABLE corrections ADD COLUMN decided_at TEXT CHECK ((decided_at IS NULL) = (verdict IS NULL));
ALTER TABLE corrections ADD COLUMN decision_reason TEXT
    CHECK (decision_reason IS NULL OR verdict IS NOT NULL);
CREATE INDEX corrections_by_time ON corrections (updated_at);

-- identity is NULL where the whole account is paused; until is NULL where
-- nothing but a person ends it.
CREATE TABLE exceptions (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('pause', 'ignore')),
    account TEXT NOT NULL,
    identity INTEGER REFERENCES identities (id),
    aspect TEXT,
    reason TEXT NOT NULL,
    owner TEXT NOT NULL,
    created_at TEXT NOT NULL,
    until TEXT,
    ended_at TEXT,
    CHECK ((kind = 'ignore') = (aspect IS NOT NULL)),
    CHECK (kind <> 'ignore' OR identity IS NOT NULL)
) STRICT;
CREATE INDEX exceptions_lasting ON exceptions (created_at) WHERE ended_at IS NULL;
