//! A record and an issuance for the tests of this folder.

use crate::adapters::exam_records::wire;
use crate::domain::exam_file::RecordRef;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::verification_code::VerificationCode;

/// The records of the demo.
pub fn records() -> Vec<ExamRecord> {
    include_str!("../../../sandbox/content/records.ndjson")
        .lines()
        .map(|line| wire::parse(line.as_bytes()).expect("an invented record").released())
        .collect()
}

/// The first of them.
pub fn record() -> ExamRecord {
    records().swap_remove(0)
}

/// An issuance that never changes.
pub fn issuance() -> Issuance {
    Issuance {
        id: IssuanceId::from_random([7; 16]),
        code: VerificationCode::draw(|| 42),
        record: RecordRef::from_random([9; 16]),
        version: 1,
        issued_at: "2026-07-07T08:00:00Z".parse().expect("an instant"),
    }
}
