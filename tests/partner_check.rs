//! `mon-releve partner check`: the conformance kit, with the production program, against two sites.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use std::collections::HashMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use mon_releve::sandbox::enrolment_site::{EnrolmentSite, EnrolmentSiteSettings};
use serde_json::Value;
use support::partners::{SITE_SECRET, registry};
use support::ports::free_port;
use tempfile::TempDir;

/// A site of the registry whose addresses are on this machine, and the folder its file is in.
fn local_site(port: u16) -> TempDir {
    registry(&[("lycee-exemple", &format!("redirect_uris = [\"http://localhost:{port}/retour\"]"))])
}

/// The conformance kit against a site that begins at `start`: what it prints, by case.
async fn checked(
    sites: &TempDir,
    kit: u16,
    start: String,
) -> (Option<i32>, HashMap<String, (String, String)>) {
    let dir = sites.path().to_str().unwrap().to_owned();
    let output = tokio::task::spawn_blocking(move || {
        let listen = format!("127.0.0.1:{kit}");
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/production/mon-releve");
        Command::new(program)
            .args(["partner", "check", "lycee-exemple", "--json", "--start", &start, "--listen", &listen])
            .env_clear()
            .env("MON_RELEVE__SERVER__ENVIRONMENT", "test")
            .env("MON_RELEVE__PARTNERS__DIR", dir)
            .output()
            .expect("run `make test`, which builds it")
    });
    let output = output.await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    let text = |case: &Value, name: &str| case[name].as_str().unwrap().to_owned();
    let cases = report["cases"].as_array().unwrap().iter();
    let cases = cases.map(|case| (text(case, "case"), (text(case, "status"), text(case, "detail"))));
    (output.status.code(), cases.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conformance_kit_finds_nothing_wrong_with_the_demo_site() {
    let (port, kit) = (free_port(), free_port());
    let sites = local_site(port);
    let settings = EnrolmentSiteSettings {
        service: format!("http://127.0.0.1:{kit}").parse().unwrap(),
        client_id: "lycee-exemple".to_owned(),
        client_secret: SITE_SECRET.to_owned(),
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    tokio::spawn(EnrolmentSite::bind(listener, settings).unwrap().run());
    let (code, cases) = checked(&sites, kit, format!("http://localhost:{port}/recuperer")).await;
    for (case, (status, detail)) in &cases {
        assert_eq!(status, "ok", "{case}: {detail}");
    }
    assert_eq!((code, cases.len()), (Some(0), 18));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conformance_kit_finds_what_a_careless_site_leaves_out() {
    let (port, kit) = (free_port(), free_port());
    let sites = local_site(port);
    tokio::spawn(careless_site::at(port, format!("http://127.0.0.1:{kit}")));
    let (code, cases) = checked(&sites, kit, format!("http://localhost:{port}/depart")).await;
    let with = |wanted: &str| {
        let mut found: Vec<_> =
            cases.iter().filter(|(_, (status, _))| status == wanted).map(|(case, _)| case.as_str()).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(with("error"), ["another-browser", "another-issuer", "another-state", "no-state", "state"]);
    assert_eq!(with("n/a").len(), 8, "it never looks at a seal");
    assert_eq!(code, Some(5));
}

/// A site whose developer stopped once it worked: it takes any answer, from any browser, and never looks at a seal.
mod careless_site {
    use actix_web::dev::Server;
    use actix_web::http::header::LOCATION;
    use actix_web::{App, HttpResponse, HttpServer, web};
    use mon_releve::http::oauth::parameters::Parameters;
    use serde_json::Value;

    use super::support::hand_off::{CHALLENGE, VERIFIER};
    use super::support::partners::SITE_SECRET;
    use super::support::visitor::new_client;

    struct Site {
        address: String,
        service: String,
    }

    async fn leave(site: web::Data<Site>) -> HttpResponse {
        let query = format!(
            "response_type=code&client_id=lycee-exemple&redirect_uri={}/retour&scope=resultat&state=abc&\
             code_challenge={CHALLENGE}&code_challenge_method=S256",
            site.address
        );
        HttpResponse::Found()
            .insert_header((LOCATION, format!("{}/oauth2/authorize?{query}", site.service)))
            .finish()
    }

    async fn come_back(request: actix_web::HttpRequest, site: web::Data<Site>) -> HttpResponse {
        let query = Parameters::parse(request.query_string().as_bytes());
        let redirect_uri = format!("{}/retour", site.address);
        let form = [
            ("grant_type", "authorization_code"),
            ("code", query.get("code").unwrap_or_default()),
            ("redirect_uri", &redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        let exchange = new_client().post(format!("{}/oauth2/token", site.service)).form(&form);
        let token = exchange.basic_auth("lycee-exemple", Some(SITE_SECRET)).send().await.unwrap();
        let token: Value = token.json().await.unwrap();
        let Some(token) = token["access_token"].as_str() else { return HttpResponse::Ok().body("non") };
        let address = format!("{}/api/v1/releves/{}", site.service, "0".repeat(32));
        let releve = new_client().get(address).bearer_auth(token).send().await.unwrap();
        HttpResponse::Ok().body(releve.text().await.unwrap())
    }

    pub fn at(port: u16, service: String) -> Server {
        let site = web::Data::new(Site { address: format!("http://localhost:{port}"), service });
        let server = HttpServer::new(move || {
            let app = App::new().app_data(site.clone());
            app.route("/depart", web::get().to(leave)).route("/retour", web::get().to(come_back))
        });
        server.workers(1).disable_signals().bind(("127.0.0.1", port)).unwrap().run()
    }
}
