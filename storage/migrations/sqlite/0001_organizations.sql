-- The tree: committee, general branch, branch, group. `path` is "/1/4/9/" from the root to the row itself, so that a
-- subtree is a range of one index.
CREATE TABLE organizations (
    id        INTEGER PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    level     TEXT NOT NULL CHECK (level IN ('committee', 'general_branch', 'branch', 'group')),
    parent_id INTEGER REFERENCES organizations (id),
    model     TEXT CHECK (model IN ('leading_firm', 'association', 'area')),
    path      TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX organizations_by_parent ON organizations (parent_id);
