//! Which of our forms a caller wants (RFC 9110 §12.5.1).

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT, Header, Quality};

/// The form of `offered` (media types, ours first) that the caller prefers; `None` when none will do.
pub fn preferred<'a>(request: &HttpRequest, offered: &[&'a str]) -> Option<&'a str> {
    if !request.headers().contains_key(ACCEPT) {
        return offered.first().copied();
    }
    let ranges = actix_web::http::header::Accept::parse(request).ok()?.0;
    // The most specific range that covers a form says how much it is wanted.
    let quality = |form: &str| {
        let (kind, _) = form.split_once('/')?;
        let specificity = |range: &str| match range {
            "*/*" => Some(0),
            range if range.strip_suffix("/*") == Some(kind) => Some(1),
            range if range == form => Some(2),
            _ => None,
        };
        ranges
            .iter()
            .filter_map(|item| Some((specificity(item.item.essence_str())?, item.quality)))
            .max_by_key(|(specificity, _)| *specificity)
            .map(|(_, quality)| quality)
    };
    let mut best: Option<(&str, Quality)> = None;
    for form in offered {
        match quality(form) {
            Some(quality) if quality > Quality::ZERO && best.is_none_or(|(_, found)| quality > found) => {
                best = Some((form, quality));
            }
            _ => {}
        }
    }
    best.map(|(form, _)| form)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::preferred;

    const OFFERED: &[&str] = &["application/json", "application/pdf"];

    fn wanted(accept: &str) -> Option<&'static str> {
        preferred(&TestRequest::get().insert_header(("accept", accept)).to_http_request(), OFFERED)
    }

    #[test]
    fn the_caller_chooses_and_we_come_first_when_they_do_not() {
        for (accept, expected) in [
            ("application/json", Some("application/json")),
            ("application/pdf", Some("application/pdf")),
            ("*/*", Some("application/json")),
            ("application/*", Some("application/json")),
            ("application/pdf, */*;q=0.1", Some("application/pdf")),
            ("application/json;q=0.2, application/pdf;q=0.9", Some("application/pdf")),
            ("application/json;q=0, */*", Some("application/pdf")),
            ("text/html", None),
            ("application/json;q=0", None),
        ] {
            assert_eq!(wanted(accept), expected, "{accept}");
        }
        assert_eq!(preferred(&TestRequest::get().to_http_request(), OFFERED), Some("application/json"));
    }
}
