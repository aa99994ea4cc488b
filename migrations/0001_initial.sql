-- Everything that Reconciled remembers.
--
-- Times are RFC 3339 text in UTC with milliseconds, so that they sort as text.
-- Booleans are 0 and 1. Columns that refer to contents(hash) hold a JSON value
-- by the SHA-256 of its text; NULL there is the absence of a value, which is
-- not the JSON value null.

-- Which database this is. Notices derive their ids from it, so that a receiver
-- never takes a notice of another database for a repetition.
CREATE TABLE store_identity (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    token TEXT NOT NULL CHECK (length(token) = 32)
) STRICT;
INSERT INTO store_identity (only_row, token) VALUES (1, lower(hex(randomblob(16))));

-- Each value once.
CREATE TABLE contents (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    text TEXT NOT NULL
) STRICT;

-- The resources that anything here speaks of. The key is what all spellings of
-- one resource share; the other columns are as its author wrote them.
CREATE TABLE identities (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    region TEXT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT;

-- Desired state -------------------------------------------------------------

CREATE TABLE revisions (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    made_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT
) STRICT;

CREATE TABLE resources (
    identity INTEGER PRIMARY KEY REFERENCES identities (id),
    spec BLOB NOT NULL REFERENCES contents (hash),
    settings BLOB NOT NULL REFERENCES contents (hash),
    labels BLOB NOT NULL REFERENCES contents (hash),
    owner TEXT NOT NULL CHECK (owner IN ('directory', 'api')),
    file TEXT,
    line INTEGER,
    revision INTEGER NOT NULL REFERENCES revisions (number),
    is_orphaned INTEGER NOT NULL CHECK (is_orphaned IN (0, 1)),
    CHECK ((owner = 'directory') = (file IS NOT NULL)),
    CHECK ((owner = 'directory') = (line IS NOT NULL))
) STRICT;

-- What each revision did to each resource that it touched.
CREATE TABLE resource_revisions (
    revision INTEGER NOT NULL REFERENCES revisions (number),
    identity INTEGER NOT NULL REFERENCES identities (id),
    change TEXT NOT NULL CHECK (change IN ('created', 'changed', 'orphaned', 'deleted')),
    spec BLOB REFERENCES contents (hash),
    settings BLOB REFERENCES contents (hash),
    labels BLOB REFERENCES contents (hash),
    owner TEXT CHECK (owner IN ('directory', 'api')),
    PRIMARY KEY (identity, revision),
    CHECK ((change = 'deleted') = (spec IS NULL))
) STRICT, WITHOUT ROWID;

-- Looks at AWS --------------------------------------------------------------

CREATE TABLE passes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT CHECK (outcome IN ('complete', 'partial', 'failed')),
    requests INTEGER NOT NULL CHECK (requests >= 0),
    gap_code TEXT,
    gap_message TEXT,
    CHECK ((gap_code IS NULL) = (gap_message IS NULL))
) STRICT;
CREATE INDEX passes_by_account ON passes (account, is_whole, id);

CREATE TABLE account_states (
    name TEXT PRIMARY KEY,
    unreadable_code TEXT,
    unreadable_message TEXT,
    unreadable_since TEXT,
    last_complete_at TEXT,
    is_silence_latched INTEGER NOT NULL CHECK (is_silence_latched IN (0, 1)),
    CHECK ((unreadable_code IS NULL) = (unreadable_message IS NULL))
) STRICT;

CREATE TABLE observed_resources (
    identity INTEGER PRIMARY KEY REFERENCES identities (id),
    state TEXT NOT NULL CHECK (state IN ('inSync', 'drifted', 'propagating', 'undetermined', 'paused', 'orphaned')),
    bound_arn TEXT,
    bound_unique_id TEXT,
    last_read_at TEXT,
    gap_code TEXT,
    gap_message TEXT,
    spelled_differently TEXT NOT NULL,
    live_arn TEXT,
    live_unique_id TEXT,
    live_gaps BLOB REFERENCES contents (hash),
    live_facts BLOB REFERENCES contents (hash),
    CHECK (bound_unique_id IS NULL OR bound_arn IS NOT NULL),
    CHECK ((gap_code IS NULL) = (gap_message IS NULL)),
    CHECK ((live_arn IS NULL) = (live_gaps IS NULL)),
    CHECK ((live_arn IS NULL) = (live_facts IS NULL))
) STRICT;

