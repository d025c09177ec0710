//! The transcript as a PDF: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file, drawn with
//! krilla, the data attached. Pure: the same record and issuance give the same bytes.
//!
//! | file | holds |
//! |---|---|
//! | `transcript` | what a transcript consists of, block by block |
//! | `wording` | the codes of a record in words |
//! | `blocks`, `table` | kinds of block |
//! | `composer` | pages |
//! | `paragraph`, `typeface` | lines, glyphs |
//! | `qr`, `data_matrix`, `modules`, `emblem` | codes, picture |
//! | `strip`, `painter` | what is drawn, and its place in the tag tree |

mod blocks;
mod composer;
mod data_matrix;
mod emblem;
mod modules;
mod painter;
mod paragraph;
mod qr;
#[cfg(test)]
pub mod samples;
mod strip;
mod table;
mod transcript;
mod typeface;
pub(super) mod wording;

use krilla::configure::validate::{Accessibility, Archival};
use krilla::configure::{Configuration, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::metadata::{DateTime, Metadata};
use krilla::{Document, SerializeSettings};

use self::blocks::Typesetter;
use self::data_matrix::Matrix;
pub use self::emblem::{Emblem, InvalidEmblem};
use self::painter::Painter;
use self::strip::Mark;
use self::typeface::Typeface;
use super::elmo::{UnsealedElmo, elmo};
use super::json::{self, Issuer};
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::Issuance;
use crate::domain::public_url::PublicUrl;
use crate::ports::rendering::IssuedTranscript;

/// What is the same on every transcript.
#[derive(Clone, Debug)]
pub struct PdfSettings {
    /// How citizens reach us: the code leads there.
    pub public_url: PublicUrl,
    /// Who issues, in words.
    pub issuer_name: String,
    /// Whether people and marks are invented: the document says so.
    pub is_sandbox: bool,
    /// Stands at the head of the page, if there is one.
    pub emblem: Option<Emblem>,
}

/// Pages laid out and not drawn yet.
pub struct Composed(Vec<Vec<Mark>>);

/// A drawn transcript without a seal. Nothing but the seal takes it.
pub struct UnsealedPdf(pub(in crate::adapters) Vec<u8>);

/// Why a transcript cannot be drawn: a bug of ours, or a record beyond any page.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The embedded fonts or standards cannot be used.
    #[error("the typeface or the standards of the PDF cannot be loaded")]
    SetUp,
    /// krilla found a rule of PDF/A or PDF/UA broken.
    #[error("the document breaks a rule of PDF/A-3a or PDF/UA-1: {0}")]
    Standard(String),
}

/// Draws transcripts; holds what is read once.
pub struct Printer {
    typeface: Typeface,
    settings: PdfSettings,
    configuration: Configuration,
}

impl Printer {
    /// A printer for these settings.
    ///
    /// # Errors
    /// When the fonts compiled in are no fonts.
    pub fn new(settings: PdfSettings) -> Result<Self, DrawError> {
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A3_A)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|_| DrawError::SetUp)?;
        Ok(Self { typeface: Typeface::load().ok_or(DrawError::SetUp)?, settings, configuration })
    }

    /// Lays one transcript out: the first half of [`Printer::draw`], for whoever measures both.
    pub fn compose(&self, record: &ExamRecord, issuance: &Issuance) -> Composed {
        self.lay_out(record, issuance, None)
    }

    fn lay_out(&self, record: &ExamRecord, issuance: &Issuance, code: Option<&Matrix>) -> Composed {
        Composed(transcript::compose(record, issuance, &self.settings, &Typesetter(&self.typeface), code))
    }

    /// Draws one transcript.
    ///
    /// # Errors
    /// When the document would break a rule of its standards.
    pub fn draw(&self, record: &ExamRecord, issuance: &Issuance) -> Result<UnsealedPdf, DrawError> {
        self.draw_with(record, issuance, None)
    }

    /// The same with a 2D-Doc, if there is one: its whole text, signature included.
    ///
    /// # Errors
    /// When the document would break a rule of its standards, or the text fits in no code.
    pub fn draw_with(
        &self,
        record: &ExamRecord,
        issuance: &Issuance,
        two_d_doc: Option<&str>,
    ) -> Result<UnsealedPdf, DrawError> {
        let matrix = |text| Matrix::of(text).ok_or_else(|| broken("a text too long for a DataMatrix"));
        let matrix = two_d_doc.map(matrix).transpose()?;
        let settings =
            SerializeSettings { configuration: self.configuration, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        document.set_metadata(self.metadata(record, issuance));
        document
            .embed_file(attachment(self.data(record, issuance).into_bytes(), issuance))
            .ok_or_else(|| broken("the attachment"))?;
        let Composed(pages) = self.lay_out(record, issuance, matrix.as_ref());
        Painter::new(&self.typeface)
            .paint(&mut document, &pages)
            .ok_or_else(|| broken("a page without size"))?;
        let bytes = document.finish().map_err(|error| broken(&format!("{error:?}")))?;
        Ok(UnsealedPdf(bytes))
    }

    /// The same transcript as data: what is attached to the PDF, byte for byte.
    pub fn data(&self, record: &ExamRecord, issuance: &Issuance) -> String {
        let issuer = Issuer { name: &self.settings.issuer_name, url: &self.settings.public_url };
        json::transcript(record, issuance, &issuer)
    }

    /// One person's transcripts as ELMO, each around its sealed PDF, newest first.
    pub fn elmo(&self, newest: &IssuedTranscript, others: &[IssuedTranscript]) -> UnsealedElmo {
        elmo(newest, others, &self.settings.issuer_name)
    }

    fn metadata(&self, record: &ExamRecord, issuance: &Issuance) -> Metadata {
        let title = format!("Relevé de notes – {}, {}", record.exam.label, wording::session(&record.exam));
        Metadata::new()
            .title(title)
            .language("fr-FR".to_owned())
            .authors(vec![self.settings.issuer_name.clone()])
            .creator("mon-releve".to_owned())
            .document_id(issuance.id.as_str().to_owned())
            .creation_date(date_time(issuance))
    }
}

fn broken(rule: &str) -> DrawError {
    DrawError::Standard(rule.to_owned())
}

/// The transcript as data, for whoever reads the file with a program.
fn attachment(data: Vec<u8>, issuance: &Issuance) -> EmbeddedFile {
    EmbeddedFile {
        path: "releve.json".to_owned(),
        mime_type: MimeType::new("application/json"),
        description: Some("Les données de ce relevé, au format JSON".to_owned()),
        association_kind: AssociationKind::Data,
        data: data.into(),
        modification_date: Some(date_time(issuance)),
        compress: Some(true),
        location: None,
    }
}

/// The instant of the issuance, in universal time.
fn date_time(issuance: &Issuance) -> DateTime {
    let at = issuance.issued_at.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
