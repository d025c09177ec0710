# Shared by every page: names, header, footer, dates, durations, sizes.

commun-service = My agricultural transcript
commun-accroche = Get, share and check a transcript from French agricultural education
commun-titre-page = { $titre } – { $service }
commun-titre-page-erreur = Error: { $titre } – { $service }
commun-evitement = Quick links
commun-evitement-contenu = Content
commun-evitement-pied = Footer
commun-langue = Français
commun-deconnexion = Sign out
commun-connecte = Signed in as { $prenoms } { $nom }
commun-accueil = Back to the home page
commun-retour = Back
commun-nouvelle-fenetre = { $libelle } - new window
commun-contact = Contact support
commun-reference = Reference to give to support: { $reference }
commun-obligatoire = All fields are required.
commun-resume-erreurs =
    { $nombre ->
        [one] Fix { $nombre } error to continue
       *[other] Fix { $nombre } errors to continue
    }
commun-bac-a-sable = Test version. People and marks shown are fictitious. No document obtained here has any value.
pied-plan = Site map
pied-accessibilite = Accessibility: { $niveau }
pied-mentions = Legal notice
pied-donnees = Personal data
pied-cookies = Cookies
pied-developpeurs = Developers
pied-etat = Service status
commun-rubrique = French agricultural exams
commun-mes-releves = My transcripts
commun-verifier = Check a transcript
commun-sans-fc = Without FranceConnect
commun-heure-paris = Paris time.
commun-service-examens = your regional exam office
commun-service-examens-region = the exam office of the { $region } region
pied-liens = About the service
pied-contact = Contact
pied-aide = Help
date-mois =
    { $mois ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
date-jour = { $jour } { $mois } { $annee }
date-mois-annee = { $mois } { $annee }
date-premier = 1
date-heure = { $heures }:{ $minutes }
date-heure-pile = { $heures }:00
date-instant = { $date } at { $heure }
duree-minutes =
    { $nombre ->
        [one] { $nombre } minute
       *[other] { $nombre } minutes
    }
duree-secondes =
    { $nombre ->
        [one] { $nombre } second
       *[other] { $nombre } seconds
    }
taille-ko = { $nombre } KB
duree-heures =
    { $nombre ->
        [one] { $nombre } hour
       *[other] { $nombre } hours
    }
duree-jours =
    { $nombre ->
        [one] { $nombre } day
       *[other] { $nombre } days
    }
duree-mois =
    { $nombre ->
        [one] { $nombre } month
       *[other] { $nombre } months
    }
