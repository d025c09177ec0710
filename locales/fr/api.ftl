# The page of the OpenAPI document, and the document's own words.

api-titre = API Relevés de notes
api-chapo = Les relevés de notes de l’enseignement agricole, signés par le ministère, pour les téléservices d’inscription.
api-identifiants-titre = Relevés par INA et numéro de gestion
api-identifiants-texte = Donnez l’INA et le numéro de gestion d’un examen du candidat. Vous recevez tous ses relevés publiés. Identifiez-vous par HTTP Basic.
api-jeton-titre = Relevés par jeton FranceConnect
api-jeton-texte = Apportez le jeton d’accès que FranceConnect vous a remis pour le candidat. Il vit une minute et doit contenir notre portée.
api-reponse = Les relevés, chacun en données et sous le cachet du ministère. Un seul relevé peut aussi être demandé en PDF.
api-essayer = Essayer l’API dans Swagger UI
api-lire = Lire la documentation de l’API, sans script et en français
api-reponses-titre = Réponses
