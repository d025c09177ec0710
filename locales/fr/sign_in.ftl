# P04 to P07: what can happen on the way back from FranceConnect.

fc-annulee-titre = Vous n’êtes pas connecté
fc-annulee-texte = Vous êtes revenu de FranceConnect avant la fin. Aucune donnée n’a été récupérée.
fc-annulee-action = Reprenez la connexion quand vous le souhaitez.
fc-annulee-aide = FranceConnect vous pose problème ? Voir les autres solutions
fc-echec-titre = FranceConnect n’a pas pu confirmer votre identité
fc-echec-texte = Réessayez, ou choisissez un autre compte dans la liste de FranceConnect.
fc-echec-aide = Si le problème continue, contactez l’assistance de FranceConnect. Nous ne pouvons pas corriger votre identité à sa place.
fc-echec-bouton = Contacter FranceConnect
fc-panne-titre = La connexion est momentanément impossible
fc-panne-texte = FranceConnect ne répond pas. Le problème ne vient pas de vous.
fc-panne-action = Réessayez dans quelques minutes. Votre demande n’est pas perdue.
fc-panne-bouton = Réessayer
fc-reprise-titre = Cette page de connexion n’est plus valable
fc-reprise-texte = Elle a déjà servi ou elle est restée ouverte trop longtemps. C’est normal si vous avez utilisé le bouton « Retour » du navigateur.
fc-reprise-bouton = Reprendre la connexion
