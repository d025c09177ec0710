-- One row a record: one candidate, one exam, one session. Absent speciality and option are '' so that
-- the key is unique.
CREATE TABLE records (
    id           INTEGER PRIMARY KEY,
    reference    TEXT NOT NULL UNIQUE,
    ina          TEXT NOT NULL,
    diploma      TEXT NOT NULL,
    speciality   TEXT NOT NULL,
    option       TEXT NOT NULL,
    session      INTEGER NOT NULL,
    session_kind TEXT NOT NULL,
    UNIQUE (ina, diploma, speciality, option, session, session_kind)
) STRICT;

-- Every version of a record, in the form of the import contract. born_as is date of birth and
-- canonical birth name: where a civil identity is looked up.
CREATE TABLE record_versions (
    record  INTEGER NOT NULL REFERENCES records (id),
    version INTEGER NOT NULL,
    born_as TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (record, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX record_versions_born_as ON record_versions (born_as);

-- The register: what was issued, never changed. issued_at in milliseconds since the epoch.
CREATE TABLE issuances (
    id               TEXT NOT NULL PRIMARY KEY,
    code             TEXT NOT NULL UNIQUE,
    record_reference TEXT NOT NULL,
    record_version   INTEGER NOT NULL,
    issued_at        INTEGER NOT NULL,
    UNIQUE (record_reference, record_version)
) STRICT;

-- The very bytes that were served, with their SHA-256.
CREATE TABLE renderings (
    issuance TEXT NOT NULL REFERENCES issuances (id),
    kind     TEXT NOT NULL,
    sha256   BLOB NOT NULL,
    content  BLOB NOT NULL,
    PRIMARY KEY (issuance, kind)
) STRICT;
