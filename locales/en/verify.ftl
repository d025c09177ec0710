# P20: checking a transcript.

verifier-titre = Check a transcript
verifier-chapo = Check that a transcript really comes from the ministry and is still valid. It is free, with no account needed.
verifier-code-aide = It is printed on the transcript, for example { $exemple-code }. Hyphens are optional.
verifier-bouton = Check
verifier-err-vide = Enter the code printed on the transcript.
verifier-err-code = This does not match a transcript code. It has { $groupes } groups of { $longueur } characters, without { $lettres-exclues }.
verifier-code = Verification code
verifier-lettres-exclues = I, L, O, 0 or 1
verifier-deja-titre = What you will see
verifier-deja = The name of the candidate, the exam, the session and the decision, to compare with your copy. Marks are not shown.
