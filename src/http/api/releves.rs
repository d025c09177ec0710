//! `GET /api/v1/releves`: a site picks up what one candidate agreed to hand over, and no more of it.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ALLOW, AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest;
use serde_json::{Value, json};

use super::audit_notes::{take_turn, unavailable};
use super::bearer::{bearer, invalid};
use super::negotiation::preferred;
use super::problem::{Problem, ProblemCode};
use super::scoped_transcript::scoped;
use crate::domain::enrolment_site::{EnrolmentSite, Scope};
use crate::domain::hand_off::{AccessToken, HandOff};
use crate::domain::issuance::IssuanceId;
use crate::http::client_address::client_address;
use crate::http::error::causes;
use crate::http::oauth::authorize::admitted;
use crate::http::state::AppState;
use crate::ports::Unavailable;
use crate::services::hand_off::pick_up::Handed;
use crate::services::limit_attempts::Counted;

const JSON: &str = "application/json";
const JWT: &str = "application/jwt";
const PDF: &str = "application/pdf";
const XML: &str = "application/xml";

/// How long an envelope serves, in seconds: it is opened when it arrives.
const ENVELOPE_LIFE: i64 = 15 * 60;

/// What a token opens, and to whom.
struct Opened {
    hand_off: HandOff,
    site: Arc<EnrolmentSite>,
}

/// `GET /api/v1/releves`: what there is.
pub async fn list(request: HttpRequest, state: web::Data<AppState>) -> HttpResponse {
    let answered = listed(&request, &state).await;
    answered.unwrap_or_else(|problem| problem.respond(&request, &state))
}

/// `GET /api/v1/releves/{id}`: one of them.
pub async fn one(request: HttpRequest, id: web::Path<String>, state: web::Data<AppState>) -> HttpResponse {
    let answered = picked_up(&request, &id, &state).await;
    answered.unwrap_or_else(|problem| problem.respond(&request, &state))
}

/// Every other method.
pub async fn method_not_allowed(request: HttpRequest, state: web::Data<AppState>) -> HttpResponse {
    let mut response = Problem::from(ProblemCode::MethodNotAllowed).respond(&request, &state);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

async fn listed(request: &HttpRequest, state: &AppState) -> Result<HttpResponse, Problem> {
    let Opened { hand_off, .. } = opened(request, state).await?;
    preferred(request, &[JSON]).ok_or(ProblemCode::NotAcceptable)?;
    let address = |id: &IssuanceId| state.public_url.join(&format!("/api/v1/releves/{}", id.as_str()));
    let releves: Vec<_> = hand_off
        .transcripts
        .iter()
        .map(|transcript| json!({ "id": transcript.issuance.as_str(), "url": address(&transcript.issuance) }))
        .collect();
    let body = json!({ "releves": releves }).to_string();
    Ok(matching(request, body.as_bytes()).unwrap_or_else(|etag| {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, JSON))
            .insert_header((ETAG, etag))
            .insert_header((VARY, "Accept"))
            .body(body)
    }))
}

async fn picked_up(request: &HttpRequest, id: &str, state: &AppState) -> Result<HttpResponse, Problem> {
    let opened = opened(request, state).await?;
    let id = IssuanceId::parse(id).map_err(|_| ProblemCode::NotFound)?;
    let handed = state.pick_up.one_of(&opened.hand_off, &id).await.map_err(unavailable)?;
    let handed = handed.ok_or(ProblemCode::NotFound)?;
    let form = preferred(request, &[JSON, JWT, PDF, XML]).ok_or(ProblemCode::NotAcceptable)?;
    expect(&opened.hand_off, form)?;
    let (body, file) = rendering(state, &opened, &handed, form).await?;
    if let Ok(unchanged) = matching(request, &body) {
        return Ok(unchanged);
    }
    state.pick_up.note(&opened.hand_off, &handed, &opened.site).await.map_err(unavailable)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, form)).insert_header((VARY, "Accept"));
    // An envelope is another one each time.
    if form != JWT {
        response.insert_header((ETAG, etag(&body)));
    }
    if let Some(extension) = file {
        let session = handed.record.exam.session;
        let name = format!("attachment; filename=\"releve-{session}.{extension}\"");
        response.insert_header((CONTENT_DISPOSITION, name));
    }
    Ok(response.body(body))
}

