//! Swagger UI, at the address the ministry's API has always had, to try the API by hand. All of it is within the
//! program: a browser asks nobody else for anything.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::{Config, serve};

use crate::http::views::{Page, SwaggerUi};
use crate::http::visitor::Visitor;

/// The one page with scripts: its own, which ask nobody but us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::new(["/openapi.json"]).use_base_layout().validator_url("none")));

/// `GET /arpent-resultats-api/swagger-ui.html`.
pub async fn swagger_ui(visitor: Visitor) -> HttpResponse {
    let mut response = SwaggerUi { layout: visitor.layout() }.respond();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// `GET /arpent-resultats-api/swagger-ui/{file}`: its scripts and its style sheet, as they lie in the program: packed by
/// gzip, which every browser that runs them takes.
pub async fn file(name: web::Path<String>) -> HttpResponse {
    let is_part = name.ends_with(".js") || name.ends_with(".css");
    let Some(file) = serve(&name, Arc::clone(&CONFIG)).ok().flatten().filter(|_| is_part) else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, file.content_type))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"));
    if file.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    response.body(match file.bytes {
        Cow::Borrowed(kept) => Bytes::from_static(kept),
        Cow::Owned(drawn) => drawn.into(),
    })
}
