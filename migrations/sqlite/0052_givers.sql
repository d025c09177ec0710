-- By what the giver of a hand-off is known: FRANCECONNECT, and subject is FranceConnect's sub; or NUMEROS, and
-- subject is the INA that was given with management number and date of birth.
ALTER TABLE hand_offs ADD COLUMN known_by TEXT NOT NULL DEFAULT 'FRANCECONNECT';
