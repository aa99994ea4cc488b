-- How the links of blueprints' chains were judged last, and the claims of
-- assertions. is_told: people know that it is broken, and have not heard since
-- that it is mended. until: when a change has surely been taken in.
CREATE TABLE chain_links (
    identity INTEGER NOT NULL REFERENCES identities (id),
    link TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    state TEXT NOT NULL CHECK (state IN ('ok', 'broken', 'propagating', 'unknown')),
    reason TEXT,
    fix TEXT,
    decided_by TEXT,
    until TEXT,
    since TEXT NOT NULL,
    is_told INTEGER NOT NULL CHECK (is_told IN (0, 1)),
    PRIMARY KEY (identity, link)
) STRICT, WITHOUT ROWID;
