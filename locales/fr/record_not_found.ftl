# P08 to P10: no record, or several, for this identity.

introuvable-titre = Nous n’avons pas trouvé votre relevé
introuvable-chapo = Vous êtes bien identifié, mais aucun relevé ne correspond exactement à votre état civil.
introuvable-causes-titre = Les raisons les plus fréquentes
introuvable-cause-1 = Votre nom ou vos prénoms ont été saisis différemment à l’inscription.
introuvable-cause-2 = Votre examen est trop ancien pour figurer dans ce service.
introuvable-cause-3 = Votre examen ne dépend pas du ministère chargé de l’agriculture.
introuvable-cause-4 = Les résultats de votre session ne sont pas encore publiés.
ina-titre = Rechercher votre dossier
ina-label = Numéro INA
ina-aide = { $longueur-ina } caractères, sans espace. Il figure sur votre convocation et sur votre confirmation d’inscription à l’examen.
ina-session-label = Année de l’examen
ina-session-aide = Par exemple : { $exemple-annee }
ina-bouton = Rechercher
ina-err-vide = Saisissez votre numéro INA.
ina-err-format = Le numéro INA doit comporter { $longueur-ina } caractères, lettres ou chiffres.
ina-err-annee = Saisissez une année entre { $annee-min } et { $annee-max }.
ina-err-aucun = Ce numéro et votre identité ne correspondent à aucun dossier. Vérifiez le numéro sur votre convocation.
ina-err-bloque = Vous avez fait trop d’essais. Réessayez après { $heure } ou contactez l’assistance.
ambigu-titre = Nous devons vérifier un point
ambigu-texte = Plusieurs dossiers ressemblent au vôtre. Pour protéger les données de chacun, nous n’en affichons aucun.
ambigu-action = Indiquez votre numéro INA pour accéder au bon dossier.
ambigu-sans-ina = Je ne retrouve pas mon numéro INA
introuvable-texte = Nous n’affichons un relevé que s’il correspond à une seule personne. Cette prudence protège les notes de chacun.
introuvable-suite-titre = Ce que vous pouvez faire
introuvable-suite = Munissez-vous de votre convocation ou de votre confirmation d’inscription, puis écrivez à l’assistance.
