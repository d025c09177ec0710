# P27.

dev-titre = Receive transcripts in your online service
dev-chapo = Save your users from scanning their transcript: receive signed data, with their agreement.
dev-etape-1 = Try it right now in the sandbox, with no prior request.
dev-etape-2 = Apply for access.
dev-etape-3 = Go live.
dev-bouton = Start in 10 minutes
dev-erreurs = Error catalogue
dev-recevoir-bouton = Get my transcript
dev-rapide-chapo = With curl and openssl, from the button to a verified transcript. Here is how your site is registered.
dev-rapide-1 = 1. Ask
dev-rapide-1-texte = Open the address that is printed in a browser, sign in, choose and send.
dev-rapide-2 = 2. Exchange the code
dev-rapide-2-texte = The browser comes back to your address. Put the value of its parameter code into CODE. The code works once, within a minute.
dev-rapide-3 = 3. Fetch the transcript
dev-rapide-3-texte = The token works for a quarter of an hour. The second command shows the data, the third one saves the PDF.
dev-rapide-4 = 4. Verify
dev-rapide-4-texte = The answer is VALIDE. Your server verifies offline: any JOSE library opens the application/jwt envelope with our published keys.
dev-portees-titre = What you can ask for
dev-portee-resultat = The jury’s decision, honours, European credits.
dev-portee-notes = Every mark, the totals and the average.
dev-portee-document = The signed transcript, as a PDF.
dev-portee-identite = The INA and INE numbers, sex and place of birth.
dev-souhait = Names, date of birth, exam and session always leave. The parameters diplome and session say what you would like. The codes of diplome:
dev-bibliotheque-titre = With an OAuth library
dev-bibliotheque = Any OAuth 2.0 library does: code, PKCE S256, pushed requests. It finds everything at the first address, and the keys of the seal at the second.
dev-emrex = European institutions receive the same transcript over EMREX.
