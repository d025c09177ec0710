# P18 and P19, and what somebody finds who was given a code.

partage-titre = Partager votre relevé
partage-chapo = Créez un code à donner à une école ou à un employeur. Il pourra voir votre relevé et vérifier qu’il est authentique.
partage-lien = Partager avec un code
partage-pour = À qui donnez-vous ce code ?
partage-pour-aide = Pour votre suivi. Vous seul verrez ce nom.
partage-contenu = Ce que la personne verra
partage-contenu-resultat = Le résultat seulement
partage-contenu-releve = Le relevé complet
partage-contenu-document = Le relevé complet, avec le PDF signé à télécharger
partage-duree = Durée de validité
partage-jours =
    { $nombre ->
        [one] { $nombre } jour
       *[other] { $nombre } jours
    }
partage-pin = Code confidentiel (facultatif)
partage-pin-aide = De 6 à 8 chiffres, à donner par un autre moyen que le code de partage.
partage-courriel = Être prévenu des ouvertures par courriel (facultatif)
partage-courriel-aide = Un message par heure au plus. L’adresse est effacée quand le code prend fin.
partage-bouton = Créer le code
partage-err-pour = Indiquez à qui vous donnez ce code.
partage-err-pour-long = Le nom doit tenir en { $nombre } caractères, sur une ligne.
partage-err-pin = Le code confidentiel doit comporter de 6 à 8 chiffres.
partage-cree-titre = Votre code est prêt
partage-cree-fin = Il est valable jusqu’au { $date } à { $heure }.
partage-cree-code = Code à donner :
partage-cree-lien = Ou lien à envoyer :
partage-cree-une-fois = Notez-le maintenant. Pour votre sécurité, nous ne le gardons pas et ne pourrons plus vous le montrer.
partage-cree-avert = Toute personne qui a ce code peut voir votre relevé. Donnez-le seulement à quelqu’un de confiance.
partage-cree-pin = Donnez le code confidentiel par un autre moyen, par exemple au téléphone.
partage-limite = Vous avez déjà { $nombre } codes actifs. Désactivez-en un pour continuer.
partages-titre = Vos partages
partages-comment = Pour partager un relevé, ouvrez-le, puis choisissez « Partager avec un code ».
partages-codes = Codes que vous avez donnés
partages-col-date = Créé le
partages-col-fin = Valable jusqu’au
partages-pin = Protégé par un code confidentiel
partages-desactive = Désactivé le { $date }
partages-expire = Expiré le { $date }
partages-jamais-vu = Personne ne l’a encore utilisé.
partages-vues =
    { $nombre ->
        [one] Utilisé { $nombre } fois
       *[other] Utilisé { $nombre } fois
    }
partages-vu = relevé consulté
partages-telecharge = PDF téléchargé
partages-revoquer = Désactiver le code donné à { $destinataire }
partages-revoquer-titre = Désactiver ce code ?
partages-revoquer-texte = Le code ne fonctionnera plus. Les copies déjà téléchargées restent entre les mains de leur destinataire.
partages-revoquer-bouton = Désactiver ce code
partages-revoque = Le code est désactivé.
partages-transmis = Relevés transmis à un service
partages-recu = Reçu n° { $numero }
partages-vide = Vous n’avez rien partagé.
partage-recu-titre = Un candidat partage son relevé avec vous
partage-recu-chapo = Ce service du ministère vous montre le relevé d’origine et confirme qu’il est authentique.
partage-recu-pin = Code confidentiel
partage-recu-pin-aide = De 6 à 8 chiffres. Le candidat vous l’a donné à part.
partage-recu-err-pin = Ce code confidentiel ne correspond pas. Demandez-le au candidat.
partage-recu-trace = Le candidat verra que son relevé a été consulté.
partage-recu-bouton = Voir le relevé
