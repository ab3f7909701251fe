-- A roster file on its way into the books: sealed row by row, then taken over at once. Empty but while an import runs (or
-- after one that died; the next one clears it). `keep` has a bit for each column that the file does not touch.
CREATE TABLE roster_staging (
    member_id         INTEGER PRIMARY KEY,
    known             INTEGER NOT NULL,
    wrapped           BLOB NOT NULL,
    keep              INTEGER NOT NULL,
    member_no         TEXT NOT NULL,
    name              BLOB NOT NULL,
    name_key          BLOB NOT NULL,
    phone             BLOB,
    phone_key         BLOB,
    category          TEXT NOT NULL,
    home_org          INTEGER NOT NULL,
    host_org          INTEGER,
    unit              BLOB,
    joined_on         INTEGER,
    confirmed_on      INTEGER,
    due_exempt_until  INTEGER,
    due_exempt_reason BLOB,
    rights_suspended  INTEGER NOT NULL
) STRICT;

CREATE TABLE roster_staging_roles (
    member_id INTEGER NOT NULL,
    org_id    INTEGER NOT NULL,
    role      TEXT NOT NULL,
    PRIMARY KEY (member_id, org_id, role)
) STRICT, WITHOUT ROWID;
