# P08 to P10: no record, or several, for this identity.

introuvable-titre = We could not find your transcript
introuvable-chapo = You are signed in, but no transcript exactly matches your civil status.
introuvable-causes-titre = The most common reasons
introuvable-cause-1 = Your names were entered differently when you registered.
introuvable-cause-2 = Your exam is too old to be in this service.
introuvable-cause-3 = Your exam is not run by the ministry in charge of agriculture.
introuvable-cause-4 = The results of your session are not published yet.
ina-titre = Find your record
ina-label = INA number
ina-aide = { $longueur-ina } characters, no spaces. It is on your exam notice and your exam registration confirmation.
ina-session-label = Year of the exam
ina-session-aide = For example: { $exemple-annee }
ina-bouton = Search
ina-err-vide = Enter your INA number.
ina-err-format = The INA number must be { $longueur-ina } letters or digits.
ina-err-annee = Enter a year between { $annee-min } and { $annee-max }.
ina-err-aucun = This number and your identity do not match any record. Check the number on your exam notice.
ina-err-bloque = Too many attempts. Try again after { $heure } or contact support.
ambigu-titre = We need to check one thing
ambigu-texte = Several records look like yours. To protect everyone’s data, we do not show any of them.
ambigu-action = Enter your INA number to reach the right record.
ambigu-sans-ina = I cannot find my INA number
introuvable-texte = We only show a transcript when it matches one single person. This protects everyone’s marks.
introuvable-suite-titre = What you can do
introuvable-suite = Have your exam notice or your registration confirmation at hand, then write to support.
