//! Pages that are the same for everybody who is not signed in, drawn and packed once: on results day all come by
//! the same door.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_LANGUAGE, ContentType};
use actix_web::web::Bytes;

use super::content_coding::ContentCoding;
use super::middleware::compression::HoldsNoSecret;
use super::views::Page;
use super::visitor::Visitor;
use crate::domain::language::Language;

/// What was drawn so far, by name and language. Bounded, for the names are handlers' own.
#[derive(Default)]
pub struct KeptPages(RwLock<HashMap<(&'static str, Language), Kept>>);

#[derive(Clone)]
struct Kept {
    html: Bytes,
    packed: Option<Bytes>,
}

impl KeptPages {
    /// The answer with the page of this name: kept, or drawn now. Whoever is signed in has a page of their own.
    pub fn answer<P: Page>(
        &self,
        name: &'static str,
        visitor: &Visitor,
        draw: impl FnOnce() -> P,
    ) -> HttpResponse {
        if visitor.identification().is_some() {
            return draw().respond();
        }
        let language = visitor.language;
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&(name, language)).cloned();
        let kept = match known {
            Some(kept) => kept,
            None => {
                let page = draw();
                let Ok(html) = page.render() else { return page.respond() };
                let packed = ContentCoding::Gzip.pack(html.as_bytes()).map(Bytes::from);
                let kept = Kept { html: html.into(), packed };
                self.0.write().unwrap_or_else(PoisonError::into_inner).insert((name, language), kept.clone());
                kept
            }
        };
        let mut response = HttpResponse::Ok()
            .insert_header(ContentType::html())
            .insert_header((CONTENT_LANGUAGE, language.tag()))
            .body(kept.html);
        response.extensions_mut().insert(HoldsNoSecret { packed: kept.packed });
        response
    }
}
