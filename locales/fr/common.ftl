# Shared by every page: names, header, footer, dates, durations, sizes.

commun-service = Mon relevé agricole
commun-accroche = Récupérer, transmettre et vérifier un relevé de notes de l’enseignement agricole
commun-titre-page = { $titre } – { $service }
commun-titre-page-erreur = Erreur : { $titre } – { $service }
commun-evitement = Accès rapide
commun-evitement-contenu = Contenu
commun-evitement-pied = Pied de page
commun-langue = English
commun-deconnexion = Se déconnecter
commun-connecte = Connecté : { $prenoms } { $nom }
commun-accueil = Revenir à l’accueil
commun-retour = Retour
commun-nouvelle-fenetre = { $libelle } - nouvelle fenêtre
commun-contact = Contacter l’assistance
commun-reference = Référence à donner à l’assistance : { $reference }
commun-obligatoire = Tous les champs sont obligatoires.
commun-resume-erreurs =
    { $nombre ->
        [one] Corrigez { $nombre } erreur pour continuer
       *[other] Corrigez { $nombre } erreurs pour continuer
    }
commun-bac-a-sable = Version de test. Les personnes et les notes affichées sont fictives. Aucun document obtenu ici n’a de valeur.
pied-plan = Plan du site
pied-accessibilite = Accessibilité : { $niveau }
pied-mentions = Mentions légales
pied-donnees = Données personnelles
pied-cookies = Gestion des cookies
pied-developpeurs = Développeurs
pied-etat = État du service
commun-rubrique = Examens de l’enseignement agricole
commun-mes-releves = Mes relevés
commun-verifier = Vérifier un relevé
commun-sans-fc = Sans FranceConnect
commun-heure-paris = Heure de Paris.
commun-service-examens = votre service régional des examens
commun-service-examens-region = le service des examens de la région { $region }
pied-liens = À propos du service
pied-contact = Contact
pied-aide = Aide
date-mois =
    { $mois ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    }
date-jour = { $jour } { $mois } { $annee }
date-mois-annee = { $mois } { $annee }
date-premier = 1er
date-heure = { $heures } h { $minutes }
date-heure-pile = { $heures } h
date-instant = { $date } à { $heure }
duree-minutes =
    { $nombre ->
        [one] { $nombre } minute
       *[other] { $nombre } minutes
    }
duree-secondes =
    { $nombre ->
        [one] { $nombre } seconde
       *[other] { $nombre } secondes
    }
taille-ko = { $nombre } Ko
duree-heures =
    { $nombre ->
        [one] { $nombre } heure
       *[other] { $nombre } heures
    }
duree-jours =
    { $nombre ->
        [one] { $nombre } jour
       *[other] { $nombre } jours
    }
duree-mois =
    { $nombre ->
        [one] { $nombre } mois
       *[other] { $nombre } mois
    }
