# P02.

sansfc-titre = Obtenir votre relevé sans FranceConnect
sansfc-chapo = Vous pouvez toujours obtenir votre relevé, même sans compte FranceConnect.
sansfc-mineur-titre = Vous avez moins de 18 ans
sansfc-mineur = La plupart des comptes FranceConnect sont réservés aux adultes. Demandez votre relevé à votre établissement. Votre représentant légal peut aussi le demander pour vous.
sansfc-adulte-titre = Vous êtes majeur
sansfc-adulte = Créez un compte auprès d’un des services proposés par FranceConnect, ou écrivez à { $service-examens }.
sansfc-courrier = Joignez une copie de votre pièce d’identité. Indiquez votre numéro INA, l’examen et l’année.
