//! P01, the landing page.

use actix_web::guard::GuardContext;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::http::session;
use crate::http::state::AppState;
use crate::http::views::{Home, Page};
use crate::http::visitor::{Visitor, language_and_path};

/// `GET /`, for whoever may be known here.
pub async fn home(visitor: Visitor) -> HttpResponse {
    Home { layout: visitor.layout() }.respond()
}

/// The same for whoever cannot be: nobody looks for a session.
pub async fn for_strangers(request: HttpRequest, state: web::Data<AppState>) -> HttpResponse {
    let (language, path) = language_and_path(&request);
    state.kept_pages.answer(&request, "home", language, || Home { layout: state.frame(language, path) })
}

/// Whether a browser without a session of ours asks for a page.
pub fn asked_by_stranger(request: &GuardContext<'_>) -> bool {
    let head = request.head();
    matches!(head.method, Method::GET | Method::HEAD) && !session::is_named_in(&head.headers)
}