CREATE TABLE observed_aspects (
    identity INTEGER NOT NULL REFERENCES observed_resources (identity) ON DELETE CASCADE,
    aspect TEXT NOT NULL,
    value BLOB NOT NULL REFERENCES contents (hash),
    PRIMARY KEY (identity, aspect)
) STRICT, WITHOUT ROWID;

-- Drifts and what is done about them ----------------------------------------

CREATE TABLE corrections (
    id TEXT PRIMARY KEY,
    identity INTEGER NOT NULL REFERENCES identities (id),
    aspects TEXT NOT NULL,
    drift_ids TEXT NOT NULL,
    stage TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'planned', 'awaitingApproval', 'queued', 'intended', 'applied', 'readable', 'settled', 'failed', 'refused',
        'superseded', 'unknown')),
    reason TEXT,
    plan_reason TEXT NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    not_before TEXT,
    pass INTEGER NOT NULL,
    planned_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX corrections_by_identity ON corrections (identity, updated_at);
CREATE INDEX corrections_pending ON corrections (identity) WHERE state NOT IN ('settled', 'superseded');

CREATE TABLE mutations (
    correction TEXT NOT NULL REFERENCES corrections (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    service TEXT NOT NULL,
    region TEXT,
    operation TEXT NOT NULL,
    parameters BLOB NOT NULL REFERENCES contents (hash),
    pre_image BLOB REFERENCES contents (hash),
    outcome TEXT CHECK (outcome IN ('accepted', 'refused', 'failed', 'unknown')),
    request_id TEXT,
    failure_code TEXT,
    failure_message TEXT,
    PRIMARY KEY (correction, position),
    CHECK ((outcome IS NULL OR outcome = 'accepted') = (failure_code IS NULL)),
    CHECK ((failure_code IS NULL) = (failure_message IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE mutation_writes (
    correction TEXT NOT NULL,
    position INTEGER NOT NULL,
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    aspect TEXT NOT NULL,
    value BLOB REFERENCES contents (hash),
    pre_image BLOB REFERENCES contents (hash),
    PRIMARY KEY (correction, position, ordinal),
    FOREIGN KEY (correction, position) REFERENCES mutations (correction, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE drifts (
    id TEXT PRIMARY KEY,
    identity INTEGER NOT NULL REFERENCES identities (id),
    aspect TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('modified', 'missing', 'extra')),
    direction TEXT NOT NULL CHECK (direction IN ('widens', 'narrows', 'both', 'neutral', 'undetermined')),
    severity TEXT NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    state TEXT NOT NULL CHECK (state IN (
        'open', 'awaitingApproval', 'correcting', 'propagating', 'suspectedRevert', 'unknown', 'failed', 'refused',
        'fighting', 'ignored', 'paused')),
    reason TEXT,
    differences BLOB NOT NULL REFERENCES contents (hash),
    desired BLOB REFERENCES contents (hash),
    live BLOB REFERENCES contents (hash),
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    pass INTEGER NOT NULL,
    correction TEXT REFERENCES corrections (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    end_reason TEXT CHECK (end_reason IN ('settled', 'resolved', 'undeclared', 'superseded')),
    ended_at TEXT,
    CHECK ((end_reason IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE INDEX drifts_by_identity ON drifts (identity, ended_at);
CREATE INDEX drifts_by_correction ON drifts (correction) WHERE correction IS NOT NULL;
CREATE INDEX drifts_lasting ON drifts (identity) WHERE ended_at IS NULL;

-- Opened in the transaction that records the accepted change. Of the two clocks
-- boot_seconds decides within the boot of boot_id, opened_at in any other.
CREATE TABLE windows (
    id TEXT PRIMARY KEY,
    identity INTEGER NOT NULL REFERENCES identities (id),
    correction TEXT NOT NULL REFERENCES corrections (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    aspect TEXT NOT NULL,
    value BLOB REFERENCES contents (hash),
    pre_image BLOB REFERENCES contents (hash),
    opened_at TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    boot_seconds REAL NOT NULL,
    length_seconds REAL NOT NULL CHECK (length_seconds >= 0),
    matching_reads INTEGER NOT NULL CHECK (matching_reads >= 0),
    is_closed INTEGER NOT NULL CHECK (is_closed IN (0, 1))
) STRICT;
CREATE INDEX windows_by_correction ON windows (correction);
CREATE INDEX windows_open ON windows (opened_at) WHERE is_closed = 0;

-- The journal ----------------------------------------------------------------

CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    body TEXT NOT NULL,
    previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

-- Entries up to and including up_to_sequence are archived; state is what was
-- open there, so that the rest of the journal can be read without them.
CREATE TABLE journal_checkpoints (
    up_to_sequence INTEGER PRIMARY KEY CHECK (up_to_sequence > 0),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    state BLOB NOT NULL REFERENCES contents (hash),
    archive TEXT NOT NULL,
    archived_at TEXT NOT NULL,
    key_id TEXT,
    signature BLOB,
    CHECK ((key_id IS NULL) = (signature IS NULL))
) STRICT;

CREATE TRIGGER journal_entries_follow_one_another BEFORE INSERT ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal entry must follow the last one')
    WHERE NEW.sequence <> 1 + coalesce(
            (SELECT max(sequence) FROM journal), (SELECT max(up_to_sequence) FROM journal_checkpoints), 0)
        OR NEW.previous_hash <> coalesce(
            (SELECT hash FROM journal ORDER BY sequence DESC LIMIT 1),
            (SELECT hash FROM journal_checkpoints ORDER BY up_to_sequence DESC LIMIT 1),
            '0000000000000000000000000000000000000000000000000000000000000000');
END;
CREATE TRIGGER journal_entries_do_not_change BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_entries_stay BEFORE DELETE ON journal
WHEN OLD.sequence > coalesce((SELECT max(up_to_sequence) FROM journal_checkpoints), 0)
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_checkpoints_fit_the_journal BEFORE INSERT ON journal_checkpoints
WHEN NOT EXISTS (SELECT 1 FROM journal WHERE sequence = NEW.up_to_sequence AND hash = NEW.hash)
BEGIN
    SELECT RAISE(ABORT, 'a checkpoint must name a journal entry and its hash');
END;
CREATE TRIGGER journal_checkpoints_do_not_change BEFORE UPDATE ON journal_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'journal checkpoints are append-only');
END;
CREATE TRIGGER journal_checkpoints_stay BEFORE DELETE ON journal_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'journal checkpoints are append-only');
END;

-- The outbox -----------------------------------------------------------------

-- Waiting to become part of a notice; deleted by the transaction that makes it.
CREATE TABLE notice_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    account TEXT NOT NULL,
    pass INTEGER NOT NULL,
    change TEXT NOT NULL
) STRICT;

CREATE TABLE notices (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL,
    account TEXT NOT NULL,
    pass INTEGER NOT NULL,
    ordinal INTEGER NOT NULL CHECK (ordinal > 0),
    created_at TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (event, account, pass, ordinal)
) STRICT;

CREATE TABLE deliveries (
    notice INTEGER NOT NULL REFERENCES notices (number) ON DELETE CASCADE,
    webhook TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'deadLettered')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_attempt_at TEXT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (notice, webhook)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_due ON deliveries (webhook, next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_by_state ON deliveries (state);

-- Daemons --------------------------------------------------------------------

CREATE TABLE daemon_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pid INTEGER NOT NULL,
    version TEXT NOT NULL,
    started_at TEXT NOT NULL,
    stopped_at TEXT,
    UNIQUE (pid, started_at)
) STRICT;
