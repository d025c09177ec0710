//! Some dozens of people who sign in at once.

use futures_util::future::join_all;
use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use url::Url;

use crate::support::app::App;
use crate::support::patience::eventually;
use crate::support::visitor::{Page, Visitor, location};

/// How many.
pub const CROWD: usize = 32;
/// Where each of them wants to go.
pub const WANTED: &str = "/dossier/rechercher";

const PEOPLE: [&str; 4] = ["nominal-f", "btsa-ects", "absent", "three-records"];

/// One of them, at FranceConnect, about to come back.
pub struct OnTheWay<'a> {
    pub visitor: Visitor<'a>,
    pub callback: Url,
    pub person: &'static str,
}

impl OnTheWay<'_> {
    /// FranceConnect sends them back.
    pub async fn comes_back(&self) -> Response {
        self.visitor.comes_back(&self.callback).await
    }

    /// Signs in again from the page they are on, and gets where they wanted to go from the start.
    pub async fn starts_again(&self, page: &Page) -> String {
        let link = page.links("/connexion").into_iter().next().expect("a way on");
        let authorize = self.visitor.clicks_sign_in(&link).await;
        let callback = self.visitor.identifies_as(&authorize, self.person).await;
        let response = self.visitor.comes_back(&callback).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        location(&response)
    }
}

/// All of them, at FranceConnect.
pub async fn at_franceconnect(app: &App) -> Vec<OnTheWay<'_>> {
    let begins = (0..CROWD).map(async |index| {
        let (visitor, person) = (Visitor::of(app), PEOPLE[index % PEOPLE.len()]);
        let authorize = visitor.clicks_sign_in(&format!("/connexion?retour={WANTED}")).await;
        let callback = visitor.identifies_as(&authorize, person).await;
        OnTheWay { visitor, callback, person }
    });
    join_all(begins).await
}

/// All of them, signed in.
pub async fn signed_in(app: &App) -> Vec<OnTheWay<'_>> {
    let crowd = at_franceconnect(app).await;
    for answer in join_all(crowd.iter().map(OnTheWay::comes_back)).await {
        assert_eq!(location(&answer), WANTED);
    }
    crowd
}

/// A page that says when to come back, and no cause.
pub async fn is_told_to_come_back(answer: Response) {
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key(RETRY_AFTER));
    let page = answer.text().await.unwrap();
    assert!(page.contains("<h1"), "{page}");
    for cause in ["Redis", "Postgre", "sqlx", "timed out", "refused"] {
        assert!(!page.contains(cause), "{cause} in {page}");
    }
}

/// Until sign-ins begin as ever, without a restart.
pub async fn is_found_again(app: &App) {
    eventually("sign-ins begin again", async || {
        Visitor::of(app).get("/connexion").await.status() == StatusCode::SEE_OTHER
    })
    .await;
}
