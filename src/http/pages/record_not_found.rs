//! P08 and P10 in one neutral page: nobody found and several found look the same.

use actix_web::HttpResponse;

use crate::http::views::{Page, RecordNotFound};
use crate::http::visitor::Citizen;

/// `GET /dossier/introuvable`, `GET /dossier/a-verifier`.
pub async fn record_not_found(citizen: Citizen) -> HttpResponse {
    RecordNotFound { layout: citizen.visitor.layout_for_support() }.respond()
}
