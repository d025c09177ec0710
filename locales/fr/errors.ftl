# P24.

e403-titre = Vous n’avez pas accès à cette page
e403-texte = Elle concerne un autre dossier ou votre session a changé.
e404-titre = Page non trouvée
e404-sous-titre = Erreur 404
e404-chapo = La page que vous cherchez est introuvable. Excusez-nous pour la gêne occasionnée.
e404-texte = Si vous avez tapé l’adresse, vérifiez qu’elle est correcte. La page n’est peut-être plus disponible.
e429-titre = Trop de demandes
e429-texte = Attendez { $duree } avant de réessayer.
e500-titre = Erreur inattendue
e500-texte = Le service rencontre un problème. Nous travaillons à le résoudre. Réessayez plus tard.
e503-titre = Service indisponible
e503-maintenance = Le service est en maintenance jusqu’au { $date } à { $heure }.
e503-maintenance-sans-fin = Le service est en maintenance. Vos relevés ne sont pas perdus. Réessayez plus tard.
e503-amont-titre = Les résultats ne sont pas accessibles pour le moment
e503-amont-texte = Le système des examens ne répond pas. Votre relevé n’est pas perdu. Réessayez dans quelques minutes.
e403-sous-titre = Erreur 403
e405-titre = Cette page ne s’ouvre pas ainsi
e405-sous-titre = Erreur 405
e405-texte = Revenez à l’accueil, puis suivez les liens ou les boutons.
e429-sous-titre = Erreur 429
e500-sous-titre = Erreur 500
e503-sous-titre = Erreur 503
e503-texte = Le service ne répond pas pour le moment. Réessayez dans quelques minutes.
