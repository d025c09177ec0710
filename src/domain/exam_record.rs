//! One candidate's results in one exam session, as the jury left them.
//!
//! The shape is that of the import contract (`contract/releve.schema.json`); nothing is recomputed:
//! decision, mention, points and average are the jury's.

use jiff::Timestamp;
use jiff::civil::Date;

use super::birthdate::Birthdate;
use super::candidate::{Ina, Ine, NumGestion, Uai};
use super::coded::coded;
use super::decimal::{Decimal, Note};
use super::pivot_identity::{BirthPlace, Gender};
use super::redacted::redacted_debug;

/// One version of one record. As the world may see it, unless it says [`Candidate`]: no rendering can then
/// hold an identifier or a place of birth, for there is none in what it is made from.
#[derive(Clone, PartialEq, Eq)]
pub struct ExamRecord<C = Holder> {
    /// Whose record it is.
    pub candidate: C,
    /// Which exam, when and where.
    pub exam: Exam,
    /// The épreuves in the jury's order, at least one.
    pub assessments: Vec<Assessment>,
    /// Sums and average, when the exam has them.
    pub totals: Option<Totals>,
    /// What the jury decided.
    pub decision: Decision,
    /// Honours, when given.
    pub mention: Option<Mention>,
    /// European credits (BTSA).
    pub ects: Option<u16>,
    /// Day of the jury's deliberation.
    pub deliberated_on: Date,
    /// Nothing of the record is visible, by any route, before this instant.
    pub published_at: Timestamp,
    /// Grows with each correction of the jury.
    pub version: u32,
}

/// Civil status and identifiers of the candidate as the exam file holds them.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// *Identifiant national agricole*.
    pub ina: Ina,
    /// Management number of this file.
    pub num_gestion: NumGestion,
    /// *Identifiant national élève*, when known.
    pub ine: Option<Ine>,
    /// Birth name.
    pub birth_name: String,
    /// Usage name; shown, never compared.
    pub usage_name: Option<String>,
    /// Given names in order, at least one.
    pub given_names: Vec<String>,
    /// Date of birth, possibly partial.
    pub birthdate: Birthdate,
    /// Sex.
    pub gender: Gender,
    /// Place of birth.
    pub birth_place: BirthPlace,
}

/// What a transcript says of the person it is about.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// Birth name.
    pub birth_name: String,
    /// Usage name; shown, never compared.
    pub usage_name: Option<String>,
    /// Given names in order, at least one.
    pub given_names: Vec<String>,
    /// Date of birth, possibly partial.
    pub birthdate: Birthdate,
    /// Sex.
    pub gender: Gender,
}

redacted_debug!(ExamRecord, FiledRecord, Candidate, Holder, Assessment, Totals);

/// One version of one record as the directory files it.
pub type FiledRecord = ExamRecord<Candidate>;

impl FiledRecord {
    /// What leaves the directory.
    pub fn released(self) -> ExamRecord {
        let Candidate { birth_name, usage_name, given_names, birthdate, gender, .. } = self.candidate;
        ExamRecord {
            candidate: Holder { birth_name, usage_name, given_names, birthdate, gender },
            exam: self.exam,
            assessments: self.assessments,
            totals: self.totals,
            decision: self.decision,
            mention: self.mention,
            ects: self.ects,
            deliberated_on: self.deliberated_on,
            published_at: self.published_at,
            version: self.version,
        }
    }
}

/// The exam itself; nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exam {
    /// Family of diploma.
    pub diploma: Diploma,
    /// Name of the diploma in full.
    pub label: String,
    /// *Spécialité*.
    pub speciality: Option<String>,
    /// *Option* or *support*.
    pub option: Option<String>,
    /// Number in the national register of certifications, such as `RNCP38242`.
    pub rncp: Option<String>,
    /// Year.
    pub session: u16,
    /// Normal or replacement session.
    pub session_kind: SessionKind,
    /// By which route the candidate came.
    pub route: Route,
    /// Organising region.
    pub region: Option<String>,
    /// School.
    pub school: School,
}

/// A school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// National code.
    pub uai: Uai,
    /// Name.
    pub name: String,
    /// Commune, in words.
    pub commune: Option<String>,
}

/// One épreuve, or one component of an épreuve.
#[derive(Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Short code, such as `E1`.
    pub code: String,
    /// Name.
    pub label: String,
    /// Optional ones add only their points above 10, already counted in `points`.
    pub is_optional: bool,
    /// How it was assessed.
    pub evaluation: Option<Evaluation>,
    /// Weight.
    pub coefficient: Option<Decimal>,
    /// What the candidate got.
    pub standing: Standing,
    /// The mark, where there is one.
    pub note: Option<Note>,
    /// Points that count for the total.
    pub points: Option<Decimal>,
    /// Session in which a kept mark was obtained.
    pub kept_from: Option<u16>,
    /// Parts of a composite épreuve; a part has none of its own.
    pub components: Vec<Assessment>,
}

