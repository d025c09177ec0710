# P01, the landing page.

accueil-titre = Récupérez votre relevé de notes
accueil-chapo = Retrouvez vos résultats aux examens de l’enseignement agricole, téléchargez le relevé signé ou transmettez-le à un site d’inscription.
accueil-pour-qui-titre = Pour qui ?
accueil-pour-qui = Pour les candidats aux examens organisés par le ministère chargé de l’agriculture.
accueil-prevoir-titre = Ce qu’il vous faut
accueil-prevoir = Un compte utilisable avec FranceConnect, par exemple celui des impôts ou de l’Assurance maladie. Comptez 3 minutes.
accueil-fc-phrase = FranceConnect est la solution proposée par l’État pour sécuriser et simplifier la connexion à vos services en ligne.
accueil-fc-bouton-1 = S’identifier avec
accueil-fc-bouton-2 = FranceConnect
accueil-fc-lien = Qu’est-ce que FranceConnect ?
accueil-sans-fc = Je n’ai pas de compte FranceConnect ou je suis mineur
accueil-verifier-titre = Vous avez reçu un relevé ?
accueil-verifier-lien = Vérifier son authenticité
accueil-donnees = Nous utilisons vos nom, prénoms, date et lieu de naissance pour retrouver votre relevé. Nous ne les vendons pas et ne les utilisons pas à d’autres fins.
accueil-verifier-texte = École, employeur ou service d’inscription : le contrôle est gratuit et sans compte.
