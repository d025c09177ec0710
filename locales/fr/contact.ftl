# Where to turn to, by kind of problem.

contact-titre = Contacter l’assistance
contact-chapo = Choisissez votre situation : vous saurez à qui écrire.
contact-notes-titre = Une note ou une décision à faire vérifier
contact-notes = Adressez-vous d’abord à votre établissement. Le service des examens de votre région, à la direction chargée de l’agriculture, peut corriger un relevé.
contact-fc-titre = Une difficulté avec FranceConnect
contact-fc = FranceConnect répond aux questions sur les comptes et l’identité.
contact-service-titre = Une autre question sur ce service
contact-service = Donnez la référence affichée à l’écran, s’il y en a une.
contact-adresse = Écrivez à
