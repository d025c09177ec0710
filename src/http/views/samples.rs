//! Every page in every state, with invented people, for the tests and for looking at.

use jiff::Timestamp;

use super::*;
use crate::domain::audit::Action;
use crate::domain::enrolment_site::Bilingual;
use crate::domain::exam_file::{Embargo, RecordRef};
use crate::domain::exam_record::Decision;
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::language::Language;
use crate::domain::legal_facts::{ExamOffice, LegalFacts};
use crate::domain::local_path::LocalPath;
use crate::domain::verification_code::VerificationCode;
use crate::http::api::operations::Operation;
use crate::http::api::problem::ProblemCode;
use crate::services::report_readiness::Readiness;

mod developers;
mod failures;
mod hand_off;
pub(super) mod records;
mod shares;

use self::records::{every_standing, one_exam, short_exam};

/// One rendered page.
pub struct Sample {
    /// Name of the state.
    pub name: &'static str,
    /// Path without language prefix.
    pub path: String,
    /// Status of the answer.
    pub status: u16,
    /// What a browser gets.
    pub html: String,
}

const REFERENCE: [u8; 16] = [0x5a; 16];

/// Every state in `language`.
pub fn all(language: Language) -> Vec<Sample> {
    let mut samples = Vec::new();
    public_pages(language, &mut samples);
    signed_in_pages(language, &mut samples);
    failures::pages(language, &mut samples);
    samples
}

fn add(samples: &mut Vec<Sample>, name: &'static str, page: &impl Page) {
    samples.push(Sample {
        name,
        path: page.layout().path.clone(),
        status: page.status().as_u16(),
        html: page.render().expect("a template renders"),
    });
}

fn public_pages(language: Language, samples: &mut Vec<Sample>) {
    let at = |path: &str| Layout::new(language, path).in_sandbox(true);
    add(samples, "home", &Home { layout: Layout::new(language, "/") });
    add(samples, "home-sandbox", &Home { layout: at("/") });
    for (name, takes_numbers) in [("without_franceconnect", false), ("without_franceconnect-numbers", true)] {
        let layout = at("/sans-franceconnect");
        add(samples, name, &WithoutFranceConnect { layout, takes_numbers });
    }
    let (origin, operations) = ("https://releves.example.org".to_owned(), Operation::ALL);
    let layout = at("/developpeurs/api");
    add(samples, "api_documentation", &ApiDocumentation { layout, origin, operations });
    developers::pages(&at, samples);
    for (legal, [contact, accessibility, legal_notice, personal_data]) in [
        (LegalFacts::default(), ["contact", "accessibility", "legal_notice", "personal_data"]),
        (
            legal_facts(),
            ["contact-stated", "accessibility-stated", "legal_notice-stated", "personal_data-stated"],
        ),
    ] {
        let facts = || legal.clone();
        add(samples, contact, &Contact { layout: at("/contact"), legal: facts() });
        add(samples, accessibility, &Accessibility { layout: at("/accessibilite"), legal: facts() });
        add(samples, legal_notice, &LegalNotice { layout: at("/mentions-legales"), legal: facts() });
        let periods = RetentionPeriods {
            session: std::time::Duration::from_secs(8 * 3600),
            trail_months: 36,
            renderings_days: legal.log_months.map(|_| 400),
        };
        let layout = at("/donnees-personnelles");
        add(samples, personal_data, &PersonalData { layout, legal: facts(), periods });
    }
    add(samples, "cookies", &Cookies { layout: at("/cookies") });
    for (name, code, error) in [
        ("verify", "", None),
        ("verify-missing", "", Some(CodeError::Missing)),
        ("verify-no-file", "", Some(CodeError::NoFile)),
        ("verify-large-file", "", Some(CodeError::TooLarge)),
        ("verify-malformed", "abcd-efgh\"<b>", Some(CodeError::Malformed)),
    ] {
        add(samples, name, &Verify { layout: at("/verifier"), code: code.to_owned(), error });
    }
    let issuance = issuance();
    for (name, finding) in [
        ("verdict-valid", Finding::Valid(Box::new(Facts::of(&one_exam(), &issuance)))),
        ("verdict-valid-file", Finding::Valid(Box::new(Facts::under_seal(under_seal())))),
        ("verdict-altered", Finding::Altered),
        ("verdict-unknown-file", Finding::UnknownFile),
        ("verdict-superseded", Finding::Superseded { since: Some(instant("2026-09-02T08:00:00Z")) }),
        ("verdict-superseded-undated", Finding::Superseded { since: None }),
        ("verdict-withdrawn", Finding::Withdrawn { since: instant("2026-09-02T08:00:00Z") }),
        ("verdict-unknown", Finding::Unknown),
    ] {
        add(
            samples,
            name,
            &VerdictPage { layout: at("/verifier"), finding, taking: None, checked_at: now() },
        );
    }
    hand_off::pages(language, samples);
    add(samples, "help", &Help { layout: at("/aide"), idle: std::time::Duration::from_secs(1800) });
    add(samples, "theme", &Theme { layout: at("/theme") });
    add(samples, "site_map", &SiteMap { layout: at("/plan-du-site") });
    for (name, sessions) in [("service_status", true), ("service_status-down", false)] {
        let readiness =
            Readiness { sessions, records: true, register: true, seal: true, franceconnect: true };
        let (layout, checked_at) = (at("/etat"), now());
        add(samples, name, &ServiceStatus { layout, readiness, checked_at });
    }
    for (name, extent) in [
        ("signed_out", SignOutExtent::FranceConnectToo),
        ("signed_out-local", SignOutExtent::HereAlone),
        ("signed_out-numbers", SignOutExtent::WithoutFranceConnect),
    ] {
        add(samples, name, &SignedOut { layout: at("/deconnexion/confirmation"), extent });
    }
    numbers(&at, samples);
    let status = actix_web::http::StatusCode::OK;
    add(
        samples,
        "session_expired",
        &SessionExpired {
            layout: at("/session-expiree"),
            idle: std::time::Duration::from_secs(1800),
            status,
        },
    );
}

