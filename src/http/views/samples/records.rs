//! Invented exam records.

use jiff::civil::date;

use crate::domain::birthdate::Birthdate;
use crate::domain::candidate::Uai;
use crate::domain::decimal::{Decimal, Note};
use crate::domain::exam_record::*;
use crate::domain::pivot_identity::Gender;

/// A passed bac professionnel with parts, a dispensation and an optional épreuve.
pub fn one_exam() -> ExamRecord {
    let mut first = marked(
        "E1",
        "Langue française, langages, éléments d’une culture humaniste et compréhension du monde",
        "4",
        "12.50",
        "50.00",
    );
    first.components = vec![
        part("E1-TF", "Écrit de français", "2", "11.00"),
        part("E1-TH", "Écrit d’histoire-géographie", "1", "13.00"),
        part("E1-C", "Contrôles en cours de formation", "1", "15.00"),
    ];
    let option = Assessment {
        is_optional: true,
        coefficient: None,
        ..marked("EF1", "Épreuve facultative : hippologie et équitation", "1", "14.00", "4.00")
    };
    ExamRecord {
        candidate: candidate(Gender::Female),
        exam: exam(
            Diploma::BacPro,
            "Baccalauréat professionnel",
            Some("Conduite et gestion de l’entreprise agricole"),
            Some("Polyculture élevage"),
        ),
        assessments: vec![
            first,
            marked("E2", "Langue et culture étrangères", "1", "14.00", "14.00"),
            standing("E3", "Motricité, santé et socialisation", Standing::Dispensed),
            marked("E4", "Culture scientifique et technologique", "4", "10.75", "43.00"),
            marked("E5", "Choix techniques", "2", "16.00", "32.00"),
            marked("E6", "Pilotage de l’entreprise", "3", "13.50", "40.50"),
            marked("E7", "Pratiques professionnelles", "5", "15.25", "76.25"),
            option,
        ],
        totals: Some(Totals {
            points: decimal("259.75"),
            coefficients: decimal("19"),
            average: decimal("13.67"),
        }),
        decision: Decision::Passed,
        mention: Some(Mention::FairlyGood),
        ects: None,
        deliberated_on: date(2026, 7, 7),
        published_at: "2026-07-08T08:00:00Z".parse().expect("an instant"),
        version: 1,
    }
}

/// A BTSA that shows all that can stand in the place of a mark, corrected once.
pub fn every_standing() -> ExamRecord {
    let mut assessments: Vec<_> = Standing::ALL
        .iter()
        .enumerate()
        .map(|(index, kind)| {
            let label = "S’exprimer, communiquer et comprendre le monde";
            standing(&format!("E{}", index + 1), label, *kind)
        })
        .collect();
    for assessment in &mut assessments {
        match assessment.standing {
            Standing::Marked | Standing::Kept => {
                assessment.note = Note::parse("11.00").ok();
                assessment.points = decimal("66.00");
                assessment.kept_from = (assessment.standing == Standing::Kept).then_some(2025);
            }
            Standing::Absent => assessment.points = decimal("0.00"),
            _ => {}
        }
    }
    ExamRecord {
        candidate: candidate(Gender::Male),
        exam: exam(
            Diploma::Btsa,
            "Brevet de technicien supérieur agricole",
            Some("Analyse, conduite et stratégie de l’entreprise agricole"),
            None,
        ),
        assessments,
        decision: Decision::Adjourned,
        mention: None,
        ects: Some(60),
        version: 2,
        ..one_exam()
    }
}

/// A CAPa with one épreuve, no sums, no region, and a decision still open.
pub fn short_exam() -> ExamRecord {
    let mut exam = exam(Diploma::Capa, "Certificat d’aptitude professionnelle agricole", None, None);
    exam.region = None;
    exam.school.commune = None;
    exam.session_kind = SessionKind::Replacement;
    let mut candidate = candidate(Gender::Unspecified);
    candidate.birthdate = Birthdate::parse("2008-00-00").expect("a birthdate");
    ExamRecord {
        candidate,
        exam,
        assessments: vec![part("UG1", "Unité générale", "1", "9.50")],
        totals: None,
        decision: Decision::MaySitSecondGroup,
        mention: None,
        ..one_exam()
    }
}

fn candidate(gender: Gender) -> Holder {
    Holder {
        birth_name: "VERNEUIL-TEST".to_owned(),
        usage_name: Some("DELORME-TEST".to_owned()),
        given_names: ["Clémence", "Odile", "Marthe"].map(str::to_owned).into(),
        birthdate: Birthdate::parse("2008-05-17").expect("a birthdate"),
        gender,
    }
}

fn exam(diploma: Diploma, label: &str, speciality: Option<&str>, option: Option<&str>) -> Exam {
    Exam {
        diploma,
        label: label.to_owned(),
        speciality: speciality.map(str::to_owned),
        option: option.map(str::to_owned),
        rncp: Some("RNCP38242".to_owned()),
        session: 2026,
        session_kind: SessionKind::Normal,
        route: Route::School,
        region: Some("Occitanie".to_owned()),
        school: School {
            uai: Uai::parse("0951099D").expect("a school code"),
            name: "LEGTA fictif de La Roque".to_owned(),
            commune: Some("Onet-le-Château".to_owned()),
        },
    }
}

fn marked(code: &str, label: &str, coefficient: &str, note: &str, points: &str) -> Assessment {
    Assessment { points: decimal(points), ..part(code, label, coefficient, note) }
}

fn part(code: &str, label: &str, coefficient: &str, note: &str) -> Assessment {
    Assessment {
        coefficient: decimal(coefficient),
        note: Note::parse(note).ok(),
        ..standing(code, label, Standing::Marked)
    }
}

fn standing(code: &str, label: &str, standing: Standing) -> Assessment {
    Assessment {
        code: code.to_owned(),
        label: label.to_owned(),
        is_optional: false,
        evaluation: Some(Evaluation::Final),
        coefficient: decimal("6"),
        standing,
        note: None,
        points: None,
        kept_from: None,
        components: Vec::new(),
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::parse(text).ok()
}
