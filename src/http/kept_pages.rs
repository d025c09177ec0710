//! Pages that are the same for everybody who is not known, drawn and packed once: on results day all come by the same
//! door.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LANGUAGE, ContentType, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use super::content_coding::ContentCoding;
use super::views::Page;
use crate::domain::language::Language;

/// How these pages are packed.
const PACKED: ContentCoding = ContentCoding::Gzip;

/// What was drawn so far, by name and language. Bounded, for the names are handlers' own.
#[derive(Default)]
pub struct KeptPages(RwLock<HashMap<(&'static str, Language), Kept>>);

#[derive(Clone)]
struct Kept {
    html: Bytes,
    packed: Option<Bytes>,
}

impl KeptPages {
    /// The answer with the page of this name: kept, or drawn now.
    pub fn answer<P: Page>(
        &self,
        request: &HttpRequest,
        name: &'static str,
        language: Language,
        draw: impl FnOnce() -> P,
    ) -> HttpResponse {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&(name, language)).cloned();
        let Kept { html, packed } = match known {
            Some(kept) => kept,
            None => {
                let page = draw();
                let Ok(html) = page.render() else { return page.respond() };
                let packed = PACKED.pack(html.as_bytes()).map(Bytes::from);
                let kept = Kept { html: html.into(), packed };
                self.0.write().unwrap_or_else(PoisonError::into_inner).insert((name, language), kept.clone());
                kept
            }
        };
        let mut response = HttpResponse::Ok();
        response
            .insert_header(ContentType::html())
            .insert_header((CONTENT_LANGUAGE, language.tag()))
            .insert_header((VARY, ACCEPT_ENCODING.as_str()));
        match packed.filter(|_| ContentCoding::accepted_by(request, &[PACKED]).is_some()) {
            Some(packed) => response.insert_header((CONTENT_ENCODING, PACKED.name())).body(packed),
            None => response.body(html),
        }
    }
}
