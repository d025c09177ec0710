//! The transcript on screen and as a sealed PDF.

use reqwest::StatusCode;
use reqwest::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::support::app::App;
use crate::support::visitor::{Visitor, location};

async fn own_transcript(visitor: &Visitor<'_>, person: &str) -> String {
    visitor.signs_in_as(person).await;
    location(&visitor.get("/mes-releves").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_mark_is_told_in_words() {
    let app = App::start().await;
    for (person, words) in [
        ("absent", &["Absent"][..]),
        ("exempted", &["Dispensé"]),
        ("capa-progressive", &["conservée"]),
        ("eliminated", &["raude"]),
    ] {
        let visitor = Visitor::of(&app);
        let path = own_transcript(&visitor, person).await;
        let text = visitor.opens(&path).await.all_text();
        for word in words {
            assert!(text.contains(word), "{person} lacks {word}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_download_is_a_sealed_pdf_and_the_same_one_for_ever() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let path = own_transcript(&visitor, "btsa-ects").await;
    let link = visitor.opens(&path).await.links(&format!("{path}/telecharger"));
    assert_eq!(link.len(), 1, "one button");
    let response = visitor.get(&link[0]).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/pdf");
    assert!(response.headers()[CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    let first = response.bytes().await.unwrap();
    assert!(first.starts_with(b"%PDF-1.7"));
    let seal = b"/ETSI.CAdES.detached";
    assert!(first.windows(seal.len()).any(|window| window == seal));
    app.minutes_pass(3);
    let again = visitor.get(&link[0]).await.bytes().await.unwrap();
    assert_eq!(first, again);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_download_at_once_get_the_same_bytes() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let path = own_transcript(&visitor, "btsa-ects").await;
    let download = async || visitor.get(&format!("{path}/telecharger")).await.bytes().await.unwrap();
    let copies = futures_util::future::join_all((0..8).map(|_| download())).await;
    assert!(copies.iter().all(|copy| copy == &copies[0]));
}
