//! Nothing personal in the technical log, whatever happens.

use std::io::Write;
use std::sync::{Arc, Mutex};

use mon_releve::sandbox::franceconnect::behaviour::{Order, Tamper};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::app::{App, Wish};
use crate::support::hand_off::{CALLBACK, Site, VERIFIER, answer};
use crate::support::partners::{SITE_SECRET, registry};
use crate::support::visitor::{Visitor, location};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_journey_leaves_no_personal_data_in_the_log() {
    let log = Captured::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(log.clone());
    // Other stories may have started a log first; then theirs holds ours and nothing is captured.
    tracing::subscriber::set_global_default(subscriber.finish()).expect("the only log of this test program");

    let sites = registry(&[("lycee-exemple", &format!("redirect_uris = [\"{CALLBACK}\"]"))]);
    let settings = vec![
        ("API__CREDENTIALS_ACCESS", "open".to_owned()),
        ("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned()),
    ];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    visitor.comes_back(&callback).await;
    let link = visitor.opens("/mes-releves").await.links("/mes-releves/").remove(0);
    visitor.opens(&link).await;
    visitor.get(&format!("{link}/telecharger")).await;
    let site = Site::of(&app);
    let arrives = Visitor::of(&app);
    let (request, page) = arrives.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let chosen = page.boxes();
    let back = answer(&location(&arrives.agrees(&request, &page, &chosen[..1]).await));
    let token = site.token(&back["code"]).await;
    let picked_up = site.list(&token).await.remove(0);
    for form in ["application/json", "application/jwt", "application/pdf", "application/xml", "text/html"] {
        site.fetches(&picked_up, &token, form).await;
    }
    site.exchanges(&back["code"]).await;
    site.fetches(&picked_up, &token, "application/json").await;
    let lost = Visitor::of(&app);
    lost.signs_in_as("typo-on-file").await;
    let form = lost.opens("/dossier/rechercher").await;
    let token = form.attribute("main form input[name=jeton]", "value");
    for num_gestion in ["3220546410D", "3220546410C"] {
        let typed = [("jeton", token.as_str()), ("ina", "16066366"), ("numGestion", num_gestion)];
        lost.client.post(app.at("/dossier/rechercher")).form(&typed).send().await.unwrap();
    }
    lost.opens("/mes-releves").await;
    for lie in [Tamper::IdTokenBadSignature, Tamper::UserinfoUnsignedJson, Tamper::UserinfoOtherSub] {
        app.order(&Order { reset: true, tamper: Some(lie), ..Order::default() });
        let liar = Visitor::of(&app);
        let authorize = liar.clicks_sign_in("/connexion").await;
        let callback = liar.identifies_as(&authorize, "nominal-f").await;
        liar.comes_back(&callback).await;
    }
    let broken =
        mon_releve::sandbox::people::RECORDS.lines().next().unwrap().replace("\"version\"", "\"versoin\"");
    let report = app.import(&broken).await;
    let credentials = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
    for body in [
        r#"{"ina":"79015767","numGestion":"0925908093P"}"#,
        r#"{"ina":"79015767","numGestion":"0925908094P"}"#,
        r#"{"ina":"79015767","numGestion":"#,
    ] {
        let asking = visitor.client.post(app.at(credentials)).basic_auth("lycee", Some("top-secret-value"));
        asking.body(body).send().await.unwrap();
        visitor.client.post(app.at(credentials)).body(body).send().await.unwrap();
    }
    let sign_out = visitor.signs_out().await;

    let person =
        mon_releve::sandbox::people::invented().unwrap().into_iter().find(|p| p.id == "nominal-f").unwrap();
    let claim = |name: &str| person.userinfo[name].as_str().unwrap().to_owned();
    let query = |url: &str, name: &str| {
        let url = url::Url::parse(url).unwrap();
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let text = format!("{text}{:?}", report.rejects);
    assert!(text.contains("answered"), "the log was captured");
    for marker in [
        claim("family_name"),
        claim("given_name"),
        claim("birthdate"),
        claim("sub"),
        query(callback.as_str(), "code"),
        query(callback.as_str(), "state"),
        query(&sign_out, "id_token_hint"),
        link.rsplit('/').next().unwrap().to_owned(),
        "eyJ".to_owned(),
        request.rsplit('/').next().unwrap().to_owned(),
        back["code"].clone(),
        token,
        picked_up.rsplit('/').next().unwrap().to_owned(),
        chosen[0].clone(),
        SITE_SECRET.to_owned(),
        VERIFIER.to_owned(),
        "79015767".to_owned(),
        "0925908093P".to_owned(),
        "0925908094P".to_owned(),
        "top-secret-value".to_owned(),
        "16066366".to_owned(),
        "3220546410".to_owned(),
        "COQUILLON".to_owned(),
    ] {
        assert!(!text.contains(&marker), "{marker} is in the log");
    }
}
