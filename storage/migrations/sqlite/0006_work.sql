-- What waits for somebody's decision: a binding, a leave, a make-up check-in, a contested entry. `id` is the number people type.
CREATE TABLE requests (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('binding', 'leave', 'make_up', 'appeal')),
    org_id     INTEGER NOT NULL REFERENCES organizations (id),
    member_id  INTEGER NOT NULL REFERENCES members (id),
    subject    INTEGER NOT NULL DEFAULT 0,
    platform   TEXT NOT NULL DEFAULT '',
    account    TEXT NOT NULL DEFAULT '',
    body       BLOB,
    state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'granted', 'refused', 'withdrawn')),
    created_at INTEGER NOT NULL,
    decided_by INTEGER,
    decided_at INTEGER,
    answer     BLOB
) STRICT;
CREATE INDEX requests_open ON requests (org_id, id) WHERE state = 'open';
CREATE INDEX requests_by_member ON requests (member_id, id);
CREATE INDEX requests_by_account ON requests (platform, account) WHERE state = 'open' AND kind = 'binding';
CREATE INDEX requests_bound ON requests (org_id, decided_at) WHERE kind = 'binding' AND state = 'granted';
CREATE UNIQUE INDEX requests_once ON requests (kind, member_id, subject, platform, account) WHERE state = 'open';

-- What is to be said to somebody else, written in the transaction that causes it. Until a platform can be pushed to, a
-- row rides on the addressee's next reply, once. A row with a `subject` (a meeting) holds no text of its own: what is said
-- follows from kind and subject when it is said, so thousands can be told by one statement and hear what is true then.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,
    platform   TEXT NOT NULL DEFAULT '',
    account    TEXT NOT NULL DEFAULT '',
    member_id  INTEGER,
    kind       TEXT NOT NULL,
    subject    INTEGER NOT NULL DEFAULT 0,
    body       BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    said_at    INTEGER
) STRICT;
CREATE INDEX outbox_by_member ON outbox (member_id, id) WHERE said_at IS NULL AND member_id IS NOT NULL;
CREATE INDEX outbox_by_account ON outbox (platform, account, id) WHERE said_at IS NULL AND member_id IS NULL;

-- What happens by itself, and when. A kind and subject have one timer; setting it again moves it. `position` says how far
-- work that is done in bounded pieces has come.
CREATE TABLE timers (
    kind     TEXT NOT NULL,
    subject  INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    position INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_time ON timers (due_at);

-- Acts upon others, append-only. A job seals the rows in order into a chain of hashes.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   INTEGER,
    act     TEXT NOT NULL,
    org_id  INTEGER,
    subject INTEGER,
    detail  BLOB
) STRICT;
CREATE TABLE audit_seals (
    last_id INTEGER PRIMARY KEY,
    hash    BLOB NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

-- Single values: schema fingerprint of the data key, the installation's identity.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
