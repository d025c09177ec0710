//! The demo enrolment site, alone.

use std::net::TcpListener;

use mon_releve::sandbox::enrolment_site::{EnrolmentSite, EnrolmentSiteSettings};
use reqwest::StatusCode;

use super::support::{browser, text, url};

#[tokio::test]
async fn the_school_leads_into_the_service_in_both_languages() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let settings = EnrolmentSiteSettings {
        service: url("http://localhost:8080"),
        client_id: "lycee-exemple".to_owned(),
        client_secret: "a secret".to_owned(),
    };
    let site = EnrolmentSite::bind(listener, settings).expect("it binds");
    let address = site.url().clone();
    let handle = site.server_handle();
    let running = tokio::spawn(site.run());
    for (path, button, language) in
        [("", "Récupérer mon relevé de notes", "fr"), ("en/", "Get my transcript", "en")]
    {
        let browser = browser();
        let at = |path: &str| address.join(path).expect("an address");
        let response = browser.get(at(path)).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        let page = text(response).await;
        assert!(page.contains(button) && page.contains("Lycée Exemple"), "{page}");
        let left = browser.get(at("recuperer")).send().await.expect("an answer");
        let location = left.headers()["location"].to_str().expect("text").to_owned();
        assert!(location.starts_with("http://localhost:8080/oauth2/authorize?"), "{location}");
        assert!(location.contains(&format!("ui_locales={language}")), "{location}");
        // What comes back without having left is nobody's.
        let back = browser.get(at("retour?code=x&state=y")).send().await.expect("an answer");
        assert_eq!(back.status(), StatusCode::SEE_OTHER);
        let page = text(browser.get(at(path)).send().await.expect("an answer")).await;
        assert!(
            page.contains(
                ["n’a pas pu être récupéré", "could not be fetched"][usize::from(language == "en")]
            )
        );
    }
    handle.stop(false).await;
    running.await.expect("it ends").expect("it ends well");
}
