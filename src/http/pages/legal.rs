//! P26, the legal pages.

use actix_web::HttpResponse;

use super::ok;
use crate::http::error::HttpError;
use crate::http::views::legal::{AccessibilityPage, CookiesPage, LegalNoticePage, PersonalDataPage};
use crate::http::visitor::Visitor;

/// `GET /accessibilite`.
pub async fn accessibility(visitor: Visitor) -> Result<HttpResponse, HttpError> {
    ok(&AccessibilityPage { layout: visitor.layout() })
}

/// `GET /mentions-legales`.
pub async fn legal_notice(visitor: Visitor) -> Result<HttpResponse, HttpError> {
    ok(&LegalNoticePage { layout: visitor.layout() })
}

/// `GET /donnees-personnelles`.
pub async fn personal_data(visitor: Visitor) -> Result<HttpResponse, HttpError> {
    ok(&PersonalDataPage { layout: visitor.layout() })
}

/// `GET /cookies`.
pub async fn cookies(visitor: Visitor) -> Result<HttpResponse, HttpError> {
    ok(&CookiesPage { layout: visitor.layout() })
}
