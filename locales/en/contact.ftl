# Where to turn to, by kind of problem.

contact-titre = Contact support
contact-chapo = Choose your situation to know who to write to.
contact-notes-titre = A mark or a decision to be checked
contact-notes = Ask your school first. The exam office of your region, in the directorate in charge of agriculture, can correct a transcript.
contact-fc-titre = Trouble with FranceConnect
contact-fc = FranceConnect answers questions about accounts and identity.
contact-service-titre = Another question about this service
contact-service = Give the reference shown on screen, if there is one.
contact-adresse = Write to
