-- Rules are data with a validity period in days (until: exclusive; empty: open). Caps are points; empty: none.
CREATE TABLE points_rules (
    rule       TEXT NOT NULL,
    from_on    INTEGER NOT NULL,
    until_on   INTEGER,
    points     INTEGER NOT NULL,
    cap_day    INTEGER,
    cap_month  INTEGER,
    cap_year   INTEGER,
    PRIMARY KEY (rule, from_on)
) STRICT, WITHOUT ROWID;
INSERT INTO points_rules (rule, from_on, points, cap_year) VALUES ('meeting_attended', 0, 5, 200);

-- The ledger: never changed, only added to. `period` is the day, first in the key so that rows of one day share pages;
-- `sequence` counts the reversals so far, so that an undone entry can be earned again.
CREATE TABLE points_entries (
    id        INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    rule      TEXT NOT NULL,
    subject   INTEGER NOT NULL,
    period    INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    points    INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    author    INTEGER,
    reason    BLOB,
    reverses  INTEGER UNIQUE REFERENCES points_entries (id),
    UNIQUE (period, rule, subject, member_id, sequence)
) STRICT;
CREATE INDEX points_entries_by_member ON points_entries (member_id, id);

-- Running totals: the whole (period ""), a year of all rules (":2026"), and what one rule gave in a day, month or year, which
-- its caps look at ("meeting_attended:2026-11").
CREATE TABLE points_totals (
    member_id INTEGER NOT NULL,
    period    TEXT NOT NULL,
    points    INTEGER NOT NULL,
    PRIMARY KEY (member_id, period)
) STRICT, WITHOUT ROWID;
