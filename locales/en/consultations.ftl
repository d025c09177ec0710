# Who saw my transcript.

consultations-titre = Who has seen my transcript
consultations-lien = Who has seen my transcripts?
consultations-chapo = Every access to your transcripts leaves a trace, kept for { $mois } months.
consultations-vide = Nobody has seen your transcripts yet.
consultations-vous = You, with FranceConnect
consultations-franceconnect = A person identified with FranceConnect
consultations-numeros = A person who gave your INA number and your management number
consultations-ministere = The ministry
consultations-action-identification = opened a session
consultations-action-consultation = saw the transcript
consultations-action-telechargement = downloaded the signed transcript
consultations-action-transmission = received the transcript
consultations-action-rattachement = linked the transcript to their account
consultations-action-detachement = removed that link
consultations-action-publication = published the transcript
consultations-action-retrait = withdrew the transcript
consultations-base = Basis:
consultations-base-numeros = numbers of the exam
consultations-base-egale = same civil status
consultations-base-proche = matching civil status
consultations-base-arpent = FranceConnect token
consultations-export-titre = Take this list with you
consultations-export-csv = Table (CSV)
consultations-export-json = Data (JSON)
consultations-doute = Does an access surprise you? Contact support
