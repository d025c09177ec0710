//! What the legal pages say that only the ministry knows.

use super::enrolment_site::Bilingual;

/// The facts; each is missing until somebody writes it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LegalFacts {
    /// Who publishes the service and answers for its data, with a postal address.
    pub publisher: Option<Bilingual>,
    /// Who directs the publication (loi 2004-575, art. 1-1).
    pub publication_director: Option<Bilingual>,
    /// Who hosts the service, with address and telephone (the same law).
    pub host: Option<Bilingual>,
    /// Where to write about the service.
    pub support: Option<Bilingual>,
    /// Where to write about a page that is not accessible.
    pub accessibility: Option<Bilingual>,
    /// The data protection officer (RGPD, art. 13).
    pub data_protection_officer: Option<Bilingual>,
    /// By what right data are processed (the same article).
    pub legal_basis: Option<Bilingual>,
    /// For how many months technical logs are kept.
    pub log_months: Option<u16>,
    /// Exam offices that can be written to.
    pub exam_offices: Vec<ExamOffice>,
}

/// Who corrects the transcripts of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamOffice {
    /// The region as the records name it.
    pub region: String,
    /// Where to write.
    pub contact: String,
}

impl LegalFacts {
    /// Names of the settings that are missing.
    pub fn missing(&self) -> Vec<&'static str> {
        let texts = [
            ("publisher", &self.publisher),
            ("publication_director", &self.publication_director),
            ("host", &self.host),
            ("support", &self.support),
            ("accessibility", &self.accessibility),
            ("data_protection_officer", &self.data_protection_officer),
            ("legal_basis", &self.legal_basis),
        ];
        let texts = texts.into_iter().filter(|(_, text)| text.is_none()).map(|(name, _)| name);
        texts.chain(self.log_months.is_none().then_some("log_months")).collect()
    }

    /// The office of this region.
    pub fn exam_office(&self, region: &str) -> Option<&ExamOffice> {
        self.exam_offices.iter().find(|office| office.region.to_lowercase() == region.to_lowercase())
    }
}
