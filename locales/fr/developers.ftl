# P27.

dev-titre = Recevoir des relevés dans votre téléservice
dev-chapo = Évitez à vos usagers de numériser leur relevé : recevez des données signées, avec leur accord.
dev-etape-1 = Testez tout de suite dans le bac à sable, sans demande préalable.
dev-etape-2 = Demandez votre habilitation.
dev-etape-3 = Passez en production.
dev-bouton = Commencer en 10 minutes
dev-erreurs = Catalogue des erreurs
dev-recevoir-bouton = Récupérer mon relevé de notes
dev-rapide-chapo = Avec curl et openssl, du bouton au relevé vérifié. Voici l’inscription de votre site.
dev-rapide-1 = 1. Demander
dev-rapide-1-texte = Ouvrez l’adresse affichée dans un navigateur, identifiez-vous, choisissez et transmettez.
dev-rapide-2 = 2. Échanger le code
dev-rapide-2-texte = Le navigateur revient à votre adresse. Mettez la valeur de son paramètre code dans CODE. Le code sert une fois, pendant une minute.
dev-rapide-3 = 3. Récupérer le relevé
dev-rapide-3-texte = Le jeton sert un quart d’heure. La deuxième commande affiche les données, la troisième enregistre le PDF.
dev-rapide-4 = 4. Vérifier
dev-rapide-4-texte = La réponse est VALIDE. Votre serveur vérifie hors ligne : toute bibliothèque JOSE ouvre l’enveloppe application/jwt avec nos clés publiées.
dev-portees-titre = Ce que vous pouvez demander
dev-portee-resultat = La décision du jury, la mention, les crédits européens.
dev-portee-notes = Chaque note, les totaux et la moyenne.
dev-portee-document = Le relevé signé, au format PDF.
dev-portee-identite = Les numéros INA et INE, le sexe et le lieu de naissance.
dev-souhait = Nom, prénoms, date de naissance, examen et session partent toujours. Les paramètres diplome et session disent ce que vous souhaitez. Les codes de diplome :
dev-bibliotheque-titre = Avec une bibliothèque OAuth
dev-bibliotheque = Toute bibliothèque OAuth 2.0 convient : code, PKCE S256, demandes poussées. Elle trouve tout à la première adresse, et les clés du cachet à la seconde.
dev-emrex = Les établissements européens reçoivent le même relevé par EMREX.
