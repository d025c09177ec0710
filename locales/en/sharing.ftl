# P18 and P19, and what somebody finds who was given a code.

partage-titre = Share your transcript
partage-chapo = Create a code to give to a school or an employer. They will be able to see your transcript and check that it is genuine.
partage-lien = Share with a code
partage-pour = Who is this code for?
partage-pour-aide = For your own records. Only you will see this name.
partage-contenu = What the person will see
partage-contenu-resultat = The result only
partage-contenu-releve = The full transcript
partage-contenu-document = The full transcript, with the signed PDF to download
partage-duree = How long it is valid
partage-jours =
    { $nombre ->
        [one] { $nombre } day
       *[other] { $nombre } days
    }
partage-pin = PIN (optional)
partage-pin-aide = 6 to 8 digits, to be given by another way than the code.
partage-courriel = Be told of openings by e-mail (optional)
partage-courriel-aide = One message an hour at most. The address is deleted when the code ends.
partage-bouton = Create the code
partage-err-pour = Enter who you give this code to.
partage-err-pour-long = The name must fit in { $nombre } characters, on one line.
partage-err-pin = The PIN must have 6 to 8 digits.
partage-cree-titre = Your code is ready
partage-cree-fin = It is valid until { $date } at { $heure }.
partage-cree-code = Code to give:
partage-cree-lien = Or link to send:
partage-cree-une-fois = Write it down now. For your safety, we do not keep it and cannot show it again.
partage-cree-avert = Anyone with this code can see your transcript. Only give it to someone you trust.
partage-cree-pin = Give the PIN by another way, for example by phone.
partage-limite = You already have { $nombre } active codes. Turn one off to continue.
partages-titre = Your shares
partages-comment = To share a transcript, open it, then choose “Share with a code”.
partages-codes = Codes you gave
partages-col-date = Created on
partages-col-fin = Valid until
partages-pin = Protected by a PIN
partages-desactive = Turned off on { $date }
partages-expire = Expired on { $date }
partages-jamais-vu = Nobody has used it yet.
partages-vues =
    { $nombre ->
        [one] Used { $nombre } time
       *[other] Used { $nombre } times
    }
partages-vu = transcript viewed
partages-telecharge = PDF downloaded
partages-revoquer = Turn off the code given to { $destinataire }
partages-revoquer-titre = Turn this code off?
partages-revoquer-texte = The code will stop working. Copies already downloaded stay with whoever downloaded them.
partages-revoquer-bouton = Turn this code off
partages-revoque = The code has been turned off.
partages-transmis = Transcripts sent to a service
partages-recu = Receipt no. { $numero }
partages-vide = You have not shared anything.
partage-recu-titre = A candidate shares a transcript with you
partage-recu-chapo = This service of the ministry shows you the original transcript and confirms that it is genuine.
partage-recu-pin = PIN
partage-recu-pin-aide = 6 to 8 digits. The candidate gave it to you separately.
partage-recu-err-pin = This PIN does not match. Ask the candidate for it.
partage-recu-trace = The candidate will see that the transcript was viewed.
partage-recu-bouton = See the transcript
