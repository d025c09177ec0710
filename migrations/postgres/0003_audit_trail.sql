-- Who saw what, in the order it happened. hash = SHA-256(before || content), before = hash of the entry
-- before: a changed or missing entry shows. at in milliseconds since the epoch.
CREATE TABLE audit_entries (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      BIGINT NOT NULL,
    record  TEXT,
    content TEXT NOT NULL,
    before  BYTEA NOT NULL UNIQUE,
    hash    BYTEA NOT NULL
);

CREATE INDEX audit_entries_record ON audit_entries (record);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER audit_entries_never_change BEFORE UPDATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER publications_never_change BEFORE UPDATE ON publications
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
