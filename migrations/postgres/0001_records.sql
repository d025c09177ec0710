-- The directory of exam records. Texts compare byte by byte, so that sorting costs little and no index
-- depends on a locale. No foreign keys between the tables that a load fills: they are filled together.

-- One row an exam: what all its records have in common. Absent speciality and option are ''.
CREATE TABLE exams (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    diploma      TEXT COLLATE "C" NOT NULL,
    speciality   TEXT COLLATE "C" NOT NULL,
    option       TEXT COLLATE "C" NOT NULL,
    session      BIGINT NOT NULL,
    session_kind TEXT COLLATE "C" NOT NULL,
    UNIQUE (session, diploma, speciality, option, session_kind)
);

-- One row a record: one candidate, one exam.
CREATE TABLE records (
    ina       TEXT COLLATE "C" NOT NULL,
    exam      BIGINT NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ina, exam)
);

-- Where a civil identity is looked up: date of birth and canonical birth name, of every version.
CREATE TABLE record_lookups (
    born_as   TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (born_as, reference)
);

-- Every version of a record: JSON of the import contract, compressed by us. published_at in milliseconds
-- since the epoch.
CREATE TABLE record_versions (
    reference    TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    content      BYTEA NOT NULL,
    PRIMARY KEY (reference, version)
);

ALTER TABLE record_versions ALTER COLUMN content SET STORAGE EXTERNAL;

-- What was decided about a version after its import; the latest counts. public_from replaces the instant of
-- publication, NULL withdraws. Instants in milliseconds since the epoch.
CREATE TABLE publications (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reference   TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    decided_at  BIGINT NOT NULL,
    public_from BIGINT
);

CREATE INDEX publications_of_version ON publications (reference, version, id);
