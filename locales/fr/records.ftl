# P11 and P12: the list, and a transcript before its publication.

liste-titre = Vos relevés de notes
liste-nombre =
    { $nombre ->
        [one] { $nombre } relevé trouvé
       *[other] { $nombre } relevés trouvés
    }
liste-manque = Il manque un relevé ?
liste-vide = Aucun relevé n’est disponible pour le moment.
attente-titre = Votre relevé n’est pas encore disponible
attente-date = Les résultats de la session { $session } seront publiés le { $date } à { $heure }.
attente-sans-date = Les résultats de la session { $session } ne sont pas encore publiés.
attente-texte = Revenez à partir de cette date. Vous n’avez rien à faire d’ici là.
attente-demande = { $partenaire } ne recevra rien tant que vos résultats ne sont pas publiés.
liste-session = Session { $session }
liste-attente = Résultats le { $date }
liste-attente-badge = Pas encore publié
