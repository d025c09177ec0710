//! P11, the list of one's records.

use actix_web::{HttpResponse, web};

use super::ok;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::records::{RecordCard, RecordsPage};
use crate::http::visitor::Citizen;
use crate::services::find_records::{Found, OwnRecord};

/// `GET /mes-releves`: the list, or straight to the only one.
pub async fn records(citizen: Citizen, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    match state.find_records.of(&citizen.session.identity).await? {
        Found::Nothing => Ok(citizen.visitor.see("/dossier/introuvable")),
        Found::Records(records) => match records.as_slice() {
            [only] => Ok(citizen.visitor.see(&format!("/mes-releves/{}", only.reference().as_str()))),
            _ => {
                let cards = records.iter().map(card).collect();
                ok(&RecordsPage { layout: citizen.visitor.layout(), cards })
            }
        },
    }
}

fn card(record: &OwnRecord) -> RecordCard<'_> {
    match record {
        OwnRecord::Published(reference, record) => RecordCard::Published { reference, record },
        OwnRecord::Embargoed(reference, embargo) => RecordCard::Embargoed { reference, embargo },
    }
}
