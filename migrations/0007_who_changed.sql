-- Who made a drift, and which rule keeps a correction back.

-- When the change behind a drift was made: after the last look that showed
-- another value, by the first one that showed this.
ALTER TABLE drifts ADD COLUMN changed_after TEXT;
ALTER TABLE drifts ADD COLUMN changed_by TEXT;

-- What CloudTrail told of it. seen_at is the drift's changed_by: another value
-- is another change. unknown_reason: looked for and not found.
CREATE TABLE drift_origins (
    drift TEXT PRIMARY KEY REFERENCES drifts (id) ON DELETE CASCADE,
    seen_at TEXT NOT NULL,
    principal TEXT,
    happened_at TEXT,
    source_address TEXT,
    user_agent TEXT,
    event_name TEXT,
    unknown_reason TEXT,
    CHECK ((principal IS NULL) = (unknown_reason IS NOT NULL)),
    CHECK ((principal IS NULL) = (happened_at IS NULL)),
    CHECK ((principal IS NULL) = (event_name IS NULL))
) STRICT;

-- The rule that keeps a correction back, by its name, and the one that a person
-- has had ignored for it.
ALTER TABLE corrections ADD COLUMN held_by TEXT;
ALTER TABLE corrections ADD COLUMN overrides TEXT CHECK (overrides IS NULL OR verdict IS NOT NULL);
