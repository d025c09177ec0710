//! From the demo enrolment site's button to its filled-in form, by redirects and by EMREX, as a candidate does it.

use std::net::TcpListener;
use std::time::Instant;

use mon_releve::sandbox::enrolment_site::{EnrolmentSite, EnrolmentSiteSettings};
use tempfile::TempDir;

use crate::chromium::{self, Chromium, Wanted};
use crate::support::app::{App, Wish};
use crate::support::hand_off::app_with;
use crate::support::partners::SITE_SECRET;
use crate::support::ports::free_port;
use crate::{arrives_at, clicks, find, fits};

/// The application, and the demo site registered there.
async fn app_and_site() -> (App, TempDir, String) {
    let port = free_port();
    let (redirect_uri, emrex_return) = EnrolmentSite::return_addresses(port);
    let lines = format!("redirect_uris = [\"{redirect_uri}\"]\nemrex_return_urls = [\"{emrex_return}\"]");
    let (app, sites) = app_with(&[("lycee-exemple", &lines)], Wish::default()).await;
    let settings = EnrolmentSiteSettings {
        service: app.url.clone(),
        client_id: "lycee-exemple".to_owned(),
        client_secret: SITE_SECRET.to_owned(),
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let site = EnrolmentSite::bind(listener, settings).unwrap();
    let address = site.url().to_string();
    tokio::spawn(site.run());
    (app, sites, address)
}

/// What differs between the two languages.
struct Story {
    home: &'static str,
    language: &'static str,
    request: &'static str,
    agreement: &'static str,
    declined: &'static str,
}

const STORIES: [Story; 2] = [
    Story {
        home: "",
        language: "fr",
        request: "Lycée Exemple vous demande votre relevé de notes",
        agreement: "Transmettre votre relevé à Lycée Exemple\u{202f}?",
        declined: "Vous n’avez pas transmis de relevé.",
    },
    Story {
        home: "en/",
        language: "en",
        request: "Exemple School is asking for your transcript",
        agreement: "Send your transcript to Exemple School?",
        declined: "You did not send a transcript.",
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_site_gets_the_transcript_the_candidate_chose() {
    let (_app, _sites, site) = app_and_site().await;
    for (width, height) in [(360, 800), (1280, 900)] {
        for story in &STORIES {
            let chromium = Chromium::start().await;
            let wanted = Wanted { language: story.language, ..Wanted::default() };
            let browser = chromium.window_with(&wanted, width, height).await;
            let shot = async |name: &str| {
                fits(&browser, name).await;
                chromium::screenshot(&browser, &format!("{name}-{}-{width}", story.language)).await;
            };
            let home = format!("{site}{}", story.home);

            // Not this time.
            browser.goto(&home).await.unwrap();
            shot("site").await;
            clicks(&browser, "main a.principal").await;
            arrives_at(&browser, story.request).await;
            shot("transmettre").await;
            clicks(&browser, "form[action$='/refuser'] button").await;
            let notice = find(&browser, ".avis").await.text().await.unwrap();
            assert!(notice.starts_with(story.declined), "{notice}");

            // The button, our page, FranceConnect, our page, the site: two screens of ours.
            let begun = Instant::now();
            clicks(&browser, "main a.principal").await;
            arrives_at(&browser, story.request).await;
            clicks(&browser, "a.fr-connect").await;
            clicks(&browser, "button[name=person][value='nominal-f']").await;
            clicks(&browser, "form[action$='/consent'] button").await;
            arrives_at(&browser, story.agreement).await;
            shot("accord").await;
            clicks(&browser, "form[action$='/accord'] button").await;
            find(&browser, ".fr-alert--error").await;
            shot("accord-rien").await;
            clicks(&browser, "input[name=releve]").await;
            clicks(&browser, "form[action$='/accord'] button").await;
            let name = find(&browser, "input#nom").await.prop("value").await.unwrap();
            assert_eq!(name.as_deref(), Some("MARRONNIER-TEST"));
            find(&browser, "a[href='/releve.pdf']").await;
            let (language, seconds) = (story.language, begun.elapsed().as_secs_f64());
            println!("{language}, {width} px: {seconds:.1} s from the site's button to its filled-in form");
            shot("site-rempli").await;

            // The same by EMREX: signed in already, so one screen, then the one that carries it back.
            clicks(&browser, "form[action='/recommencer'] button").await;
            clicks(&browser, "form[action$='/emrex'] button").await;
            arrives_at(&browser, story.agreement).await;
            shot("accord-emrex").await;
            clicks(&browser, "input[name=releve]").await;
            clicks(&browser, "form[action$='/accord'] button").await;
            find(&browser, "input[name=elmo]").await;
            shot("retour-emrex").await;
            clicks(&browser, "form[action$='/emrex'] button").await;
            let name = find(&browser, "input#nom").await.prop("value").await.unwrap();
            assert_eq!(name.as_deref(), Some("MARRONNIER-TEST"));
            shot("site-rempli-emrex").await;
            browser.close().await.unwrap();
        }
    }
}
