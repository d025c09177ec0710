//! The codes of a record in the words of the document, in the gender of the candidate.

use jiff::civil::Date;

use crate::domain::birthdate::Birthdate;
use crate::domain::exam_record::{
    Assessment, Decision, Evaluation, Exam, Mention, Route, SessionKind, Standing,
};
use crate::domain::pivot_identity::Gender;

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// « 12.50 » as French people write it.
pub fn decimal(text: &str) -> String {
    text.replace('.', ",")
}

/// « 1er juillet 2026 ».
pub fn date(date: Date) -> String {
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{day}\u{A0}{} {}", month(date.month()), date.year())
}

fn month(month: i8) -> &'static str {
    MONTHS[usize::try_from(month - 1).unwrap_or_default().min(11)]
}

/// The known part of a date of birth.
pub fn birthdate(birthdate: Birthdate) -> String {
    match (birthdate.date(), birthdate.month()) {
        (Some(full), _) => date(full),
        (None, Some(known)) => format!("{} {} (jour inconnu)", month(known), birthdate.year()),
        (None, None) => format!("{} (jour et mois inconnus)", birthdate.year()),
    }
}

/// « Candidate », « Candidat ».
pub fn candidate(gender: Gender) -> &'static str {
    agree(gender, ["Candidate", "Candidat", "Candidat(e)"])
}

/// « Né le », « Née le ».
pub fn born(gender: Gender) -> &'static str {
    agree(gender, ["Née le", "Né le", "Né(e) le"])
}

fn agree(gender: Gender, [female, male, either]: [&'static str; 3]) -> &'static str {
    match gender {
        Gender::Female => female,
        Gender::Male => male,
        Gender::Unspecified => either,
    }
}

/// What the jury decided.
pub fn decision(decision: Decision, gender: Gender) -> &'static str {
    let to = |forms| agree(gender, forms);
    match decision {
        Decision::Passed => to(["Admise", "Admis", "Admis(e)"]),
        Decision::PassedSecondGroup => {
            to(["Admise au second groupe", "Admis au second groupe", "Admis(e) au second groupe"])
        }
        Decision::MaySitSecondGroup => to([
            "Autorisée à passer le second groupe",
            "Autorisé à passer le second groupe",
            "Autorisé(e) à passer le second groupe",
        ]),
        Decision::Adjourned => to(["Ajournée", "Ajourné", "Ajourné(e)"]),
        Decision::Refused => to(["Refusée", "Refusé", "Refusé(e)"]),
        Decision::Absent => to(["Absente", "Absent", "Absent(e)"]),
        Decision::Eliminated => to(["Éliminée", "Éliminé", "Éliminé(e)"]),
        Decision::Pending => "Décision en attente",
        Decision::Postponed => to([
            "Reportée à une autre session",
            "Reporté à une autre session",
            "Reporté(e) à une autre session",
        ]),
    }
}

/// Honours.
pub fn mention(mention: Mention) -> &'static str {
    match mention {
        Mention::FairlyGood => "Assez bien",
        Mention::Good => "Bien",
        Mention::VeryGood => "Très bien",
        Mention::VeryGoodWithCongratulations => "Très bien avec félicitations du jury",
    }
}

/// Spécialité and option on one line, when there are any.
pub fn speciality(exam: &Exam) -> Option<String> {
    let option = exam.option.as_ref().map(|option| format!("option {option}"));
    let parts: Vec<String> = exam.speciality.clone().into_iter().chain(option).collect();
    (!parts.is_empty()).then(|| parts.join(" – "))
}

/// « Session 2026 », « Session de remplacement 2026 ».
pub fn session(exam: &Exam) -> String {
    match exam.session_kind {
        SessionKind::Normal => format!("Session\u{A0}{}", exam.session),
        SessionKind::Replacement => format!("Session de remplacement\u{A0}{}", exam.session),
    }
}

/// The route to the exam.
pub fn route(route: Route) -> &'static str {
    match route {
        Route::School => "Voie scolaire",
        Route::Apprenticeship => "Apprentissage",
        Route::AdultTraining => "Formation professionnelle continue",
        Route::Distance => "Enseignement à distance",
        Route::Individual => "Candidature individuelle",
    }
}

/// How an épreuve was assessed, short enough for a column.
pub fn evaluation(evaluation: Option<Evaluation>) -> &'static str {
    match evaluation {
        Some(Evaluation::Final) => "Terminale",
        Some(Evaluation::InTraining) => "CCF",
        Some(Evaluation::Continuous) => "Continu",
        Some(Evaluation::Mixed) => "Mixte",
        None => "",
    }
}

/// What is to be said beside the mark, or in its place.
pub fn remark(assessment: &Assessment, gender: Gender) -> String {
    let to = |forms| agree(gender, forms).to_owned();
    let standing = match assessment.standing {
        Standing::Marked => String::new(),
        Standing::Absent => to(["Absente", "Absent", "Absent(e)"]),
        Standing::AbsentExcused => "Absence justifiée".to_owned(),
        Standing::Dispensed => to(["Dispensée", "Dispensé", "Dispensé(e)"]),
        Standing::NotMarked => "Épreuve non notée".to_owned(),
        Standing::Exempt => to(["Exemptée", "Exempté", "Exempté(e)"]),
        Standing::Kept => match assessment.kept_from {
            Some(session) => format!("Note conservée (session\u{A0}{session})"),
            None => "Note conservée".to_owned(),
        },
        Standing::Fraud => "Annulée pour fraude".to_owned(),
        Standing::Validated => "Validée sans note".to_owned(),
    };
    let optional = if assessment.is_optional { "Facultative" } else { "" };
    [standing.as_str(), optional].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – ")
}

#[cfg(test)]
mod tests {
    use super::{birthdate, date, decision};
    use crate::domain::birthdate::Birthdate;
    use crate::domain::exam_record::Decision;
    use crate::domain::pivot_identity::Gender;

    #[test]
    fn dates_are_written_in_full() {
        assert_eq!(date(jiff::civil::date(2026, 7, 1)), "1er\u{A0}juillet 2026");
        assert_eq!(date(jiff::civil::date(2026, 8, 12)), "12\u{A0}août 2026");
        let partial = |text| birthdate(Birthdate::parse(text).unwrap());
        assert_eq!(partial("1992-11-00"), "novembre 1992 (jour inconnu)");
        assert_eq!(partial("1992-00-00"), "1992 (jour et mois inconnus)");
    }

    #[test]
    fn decisions_agree_with_the_candidate() {
        assert_eq!(decision(Decision::Passed, Gender::Female), "Admise");
        assert_eq!(decision(Decision::Adjourned, Gender::Male), "Ajourné");
        assert_eq!(decision(Decision::Refused, Gender::Unspecified), "Refusé(e)");
    }
}
