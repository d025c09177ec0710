//! From a file of records to the directory: all of it or nothing.

use std::sync::Arc;

use futures_util::{Stream, StreamExt};

use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::exam_records::{ExamRecords, LoadedRecord, WrittenRecord};
use crate::ports::random::Random;

/// One line that cannot be imported. The reason names fields, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Number of the line, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Records that are new.
    pub added: u64,
    /// Corrections of records known before.
    pub corrected: u64,
    /// Lines whose content was there already.
    pub unchanged: u64,
    /// Lines refused; when there is one, nothing was imported and nothing else is counted.
    pub refused: u64,
    /// The first [`ImportReport::LISTED`] of them, by their number.
    pub rejects: Vec<Reject>,
}

impl ImportReport {
    /// Longest list of rejects: a file may hold millions.
    pub const LISTED: usize = 10_000;

    fn refuse(&mut self, line: u64, reason: String) {
        self.refused += 1;
        if self.rejects.len() < Self::LISTED {
            self.rejects.push(Reject { line, reason });
        }
    }
}

/// A line after parsing: its number from 1, and a record or why it is none.
pub type NumberedLine = (u64, Result<WrittenRecord, String>);

/// Whether an import counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The directory changes.
    Import,
    /// Only the report is wanted.
    DryRun,
}

/// The gesture.
pub struct ImportRecordsService {
    /// The directory.
    pub records: Arc<dyn ExamRecords>,
    /// References of new records.
    pub random: Arc<dyn Random>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl ImportRecordsService {
    /// Imports numbered lines, which come in batches in their order.
    ///
    /// A version known with the same content is left as it is, so importing a file twice changes
    /// nothing. A lower or equal version with other content is refused, and one refused line leaves the
    /// directory as it was.
    ///
    /// # Errors
    /// When the directory does not answer; nothing was imported then.
    pub async fn import(
        &self,
        mut lines: impl Stream<Item = Vec<NumberedLine>> + Unpin,
        purpose: Purpose,
    ) -> Result<ImportReport, Unavailable> {
        let mut load = self.records.begin_load().await?;
        let mut report = ImportReport::default();
        while let Some(batch) = lines.next().await {
            let now = self.clock.now();
            let mut records = Vec::with_capacity(batch.len());
            for (line, parsed) in batch {
                match parsed {
                    Err(reason) => report.refuse(line, reason),
                    Ok(written) => {
                        let fresh = RecordRef::fresh(now, self.random.bytes());
                        records.push(LoadedRecord { line, written, fresh });
                    }
                }
            }
            load.add(records).await?;
        }
        let settlement = load.settle().await?;
        for conflict in &settlement.conflicts.first {
            report.refuse(
                conflict.line,
                format!(
                    "version: this record is known in version {} with other content; a correction needs a higher version",
                    conflict.latest
                ),
            );
        }
        report.refused += settlement.conflicts.count - settlement.conflicts.first.len() as u64;
        report.rejects.sort_by_key(|reject| reject.line);
        if report.refused == 0 {
            if purpose == Purpose::Import {
                load.commit().await?;
            }
            report.added = settlement.added;
            report.corrected = settlement.corrected;
            report.unchanged = settlement.unchanged;
        }
        Ok(report)
    }
}
