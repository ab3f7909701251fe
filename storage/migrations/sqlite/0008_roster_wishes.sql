-- When somebody erased their own data. Until they bind again, a roster file brings back neither phone nor unit nor the
-- reason of an exemption.
ALTER TABLE members ADD COLUMN withdrew_at INTEGER;

-- What other platforms call somebody, from the roster file: so that they need not bind there by name and phone. Sealed with
-- the person's key; *_key is a keyed hash for exact look-up.
CREATE TABLE platform_users (
    member_id INTEGER NOT NULL REFERENCES members (id),
    kind      TEXT NOT NULL CHECK (kind IN ('wecom', 'dingtalk', 'feishu')),
    user_id   BLOB NOT NULL,
    user_key  BLOB NOT NULL,
    PRIMARY KEY (member_id, kind),
    UNIQUE (kind, user_key)
) STRICT, WITHOUT ROWID;

-- The same on its way into the books. Without `user_id`: the file takes it away.
CREATE TABLE roster_staging_users (
    member_id INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    user_id   BLOB,
    user_key  BLOB,
    PRIMARY KEY (member_id, kind)
) STRICT, WITHOUT ROWID;
