# « Qui a consulté mon relevé ».

consultations-titre = Qui a consulté mon relevé
consultations-lien = Qui a consulté mes relevés ?
consultations-chapo = Tout accès à vos relevés laisse une trace, gardée { $mois } mois.
consultations-vide = Personne n’a encore consulté vos relevés.
consultations-vous = Vous, avec FranceConnect
consultations-franceconnect = Une personne identifiée avec FranceConnect
consultations-numeros = Une personne qui a donné votre numéro INA et votre numéro de gestion
consultations-ministere = Le ministère
consultations-action-identification = a ouvert une session
consultations-action-consultation = a vu le relevé
consultations-action-telechargement = a téléchargé le relevé signé
consultations-action-transmission = a reçu le relevé
consultations-action-rattachement = a rattaché le relevé à son compte
consultations-action-detachement = a retiré ce rattachement
consultations-action-publication = a publié le relevé
consultations-action-retrait = a retiré le relevé
consultations-base = Base :
consultations-base-numeros = numéros de l’examen
consultations-base-egale = état civil identique
consultations-base-proche = état civil concordant
consultations-base-arpent = jeton FranceConnect
consultations-export-titre = Emporter cette liste
consultations-export-csv = Tableau (CSV)
consultations-export-json = Données (JSON)
consultations-doute = Un accès vous surprend ? Contactez l’assistance
