# P25.

mail-partage-objet = You sent your transcript to { $partenaire }
mail-partage-corps = Hello, on { $date } at { $heure } you agreed to send your transcript to { $partenaire }. If this was not you, contact support: { $contact }.
mail-publie-objet = Your transcript is available
mail-publie-corps = Hello, the transcript of your exam is available. To see it, type { $adresse } in your browser. We never send sign-in links.
mail-rectifie-objet = Your transcript has been corrected
mail-rectifie-corps = Hello, a new version of your transcript replaces the previous one. Tell the people you gave it to.
mail-partage-numero = Transfer no. { $numero }.
mail-ouvert-objet = Your transcript was opened
mail-ouvert-corps = Hello, on { $date } at { $heure } somebody opened your transcript with the code you made on { $creation }.
mail-ouvert-conseil = If you did not expect this, turn the code off under “{ $page }”.
mail-rectifie-contact = If you have a question, contact support: { $contact }.
