-- Who saw what, in the order it happened. hash = SHA-256(before || content), before = hash of the entry
-- before: a changed or missing entry shows. at in milliseconds since the epoch.
CREATE TABLE audit_entries (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    record  TEXT,
    content TEXT NOT NULL,
    before  BLOB NOT NULL UNIQUE,
    hash    BLOB NOT NULL
) STRICT;

CREATE INDEX audit_entries_record ON audit_entries (record);

CREATE TRIGGER audit_entries_never_change BEFORE UPDATE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'entries of the audit trail never change');
END;
