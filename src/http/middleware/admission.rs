//! The door: who cannot be served now is told so at once, for next to nothing, before anything else happens.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_LANGUAGE, ContentType, REFRESH, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};

use super::{maintenance, security_headers};
use crate::http::admission::{Queue, Standing};
use crate::http::session;
use crate::http::state::AppState;
use crate::http::visitor::language_and_path;

/// The middleware.
pub async fn admission<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let Some(state) = request.app_data::<web::Data<AppState>>().cloned() else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    if maintenance::is_always_there(request.path()) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let queue = request.app_data::<Queue>();
    let wait = queue.map(Queue::wait).unwrap_or_default();
    match state.admission.enter(wait, standing(&request)) {
        Some(place) => {
            let in_line = queue.filter(|_| stands_in_line(&request)).map(Queue::join);
            let answered = next.call(request).await;
            drop((place, in_line));
            Ok(answered?.map_into_left_body())
        }
        None => {
            metrics::counter!("turned_away_total").increment(1);
            let mut response = turn_away(request.request(), &state);
            security_headers::apply(&state, response.headers_mut());
            Ok(request.into_response(response).map_into_right_body())
        }
    }
}

/// Whether the answer waits for what others wait for too: neither for FranceConnect nor for the end of a form, which
/// somebody may send as slowly as they like.
fn stands_in_line(request: &ServiceRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD) && !is_return(request)
}

/// From FranceConnect.
fn is_return(request: &ServiceRequest) -> bool {
    request.path().ends_with("/retour")
}

fn standing(request: &ServiceRequest) -> Standing {
    if is_return(request)
        || maintenance::is_between_sites(request.path())
        || request.headers().contains_key(AUTHORIZATION)
        || session::is_named_in(request.headers())
    {
        return Standing::Begun;
    }
    if *request.method() == Method::POST { Standing::FormSent } else { Standing::Newcomer }
}

fn turn_away(request: &HttpRequest, state: &AppState) -> HttpResponse {
    let wait_seconds = state.admission.wait_seconds();
    if let Some(response) = maintenance::told_to_machines(request, state, wait_seconds) {
        return response;
    }
    let (language, _) = language_and_path(request);
    let reloads = matches!(*request.method(), Method::GET | Method::HEAD);
    let frame = |language| state.frame(language, "/");
    let mut response = HttpResponse::ServiceUnavailable();
    response
        .insert_header(ContentType::html())
        .insert_header((CONTENT_LANGUAGE, language.tag()))
        .insert_header((RETRY_AFTER, wait_seconds.to_string()));
    if reloads {
        response.insert_header((REFRESH, wait_seconds.to_string()));
    }
    response.body(state.admission.page(language, reloads, frame))
}
