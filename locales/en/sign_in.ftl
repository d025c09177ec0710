# P04 to P07: what can happen on the way back from FranceConnect.

fc-annulee-titre = You are not signed in
fc-annulee-texte = You came back from FranceConnect before the end. No data was collected.
fc-annulee-action = You can start again whenever you like.
fc-annulee-aide = Having trouble with FranceConnect? See other options
fc-echec-titre = FranceConnect could not confirm your identity
fc-echec-texte = Try again, or choose another account from the FranceConnect list.
fc-echec-aide = If it keeps happening, contact FranceConnect support. We cannot correct your identity for them.
fc-echec-bouton = Contact FranceConnect
fc-panne-titre = Signing in is temporarily unavailable
fc-panne-texte = FranceConnect is not responding. You did nothing wrong.
fc-panne-action = Try again in a few minutes. Your request is not lost.
fc-panne-bouton = Try again
fc-reprise-titre = This sign-in page is no longer valid
fc-reprise-texte = It has already been used or stayed open too long. This is normal if you used your browser’s Back button.
fc-reprise-bouton = Start signing in again
