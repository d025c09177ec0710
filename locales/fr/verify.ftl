# P20: checking a transcript.

verifier-titre = Vérifier un relevé
verifier-chapo = Vérifiez qu’un relevé vient bien du ministère et qu’il n’a pas été modifié. C’est gratuit et sans inscription.
verifier-par-fichier = Avec le fichier PDF
verifier-fichier = Fichier du relevé
verifier-fichier-aide = Le fichier d’origine, tel que le candidat l’a reçu. Format PDF, { $taille-max } Mo au maximum. Il n’est pas conservé.
verifier-bouton-fichier = Vérifier le fichier
verifier-par-code = Avec le code de vérification
verifier-code-aide = Il est imprimé sur le relevé, par exemple { $exemple-code }. Les tirets sont facultatifs.
verifier-bouton = Vérifier
verifier-err-vide = Saisissez le code imprimé sur le relevé.
verifier-err-fichier = Choisissez le fichier du relevé.
verifier-err-taille = Le fichier dépasse { $taille-max } Mo. Choisissez le relevé d’origine.
verifier-err-code = Ce code ne correspond pas à un code de relevé. Il compte { $groupes } groupes de { $longueur } caractères, sans { $lettres-exclues }.
verifier-code = Code de vérification
verifier-lettres-exclues = I, L, O, 0 ni 1
verifier-deja-titre = Ce que vous verrez
verifier-deja = Le nom du candidat, l’examen, la session et la décision, pour les comparer avec votre exemplaire. Avec le fichier, les notes aussi.
