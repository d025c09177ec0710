//! P26, the legal pages, and whom to write to.

use actix_web::{HttpResponse, web};

use crate::http::state::AppState;
use crate::http::views::{Accessibility, Contact, Cookies, LegalNotice, Page, PersonalData};
use crate::http::visitor::Visitor;

/// `GET /accessibilite`.
pub async fn accessibility(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    Accessibility { layout: visitor.layout(), legal: state.legal.clone() }.respond()
}

/// `GET /mentions-legales`.
pub async fn legal_notice(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    LegalNotice { layout: visitor.layout(), legal: state.legal.clone() }.respond()
}

/// `GET /donnees-personnelles`.
pub async fn personal_data(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    let periods = state.retention_periods;
    PersonalData { layout: visitor.layout(), legal: state.legal.clone(), periods }.respond()
}

/// `GET /cookies`.
pub async fn cookies(visitor: Visitor) -> HttpResponse {
    Cookies { layout: visitor.layout() }.respond()
}

/// `GET /contact`.
pub async fn contact(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    Contact { layout: visitor.layout(), legal: state.legal.clone() }.respond()
}
