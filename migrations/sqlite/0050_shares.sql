-- What candidates share by a code. Of the code and of the PIN beside it a SHA-256 is kept, as hexadecimal text;
-- transcript is the code printed on the version that is shared; instants in milliseconds since the epoch.
CREATE TABLE shares (
    id            TEXT NOT NULL PRIMARY KEY,
    code_hash     TEXT NOT NULL UNIQUE,
    subject       TEXT NOT NULL,
    record        TEXT NOT NULL,
    transcript    TEXT NOT NULL,
    label         TEXT NOT NULL,
    content       TEXT NOT NULL,
    pin_hash      TEXT,
    made_at       INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    turned_off_at INTEGER
) STRICT;

CREATE INDEX shares_subject ON shares (subject);
