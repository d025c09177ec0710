//! The words of the demo site, in both languages.

/// One language.
pub(super) struct Words {
    pub(super) language: &'static str,
    /// Path of the form.
    pub(super) home: &'static str,
    pub(super) other_language: &'static str,
    pub(super) other_home: &'static str,
    pub(super) other_name: &'static str,
    pub(super) notice: &'static str,
    pub(super) title: &'static str,
    pub(super) introduction: &'static str,
    pub(super) transcript: &'static str,
    pub(super) explanation: &'static str,
    pub(super) button: &'static str,
    pub(super) european: &'static str,
    pub(super) european_button: &'static str,
    pub(super) form: &'static str,
    pub(super) received: &'static str,
    pub(super) marks: &'static str,
    pub(super) unit: &'static str,
    pub(super) mark: &'static str,
    pub(super) pdf: &'static str,
    pub(super) again: &'static str,
    pub(super) declined: &'static str,
    pub(super) nothing_found: &'static str,
    pub(super) failed: &'static str,
    labels: [(&'static str, &'static str); 7],
}

impl Words {
    /// Label of a field.
    pub(super) fn label(&self, name: &str) -> &'static str {
        self.labels.iter().find(|(known, _)| *known == name).map(|(_, label)| *label).unwrap_or_default()
    }
}

pub(super) static FRENCH: Words = Words {
    language: "fr",
    home: "/",
    other_language: "en",
    other_home: "/en/",
    other_name: "English",
    notice: "Site de démonstration, établissement fictif.",
    title: "Inscription en BTSA, rentrée 2026",
    introduction: "Pour étudier votre dossier, il nous faut votre relevé de notes de l’enseignement agricole.",
    transcript: "Votre relevé de notes",
    explanation: "Récupérez-le en ligne\u{a0}: vous vous connectez avec FranceConnect et décidez de ce qui nous est transmis. Votre mot de passe ne nous est jamais communiqué.",
    button: "Récupérer mon relevé de notes",
    european: "Vous venez d’un autre service européen\u{202f}? Le même relevé nous parvient aussi par EMREX.",
    european_button: "Récupérer mon relevé par EMREX",
    form: "Votre dossier",
    received: "Relevé reçu et vérifié\u{a0}: il porte le cachet du ministère. Ces champs sont remplis d’après lui.",
    marks: "Notes obtenues",
    unit: "Épreuve",
    mark: "Note sur 20",
    pdf: "Télécharger le relevé signé (PDF)",
    again: "Recommencer",
    declined: "Vous n’avez pas transmis de relevé. Vous pouvez recommencer, ou nous l’adresser par courrier.",
    nothing_found: "Aucun relevé n’a été trouvé. Vous pouvez nous l’adresser par courrier.",
    failed: "Le relevé n’a pas pu être récupéré ou vérifié. Recommencez, ou adressez-le nous par courrier.",
    labels: [
        ("nom", "Nom de naissance"),
        ("prenoms", "Prénoms"),
        ("naissance", "Date de naissance"),
        ("diplome", "Dernier diplôme préparé"),
        ("session", "Session"),
        ("decision", "Résultat"),
        ("mention", "Mention"),
    ],
};

pub(super) static ENGLISH: Words = Words {
    language: "en",
    home: "/en/",
    other_language: "fr",
    other_home: "/",
    other_name: "Français",
    notice: "Demonstration site, invented school.",
    title: "BTSA enrolment, autumn 2026",
    introduction: "To consider your application, we need your transcript from French agricultural education.",
    transcript: "Your transcript",
    explanation: "Get it online: you sign in with FranceConnect and decide what is sent to us. We never learn your password.",
    button: "Get my transcript",
    european: "Coming from another European service? The same transcript also reaches us over EMREX.",
    european_button: "Get my transcript over EMREX",
    form: "Your application",
    received: "Transcript received and verified: it bears the ministry’s seal. These fields are filled in from it.",
    marks: "Marks",
    unit: "Unit",
    mark: "Mark out of 20",
    pdf: "Download the signed transcript (PDF)",
    again: "Start again",
    declined: "You did not send a transcript. You can start again, or send it to us by post.",
    nothing_found: "No transcript was found. You can send it to us by post.",
    failed: "The transcript could not be fetched or verified. Start again, or send it to us by post.",
    labels: [
        ("nom", "Birth name"),
        ("prenoms", "Given names"),
        ("naissance", "Date of birth"),
        ("diplome", "Latest diploma"),
        ("session", "Session"),
        ("decision", "Result"),
        ("mention", "Honours"),
    ],
};
