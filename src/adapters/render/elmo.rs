//! The transcript as ELMO 1.7 (github.com/emrex-eu/elmo-schemas), what European institutions exchange: in
//! canonical form, the sealed PDF attached, room left for the seal.
//!
//! Identifiers that open a candidate's file never leave in it, as in the JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::pdf::wording;
use super::xml::Xml;
use crate::domain::exam_record::{Assessment, Decision, Diploma, Exam, ExamRecord, Holder, Standing};
use crate::domain::issuance::Issuance;
use crate::domain::pivot_identity::Gender;
use crate::ports::rendering::{IssuedTranscript, SealedPdf};

/// ELMO without its seal. Nothing but the seal takes it.
pub struct UnsealedElmo(pub(in crate::adapters) String);

/// Namespace of every ELMO 1.x.
const NAMESPACE: &str = "https://github.com/emrex-eu/elmo-schemas/tree/v1";
/// In front of the attached PDF.
pub const PDF_CONTENT: &str = "<content>data:application/pdf;base64,";
/// Name of the scale in the document.
const OUT_OF_TWENTY: &str = "fr20";
const FRENCH: (&str, &str) = ("xml:lang", "fr");
const ENGLISH: (&str, &str) = ("xml:lang", "en");

/// Writes one person's transcripts, each around its sealed PDF, newest first; always the same bytes for the
/// same arguments.
pub fn elmo(newest: &IssuedTranscript, others: &[IssuedTranscript], issuer_name: &str) -> UnsealedElmo {
    let all = || std::iter::once(newest).chain(others);
    let issued_at = all().map(|transcript| transcript.issuance.issued_at).max();
    let issued_at = issued_at.unwrap_or(newest.issuance.issued_at).to_string();
    let mut xml = Xml::default();
    xml.element("elmo", Some(("xmlns", NAMESPACE)), |elmo| {
        elmo.leaf("generatedDate", &issued_at);
        elmo.element("learner", None, |learner| write_learner(learner, &newest.record.candidate));
        for transcript in all() {
            elmo.element("report", None, |report| write_report(report, transcript, issuer_name));
        }
    });
    UnsealedElmo(xml.into_text())
}

fn write_report(report: &mut Xml, transcript: &IssuedTranscript, issuer_name: &str) {
    let IssuedTranscript { record, issuance, pdf } = transcript;
    report.element("issuer", None, |issuer| write_issuer(issuer, issuer_name));
    report.element(SPECIFICATION, None, |degree| write_degree(degree, record));
    report.leaf("issueDate", &issuance.issued_at.to_string());
    report.element("gradingScheme", Some(("localId", OUT_OF_TWENTY)), |scheme| {
        scheme.leaf_with("description", FRENCH, "De 0 à 20, moyenne à 10");
        scheme.leaf_with("description", ENGLISH, "0 to 20, pass mark 10");
    });
    report.element("attachment", None, |attachment| write_pdf(attachment, issuance, pdf));
}

const SPECIFICATION: &str = "learningOpportunitySpecification";

fn write_learner(learner: &mut Xml, candidate: &Holder) {
    learner.leaf("givenNames", &candidate.given_names.join(" "));
    learner.leaf("familyName", &candidate.birth_name);
    // `xs:date` cannot hold a day that nobody knows.
    if let Some(date) = candidate.birthdate.date() {
        learner.leaf("bday", &date.to_string());
    }
    // ISO/IEC 5218.
    learner.leaf(
        "gender",
        match candidate.gender {
            Gender::Unspecified => "0",
            Gender::Male => "1",
            Gender::Female => "2",
        },
    );
}

fn write_issuer(issuer: &mut Xml, name: &str) {
    issuer.leaf("country", "FR");
    issuer.leaf_with("identifier", ("type", "schac"), "agriculture.gouv.fr");
    issuer.leaf_with("title", FRENCH, name);
    issuer.leaf_with("title", ENGLISH, "French ministry in charge of agriculture");
    issuer.leaf("url", "https://agriculture.gouv.fr");
}

