-- One key a person, wrapped by the installation's key. Without its row nothing sealed for that person can be read again.
CREATE TABLE person_keys (
    member_id INTEGER PRIMARY KEY,
    wrapped   BLOB NOT NULL
) STRICT;

-- Names, phones, units and reasons are sealed (storage/seal); *_key columns are keyed hashes for exact look-up.
-- Dates are days since 1970 in the organisation's zone.
CREATE TABLE members (
    id                INTEGER PRIMARY KEY,
    member_no         TEXT NOT NULL UNIQUE,
    name              BLOB NOT NULL,
    name_key          BLOB NOT NULL,
    phone             BLOB,
    phone_key         BLOB,
    category          TEXT NOT NULL CHECK (category IN ('full', 'probationary', 'development_target', 'activist', 'applicant', 'masses')),
    home_org          INTEGER NOT NULL REFERENCES organizations (id),
    host_org          INTEGER REFERENCES organizations (id),
    unit              BLOB,
    joined_on         INTEGER,
    confirmed_on      INTEGER,
    due_exempt_until  INTEGER,
    due_exempt_reason BLOB,
    rights_suspended  INTEGER NOT NULL DEFAULT 0,
    erased_at         INTEGER
) STRICT;
CREATE INDEX members_by_home ON members (home_org);
CREATE INDEX members_by_host ON members (host_org) WHERE host_org IS NOT NULL;
CREATE INDEX members_by_name ON members (name_key);
CREATE INDEX members_by_phone ON members (phone_key) WHERE phone_key IS NOT NULL;

-- Where somebody belonged before: a transfer keeps history.
CREATE TABLE affiliations (
    member_id INTEGER NOT NULL REFERENCES members (id),
    org_id    INTEGER NOT NULL REFERENCES organizations (id),
    from_at   INTEGER NOT NULL,
    until_at  INTEGER,
    PRIMARY KEY (member_id, from_at)
) STRICT, WITHOUT ROWID;

-- Roles are held in one organisation, from a day until a day (empty: open). A roster file that is imported anew ends only
-- the roles that such a file gave; those given in chat stay.
CREATE TABLE assignments (
    id        INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    org_id    INTEGER NOT NULL REFERENCES organizations (id),
    role      TEXT NOT NULL CHECK (role IN ('member', 'group_leader', 'committee_member', 'deputy_secretary', 'secretary',
                                            'instructor', 'party_worker', 'admin')),
    from_on   INTEGER NOT NULL,
    until_on  INTEGER,
    imported  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX assignments_by_member ON assignments (member_id);
CREATE INDEX assignments_by_org ON assignments (org_id, role);
CREATE UNIQUE INDEX assignments_once ON assignments (member_id, org_id, role) WHERE until_on IS NULL;

-- One account, one person, on each platform: the two keys decide every race.
CREATE TABLE bindings (
    platform        TEXT NOT NULL,
    account         TEXT NOT NULL,
    member_id       INTEGER NOT NULL REFERENCES members (id),
    bound_at        INTEGER NOT NULL,
    via             TEXT NOT NULL CHECK (via IN ('approval', 'invitation', 'phone', 'seed')),
    consent_version INTEGER NOT NULL,
    consent_at      INTEGER NOT NULL,
    reachable       INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (platform, account),
    UNIQUE (platform, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bindings_by_member ON bindings (member_id);

-- A code for one person, or for one organisation and everything below it. The code itself is never stored. `role` is given
-- in the topmost organisation once the invitation is used: how the first administrator comes in.
CREATE TABLE invitations (
    id         INTEGER PRIMARY KEY,
    code_key   BLOB NOT NULL UNIQUE,
    member_id  INTEGER REFERENCES members (id),
    org_id     INTEGER REFERENCES organizations (id),
    role       TEXT CHECK (role IN ('admin')),
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    CHECK ((member_id IS NULL) <> (org_id IS NULL))
) STRICT;
CREATE INDEX invitations_by_member ON invitations (member_id) WHERE used_at IS NULL;

-- Failed claims of the last hour: of an account (`org_id` 0), and once more of each organisation whose people they came
-- near to (`account` empty). Right ones leave nothing here, so a room that binds together is never locked out.
CREATE TABLE binding_failures (
    id       INTEGER PRIMARY KEY,
    org_id   INTEGER NOT NULL,
    platform TEXT NOT NULL,
    account  TEXT NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX binding_failures_by_subject ON binding_failures (org_id, platform, account, at);
CREATE INDEX binding_failures_by_time ON binding_failures (at);
