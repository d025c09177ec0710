//! How much a page weighs for somebody who was never here: everything it makes a browser fetch, heads
//! included, as it comes over the wire.

use std::collections::BTreeSet;
use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, COOKIE, VARY};
use reqwest::{Response, StatusCode};

use crate::support::app::App;
use crate::support::visitor::{Page, Visitor, location};

const MOST_BYTES: usize = 30 * 1024;
const MOST_REQUESTS: usize = 5;

async fn fetch(visitor: &Visitor<'_>, path: &str, codings: &str) -> Response {
    let request = visitor.client.get(visitor.at(path)).header(ACCEPT, "text/html");
    let response = request.header(ACCEPT_ENCODING, codings).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response
}

/// Bytes of head and body, and the body unpacked.
async fn weigh(response: Response) -> (usize, Vec<u8>) {
    let head: usize =
        response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let coding = response.headers().get(CONTENT_ENCODING).map(|coding| coding.to_str().unwrap().to_owned());
    let body = response.bytes().await.unwrap();
    let mut plain = Vec::new();
    match coding.as_deref() {
        None => plain.extend_from_slice(&body),
        Some("br") => {
            brotli::Decompressor::new(body.as_ref(), 4096).read_to_end(&mut plain).unwrap();
        }
        Some("gzip") => {
            GzDecoder::new(body.as_ref()).read_to_end(&mut plain).unwrap();
        }
        Some(other) => panic!("{other}"),
    }
    ("HTTP/1.1 200 OK\r\n\r\n".len() + head + body.len(), plain)
}

/// What the page makes a browser fetch: bytes and requests, its own included.
async fn costs(visitor: &Visitor<'_>, path: &str, codings: &str) -> (usize, usize) {
    let (mut bytes, page) = weigh(fetch(visitor, path, codings).await).await;
    let page = Page { status: StatusCode::OK, text: String::from_utf8(page).unwrap() };
    let mut files: BTreeSet<String> = page.attributes("img[src]", "src").into_iter().collect();
    files.extend(page.attributes("link[rel=stylesheet], link[rel=icon], link[rel=manifest]", "href"));
    for file in &files {
        bytes += weigh(fetch(visitor, file, codings).await).await.0;
    }
    (bytes, files.len() + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn landing_and_transcript_are_light_even_on_the_first_visit() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    let transcript = location(&visitor.get("/mes-releves").await);
    let stranger = Visitor::of(&app);
    for (visitor, path) in
        [(&stranger, "/"), (&stranger, "/en"), (&visitor, transcript.as_str()), (&stranger, "/verifier")]
    {
        for codings in ["gzip, deflate, br, zstd", "gzip"] {
            let (bytes, requests) = costs(visitor, path, codings).await;
            println!("{path} in {codings}: {bytes} bytes, {requests} requests");
            assert!(bytes <= MOST_BYTES, "{path} in {codings}: {bytes} bytes");
            assert!(requests <= MOST_REQUESTS, "{path}: {requests} requests");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_packed_unless_it_knows_its_reader() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    for path in ["/", "/verifier", "/en/aide"] {
        let answer = fetch(&visitor, path, "gzip, deflate, br, zstd").await;
        assert_eq!(answer.headers()[CONTENT_ENCODING], "gzip", "{path}");
        assert!(answer.headers().get_all(VARY).iter().any(|name| name == "accept-encoding"), "{path}");
        let (_, packed) = weigh(answer).await;
        let (_, plain) = weigh(fetch(&visitor, path, "identity").await).await;
        assert_eq!(packed, plain, "{path}");
    }
    visitor.signs_in_as("btsa-ects").await;
    for path in ["/", "/verifier"] {
        let answer = fetch(&visitor, path, "br, gzip").await;
        assert!(answer.headers().get(CONTENT_ENCODING).is_none(), "{path} holds an anti-forgery value");
        assert!(String::from_utf8(weigh(answer).await.1).unwrap().contains("name=\"jeton\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_the_theme_are_the_same_however_they_travel() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let style = visitor.opens("/").await.attribute("link[rel=stylesheet]", "href");
    let (plain, content) = weigh(fetch(&visitor, &style, "identity").await).await;
    for codings in ["br", "gzip"] {
        let answer = fetch(&visitor, &style, codings).await;
        assert_eq!(answer.headers()[CONTENT_ENCODING], codings);
        assert_eq!(answer.headers()[VARY], "accept-encoding");
        let (packed, unpacked) = weigh(answer).await;
        assert_eq!(unpacked, content);
        assert!(packed * 2 < plain, "{packed} of {plain} bytes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_known_gets_the_same_landing_page_by_either_door() {
    let app = App::start().await;
    let stranger = Visitor::of(&app);
    for path in ["/", "/en"] {
        let fetched = async |cookie: &str, codings: &str| {
            let request = stranger.client.get(app.at(path)).header(COOKIE, cookie);
            request.header(ACCEPT_ENCODING, codings).send().await.unwrap()
        };
        for codings in ["gzip, deflate, br, zstd", "identity", "gzip;q=0"] {
            let (door, other) =
                (fetched("other=1", codings).await, fetched("mon-releve-session=forged", codings).await);
            let names = |response: &Response| -> BTreeSet<String> {
                response.headers().keys().map(|name| name.as_str().to_owned()).collect()
            };
            assert_eq!(names(&door), names(&other), "{path} in {codings}");
            assert_eq!(door.headers().get(CONTENT_ENCODING), other.headers().get(CONTENT_ENCODING));
            assert_eq!(weigh(door).await.1, weigh(other).await.1, "{path} in {codings}");
        }
        let refused = stranger.client.post(app.at(path)).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(refused.headers()[ALLOW], "GET, HEAD");
        let head = stranger.client.head(app.at(path)).send().await.unwrap();
        assert_eq!((head.status(), head.bytes().await.unwrap().len()), (StatusCode::OK, 0));
    }
}