/// The same exam as read from under the seal of its file.
fn under_seal() -> crate::domain::transcript::Transcript {
    let (record, issuance) = (one_exam(), issuance());
    crate::domain::transcript::Transcript {
        birth_name: record.candidate.birth_name,
        usage_name: record.candidate.usage_name,
        given_names: record.candidate.given_names,
        birthdate: record.candidate.birthdate,
        gender: record.candidate.gender,
        published_at: record.published_at,
        exam: record.exam,
        assessments: record.assessments,
        totals: record.totals,
        decision: record.decision,
        mention: record.mention,
        ects: record.ects,
        deliberated_on: record.deliberated_on,
        version: record.version,
        issuance: issuance.id,
        code: issuance.code,
        issued_at: issuance.issued_at,
    }
}

fn signed_in_pages(language: Language, samples: &mut Vec<Sample>) {
    let reference = || RecordRef::from_random(REFERENCE);
    let at = |path: &str| {
        let person = SignedIn {
            given_names: "Clémence".to_owned(),
            birth_name: "VERNEUIL-TEST".to_owned(),
            ends_at: instant("2026-07-12T09:02:00Z"),
            form_token: "0f".repeat(32),
        };
        Layout::new(language, path).signed_in(Some(person)).in_sandbox(true)
    };
    let until = instant("2026-12-07T09:00:00Z");
    let published = |decision| {
        let mut record = one_exam();
        record.decision = decision;
        let publication = crate::domain::exam_file::Publication::Published(Box::new(record));
        RecordCard::of(reference(), &publication)
    };
    let embargoed = RecordCard::Embargoed { reference: reference(), session: 2026, until };
    let cards = vec![published(Decision::Passed), published(Decision::Adjourned), embargoed];
    let linked = vec![reference()];
    add(samples, "records", &Records { layout: at("/mes-releves"), cards, linked, may_share: true });
    let none =
        Records { layout: at("/mes-releves"), cards: Vec::new(), linked: Vec::new(), may_share: false };
    add(samples, "records-none", &none);
    let entries = Action::ALL.iter().zip([
        Who::Reader,
        Who::SomebodyAtFranceConnect,
        Who::HolderOfNumbers,
        Who::Site("Lycée Exemple".to_owned()),
        Who::Ministry,
        Who::HolderOfCode(Some("Lycée Exemple".to_owned())),
        Who::HolderOfCode(None),
    ]);
    let entries = entries.map(|(action, who)| Consultation {
        at: until,
        who,
        action: *action,
        record: reference(),
        exam: "Baccalauréat professionnel, 2026".to_owned(),
        evidence: Some("L2 R-COG COG 2026".to_owned()),
        context: Some("CRPA L. 114-8".to_owned()),
    });
    let entries = entries.collect();
    add(samples, "consultations", &Consultations { layout: at("/mes-consultations"), entries });
    let none = Consultations { layout: at("/mes-consultations"), entries: Vec::new() };
    add(samples, "consultations-none", &none);
    searches(&at, samples);
    shares::pages(&at, samples);
    add(samples, "record_not_found", &RecordNotFound { layout: at("/dossier/introuvable") });
    let path = format!("/mes-releves/{}", reference().as_str());
    let embargo = Embargo { session: 2026, until };
    let form_token = "0f".repeat(32);
    let unlink_path = format!("{path}/detacher");
    let unlink = RecordUnlink { layout: at(&unlink_path), form_token, reference: reference() };
    add(samples, "record_unlink", &unlink);
    add(samples, "transcript_embargoed", &TranscriptEmbargoed { layout: at(&path), embargo });
    let transcript = |record, replaces, pdf_size: Option<usize>| Transcript {
        layout: at(&path),
        reference: reference(),
        record: Box::new(record),
        issuance: issuance(),
        is_linked: pdf_size.is_none(),
        may_share: pdf_size.is_some(),
        replaces,
        exam_office: pdf_size.map(|_| "examens@example.org".to_owned()),
        pdf_size,
        public_url: "https://releves.example".to_owned(),
        shown_at: now(),
    };
    add(samples, "transcript", &transcript(one_exam(), None, Some(82_350)));
    let corrected = instant("2026-07-06T08:00:00Z");
    add(samples, "transcript-every-standing", &transcript(every_standing(), Some(corrected), None));
    add(samples, "transcript-short", &transcript(short_exam(), None, None));
    add(samples, "pdf_unavailable", &PdfUnavailable { layout: at(&path), reference: reference() });
}

