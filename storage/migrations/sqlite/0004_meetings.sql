CREATE TABLE meetings (
    id              INTEGER PRIMARY KEY,
    org_id          INTEGER NOT NULL REFERENCES organizations (id),
    kind            TEXT NOT NULL CHECK (kind IN ('members_meeting', 'committee_meeting', 'group_meeting', 'party_class',
                                                  'theme_day', 'organization_life_meeting', 'other')),
    topic           BLOB,
    place           BLOB,
    day             INTEGER NOT NULL, -- of the start in the organisation's zone, days since 1970: what the meeting counts for
    starts_at       INTEGER NOT NULL,
    ends_at         INTEGER NOT NULL,
    opens_at        INTEGER NOT NULL,
    late_at         INTEGER NOT NULL,
    leave_until     INTEGER NOT NULL,
    mode            TEXT NOT NULL CHECK (mode IN ('code', 'turning', 'scan', 'location', 'open')),
    code            TEXT NOT NULL,
    code_digits     INTEGER NOT NULL DEFAULT 6,
    secret          BLOB NOT NULL,
    scene           TEXT NOT NULL UNIQUE,
    latitude        REAL,
    longitude       REAL,
    radius_m        INTEGER,
    attendance_only INTEGER NOT NULL DEFAULT 0,
    status          TEXT NOT NULL DEFAULT 'called' CHECK (status IN ('called', 'closed', 'cancelled')),
    called_by       INTEGER NOT NULL REFERENCES members (id),
    called_at       INTEGER NOT NULL,
    chair           INTEGER REFERENCES members (id),
    recorder        INTEGER REFERENCES members (id),
    listed_at       INTEGER,
    fixed_at        INTEGER,
    closed_at       INTEGER,
    due             INTEGER NOT NULL DEFAULT 0,
    voters_due      INTEGER NOT NULL DEFAULT 0,
    present         INTEGER NOT NULL DEFAULT 0,
    voters_present  INTEGER NOT NULL DEFAULT 0,
    wrong_minute    INTEGER NOT NULL DEFAULT 0,
    wrong_count     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX meetings_by_org ON meetings (org_id, starts_at);
CREATE INDEX meetings_unlisted ON meetings (opens_at) WHERE status = 'called' AND listed_at IS NULL;
CREATE INDEX meetings_by_code ON meetings (code) WHERE status = 'called';
CREATE INDEX meetings_turning ON meetings (opens_at) WHERE status = 'called' AND mode = 'turning';

-- One fact a person and meeting, with home and host as they were then. Meeting first: the rows of one meeting share pages.
-- `starts_at` repeats the meeting's, so that what is open for one member is a short range of one index.
CREATE TABLE attendance (
    meeting_id  INTEGER NOT NULL REFERENCES meetings (id),
    member_id   INTEGER NOT NULL REFERENCES members (id),
    starts_at   INTEGER NOT NULL,
    home_org    INTEGER NOT NULL,
    host_org    INTEGER,
    category    TEXT NOT NULL,
    due         INTEGER NOT NULL,
    entitled    INTEGER NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('pending', 'present', 'late', 'leave', 'absent', 'exempt')),
    method      TEXT,
    at          INTEGER,
    recorded_by INTEGER,
    reason      BLOB,
    PRIMARY KEY (meeting_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_by_member ON attendance (member_id, starts_at);

-- Failed guesses of a check-in code: after five a pause in which a right one is refused too. Meeting 0: a guess by somebody
-- for whom nothing is open; there the row without an account counts everybody's guesses of one minute (`paused_until`).
CREATE TABLE wrong_codes (
    meeting_id   INTEGER NOT NULL,
    platform     TEXT NOT NULL,
    account      TEXT NOT NULL,
    tries        INTEGER NOT NULL,
    paused_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (meeting_id, platform, account)
) STRICT, WITHOUT ROWID;

-- Who has agreed to check in by location. Only the consent is kept, never a place.
CREATE TABLE location_consents (
    member_id INTEGER PRIMARY KEY REFERENCES members (id),
    given_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE minutes (
    meeting_id INTEGER PRIMARY KEY REFERENCES meetings (id),
    body       BLOB NOT NULL,
    author     INTEGER NOT NULL REFERENCES members (id),
    at         INTEGER NOT NULL,
    locked_at  INTEGER
) STRICT;

CREATE TABLE resolutions (
    id         INTEGER PRIMARY KEY,
    meeting_id INTEGER NOT NULL REFERENCES meetings (id),
    subject    BLOB NOT NULL,
    approve    INTEGER NOT NULL,
    oppose     INTEGER NOT NULL,
    abstain    INTEGER NOT NULL,
    voters_due INTEGER NOT NULL,
    passed     INTEGER NOT NULL,
    author     INTEGER NOT NULL REFERENCES members (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX resolutions_by_meeting ON resolutions (meeting_id);
