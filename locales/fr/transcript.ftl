# P13 and P14: the transcript and its sealed file.

releve-titre = Relevé de notes
releve-sous-titre = session { $session }
releve-mention = Mention : { $mention }
releve-moyenne = Moyenne générale : { $moyenne } sur 20
releve-tableau = Notes obtenues par épreuve
releve-col-epreuve = Épreuve
releve-col-coef = Coefficient
releve-col-note = Note sur 20
releve-rectifie = Ce relevé remplace celui du { $date }. L’ancien n’est plus valable.
releve-telecharger = Télécharger le relevé signé
releve-telecharger-detail = PDF – { $taille }
releve-telecharger-aide = Ce fichier est signé électroniquement. Ne le modifiez pas et ne l’imprimez pas pour le numériser : il perdrait sa valeur.
releve-imprimer-note = Imprimé le { $date }. Pour vérifier : { $url-verification }, code { $code }.
releve-contester = Une erreur dans votre relevé ? Adressez-vous à votre établissement ou contactez { $service-examens }.
pdf-panne-titre = Le fichier signé n’est pas disponible pour le moment
pdf-panne-texte = Votre relevé reste visible à l’écran. Réessayez le téléchargement dans quelques minutes.
pdf-panne-bouton = Réessayer le téléchargement
releve-resultat = Décision du jury
releve-mention-titre = Mention
releve-moyenne-titre = Moyenne générale
releve-moyenne-valeur = { $moyenne } sur 20
releve-decision-admis =
    { $sexe ->
        [F] Admise
       *[M] Admis
        [X] Admis(e)
    }
releve-decision-admis-2e-groupe =
    { $sexe ->
        [F] Admise au second groupe
       *[M] Admis au second groupe
        [X] Admis(e) au second groupe
    }
releve-decision-autorise-2e-groupe =
    { $sexe ->
        [F] Autorisée à passer les épreuves de contrôle
       *[M] Autorisé à passer les épreuves de contrôle
        [X] Autorisé(e) à passer les épreuves de contrôle
    }
releve-decision-ajourne =
    { $sexe ->
        [F] Non admise
       *[M] Non admis
        [X] Non admis(e)
    }
releve-decision-refuse =
    { $sexe ->
        [F] Refusée
       *[M] Refusé
        [X] Refusé(e)
    }
releve-decision-absent =
    { $sexe ->
        [F] Absente à l’examen
       *[M] Absent à l’examen
        [X] Absent(e) à l’examen
    }
releve-decision-elimine =
    { $sexe ->
        [F] Éliminée
       *[M] Éliminé
        [X] Éliminé(e)
    }
releve-decision-en-attente = Décision en attente
releve-decision-report-session = Report à une autre session
releve-suite-admis = Vous obtenez le diplôme.
releve-suite-admis-2e-groupe = Vous obtenez le diplôme.
releve-suite-autorise-2e-groupe = Ces épreuves peuvent encore changer votre résultat. Votre établissement vous indique les dates.
releve-suite-ajourne = Vous n’obtenez pas le diplôme à cette session. Votre établissement vous explique la suite et les notes que vous pouvez garder.
releve-suite-refuse = Vous n’obtenez pas le diplôme à cette session. Votre établissement vous explique la suite.
releve-suite-absent = Le jury n’a pas pu délibérer sur votre résultat. Votre établissement vous explique la suite.
releve-suite-elimine = Vous n’obtenez pas le diplôme à cette session. Votre établissement vous explique la suite.
releve-suite-en-attente = Le jury n’a pas encore pris sa décision.
releve-suite-report-session = Vous passez les épreuves restantes à une autre session.
releve-mention-ab = Assez bien
releve-mention-b = Bien
releve-mention-tb = Très bien
releve-mention-tb-felicitations = Très bien avec les félicitations du jury
releve-statut-notee = Notée
releve-statut-absent =
    { $sexe ->
        [F] Absente
       *[M] Absent
        [X] Absent(e)
    }
releve-statut-absent-justifie = Absence justifiée
releve-statut-dispense =
    { $sexe ->
        [F] Dispensée
       *[M] Dispensé
        [X] Dispensé(e)
    }
