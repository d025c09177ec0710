# P27.

dev-titre = Receive transcripts in your online service
dev-chapo = Save your users from scanning their transcript: receive signed data, with their agreement.
dev-etape-1 = Try it right now in the sandbox, with no prior request.
dev-etape-2 = Apply for access.
dev-etape-3 = Go live.
dev-bouton = Start in 10 minutes
dev-erreurs = Error catalogue
dev-recevoir-bouton = Get my transcript
