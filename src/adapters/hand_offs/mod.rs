//! What candidates agreed to hand over.

pub mod postgres;
pub mod sqlite;

use jiff::Timestamp;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use crate::adapters::database::{columns, notice};
use crate::domain::enrolment_site::{ClientId, Scope};
use crate::domain::exam_file::RecordRef;
use crate::domain::giver::{Giver, KnownBy};
use crate::domain::hand_off::{HandOff, HandOffId, HandedTranscript, Protocol, Scopes};
use crate::domain::issuance::IssuanceId;
use crate::ports::Unavailable;

/// Statements, the same for every store.
///
/// One row a transcript; the transcripts of one hand-off stand together, in their order.
const BY_ID: &str = "SELECT * FROM hand_offs JOIN handed_transcripts ON hand_off = id \
     WHERE id = $1 ORDER BY place";
const OF: &str = "SELECT * FROM hand_offs JOIN handed_transcripts ON hand_off = id \
     WHERE known_by = $1 AND subject = $2 ORDER BY agreed_at DESC, id, place";

const TO_BE_TOLD: &str = "SELECT * FROM hand_offs JOIN handed_transcripts ON hand_off = id \
     WHERE id IN (SELECT id FROM hand_offs WHERE notice_address IS NOT NULL AND id > $1 ORDER BY id LIMIT $2) \
     ORDER BY id, place";
const FORGET_ADDRESS: &str =
    "UPDATE hand_offs SET notice_address = NULL WHERE id = $1 AND notice_address IS NOT NULL";
const SENT: &str = "SELECT record, MAX(agreed_at) FROM hand_offs JOIN handed_transcripts ON hand_off = id \
     WHERE known_by = $1 AND subject = $2 AND site = $3 GROUP BY record ORDER BY record";

/// One transcript with its hand-off, as every store holds it.
#[derive(FromRow)]
struct HandedRow {
    id: String,
    known_by: String,
    subject: String,
    site: String,
    protocol: String,
    scopes: String,
    agreed_at: i64,
    notice_address: Option<String>,
    notice_language: Option<String>,
    issuance: String,
    record: String,
    version: i64,
    evidence: String,
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the store of hand-offs", error)
}

fn giver(known_by: &str, subject: &str) -> Result<Giver, Unavailable> {
    let known_by = KnownBy::from_code(known_by)
        .ok_or_else(|| unavailable(anyhow::anyhow!("a giver of an unknown kind")))?;
    Giver::parse(known_by, subject).map_err(unavailable)
}

fn hand_offs(rows: Vec<HandedRow>) -> Result<Vec<HandOff>, Unavailable> {
    let mut found: Vec<HandOff> = Vec::new();
    for row in rows {
        let transcript = HandedTranscript {
            issuance: IssuanceId::parse(&row.issuance).map_err(unavailable)?,
            record: RecordRef::parse(&row.record).map_err(unavailable)?,
            version: u32::try_from(row.version).map_err(unavailable)?,
            evidence: row.evidence,
        };
        match found.last_mut().filter(|last| last.id.as_str() == row.id) {
            Some(last) => last.transcripts.push(transcript),
            None => found.push(HandOff {
                id: HandOffId::parse(&row.id).map_err(unavailable)?,
                giver: giver(&row.known_by, &row.subject)?,
                site: ClientId::parse(&row.site).map_err(unavailable)?,
                protocol: Protocol::from_code(&row.protocol)
                    .ok_or_else(|| unavailable(anyhow::anyhow!("an unknown protocol")))?,
                scopes: Scopes::parse(&row.scopes, Scope::ALL).map_err(unavailable)?,
                transcripts: vec![transcript],
                agreed_at: Timestamp::from_millisecond(row.agreed_at).map_err(unavailable)?,
                notice: notice(row.notice_address, row.notice_language).map_err(unavailable)?,
            }),
        }
    }
    Ok(found)
}

fn sent(rows: Vec<(String, i64)>) -> Result<Vec<(RecordRef, Timestamp)>, Unavailable> {
    let read = |(record, at): (String, i64)| {
        let at = Timestamp::from_millisecond(at).map_err(unavailable)?;
        Ok((RecordRef::parse(&record).map_err(unavailable)?, at))
    };
    rows.into_iter().map(read).collect()
}

/// Adds hand-offs, and with a second statement their transcripts; `between` stands between the two.
pub(super) fn insert<DB>(keep: &mut QueryBuilder<DB>, hand_offs: &[&HandOff], between: &str)
where
    DB: Database,
    for<'a> &'a str: Encode<'a, DB> + Type<DB>,
    for<'a> String: Encode<'a, DB> + Type<DB>,
    for<'a> Option<&'a str>: Encode<'a, DB> + Type<DB>,
    for<'a> i64: Encode<'a, DB> + Type<DB>,
{
    keep.push(
        "INSERT INTO hand_offs (id, known_by, subject, site, protocol, scopes, agreed_at, notice_address, \
         notice_language) ",
    );
    keep.push_values(hand_offs, |mut row, hand_off| {
        let (address, language) = columns(hand_off.notice.as_ref());
        row.push_bind(hand_off.id.as_str())
            .push_bind(hand_off.giver.known_by().code())
            .push_bind(hand_off.giver.name())
            .push_bind(hand_off.site.as_str())
            .push_bind(hand_off.protocol.code())
            .push_bind(hand_off.scopes.codes())
            .push_bind(hand_off.agreed_at.as_millisecond())
            .push_bind(address)
            .push_bind(language);
    });
    keep.push(between)
        .push("INSERT INTO handed_transcripts (hand_off, place, issuance, record, version, evidence) ");
    let transcripts = hand_offs.iter().flat_map(|hand_off| {
        let transcripts = (0_i64..).zip(&hand_off.transcripts);
        transcripts.map(|(place, transcript)| (&hand_off.id, place, transcript))
    });
    keep.push_values(transcripts, |mut row, (hand_off, place, transcript)| {
        row.push_bind(hand_off.as_str())
            .push_bind(place)
            .push_bind(transcript.issuance.as_str())
            .push_bind(transcript.record.as_str())
            .push_bind(i64::from(transcript.version))
            .push_bind(transcript.evidence.as_str());
    });
}
