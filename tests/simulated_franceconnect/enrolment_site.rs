//! The demo enrolment site.

use std::net::TcpListener;

use mon_releve::sandbox::enrolment_site::EnrolmentSite;
use reqwest::StatusCode;

use super::support::{browser, text, url};

#[tokio::test]
async fn the_school_leads_into_the_service_in_both_languages() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let site = EnrolmentSite::bind(listener, url("http://localhost:8080")).expect("it binds");
    let address = site.url().clone();
    let handle = site.server_handle();
    let running = tokio::spawn(site.run());
    for (path, link) in
        [("", r#"href="http://localhost:8080/""#), ("en/", r#"href="http://localhost:8080/en/""#)]
    {
        let request = browser().get(address.join(path).expect("an address"));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        let page = text(response).await;
        assert!(page.contains(link), "{page}");
        assert!(page.contains("Lycée Exemple"));
    }
    handle.stop(false).await;
    running.await.expect("it ends").expect("it ends well");
}
