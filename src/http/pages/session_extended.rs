//! P22, « Rester connecté »: one gesture that keeps the session, from any page of it (RGAA 13.1).

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::domain::local_path::LocalPath;
use crate::http::csrf;
use crate::http::state::AppState;
use crate::http::visitor::{Citizen, Visitor};

/// The form around every page of a session.
#[derive(Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    jeton: String,
    #[serde(default)]
    retour: String,
}

/// `POST /session/prolonger`: back to the page. That the session was seen is noted with every request, this one
/// included.
pub async fn extend(
    visitor: Visitor,
    request: HttpRequest,
    citizen: Result<Citizen, actix_web::Error>,
    form: web::Form<Form>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, actix_web::Error> {
    let page = LocalPath::parse(&form.retour).unwrap_or_else(|_| LocalPath::records());
    // Too late: the page itself says so, and the way back in leads there again.
    if let Ok(citizen) = citizen {
        csrf::check(&request, &state, &citizen.session, &form.jeton)?;
    }
    Ok(visitor.see(page.as_str()))
}
