# A record that was linked by INA and management number, and letting it go.

rattache-note = Rattaché avec votre numéro INA.
rattache-retirer = Retirer ce rattachement
detacher-titre = Retirer ce rattachement
detacher-chapo = Vous voyez ce relevé parce que vous avez donné votre numéro INA et votre numéro de gestion.
detacher-effet = Après ce retrait, les relevés de ce numéro INA ne s’afficheront plus quand vous vous connectez. Rien n’est supprimé : vos résultats restent enregistrés.
detacher-retour = Vous pourrez les rattacher de nouveau avec les mêmes numéros.
detacher-bouton = Retirer le rattachement
detacher-annuler = Garder ce relevé
