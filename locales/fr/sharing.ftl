# P18 and P19.

partage-titre = Partager votre relevé
partage-chapo = Créez un code à donner à une école ou à un employeur. Il pourra voir votre relevé et vérifier qu’il est authentique.
partage-pour = À qui donnez-vous ce code ? (pour votre suivi)
partage-duree = Durée de validité
partage-contenu = Ce que la personne verra
partage-contenu-decision = Le résultat seulement
partage-contenu-complet = Le relevé complet
partage-bouton = Créer le code
partage-cree-titre = Votre code est prêt
partage-cree-texte = Code : { $code }. Il est valable jusqu’au { $date } à { $heure }.
partage-cree-avert = Toute personne qui a ce code peut voir votre relevé. Donnez-le seulement à quelqu’un de confiance.
partage-limite = Vous avez déjà { $nombre } codes actifs. Désactivez-en un pour continuer.
partages-titre = Vos partages
partages-col-dest = Destinataire
partages-col-date = Créé le
partages-col-fin = Valable jusqu’au
partages-col-vues = Consultations
partages-revoquer = Désactiver le code donné à { $destinataire }
partages-revoquer-titre = Désactiver ce code ?
partages-revoquer-texte = Le code ne fonctionnera plus. Les copies déjà téléchargées restent entre les mains de leur destinataire.
partages-revoque = Le code est désactivé.
partages-vide = Vous n’avez rien partagé.
