# P24.

e403-titre = You do not have access to this page
e403-texte = It belongs to another record, or your session has changed.
e404-titre = Page not found
e404-sous-titre = Error 404
e404-chapo = We cannot find the page you are looking for. We are sorry for the inconvenience.
e404-texte = If you typed the address, check that it is correct. The page may no longer be available.
e429-titre = Too many requests
e429-texte = Wait { $duree } before trying again.
e500-titre = Unexpected error
e500-texte = The service has a problem. We are working to fix it. Try again later.
e503-titre = Service unavailable
e503-maintenance = The service is down for maintenance until { $date } at { $heure }.
e503-maintenance-sans-fin = The service is down for maintenance. Your transcripts are not lost. Try again later.
e503-amont-titre = Results cannot be reached right now
e503-amont-texte = The exam system is not responding. Your transcript is not lost. Try again in a few minutes.
e403-sous-titre = Error 403
e405-titre = This page does not open that way
e405-sous-titre = Error 405
e405-texte = Go back to the home page, then follow the links or buttons.
e429-sous-titre = Error 429
e500-sous-titre = Error 500
e503-sous-titre = Error 503
e503-texte = The service is not responding at the moment. Try again in a few minutes.