/// Sums over the épreuves.
#[derive(Clone, PartialEq, Eq)]
pub struct Totals {
    /// Sum of the points.
    pub points: Option<Decimal>,
    /// Sum of the coefficients that count.
    pub coefficients: Option<Decimal>,
    /// Average out of 20.
    pub average: Option<Decimal>,
}

coded! {
    /// Family of diploma.
    Diploma {
        /// Certificat d'aptitude professionnelle agricole.
        Capa = "CAPA",
        /// Brevet d'études professionnelles agricoles.
        Bepa = "BEPA",
        /// Baccalauréat professionnel.
        BacPro = "BAC_PRO",
        /// Baccalauréat technologique (STAV).
        BacTechno = "BAC_TECHNO",
        /// Brevet de technicien supérieur agricole.
        Btsa = "BTSA",
        /// Brevet professionnel.
        Bp = "BP",
        /// Brevet professionnel agricole.
        Bpa = "BPA",
        /// Certificat de spécialisation.
        Cs = "CS",
        /// Diplôme national du brevet.
        Dnb = "DNB",
    }
}

coded! {
    /// Kind of session.
    SessionKind {
        /// The main one.
        Normal = "NORMALE",
        /// For those who could not sit the main one.
        Replacement = "REMPLACEMENT",
    }
}

coded! {
    /// By which route the candidate came to the exam.
    Route {
        /// School.
        School = "SCOLAIRE",
        /// Apprenticeship.
        Apprenticeship = "APPRENTISSAGE",
        /// Adult training.
        AdultTraining = "FORMATION_CONTINUE",
        /// Distance learning.
        Distance = "DISTANCE",
        /// On their own.
        Individual = "INDIVIDUEL",
    }
}

coded! {
    /// How an épreuve was assessed.
    Evaluation {
        /// At the end of training, the same subject for all.
        Final = "TERMINALE",
        /// *Contrôle en cours de formation*.
        InTraining = "CCF",
        /// *Contrôle continu*.
        Continuous = "CONTROLE_CONTINU",
        /// Both a final part and parts in training.
        Mixed = "MIXTE",
    }
}

coded! {
    /// What stands for the mark.
    Standing {
        /// A mark.
        Marked = "NOTEE",
        /// Absent.
        Absent = "ABSENT",
        /// Absent with a good reason.
        AbsentExcused = "ABSENT_JUSTIFIE",
        /// Dispensed, as the holder of another diploma.
        Dispensed = "DISPENSE",
        /// Not marked.
        NotMarked = "NON_NOTEE",
        /// Exempt, for health.
        Exempt = "EXEMPTE",
        /// A mark kept from an earlier session.
        Kept = "CONSERVEE",
        /// Cancelled for fraud.
        Fraud = "FRAUDE",
        /// Validated without a mark.
        Validated = "VALIDEE",
    }
}

coded! {
    /// The jury's decision.
    Decision {
        /// Passed.
        Passed = "ADMIS",
        /// Passed after the second group of épreuves.
        PassedSecondGroup = "ADMIS_2E_GROUPE",
        /// May sit the second group.
        MaySitSecondGroup = "AUTORISE_2E_GROUPE",
        /// Adjourned.
        Adjourned = "AJOURNE",
        /// Refused.
        Refused = "REFUSE",
        /// Absent.
        Absent = "ABSENT",
        /// Eliminated.
        Eliminated = "ELIMINE",
        /// Decision pending.
        Pending = "EN_ATTENTE",
        /// Put off to another session.
        Postponed = "REPORT_SESSION",
    }
}

coded! {
    /// Honours.
    Mention {
        /// *Assez bien*.
        FairlyGood = "AB",
        /// *Bien*.
        Good = "B",
        /// *Très bien*.
        VeryGood = "TB",
        /// *Très bien avec félicitations du jury*.
        VeryGoodWithCongratulations = "TB_FELICITATIONS",
    }
}

impl Decision {
    /// Whether the diploma is obtained.
    pub fn is_pass(self) -> bool {
        matches!(self, Self::Passed | Self::PassedSecondGroup)
    }
}

/// What tells one exam from another. With the candidate's INA, it identifies a record across its versions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExamKey {
    /// Diploma, with speciality and option where it has them.
    pub diploma: Diploma,
    /// *Spécialité*.
    pub speciality: Option<String>,
    /// *Option*.
    pub option: Option<String>,
    /// Year.
    pub session: u16,
    /// Kind of session.
    pub session_kind: SessionKind,
}

impl Exam {
    /// What tells this exam from another.
    pub fn key(&self) -> ExamKey {
        ExamKey {
            diploma: self.diploma,
            speciality: self.speciality.clone(),
            option: self.option.clone(),
            session: self.session,
            session_kind: self.session_kind,
        }
    }
}
