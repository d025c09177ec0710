//! Packs the pages that may be.
//!
//! The length of a packed page tells how much of it repeats: whoever can make a browser ask for pages, have
//! words of theirs in them, and see their length on the wire, guesses what else stands there letter by letter
//! (BREACH). So a page that knows its reader, or holds the anti-forgery value of a form, is never packed:
//! [`Page::respond`](crate::http::views::Page::respond) marks the others. What a code opens may be packed: who
//! can ask for it has the code. A transcript is some ten kilobytes of HTML; its style sheet, which everybody
//! may read, is packed and kept.

use actix_web::Error;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ResponseHead, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderValue, VARY};
use actix_web::middleware::Next;

use crate::http::content_coding::ContentCoding;

/// Marks an answer that holds nothing to guess; travels in the response.
pub struct HoldsNoSecret;

/// The middleware.
pub async fn compression<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let coding = ContentCoding::accepted_by(&request, &[ContentCoding::Gzip]);
    let response = next.call(request).await?;
    if !response.response().extensions().contains::<HoldsNoSecret>() {
        return Ok(response.map_into_left_body());
    }
    Ok(response.map_body(|head, body| pack(coding, head, body)))
}

fn pack<B: MessageBody + 'static>(
    coding: Option<ContentCoding>,
    head: &mut ResponseHead,
    body: B,
) -> EitherBody<B, BoxBody> {
    head.headers_mut().append(VARY, HeaderValue::from(ACCEPT_ENCODING));
    let Some(coding) = coding else { return EitherBody::left(body) };
    match body.try_into_bytes() {
        Err(body) => EitherBody::left(body),
        Ok(bytes) => match coding.pack(&bytes) {
            None => EitherBody::right(BoxBody::new(bytes)),
            Some(packed) => {
                head.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
                EitherBody::right(BoxBody::new(packed))
            }
        },
    }
}