/// What the token of the request opens.
async fn opened(request: &HttpRequest, state: &AppState) -> Result<Opened, Problem> {
    take_turn(state, Counted::Address(client_address(request, state))).await?;
    let token = bearer(request).ok_or_else(|| Problem::challenging(ProblemCode::NoToken, "Bearer"))?;
    let is_single = request.headers().get_all(AUTHORIZATION).count() == 1;
    let token = AccessToken::parse(token).filter(|_| is_single).ok_or_else(invalid)?;
    let hand_off = state.exchange_code.opened_by(&token).await.map_err(unavailable)?;
    let hand_off = hand_off.ok_or_else(invalid)?;
    let site = admitted(state, hand_off.site.as_str()).ok_or_else(invalid)?;
    take_turn(state, Counted::Site(&site)).await?;
    Ok(Opened { hand_off, site })
}

/// Refuses a form that says more than was agreed to. A seal covers result and marks: without either it cannot
/// leave at all.
fn expect(hand_off: &HandOff, form: &str) -> Result<(), Problem> {
    let needed: &[Scope] = match form {
        PDF => &[Scope::Document],
        JWT | XML => &[Scope::Result, Scope::Marks],
        _ => &[],
    };
    if hand_off.scopes.allow(needed) {
        return Ok(());
    }
    let scope = needed.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ");
    let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
    Err(Problem::challenging(ProblemCode::InsufficientScope, challenge))
}

/// The bytes in this form, and the extension of a file that holds them.
async fn rendering(
    state: &AppState,
    opened: &Opened,
    handed: &Handed,
    form: &str,
) -> Result<(Vec<u8>, Option<&'static str>), Problem> {
    let (record, issuance) = (&handed.record, &handed.issuance);
    let issue = &state.issue_transcript;
    match form {
        PDF => {
            let pdf = issue.pdf(record, issuance).await.map_err(seal_unavailable)?;
            Ok((pdf.0, Some("pdf")))
        }
        XML => {
            let elmo = issue.elmo(record, issuance).await.map_err(seal_unavailable)?;
            Ok((elmo.0.into_bytes(), Some("xml")))
        }
        _ => {
            let sealed = issue.json(record, issuance).await.map_err(seal_unavailable)?;
            let whole: Value = serde_json::from_slice(&sealed.payload().unwrap_or_default())
                .map_err(|error| seal_unavailable(Unavailable::because("the register", error)))?;
            let releve = scoped(&whole, handed, &opened.hand_off.scopes);
            if form != JWT {
                return Ok((releve.to_string().into_bytes(), None));
            }
            let now = state.clock.now().as_second();
            let jti: [u8; 16] = state.random.bytes();
            let claims = json!({
                "iss": state.public_url.origin(),
                "aud": opened.site.client_id.as_str(),
                "iat": now,
                "exp": now + ENVELOPE_LIFE,
                "jti": hex::encode(jti),
                "releve": releve,
                "sceau": sealed.0,
            });
            let envelope = issue.envelope(claims.to_string()).await.map_err(seal_unavailable)?;
            Ok((envelope.0.into_bytes(), None))
        }
    }
}

/// 304 when the caller has these bytes; or else their tag.
fn matching(request: &HttpRequest, body: &[u8]) -> Result<HttpResponse, String> {
    let etag = etag(body);
    let lists = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let is_known = |tag: &str| matches!(tag.trim(), "*") || tag.trim().trim_start_matches("W/") == etag;
    if lists.flat_map(|list| list.split(',')).any(is_known) {
        return Ok(HttpResponse::build(StatusCode::NOT_MODIFIED)
            .insert_header((ETAG, etag))
            .insert_header((VARY, "Accept"))
            .finish());
    }
    Err(etag)
}

fn etag(body: &[u8]) -> String {
    format!("\"{}\"", hex::encode(digest::digest(&digest::SHA256, body)))
}

fn seal_unavailable(error: Unavailable) -> Problem {
    tracing::error!(causes = causes(&error), "no sealed transcript");
    ProblemCode::SealUnavailable.into()
}
