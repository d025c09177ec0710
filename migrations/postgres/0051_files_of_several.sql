-- A file may render several issuances, as an ELMO of several transcripts does: which ones is asked by its hash.
CREATE INDEX renderings_by_hash ON renderings (kind, sha256);
