-- What candidates agreed to hand over to an enrolment site: subject is FranceConnect's sub, site a client_id
-- of the registry, scopes their codes with spaces between them, agreed_at in milliseconds since the epoch.
CREATE TABLE hand_offs (
    id        TEXT NOT NULL PRIMARY KEY,
    subject   TEXT NOT NULL,
    site      TEXT NOT NULL,
    protocol  TEXT NOT NULL,
    scopes    TEXT NOT NULL,
    agreed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX hand_offs_subject ON hand_offs (subject);

-- The version of each record that was chosen, and how it was found to be that person's.
CREATE TABLE handed_transcripts (
    hand_off TEXT NOT NULL REFERENCES hand_offs (id),
    place    INTEGER NOT NULL,
    issuance TEXT NOT NULL,
    record   TEXT NOT NULL,
    version  INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (hand_off, place)
) STRICT;
