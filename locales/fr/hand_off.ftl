# P03, P15 to P17: sending a transcript to an enrolment site.

demande-titre = { $partenaire } vous demande votre relevé de notes
demande-chapo = Identifiez-vous pour voir votre relevé. Vous déciderez ensuite de le transmettre ou non.
demande-motif = Motif indiqué par { $partenaire } : { $finalite }
demande-rien = Rien n’est transmis sans votre accord.
demande-refuser = Revenir sur { $partenaire } sans transmettre
demande-numeros = Sans FranceConnect : continuer avec les numéros de ma convocation
accord-etape = Étape { $numero } sur { $total }
accord-titre = Transmettre votre relevé à { $partenaire } ?
accord-quoi-titre = Ce qui sera transmis
accord-quoi-1 = votre nom, vos prénoms et votre date de naissance
accord-quoi-2 = l’examen, la session, la décision et la mention
accord-quoi-3 = le détail de vos notes
accord-quoi-4 = le relevé signé, au format PDF
accord-pourquoi = Pourquoi : { $finalite }
accord-duree = { $partenaire } peut récupérer votre relevé une seule fois, pendant { $duree }.
accord-apres = Ensuite, { $partenaire } est responsable de vos données.
accord-oui = Transmettre mon relevé
accord-non = Ne pas transmettre
fin-ok-titre = Votre relevé est à la disposition de { $partenaire }
fin-ok-texte = Transmission n° { $numero } du { $date } à { $heure }. Terminez maintenant votre démarche sur { $partenaire }.
fin-ok-bouton = Continuer sur { $partenaire }
fin-non-titre = Vous n’avez rien transmis
fin-non-texte = { $partenaire } saura seulement que vous n’avez pas donné votre accord. Vous pouvez y déposer le PDF vous-même.
fin-panne-titre = La transmission n’a pas abouti
fin-panne-texte = { $partenaire } ne répond pas. Votre relevé n’a pas été transmis. Réessayez, ou téléchargez le PDF pour le déposer vous-même.
demande-ko-inconnue-titre = Cette demande n’est pas valable
demande-ko-inconnue-texte = Le site qui vous envoie ici n’est pas reconnu. Par sécurité, nous ne transmettons rien.
demande-ko-expiree-titre = Cette demande a expiré
demande-ko-expiree-texte = Elle était valable { $duree }. Retournez sur { $partenaire } et recommencez.
demande-ko-utilisee-titre = Cette demande a déjà été traitée
demande-ko-utilisee-texte = Vous y avez répondu le { $date } à { $heure }. Vous n’avez rien d’autre à faire.
accord-choix =
    { $nombre ->
        [one] Le relevé à transmettre
       *[other] Choisissez les relevés à transmettre
    }
accord-aucun-choisi = Choisissez au moins un relevé à transmettre.
accord-deja = Déjà transmis le { $date }
accord-quoi-examen = l’examen et la session
accord-quoi-5 = vos numéros INA et INE, et votre lieu de naissance
accord-pdf-notes = Le PDF montre aussi votre résultat et toutes vos notes.
accord-base = Base légale
accord-conservation = Durée de conservation
accord-contact = Contact pour vos données
demande-ko-recu = Vous avez transmis votre relevé : transmission n° { $numero }.
retour-ok-titre = Votre relevé part avec vous sur { $partenaire }
retour-ok-texte = Continuez : votre navigateur remet le relevé signé à { $partenaire }.
retour-recu = Transmission n° { $numero } du { $date } à { $heure }.
retour-aucun-texte = { $partenaire } saura qu’aucun relevé n’a été trouvé. Vous pouvez y déposer un autre document.
introuvable-signaler = Indiquer à { $partenaire } qu’aucun relevé n’a été trouvé
accord-courriel = Recevoir un accusé par courriel (facultatif)
accord-courriel-aide = Par exemple : prenom@example.org. L’adresse sert une fois et n’est pas gardée.
accord-courriel-erreur = Saisissez une adresse électronique complète, comme prenom@example.org, ou laissez le champ vide.
accord-prevenir = Me prévenir aussi si ce relevé est corrigé
accord-prevenir-aide = L’adresse est alors gardée un an au plus, et effacée après le message.
