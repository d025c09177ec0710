# P27.

dev-titre = Recevoir des relevés dans votre téléservice
dev-chapo = Évitez à vos usagers de numériser leur relevé : recevez des données signées, avec leur accord.
dev-etape-1 = Testez tout de suite dans le bac à sable, sans demande préalable.
dev-etape-2 = Demandez votre habilitation.
dev-etape-3 = Passez en production.
dev-bouton = Commencer en 10 minutes
dev-erreurs = Catalogue des erreurs
dev-recevoir-bouton = Récupérer mon relevé de notes
