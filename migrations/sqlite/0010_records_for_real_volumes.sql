-- The directory for millions of records. What a load fills in its own order stands in tables of their own:
-- each is then written from front to back, however many records there are already.

-- One row an exam: what all its records have in common. Absent speciality and option are ''.
CREATE TABLE exams (
    id           INTEGER PRIMARY KEY,
    diploma      TEXT NOT NULL,
    speciality   TEXT NOT NULL,
    option       TEXT NOT NULL,
    session      INTEGER NOT NULL,
    session_kind TEXT NOT NULL,
    UNIQUE (session, diploma, speciality, option, session_kind)
) STRICT;

INSERT INTO exams (diploma, speciality, option, session, session_kind)
SELECT DISTINCT diploma, speciality, option, session, session_kind FROM records;

-- One row a record: one candidate, one exam.
CREATE TABLE new_records (
    ina       TEXT NOT NULL,
    exam      INTEGER NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (ina, exam)
) STRICT, WITHOUT ROWID;

INSERT INTO new_records (ina, exam, reference)
SELECT r.ina, e.id, r.reference FROM records r JOIN exams e USING (diploma, speciality, option, session, session_kind);

-- Where a civil identity is looked up: date of birth and canonical birth name, of every version.
CREATE TABLE record_lookups (
    born_as   TEXT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (born_as, reference)
) STRICT, WITHOUT ROWID;

INSERT INTO record_lookups (born_as, reference)
SELECT DISTINCT v.born_as, r.reference FROM record_versions v JOIN records r ON r.id = v.record;

-- Every version of a record: JSON of the import contract, possibly compressed. published_at in milliseconds
-- since the epoch.
CREATE TABLE new_record_versions (
    reference    TEXT NOT NULL,
    version      INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    content      BLOB NOT NULL,
    PRIMARY KEY (reference, version)
) STRICT;

INSERT INTO new_record_versions (reference, version, published_at, content)
SELECT r.reference, v.version, 1000 * unixepoch(json_extract(v.content, '$.publieLe')), CAST(v.content AS BLOB)
FROM record_versions v JOIN records r ON r.id = v.record;

DROP TABLE record_versions;
DROP TABLE records;
ALTER TABLE new_records RENAME TO records;
ALTER TABLE new_record_versions RENAME TO record_versions;

-- What was decided about a version after its import; the latest counts. public_from replaces the instant of
-- publication, NULL withdraws. Instants in milliseconds since the epoch.
CREATE TABLE publications (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    reference   TEXT NOT NULL,
    version     INTEGER NOT NULL,
    decided_at  INTEGER NOT NULL,
    public_from INTEGER
) STRICT;

CREATE INDEX publications_of_version ON publications (reference, version, id);

CREATE TRIGGER publications_never_change BEFORE UPDATE ON publications
BEGIN
    SELECT RAISE(ABORT, 'decisions are kept: a new one counts instead');
END;
