//! P08 and P10 in one neutral page: nobody found and several found look the same.

use actix_web::HttpResponse;

use super::ok;
use crate::http::error::HttpError;
use crate::http::views::record_not_found::RecordNotFoundPage;
use crate::http::visitor::Citizen;

/// `GET /dossier/introuvable`.
pub async fn record_not_found(citizen: Citizen) -> Result<HttpResponse, HttpError> {
    ok(&RecordNotFoundPage { layout: citizen.visitor.layout() })
}
