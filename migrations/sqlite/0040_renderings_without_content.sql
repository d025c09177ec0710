-- Renderings whose bytes may go while their hash stays: by it a file that somebody holds is genuine for ever.
-- Of each kind one is served, which is compressed. kept_at in milliseconds since the epoch.
CREATE TABLE new_renderings (
    issuance TEXT NOT NULL REFERENCES issuances (id),
    kind     TEXT NOT NULL,
    sha256   BLOB NOT NULL,
    kept_at  INTEGER NOT NULL,
    content  BLOB,
    PRIMARY KEY (issuance, kind, sha256)
) STRICT;

INSERT INTO new_renderings (issuance, kind, sha256, kept_at, content)
SELECT r.issuance, r.kind, r.sha256, i.issued_at, r.content FROM renderings r JOIN issuances i ON i.id = r.issuance;

DROP TABLE renderings;
ALTER TABLE new_renderings RENAME TO renderings;

CREATE UNIQUE INDEX renderings_served ON renderings (issuance, kind) WHERE content IS NOT NULL;
CREATE INDEX renderings_by_age ON renderings (kept_at) WHERE content IS NOT NULL;
