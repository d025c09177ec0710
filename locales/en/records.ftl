# P11 and P12: the list, and a transcript before its publication.

liste-titre = Your transcripts
liste-nombre =
    { $nombre ->
        [one] { $nombre } transcript found
       *[other] { $nombre } transcripts found
    }
liste-manque = Is a transcript missing?
liste-vide = No transcript is available at the moment.
attente-titre = Your transcript is not available yet
attente-date = The results of the { $session } session will be published on { $date } at { $heure }.
attente-sans-date = The results of the { $session } session are not published yet.
attente-texte = Come back from that date. There is nothing you need to do until then.
attente-demande = { $partenaire } will receive nothing until your results are published.
liste-session = { $session } session
liste-attente = Results on { $date }
liste-attente-badge = Not published yet
