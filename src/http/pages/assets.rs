//! Style sheet and icons: named by their content, so a browser keeps them for ever.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use crate::http::views::assets;

/// `GET /static/{file}`.
pub async fn asset(file: web::Path<String>) -> HttpResponse {
    match assets::asset(&file) {
        Some(asset) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, asset.content_type))
            .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .body(asset.bytes.as_slice()),
        None => HttpResponse::NotFound().finish(),
    }
}
