//! The pages for developers.

use super::*;
use crate::domain::enrolment_site::Bilingual;

/// All of them; the sandbox as testers and as everybody else find it.
pub(super) fn pages(at: &impl Fn(&str) -> Layout, samples: &mut Vec<Sample>) {
    for (name, has_sandbox_site) in [("developers", true), ("developers-production", false)] {
        let origin = "https://releves.example.org".to_owned();
        add(samples, name, &Developers { layout: at("/developpeurs"), origin, has_sandbox_site });
    }
    add(samples, "developers_button", &ButtonKit { layout: at("/developpeurs/bouton") });
    add(samples, "developers_data", &DataDictionary { layout: at("/developpeurs/donnees") });
    add(samples, "developers_journal", &Journal { layout: at("/developpeurs/journal") });
    let (layout, origin) = (at("/developpeurs/verification"), "https://releves.example.org".to_owned());
    add(samples, "developers_verification", &VerificationGuide { layout, origin });
    let codes = ProblemCode::ALL;
    add(samples, "problems", &ProblemList { layout: at("/developpeurs/erreurs"), codes });
    let code = ProblemCode::TooManyAttempts;
    add(samples, "problem", &ProblemPage { layout: at("/developpeurs/erreurs/TROP_DE_DEMANDES"), code });
    let people = vec![TestPerson {
        name: "Solène MARRONNIER-TEST".to_owned(),
        situation: Bilingual { french: "Deux relevés".to_owned(), english: "Two transcripts".to_owned() },
    }];
    for (name, is_sandbox, people) in
        [("developers_sandbox", true, people), ("developers_sandbox-production", false, Vec::new())]
    {
        add(samples, name, &Sandbox { layout: at("/developpeurs/bac-a-sable"), is_sandbox, people });
    }
}
