-- Where a candidate wants to be told, and in which language (fr, en): of each opening of a share, until it ends;
-- once, of a correction of what was handed over, within a year. NULL before and after.
ALTER TABLE shares ADD COLUMN notice_address TEXT;
ALTER TABLE shares ADD COLUMN notice_language TEXT;
ALTER TABLE hand_offs ADD COLUMN notice_address TEXT;
ALTER TABLE hand_offs ADD COLUMN notice_language TEXT;
CREATE INDEX shares_notice ON shares (ends_at) WHERE notice_address IS NOT NULL;
CREATE INDEX hand_offs_notice ON hand_offs (id) WHERE notice_address IS NOT NULL;
