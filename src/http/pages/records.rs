//! P11, the list of one's records.

use actix_web::{HttpResponse, web};

use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{Page, RecordCard, Records};
use crate::http::visitor::Reader;
use crate::services::find_records::Found;

/// `GET /mes-releves`: the list, or straight to the only one.
pub async fn records(reader: Reader, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    let visitor = reader.visitor();
    Ok(match reader.records(&state).await? {
        Found::Nothing => visitor.see(reader.without_records()),
        Found::Records(records) => match records.as_slice() {
            [only] => visitor.see(&format!("/mes-releves/{}", only.reference.as_str())),
            _ => {
                let cards = records
                    .iter()
                    .map(|own| RecordCard::of(own.reference.clone(), &own.publication))
                    .collect();
                let linked = records.iter().filter(|own| reader.is_linked(own));
                let linked = linked.map(|own| own.reference.clone()).collect();
                let may_share = matches!(reader, Reader::Citizen(_));
                Records { layout: visitor.layout(), cards, linked, may_share }.respond()
            }
        },
    })
}
