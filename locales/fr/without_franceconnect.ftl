# P02.

sansfc-titre = Obtenir votre relevé sans FranceConnect
sansfc-chapo = Vous pouvez toujours obtenir votre relevé, même sans compte FranceConnect.
sansfc-mineur-titre = Vous avez moins de 18 ans
sansfc-mineur = La plupart des comptes FranceConnect sont réservés aux adultes. Demandez votre relevé à votre établissement. Votre représentant légal peut aussi le demander pour vous.
sansfc-adulte-titre = Vous êtes majeur
sansfc-adulte = Créez un compte auprès d’un des services proposés par FranceConnect, ou écrivez à { $service-examens }.
sansfc-courrier = Joignez une copie de votre pièce d’identité. Indiquez votre numéro INA, l’examen et l’année.

sansfc-numeros-titre = Vous avez votre convocation
sansfc-numeros = Deux numéros imprimés sur votre convocation et votre date de naissance suffisent pour voir et télécharger votre relevé.
sansfc-numeros-bouton = Consulter avec mes numéros
numeros-titre = Consulter votre relevé avec vos numéros
numeros-chapo = Ces deux numéros figurent sur votre convocation et sur votre confirmation d’inscription à l’examen.
naissance-legende = Date de naissance
naissance-aide = Par exemple : 5 3 2008
naissance-jour = Jour
naissance-mois = Mois
naissance-annee = Année
naissance-err-vide = Saisissez votre date de naissance.
naissance-err-format = La date de naissance doit être une date du calendrier, par exemple 5 3 2008.
numeros-err-aucun = Ces numéros et cette date de naissance ne correspondent à aucun relevé publié. Vérifiez les numéros sur votre convocation.
numeros-bouton = Voir mes relevés
numeros-limite-titre = Ce que vous pourrez faire
numeros-limite = Vous pourrez voir et télécharger vos relevés. Pour les transmettre, certains sites d’inscription demandent une connexion avec FranceConnect.
