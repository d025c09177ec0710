# P25.

mail-partage-objet = Vous avez transmis votre relevé à { $partenaire }
mail-partage-corps = Bonjour, le { $date } à { $heure }, vous avez accepté de transmettre votre relevé à { $partenaire }. Si ce n’était pas vous, contactez l’assistance : { $contact }.
mail-publie-objet = Votre relevé de notes est disponible
mail-publie-corps = Bonjour, le relevé de votre examen est disponible. Pour le consulter, tapez l’adresse { $adresse } dans votre navigateur. Nous n’envoyons jamais de lien de connexion.
mail-rectifie-objet = Votre relevé de notes a été corrigé
mail-rectifie-corps = Bonjour, une nouvelle version de votre relevé remplace la précédente. Prévenez les personnes à qui vous l’avez donné.
mail-partage-numero = Transmission n° { $numero }.
mail-ouvert-objet = Votre relevé de notes a été consulté
mail-ouvert-corps = Bonjour, le { $date } à { $heure }, quelqu’un a ouvert votre relevé avec le code que vous avez créé le { $creation }.
mail-ouvert-conseil = Si ce n’était pas prévu, désactivez ce code dans « { $page } ».
mail-rectifie-contact = Pour toute question, contactez l’assistance : { $contact }.
