# A record that was linked by INA and management number, and letting it go.

rattache-note = Linked with your INA number.
rattache-retirer = Remove this link
detacher-titre = Remove this link
detacher-chapo = You see this transcript because you entered your INA number and your management number.
detacher-effet = Once removed, the transcripts of this INA number no longer show when you sign in. Nothing is deleted: your results stay on record.
detacher-retour = You can link them again with the same numbers.
detacher-bouton = Remove the link
detacher-annuler = Keep this transcript
