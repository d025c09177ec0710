//! From a file of records to the directory: all of it or nothing.

use std::sync::Arc;

use crate::domain::exam_file::RecordRef;
use crate::domain::exam_record::ExamRecord;
use crate::ports::Unavailable;
use crate::ports::exam_records::ExamRecords;
use crate::ports::random::Random;

/// One line that cannot be imported. The reason names fields, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Number of the line, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Records that are new.
    pub added: usize,
    /// Corrections of records known before.
    pub corrected: usize,
    /// Lines whose content was there already.
    pub unchanged: usize,
    /// Lines refused; when there is one, nothing was imported.
    pub rejects: Vec<Reject>,
}

/// One line after parsing: a record, or why it is none.
pub type ParsedLine = Result<ExamRecord, String>;

/// The gesture.
pub struct ImportRecordsService {
    /// The directory.
    pub records: Arc<dyn ExamRecords>,
    /// References of new records.
    pub random: Arc<dyn Random>,
}

impl ImportRecordsService {
    /// Imports numbered lines. `progress` is told after each line how many were read.
    ///
    /// A version known with the same content is left as it is, so importing a file twice changes
    /// nothing. A lower or equal version with other content is refused, and one refused line leaves the
    /// directory as it was.
    ///
    /// # Errors
    /// When the directory does not answer; nothing was imported then.
    pub async fn import(
        &self,
        lines: impl IntoIterator<Item = (usize, ParsedLine)>,
        mut progress: impl FnMut(usize),
    ) -> Result<ImportReport, Unavailable> {
        let mut load = self.records.begin_load().await?;
        let mut report = ImportReport::default();
        for (line, parsed) in lines {
            match parsed {
                Err(reason) => report.rejects.push(Reject { line, reason }),
                Ok(record) => {
                    let versions = load.versions(&record.key()).await?;
                    let latest = versions.iter().map(|version| version.version).max();
                    let known = versions.iter().find(|version| version.version == record.version);
                    match (known, latest) {
                        (Some(known), _) if *known == record => report.unchanged += 1,
                        (_, Some(latest)) if record.version <= latest => report.rejects.push(Reject {
                            line,
                            reason: format!(
                                "version: this record is known in version {latest} with other content; a correction needs a higher version"
                            ),
                        }),
                        (_, latest) => {
                            load.add(&record, RecordRef::from_random(self.random.bytes())).await?;
                            match latest {
                                None => report.added += 1,
                                Some(_) => report.corrected += 1,
                            }
                        }
                    }
                }
            }
            progress(line);
        }
        if report.rejects.is_empty() {
            load.commit().await?;
        }
        Ok(report)
    }
}
