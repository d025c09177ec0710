# P03, P15 to P17: sending a transcript to an enrolment site.

demande-titre = { $partenaire } is asking for your transcript
demande-chapo = Sign in to see your transcript. You will then decide whether to send it.
demande-motif = Reason given by { $partenaire }: { $finalite }
demande-rien = Nothing is sent without your agreement.
demande-refuser = Go back to { $partenaire } without sending
demande-numeros = Without FranceConnect: go on with the numbers on my exam notice
accord-etape = Step { $numero } of { $total }
accord-titre = Send your transcript to { $partenaire }?
accord-quoi-titre = What will be sent
accord-quoi-1 = your names and date of birth
accord-quoi-2 = the exam, session, decision and honours
accord-quoi-3 = your detailed marks
accord-quoi-4 = the signed transcript, as a PDF
accord-pourquoi = Why: { $finalite }
accord-duree = { $partenaire } can collect your transcript once, within { $duree }.
accord-apres = After that, { $partenaire } is responsible for your data.
accord-oui = Send my transcript
accord-non = Do not send
fin-ok-titre = Your transcript is available to { $partenaire }
fin-ok-texte = Transfer no. { $numero } on { $date } at { $heure }. Now finish your application on { $partenaire }.
fin-ok-bouton = Continue to { $partenaire }
fin-non-titre = You have not sent anything
fin-non-texte = { $partenaire } will only know that you did not agree. You can upload the PDF there yourself.
fin-panne-titre = The transfer did not go through
fin-panne-texte = { $partenaire } is not responding. Your transcript was not sent. Try again, or download the PDF and upload it yourself.
demande-ko-inconnue-titre = This request is not valid
demande-ko-inconnue-texte = The site that sent you here is not recognised. To be safe, we send nothing.
demande-ko-expiree-titre = This request has expired
demande-ko-expiree-texte = It was valid for { $duree }. Go back to { $partenaire } and start again.
demande-ko-utilisee-titre = This request has already been handled
demande-ko-utilisee-texte = You answered it on { $date } at { $heure }. There is nothing else to do.
accord-choix =
    { $nombre ->
        [one] The transcript to send
       *[other] Choose the transcripts to send
    }
accord-aucun-choisi = Choose at least one transcript to send.
accord-deja = Already sent on { $date }
accord-quoi-examen = the exam and session
accord-quoi-5 = your INA and INE numbers, and your place of birth
accord-pdf-notes = The PDF also shows your result and all your marks.
accord-base = Legal basis
accord-conservation = How long it is kept
accord-contact = Contact about your data
demande-ko-recu = You sent your transcript: transfer no. { $numero }.
retour-ok-titre = Your transcript goes with you to { $partenaire }
retour-ok-texte = Continue: your browser hands the signed transcript to { $partenaire }.
retour-recu = Transfer no. { $numero } on { $date } at { $heure }.
retour-aucun-texte = { $partenaire } will know that no transcript was found. You can upload another document there.
introuvable-signaler = Tell { $partenaire } that no transcript was found
accord-courriel = Get a receipt by e-mail (optional)
accord-courriel-aide = For example: firstname@example.org. The address is used once and not kept.
accord-courriel-erreur = Enter a full e-mail address, such as firstname@example.org, or leave the field empty.
accord-prevenir = Tell me too if this transcript is corrected
accord-prevenir-aide = The address is then kept for a year at most, and deleted after the message.
