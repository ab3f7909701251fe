-- One row a delivered event that wrote something. `delivery_id` begins with the platform's growing number or its time,
-- so rows of one hour share pages. Kept at least 48 hours.
CREATE TABLE inbox (
    platform    TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    account     TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    sealed_for  INTEGER NOT NULL DEFAULT 0,
    reply       BLOB,
    PRIMARY KEY (platform, delivery_id, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_by_time ON inbox (received_at);

-- What is open between one account and the bot: dialogue, last menu, rest of a long text. Binding has no member yet,
-- so the account is the key. `dialogue` names the open dialogue; `state` is sealed JSON.
CREATE TABLE conversations (
    platform   TEXT NOT NULL,
    account    TEXT NOT NULL,
    language   TEXT NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
    dialogue   TEXT NOT NULL DEFAULT '',
    until      INTEGER NOT NULL DEFAULT 0,
    sealed_for INTEGER NOT NULL DEFAULT 0,
    state      BLOB,
    PRIMARY KEY (platform, account)
) STRICT, WITHOUT ROWID;

-- Authentic events that could not be used; sealed, kept seven days.
CREATE TABLE dead_letters (
    id       INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    cause    TEXT NOT NULL,
    at       INTEGER NOT NULL,
    body     BLOB NOT NULL
) STRICT;
CREATE INDEX dead_letters_by_time ON dead_letters (at);
