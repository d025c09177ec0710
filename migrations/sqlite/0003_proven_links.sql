-- Records that citizens proved to be theirs with INA and management number: one row a record, all rows of
-- one INA with one subject (FranceConnect's sub). likeness = SHA-256 of what a change of name leaves as it
-- is: it tells a person whose sub changed from somebody else. proven_at in milliseconds since the epoch.
CREATE TABLE proven_links (
    record    TEXT NOT NULL PRIMARY KEY,
    ina       TEXT NOT NULL,
    subject   TEXT NOT NULL,
    likeness  TEXT NOT NULL,
    proven_at INTEGER NOT NULL
) STRICT;

CREATE INDEX proven_links_ina ON proven_links (ina);
CREATE INDEX proven_links_subject ON proven_links (subject);
