# P02.

sansfc-titre = Get your transcript without FranceConnect
sansfc-chapo = You can always get your transcript, even without a FranceConnect account.
sansfc-mineur-titre = You are under 18
sansfc-mineur = Most FranceConnect accounts are for adults only. Ask your school for your transcript. Your legal guardian can also ask on your behalf.
sansfc-adulte-titre = You are an adult
sansfc-adulte = Create an account with one of the providers listed by FranceConnect, or write to { $service-examens }.
sansfc-courrier = Enclose a copy of your ID. State your INA number, the exam and the year.
