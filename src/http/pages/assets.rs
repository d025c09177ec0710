//! Style sheets, pictures and letters: named by their content, so a browser keeps them for ever.

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::http::content_coding::ContentCoding;
use crate::http::state::AppState;
use crate::http::views::assets::Asset;

/// `GET /static/{file}`.
pub async fn asset(
    request: HttpRequest,
    file: web::Path<String>,
    state: web::Data<AppState>,
) -> HttpResponse {
    answer(&request, state.assets.find(&file))
}

/// `GET /static/theme/{hash}/{path}`: what the ministry laid over our theme.
pub async fn laid_over(
    request: HttpRequest,
    file: web::Path<(String, String)>,
    state: web::Data<AppState>,
) -> HttpResponse {
    let (hash, path) = file.into_inner();
    answer(&request, state.assets.find_laid_over(&hash, &path))
}

/// `GET /favicon.ico`: browsers ask there beside a document that names no icon, such as the PDF.
pub async fn favicon(state: web::Data<AppState>) -> HttpResponse {
    let icon = state.assets.named("icon-32.png");
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, icon.content_type))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(icon.bytes.clone())
}

fn answer(request: &HttpRequest, asset: Option<&Asset>) -> HttpResponse {
    let Some(asset) = asset else { return HttpResponse::NotFound().finish() };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, asset.content_type))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((VARY, ACCEPT_ENCODING.as_str()));
    let packed = ContentCoding::accepted_by(request, &[ContentCoding::Brotli, ContentCoding::Gzip])
        .and_then(|coding| asset.packed(coding).map(|bytes| (coding, bytes)));
    match packed {
        Some((coding, bytes)) => response.insert_header((CONTENT_ENCODING, coding.name())).body(bytes),
        None => response.body(asset.bytes.clone()),
    }
}
