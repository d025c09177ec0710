-- The register: what was issued, never changed. issued_at in milliseconds since the epoch.
CREATE TABLE issuances (
    id               TEXT PRIMARY KEY,
    code             TEXT NOT NULL UNIQUE,
    record_reference TEXT NOT NULL,
    record_version   BIGINT NOT NULL,
    issued_at        BIGINT NOT NULL,
    UNIQUE (record_reference, record_version)
);

-- The very bytes that were served, with their SHA-256. They are compressed already.
CREATE TABLE renderings (
    issuance TEXT NOT NULL REFERENCES issuances (id),
    kind     TEXT NOT NULL,
    sha256   BYTEA NOT NULL,
    content  BYTEA NOT NULL,
    PRIMARY KEY (issuance, kind)
);

ALTER TABLE renderings ALTER COLUMN content SET STORAGE EXTERNAL;