fn searches(at: &impl Fn(&str) -> Layout, samples: &mut Vec<Sample>) {
    let missing =
        SearchProblem::Fields { ina: Some(FieldError::Missing), num_gestion: Some(FieldError::Malformed) };
    let again_at = instant("2026-11-24T16:42:00Z");
    for (name, problem) in [
        ("record_search", None),
        ("record_search-fields", Some(missing)),
        ("record_search-refused", Some(SearchProblem::Refused)),
        ("record_search-locked", Some(SearchProblem::TooMany { wait_seconds: 2220, again_at })),
    ] {
        let empty = RecordSearch::empty(at("/dossier/rechercher"), "0f".repeat(32));
        let num_gestion = if problem.is_some() { "12\"<b>" } else { "" };
        add(samples, name, &RecordSearch { num_gestion: num_gestion.to_owned(), problem, ..empty });
    }
}

fn numbers(at: &impl Fn(&str) -> Layout, samples: &mut Vec<Sample>) {
    let wrong = NumbersProblem::Fields {
        ina: Some(FieldError::Missing),
        num_gestion: Some(FieldError::Malformed),
        birthdate: Some(FieldError::Malformed),
    };
    let again_at = instant("2026-11-24T16:42:00Z");
    for (name, problem) in [
        ("numbers", None),
        ("numbers-fields", Some(wrong)),
        ("numbers-refused", Some(NumbersProblem::Refused)),
        ("numbers-locked", Some(NumbersProblem::TooMany { wait_seconds: 2220, again_at })),
    ] {
        let typed = if problem.is_some() { "12\"<b>" } else { "" };
        let typed =
            TypedNumbers { num_gestion: typed.to_owned(), day: typed.to_owned(), ..Default::default() };
        add(samples, name, &Numbers { layout: at("/connexion/numeros"), typed, problem });
    }
}

/// As the ministry might state them.
fn legal_facts() -> LegalFacts {
    let each = |french: &str, english: &str| {
        Some(Bilingual { french: french.to_owned(), english: english.to_owned() })
    };
    let same = |text: &str| each(text, text);
    LegalFacts {
        publisher: each("Ministère d’exemple, 1 rue d’Exemple", "Ministry of Examples, 1 rue d’Exemple"),
        publication_director: each("La directrice d’exemple", "The director of examples"),
        host: same("Hébergeur Exemple, 2 rue d’Exemple, 01 99 00 00 00"),
        support: same("assistance@example.org"),
        accessibility: same("accessibilite@example.org"),
        data_protection_officer: same("dpo@example.org"),
        legal_basis: each("Mission d’intérêt public", "Task carried out in the public interest"),
        log_months: Some(12),
        exam_offices: vec![ExamOffice {
            region: "Occitanie".to_owned(),
            contact: "examens@example.org".to_owned(),
        }],
    }
}

fn issuance() -> Issuance {
    let mut byte = 7_u8;
    Issuance {
        id: IssuanceId::from_random(REFERENCE),
        code: VerificationCode::draw(|| {
            byte = byte.wrapping_mul(37).wrapping_add(11);
            byte
        }),
        record: RecordRef::from_random(REFERENCE),
        version: 1,
        issued_at: instant("2026-07-10T08:30:00Z"),
    }
}

fn now() -> Timestamp {
    instant("2026-11-24T16:05:00Z")
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}
