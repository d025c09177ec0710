//! From the bytes of an answer to records.

use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::Deserialize;
use serde_json::Value;

use crate::adapters::exam_records::wire;
use crate::ports::remote_records::RemoteRecord;
use crate::ports::rendering::SealedJson;

/// Most records of one person. Nobody sat a hundred exams.
const MOST_RECORDS: usize = 100;

/// Seconds to wait when the answer names none, and the most that it may name.
const WAIT: u32 = 60;
const LONGEST_WAIT: u32 = 24 * 60 * 60;

#[derive(Deserialize)]
struct Answer {
    releves: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    releve: Value,
    jws: String,
}

/// The records of an answer. Each must be what its own seal covers.
pub(super) fn records(body: &[u8]) -> Result<Vec<RemoteRecord>, String> {
    let answer: Answer =
        serde_json::from_slice(body).map_err(|_| "an object with a list of releves expected".to_owned())?;
    if !(1..=MOST_RECORDS).contains(&answer.releves.len()) {
        return Err(format!("1 to {MOST_RECORDS} releves expected"));
    }
    answer.releves.into_iter().enumerate().map(|(index, item)| record(index, item)).collect()
}

fn record(index: usize, Item { releve, jws }: Item) -> Result<RemoteRecord, String> {
    let sealed: Option<Value> =
        SealedJson(jws).payload().and_then(|payload| serde_json::from_slice(&payload).ok());
    if sealed.as_ref() != Some(&releve) {
        return Err(format!("releves[{index}] is not what its seal covers"));
    }
    let text = releve.to_string();
    let record = wire::parse_released(text.as_bytes())
        .map_err(|invalid| format!("releves[{index}].releve.{invalid}"))?;
    Ok(RemoteRecord { record, text })
}

/// Whether a 404 says that there is nothing for this person.
pub(super) fn says_nothing(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Problem {
        code: String,
    }
    serde_json::from_slice(body).is_ok_and(|Problem { code }| {
        matches!(code.as_str(), "IDENTIFIANTS_NON_RECONNUS" | "IDENTITE_NON_RECONCILIEE")
    })
}

/// `Retry-After`, in seconds.
pub(super) fn wait_seconds(headers: &HeaderMap) -> u32 {
    let named = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    named.unwrap_or(WAIT).min(LONGEST_WAIT)
}
