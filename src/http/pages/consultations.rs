//! « Qui a consulté mon relevé »: the audit trail of one's own records, to read and to take along.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::domain::audit::{Actor, AuditEntry};
use crate::domain::exam_file::{Publication, RecordRef};
use crate::domain::share::Share;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{Consultation, Consultations, Layout, Page, Who};
use crate::http::visitor::Reader;
use crate::services::find_records::{Found, OwnRecord};

/// `GET /mes-consultations`.
pub async fn consultations(reader: Reader, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    let entries = read(&reader, &state).await?;
    Ok(Consultations { layout: reader.visitor().layout(), entries }.respond())
}

/// `GET /mes-consultations/export.json`.
pub async fn as_json(reader: Reader, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    let layout = reader.visitor().layout();
    let entries: Vec<_> = read(&reader, &state)
        .await?
        .iter()
        .map(|entry| {
            json!({
                "date": entry.at.to_string(),
                "qui": entry.who(&layout),
                "action": entry.action.code(),
                "releve": entry.record.as_str(),
                "examen": entry.exam,
                "base": entry.basis(&layout),
            })
        })
        .collect();
    let body = json!({ "consultations": entries }).to_string();
    Ok(file("application/json", "consultations.json", body))
}

/// `GET /mes-consultations/export.csv` (RFC 4180).
pub async fn as_csv(reader: Reader, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    let layout = reader.visitor().layout();
    let mut body = "date,qui,action,releve,examen,base\r\n".to_owned();
    for entry in read(&reader, &state).await? {
        let line = [
            &entry.at.to_string(),
            &entry.who(&layout),
            entry.action.code(),
            entry.record.as_str(),
            &entry.exam,
            &entry.basis(&layout),
        ];
        body.push_str(&line.map(cell).join(","));
        body.push_str("\r\n");
    }
    Ok(file("text/csv; charset=utf-8", "consultations.csv", body))
}

/// Always quoted; what a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn file(content_type: &'static str, name: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(body)
}

async fn read(reader: &Reader, state: &AppState) -> Result<Vec<Consultation>, HttpError> {
    let own = match reader.records(state).await? {
        Found::Records(records) => records,
        Found::Nothing => Vec::new(),
    };
    let references: Vec<&RecordRef> = own.iter().map(|own| &own.reference).collect();
    let entries = state.look_back.at(&references).await?;
    let shares = match reader {
        Reader::Citizen(citizen) => state.share_transcript.of(&citizen.session.subject).await?,
        Reader::WithNumbers(..) => Vec::new(),
    };
    let layout = reader.visitor().layout();
    Ok(entries.into_iter().filter_map(|entry| told(reader, state, &layout, (&own, &shares), entry)).collect())
}

fn told(
    reader: &Reader,
    state: &AppState,
    layout: &Layout,
    (own, shares): (&[OwnRecord], &[Share]),
    entry: AuditEntry,
) -> Option<Consultation> {
    let record = own.iter().find(|own| Some(&own.reference) == entry.record.as_ref())?;
    let exam = match &record.publication {
        Publication::Published(record) => format!("{}, {}", record.exam.label, record.exam.session),
        Publication::Embargoed(embargo) => embargo.session.to_string(),
    };
    let who = match &entry.actor {
        actor if matches!(reader, Reader::Citizen(_)) && *actor == reader.person().actor() => Who::Reader,
        // Nobody learns another person's identifier.
        Actor::Candidate(_) => Who::SomebodyAtFranceConnect,
        Actor::Credentials => Who::HolderOfNumbers,
        Actor::Ministry => Who::Ministry,
        Actor::Share(id) => {
            let share = shares.iter().find(|share| share.id == *id);
            Who::HolderOfCode(share.map(|share| share.label.as_str().to_owned()))
        }
        Actor::Site(client_id) => Who::Site(match state.sites.current().by_client_id(client_id) {
            Some(site) => site.name.in_language(layout.language).to_owned(),
            None => client_id.clone(),
        }),
    };
    Some(Consultation {
        at: entry.at,
        who,
        action: entry.action,
        record: record.reference.clone(),
        exam,
        evidence: entry.evidence,
        context: entry.context,
    })
}