releve-statut-non-notee = Non notée
releve-statut-exempte =
    { $sexe ->
        [F] Exemptée
       *[M] Exempté
        [X] Exempté(e)
    }
releve-statut-conservee = Note conservée
releve-statut-fraude = Annulée pour fraude
releve-statut-validee = Validée
releve-conservee-de = Note conservée de la session { $session }
releve-facultative = Facultative
releve-col-coef-court = Coef.
releve-coef-en-ligne = Coef. { $coef }
releve-col-points = Points
releve-total = Total
releve-legende = Pour lire ce tableau
releve-legende-points = Points : la note multipliée par le coefficient de l’épreuve.
releve-legende-facultative = Facultative : seuls les points au-dessus de 10 comptent.
releve-legende-parties = Les lignes en retrait sont les parties d’une épreuve. Elles composent sa note et ne s’ajoutent pas au total.
releve-legende-absent =
    { $sexe ->
        [F] Absente
       *[M] Absent
    } : sans justificatif, l’épreuve compte pour zéro.
releve-legende-absent-justifie = Absence justifiée : l’absence a un motif reconnu.
releve-legende-dispense =
    { $sexe ->
        [F] Dispensée
       *[M] Dispensé
    } : un autre diplôme vous évite cette épreuve.
releve-legende-non-notee = Non notée : l’épreuve n’a pas donné lieu à une note.
releve-legende-exempte =
    { $sexe ->
        [F] Exemptée
       *[M] Exempté
    } : pour raison de santé, l’épreuve ne compte pas.
releve-legende-conservee = Note conservée : note d’une session précédente, gardée pour celle-ci.
releve-legende-fraude = Annulée pour fraude : l’épreuve est annulée par le jury.
releve-legende-validee = Validée : l’épreuve est acquise sans note.
releve-dossier = Candidat et examen
releve-candidat = Candidat
releve-nom-usage = Nom d’usage
releve-naissance = Date de naissance
releve-diplome = Diplôme
releve-specialite = Spécialité
releve-option = Option
releve-session = Session
releve-session-normale = { $session }
releve-session-remplacement = { $session }, session de remplacement
releve-modalite = Voie
releve-modalite-scolaire = Voie scolaire
releve-modalite-apprentissage = Apprentissage
releve-modalite-formation-continue = Formation continue
releve-modalite-distance = Formation à distance
releve-modalite-individuel = Candidature individuelle
releve-etablissement = Établissement
releve-region = Région organisatrice
releve-deliberation = Délibération du jury
releve-rncp = Certification
releve-ects = Crédits européens
releve-ects-valeur = { $nombre } ECTS
releve-version = Version
releve-version-valeur = { $nombre }, corrigée
releve-delivre = Délivré le
releve-suite-titre = Et maintenant ?
releve-code-titre = Faire vérifier ce relevé
releve-code = Code de vérification
releve-code-texte = Une école ou un employeur peut contrôler ce relevé avec ce code, sans compte.
releve-code-prudence = Ce code montre votre nom, votre examen et la décision. Donnez-le seulement aux personnes concernées.
releve-contester-titre = Une question sur vos notes ?
releve-imprimer-statut = Cette page imprimée n’est pas un document signé.
pdf-panne-voir = Revenir à mon relevé
releve-graphique = Vos notes d’un coup d’œil
releve-graphique-note = { $code } { $note }
releve-graphique-alternative = Notes sur 20 : { $notes }.
releve-graphique-lecture = Chaque barre va de 0 à 20. Plus elle est épaisse, plus l’épreuve compte. Le pointillé marque 10.
releve-graphique-moyenne = Le trait plein est votre moyenne générale.
releve-parties =
    { $nombre ->
        [one] La partie de { $code }
       *[other] Les { $nombre } parties de { $code }
    }
releve-envoyer-titre = Le transmettre à un site d’inscription
releve-envoyer = Commencez sur le site d’inscription : son bouton « Récupérer mon relevé de notes » vous ramène ici.
releve-envoyer-accord = Une page vous montre ce qui partira. Rien ne part sans votre accord.
releve-regards-titre = Qui a vu ce relevé ?
releve-regards = Chaque consultation laisse une trace, que vous pouvez relire.
releve-contester-adresse = Service des examens : { $adresse }
