# P01, the landing page.

accueil-titre = Get your transcript
accueil-chapo = Find your agricultural exam results, download the signed transcript or send it to an enrolment site.
accueil-pour-qui-titre = Who is it for?
accueil-pour-qui = For candidates in exams run by the ministry in charge of agriculture.
accueil-prevoir-titre = What you need
accueil-prevoir = An account that works with FranceConnect, such as your tax or health insurance account. It takes about 3 minutes.
accueil-fc-phrase = FranceConnect is the solution offered by the French State to make signing in to online services safe and simple.
accueil-fc-bouton-1 = Sign in with
accueil-fc-bouton-2 = FranceConnect
accueil-fc-lien = What is FranceConnect?
accueil-sans-fc = I have no FranceConnect account, or I am under 18
accueil-verifier-titre = Have you received a transcript?
accueil-verifier-lien = Check that it is genuine
accueil-donnees = We use your names, date and place of birth to find your transcript. We do not sell them or use them for anything else.
accueil-verifier-texte = School, employer or admissions office: the check is free, with no account needed.
