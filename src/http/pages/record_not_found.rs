//! P08 and P10 in one neutral page: nobody found and several found look the same.

use actix_web::{HttpRequest, HttpResponse, web};

use super::hand_off;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{Page, RecordNotFound};
use crate::http::visitor::Citizen;

/// `GET /dossier/introuvable`, `GET /dossier/a-verifier`.
pub async fn record_not_found(
    citizen: Citizen,
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let pending = hand_off::pending(&state, &request, citizen.visitor.language, None).await?;
    Ok(RecordNotFound { layout: citizen.visitor.layout_for_support().asked_by(pending) }.respond())
}
