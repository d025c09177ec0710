-- Renderings whose bytes may go while their hash stays: by it a file that somebody holds is genuine for ever.
-- Of each kind one is served, which is compressed. kept_at in milliseconds since the epoch.
ALTER TABLE renderings ADD COLUMN kept_at BIGINT;
UPDATE renderings r SET kept_at = i.issued_at FROM issuances i WHERE i.id = r.issuance;
ALTER TABLE renderings ALTER COLUMN kept_at SET NOT NULL;
ALTER TABLE renderings ALTER COLUMN content DROP NOT NULL;
ALTER TABLE renderings DROP CONSTRAINT renderings_pkey;
ALTER TABLE renderings ADD PRIMARY KEY (issuance, kind, sha256);

CREATE UNIQUE INDEX renderings_served ON renderings (issuance, kind) WHERE content IS NOT NULL;
CREATE INDEX renderings_by_age ON renderings (kept_at) WHERE content IS NOT NULL;
