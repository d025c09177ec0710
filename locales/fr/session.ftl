# P22 and P23: end of the session.

session-rubrique = Votre session
session-alerte = Sans action de votre part, votre session se termine à { $heure }, heure de Paris.
session-prolonger = Rester connecté
session-titre = Votre session est terminée
session-texte = Par sécurité, nous vous avons déconnecté après { $duree } sans activité. Vos documents sont toujours disponibles.
session-bouton = Me reconnecter
deco-titre = Vous êtes déconnecté
deco-complete = Votre session est fermée sur { $service } et sur FranceConnect.
deco-seule = Votre session est fermée sur { $service }.
deco-locale = Votre session est fermée sur { $service }. FranceConnect n’a pas confirmé la sienne.
deco-partage = Sur un appareil partagé, fermez aussi toutes les fenêtres du navigateur et supprimez le PDF téléchargé.
deco-avis = Donner mon avis
deco-reconnexion = Me reconnecter
