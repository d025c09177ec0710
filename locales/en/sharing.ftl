# P18 and P19.

partage-titre = Share your transcript
partage-chapo = Create a code to give to a school or an employer. They will be able to see your transcript and check that it is genuine.
partage-pour = Who is this code for? (for your own records)
partage-duree = How long it is valid
partage-contenu = What the person will see
partage-contenu-decision = The result only
partage-contenu-complet = The full transcript
partage-bouton = Create the code
partage-cree-titre = Your code is ready
partage-cree-texte = Code: { $code }. It is valid until { $date } at { $heure }.
partage-cree-avert = Anyone with this code can see your transcript. Only give it to someone you trust.
partage-limite = You already have { $nombre } active codes. Turn one off to continue.
partages-titre = Your shares
partages-col-dest = Recipient
partages-col-date = Created on
partages-col-fin = Valid until
partages-col-vues = Views
partages-revoquer = Turn off the code given to { $destinataire }
partages-revoquer-titre = Turn this code off?
partages-revoquer-texte = The code will stop working. Copies already downloaded stay with whoever downloaded them.
partages-revoque = The code has been turned off.
partages-vide = You have not shared anything.
