//! P01, the landing page.

use actix_web::{HttpResponse, web};

use crate::http::state::AppState;
use crate::http::views::Home;
use crate::http::visitor::Visitor;

/// `GET /`.
pub async fn home(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    state.kept_pages.answer("home", &visitor, || Home { layout: visitor.layout() })
}
