//! P26, the legal pages, and whom to write to.

use actix_web::HttpResponse;

use crate::http::views::{Accessibility, Contact, Cookies, LegalNotice, Page, PersonalData};
use crate::http::visitor::Visitor;

/// `GET /accessibilite`.
pub async fn accessibility(visitor: Visitor) -> HttpResponse {
    Accessibility { layout: visitor.layout() }.respond()
}

/// `GET /mentions-legales`.
pub async fn legal_notice(visitor: Visitor) -> HttpResponse {
    LegalNotice { layout: visitor.layout() }.respond()
}

/// `GET /donnees-personnelles`.
pub async fn personal_data(visitor: Visitor) -> HttpResponse {
    PersonalData { layout: visitor.layout() }.respond()
}

/// `GET /cookies`.
pub async fn cookies(visitor: Visitor) -> HttpResponse {
    Cookies { layout: visitor.layout() }.respond()
}

/// `GET /contact`. The address is the ministry's to set.
pub async fn contact(visitor: Visitor) -> HttpResponse {
    Contact { layout: visitor.layout(), address: None }.respond()
}
