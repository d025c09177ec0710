//! Four replicas on one Redis and one PostgreSQL: every step of everybody on another one.

use futures_util::future::join_all;
use reqwest::{Response, StatusCode};
use serde_json::Value;
use url::Url;

use crate::crowd::{CROWD, WANTED, at_franceconnect};
use crate::support::app::{App, Wish};
use crate::support::hand_off::{CALLBACK, Site, VERIFIER};
use crate::support::partners::{SITE_SECRET, registry};
use crate::support::postgres_server::PostgresServer;
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Visitor, location, new_client};
use crate::trail::entries;

/// The servers, the first replica, and where all four answer.
struct Deployment {
    _redis: RedisServer,
    postgres: PostgresServer,
    _sites: tempfile::TempDir,
    app: App,
    replicas: Vec<Url>,
}

async fn deployed() -> Deployment {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let sites =
        registry(&[("lycee-exemple", &format!("redirect_uris = [\"{CALLBACK}\"]\ncredentials = true"))]);
    let settings = vec![
        ("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned()),
        ("LIMITS__PER_ADDRESS_PER_MINUTE", "0".to_owned()),
        ("LIMITS__ATTEMPTS_PER_INA_PER_HOUR", "10".to_owned()),
    ];
    let wish = Wish { redis: Some(redis.url()), postgres: Some(postgres.url()), settings, ..Wish::default() };
    let app = App::start_with(wish).await;
    let others = join_all((0..3).map(|_| app.replica(&[]))).await;
    let replicas = std::iter::once(app.url.clone()).chain(others).collect();
    Deployment { _redis: redis, postgres, _sites: sites, app, replicas }
}

impl Deployment {
    /// The address of a page on one of them.
    fn at(&self, index: usize, address: &str) -> Url {
        let wanted = self.app.url.join(address).unwrap();
        let mut url = self.replicas[index % self.replicas.len()].join(wanted.path()).unwrap();
        url.set_query(wanted.query());
        url
    }

    async fn get(&self, visitor: &Visitor<'_>, index: usize, address: &str) -> Response {
        visitor.client.get(self.at(index, address)).send().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_sessions_and_transcripts_are_the_same_on_all_of_them() {
    let deployment = deployed().await;
    let crowd = at_franceconnect(&deployment.app).await;
    let gets_the_pdf = async |index: usize| {
        let person = &crowd[index];
        let back = deployment.get(&person.visitor, index + 1, person.callback.as_str()).await;
        assert_eq!((back.status(), location(&back).as_str()), (StatusCode::SEE_OTHER, WANTED));
        let list = deployment.get(&person.visitor, index + 2, "/mes-releves").await;
        let page = match list.status() {
            StatusCode::SEE_OTHER => location(&list),
            _ => {
                let page =
                    crate::support::visitor::Page { status: list.status(), text: list.text().await.unwrap() };
                page.links("/mes-releves/").remove(0)
            }
        };
        let download = format!("{page}/telecharger");
        let pdf = deployment.get(&person.visitor, index + 3, &download).await;
        assert_eq!(pdf.status(), StatusCode::OK);
        (page, pdf.bytes().await.unwrap())
    };
    let mut pdfs = join_all((0..CROWD).map(gets_the_pdf)).await;
    pdfs.sort();
    pdfs.dedup();
    assert_eq!(pdfs.len(), 4, "four people, four documents, the same bytes whoever drew them");
    assert_eq!(entries(&deployment.postgres, "IDENTIFICATION"), CROWD);
    assert_eq!(entries(&deployment.postgres, "TELECHARGEMENT"), CROWD);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_code_at_all_of_them_at_once_one_token_at_most_comes() {
    let deployment = deployed().await;
    let visitor = Visitor::of(&deployment.app);
    let site = Site::of(&deployment.app);
    let code = visitor.hands_over(&site, "nominal-f").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let exchange = async |index: usize| {
        let call = new_client().post(deployment.at(index, "/oauth2/token")).form(&form);
        call.basic_auth("lycee-exemple", Some(SITE_SECRET)).send().await.unwrap()
    };
    let mut tokens = Vec::new();
    for answer in join_all((0..16).map(exchange)).await {
        if answer.status() == StatusCode::OK {
            let answer: Value = answer.json().await.unwrap();
            tokens.push(answer["access_token"].as_str().unwrap().to_owned());
        }
    }
    assert!(tokens.len() <= 1, "{} tokens", tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let list = new_client().get(deployment.at(index, "/api/v1/releves")).bearer_auth(token);
        assert_eq!(list.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "closed by its second use");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_are_counted_together() {
    let deployment = deployed().await;
    let path = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
    let tries = async |index: usize, number: &str| {
        let body = format!(r#"{{"ina":"12345678","numGestion":"{number}"}}"#);
        let call =
            new_client().post(deployment.at(index, path)).basic_auth("lycee-exemple", Some(SITE_SECRET));
        call.body(body).send().await.unwrap().status()
    };
    let guesses = join_all((0..12).map(|index| tries(index, "0000000001X"))).await;
    let wrong = guesses.iter().filter(|status| **status == StatusCode::NOT_FOUND).count();
    assert_eq!(wrong, 10, "ten guesses an hour, wherever: {guesses:?}");
    for index in 0..4 {
        assert_eq!(
            tries(index, "0000000000X").await,
            StatusCode::TOO_MANY_REQUESTS,
            "for the right number too"
        );
    }
}
