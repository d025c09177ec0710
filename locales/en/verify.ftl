# P20: checking a transcript.

verifier-titre = Check a transcript
verifier-chapo = Check that a transcript really comes from the ministry and has not been changed. It is free, with no account needed.
verifier-par-fichier = With the PDF file
verifier-fichier = File of the transcript
verifier-fichier-aide = The original file, as the candidate received it. PDF format, { $taille-max } MB maximum. It is not kept.
verifier-bouton-fichier = Check the file
verifier-par-code = With the verification code
verifier-code-aide = It is printed on the transcript, for example { $exemple-code }. Hyphens are optional.
verifier-bouton = Check
verifier-err-vide = Enter the code printed on the transcript.
verifier-err-fichier = Choose the file of the transcript.
verifier-err-taille = The file is larger than { $taille-max } MB. Choose the original transcript.
verifier-err-code = This does not match a transcript code. It has { $groupes } groups of { $longueur } characters, without { $lettres-exclues }.
verifier-code = Verification code
verifier-lettres-exclues = I, L, O, 0 or 1
verifier-deja-titre = What you will see
verifier-deja = The name of the candidate, the exam, the session and the decision, to compare with your copy. With the file, the marks too.
