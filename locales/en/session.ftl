# P22 and P23: end of the session.

session-rubrique = Your session
session-alerte = Unless you do something, your session ends at { $heure }, Paris time.
session-prolonger = Stay signed in
session-titre = Your session has ended
session-texte = To keep you safe, we signed you out after { $duree } of inactivity. Your documents are still available.
session-bouton = Sign in again
deco-titre = You are signed out
deco-complete = Your session is closed on { $service } and on FranceConnect.
deco-seule = Your session is closed on { $service }.
deco-locale = Your session is closed on { $service }. FranceConnect has not confirmed its own.
deco-partage = On a shared device, also close all browser windows and delete the downloaded PDF.
deco-avis = Give feedback
deco-reconnexion = Sign in again
