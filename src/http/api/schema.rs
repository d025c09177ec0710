//! `GET /developpeurs/schemas/releves-1.json`: the public form of transcripts, as JSON Schema.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, Responder};

/// Version 1. Members may be added to it; a change of meaning would be version 2, beside this one.
pub const TRANSCRIPTS: &str = include_str!("../../../docs/releves.schema.json");

/// The schema.
pub async fn transcripts() -> impl Responder {
    HttpResponse::Ok()
        .content_type("application/schema+json")
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(TRANSCRIPTS)
}
