//! The door: who cannot be served now is told so at once, for next to nothing, before anything else happens.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_LANGUAGE, COOKIE, ContentType, REFRESH, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};

use super::{maintenance, security_headers};
use crate::http::admission::{Queue, Standing};
use crate::http::session::COOKIE_NAMES;
use crate::http::state::AppState;
use crate::http::views::Layout;
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
    let turn = request.app_data::<Queue>().map(Queue::turn).unwrap_or_default();
    match state.admission.enter(turn, standing(&request)) {
        Some(place) => {
            let answered = next.call(request).await;
            drop(place);
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

fn standing(request: &ServiceRequest) -> Standing {
    let headers = request.headers();
    let is_ours = |cookies: &str| {
        cookies
            .split(';')
            .filter_map(|pair| pair.split_once('='))
            .any(|(name, _)| COOKIE_NAMES.contains(&name.trim()))
    };
    if request.path().ends_with("/retour")
        || maintenance::is_between_sites(request.path())
        || headers.contains_key(AUTHORIZATION)
        || headers.get_all(COOKIE).filter_map(|cookies| cookies.to_str().ok()).any(is_ours)
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
    let frame = |language| {
        let layout = Layout::new(language, "/").dressed(&state.assets);
        layout.at(state.public_url.origin()).in_sandbox(state.is_sandbox)
    };
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
