# P02.

sansfc-titre = Get your transcript without FranceConnect
sansfc-chapo = You can always get your transcript, even without a FranceConnect account.
sansfc-mineur-titre = You are under 18
sansfc-mineur = Most FranceConnect accounts are for adults only. Ask your school for your transcript. Your legal guardian can also ask on your behalf.
sansfc-adulte-titre = You are an adult
sansfc-adulte = Create an account with one of the providers listed by FranceConnect, or write to { $service-examens }.
sansfc-courrier = Enclose a copy of your ID. State your INA number, the exam and the year.

sansfc-numeros-titre = You have your exam notice
sansfc-numeros = Two numbers printed on your exam notice and your date of birth are enough to see and download your transcript.
sansfc-numeros-bouton = See it with my numbers
numeros-titre = See your transcript with your numbers
numeros-chapo = These two numbers are on your exam notice and on your exam registration confirmation.
naissance-legende = Date of birth
naissance-aide = For example: 5 3 2008
naissance-jour = Day
naissance-mois = Month
naissance-annee = Year
naissance-err-vide = Enter your date of birth.
naissance-err-format = The date of birth must be a date of the calendar, for example 5 3 2008.
numeros-err-aucun = These numbers and this date of birth do not match any published transcript. Check the numbers on your exam notice.
numeros-bouton = See my transcripts
numeros-limite-titre = What you can do
numeros-limite = You can see and download your transcripts. To send them, some enrolment sites ask you to sign in with FranceConnect.
