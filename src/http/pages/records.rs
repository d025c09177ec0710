//! P11, the list of one's records.

use actix_web::{HttpResponse, web};

use crate::domain::matching::Evidence;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{Page, RecordCard, Records};
use crate::http::visitor::Citizen;
use crate::services::find_records::{Found, OwnRecord};

/// `GET /mes-releves`: the list, or straight to the only one.
pub async fn records(citizen: Citizen, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    Ok(match state.find_records.of(&citizen.session.subject, &citizen.session.identity).await? {
        Found::Nothing => citizen.visitor.see("/dossier/introuvable"),
        Found::Records(records) => match records.as_slice() {
            [only] => citizen.visitor.see(&format!("/mes-releves/{}", only.reference.as_str())),
            _ => {
                let cards = records
                    .iter()
                    .map(|own| RecordCard::of(own.reference.clone(), &own.publication))
                    .collect();
                let is_linked = |own: &&OwnRecord| own.evidence == Evidence::Credentials;
                let linked = records.iter().filter(is_linked).map(|own| own.reference.clone()).collect();
                Records { layout: citizen.visitor.layout(), cards, linked }.respond()
            }
        },
    })
}