fn write_degree(degree: &mut Xml, record: &ExamRecord) {
    let exam = &record.exam;
    degree.leaf_with("identifier", ("type", "mon-releve-diplome"), exam.diploma.code());
    if let Some(rncp) = &exam.rncp {
        degree.leaf_with("identifier", ("type", "rncp"), rncp);
    }
    degree.leaf_with("title", FRENCH, &title(exam));
    degree.leaf("type", "Degree Programme");
    degree.leaf_with("description", FRENCH, &format!("{}, {}", exam.school.name, wording::session(exam)));
    degree.element("specifies", None, |specifies| {
        specifies.element("learningOpportunityInstance", None, |instance| {
            instance.leaf("date", &record.deliberated_on.to_string());
            instance.leaf("status", status_of(record.decision));
            instance.leaf("resultLabel", &result(record));
            if let Some(ects) = record.ects {
                instance.element("credit", None, |credit| {
                    credit.leaf("scheme", "ects");
                    credit.leaf("value", &ects.to_string());
                });
            }
            if let Some(level) = european_level(exam.diploma) {
                instance.element("level", None, |element| {
                    element.leaf("type", "EQF");
                    element.leaf("value", level);
                });
            }
            instance.leaf("languageOfInstruction", "fr");
        });
    });
    for assessment in &record.assessments {
        write_part(degree, assessment, record, "Course");
    }
}

/// An épreuve, or a part of one.
fn write_part(above: &mut Xml, assessment: &Assessment, record: &ExamRecord, kind: &str) {
    above.element("hasPart", None, |part| {
        part.element(SPECIFICATION, None, |specification| {
            specification.leaf_with("identifier", ("type", "local"), &assessment.code);
            specification.leaf_with("title", FRENCH, &assessment.label);
            specification.leaf("type", kind);
            if let Some(coefficient) = &assessment.coefficient {
                let text = format!("Coefficient {}", wording::decimal(coefficient.as_str()));
                specification.leaf_with("description", FRENCH, &text);
            }
            specification.element("specifies", None, |specifies| {
                specifies.element("learningOpportunityInstance", None, |instance| {
                    instance.leaf("status", if is_passed(assessment) { "passed" } else { "failed" });
                    if assessment.note.is_some() {
                        instance.leaf("gradingSchemeLocalId", OUT_OF_TWENTY);
                    }
                    instance.leaf("resultLabel", &mark(assessment, record.candidate.gender));
                });
            });
            for component in &assessment.components {
                write_part(specification, component, record, "Class");
            }
        });
    });
}

fn write_pdf(attachment: &mut Xml, issuance: &Issuance, pdf: &SealedPdf) {
    attachment.leaf_with("identifier", ("type", "mon-releve-emission"), issuance.id.as_str());
    attachment.leaf_with("title", FRENCH, "Relevé de notes scellé");
    attachment.leaf("type", "Transcript of Records");
    attachment.leaf("content", &format!("data:application/pdf;base64,{}", STANDARD.encode(&pdf.0)));
}

fn title(exam: &Exam) -> String {
    let speciality = wording::speciality(exam).map(|speciality| format!(" – {speciality}"));
    format!("{}{}", exam.label, speciality.unwrap_or_default())
}

fn result(record: &ExamRecord) -> String {
    let decision = wording::decision(record.decision, record.candidate.gender);
    let mention = record.mention.map(|mention| format!(", mention {}", wording::mention(mention)));
    format!("{decision}{}", mention.unwrap_or_default())
}

fn mark(assessment: &Assessment, gender: Gender) -> String {
    match &assessment.note {
        Some(note) => note.as_str().to_owned(),
        None => match wording::remark(assessment, gender) {
            nothing if nothing.is_empty() => assessment.standing.code().to_owned(),
            remark => remark,
        },
    }
}

fn status_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Passed | Decision::PassedSecondGroup => "passed",
        Decision::MaySitSecondGroup | Decision::Pending | Decision::Postponed => "in-progress",
        Decision::Adjourned | Decision::Refused | Decision::Absent | Decision::Eliminated => "failed",
    }
}

/// An épreuve is passed with 10 out of 20, or when the jury asked for no mark.
fn is_passed(assessment: &Assessment) -> bool {
    match (&assessment.note, assessment.standing) {
        (Some(note), _) => note
            .as_str()
            .split('.')
            .next()
            .and_then(|whole| whole.parse().ok())
            .is_some_and(|whole: u8| whole >= 10),
        (None, Standing::Dispensed | Standing::Exempt | Standing::Kept | Standing::Validated) => true,
        (None, _) => false,
    }
}

/// Level in the European Qualifications Framework.
fn european_level(diploma: Diploma) -> Option<&'static str> {
    match diploma {
        Diploma::Capa | Diploma::Bepa | Diploma::Bpa => Some("3"),
        Diploma::BacPro | Diploma::BacTechno | Diploma::Bp => Some("4"),
        Diploma::Btsa => Some("5"),
        Diploma::Cs | Diploma::Dnb => None,
    }
}
