//! What a token opens: the transcripts of one agreement, as far as its scopes go, and nothing else.

use mon_releve::ports::publications::Which;
use mon_releve::sandbox::people;
use reqwest::header::{ALLOW, CONTENT_TYPE, COOKIE, ETAG, IF_NONE_MATCH, VARY, WWW_AUTHENTICATE};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::app::App;
use crate::support::hand_off::{ALL_SCOPES, Site, answer, app, claims};
use crate::support::visitor::{Visitor, location, new_client};

async fn problem(response: Response, status: u16, code: &str) -> Value {
    assert_eq!(response.status().as_u16(), status, "{code}");
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    assert!(!response.headers().contains_key("access-control-allow-origin"));
    let url = response.url().clone();
    let problem: Value = response.json().await.unwrap();
    assert_eq!((&problem["code"], &problem["status"]), (&json!(code), &json!(status)));
    assert_eq!(problem["type"], url.join(&format!("/developpeurs/erreurs/{code}")).unwrap().as_str());
    problem
}

/// A token for one transcript of nominal-f, and the transcript's path.
async fn handed(app: &App, scope: &'static str) -> (String, String) {
    let site = Site { scope, ..Site::of(app) };
    let code = Visitor::of(app).hands_over(&site, "nominal-f").await;
    let token = site.token(&code).await;
    let path = site.list(&token).await.remove(0);
    (token, path)
}

fn members(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                found.push(name.clone());
                members(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| members(item, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_scopes_say_leaves() {
    let (app, _sites) = app().await;
    for (scope, has, lacks) in [
        (
            "resultat",
            &["decision", "mention", "nomNaissance", "dateNaissance", "examen"][..],
            &[
                "note",
                "moyenne",
                "epreuves",
                "points",
                "ina",
                "ine",
                "communeNaissance",
                "paysNaissance",
                "sexe",
            ][..],
        ),
        ("resultat notes", &["note", "decision"], &["ina", "ine", "communeNaissance"]),
        ("resultat identite", &["ina", "ine", "communeNaissance", "paysNaissance"], &["note", "epreuves"]),
        ("document", &["nomNaissance", "examen"], &["note", "decision", "mention", "code", "ina"]),
        (ALL_SCOPES, &["note", "ina", "decision"], &["numGestion"]),
    ] {
        let (token, path) = handed(&app, scope).await;
        let site = Site::of(&app);
        let response = site.fetches(&path, &token, "application/json").await;
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()[VARY], "Accept");
        let transcript: Value = response.json().await.unwrap();
        assert_eq!(format!("/api/v1/releves/{}", transcript["id"].as_str().unwrap()), path);
        let mut names = Vec::new();
        members(&transcript, &mut names);
        for name in has {
            assert!(names.iter().any(|found| found == name), "{scope}: no {name}");
        }
        for name in lacks.iter().chain(&["numGestion"]) {
            assert!(!names.iter().any(|found| found == name), "{scope}: {name}");
        }
        // The other forms say more, so they need more.
        for (form, needs) in [
            ("application/pdf", &["document"][..]),
            ("application/xml", &["resultat", "notes"]),
            ("application/jwt", &["resultat", "notes"]),
        ] {
            let response = site.fetches(&path, &token, form).await;
            if needs.iter().all(|needed| scope.contains(needed)) {
                assert_eq!(response.status(), StatusCode::OK, "{scope}: {form}");
                assert_eq!(response.headers()[CONTENT_TYPE], form);
            } else {
                let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned();
                assert!(challenge.starts_with("Bearer error=\"insufficient_scope\""), "{challenge}");
                problem(response, 403, "PORTEE_INSUFFISANTE").await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_is_for_one_site_and_holds_the_seal_for_ever() {
    let (app, _sites) = app().await;
    let (token, path) = handed(&app, ALL_SCOPES).await;
    let jwt = Site::of(&app).fetches(&path, &token, "application/jwt").await.text().await.unwrap();
    let claimed = claims(&jwt);
    assert_eq!(claimed["iss"], app.url.as_str().trim_end_matches('/'));
    assert_eq!(claimed["aud"], "lycee-exemple");
    let life = claimed["exp"].as_i64().unwrap() - claimed["iat"].as_i64().unwrap();
    assert!((1..=3600).contains(&life));
    let seals: Vec<&str> = claimed
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_str)
        .filter(|text| text.split('.').count() == 3 && text.starts_with("eyJ"))
        .collect();
    assert_eq!(seals.len(), 1);
    let sealed = claims(seals[0]);
    assert!(sealed.get("aud").is_none() && sealed.get("exp").is_none());
    assert_eq!(sealed["candidat"]["nomNaissance"], "MARRONNIER-TEST");

    let keys: Value =
        new_client().get(app.at("/.well-known/jwks.json")).send().await.unwrap().json().await.unwrap();
    let key: jsonwebtoken::jwk::Jwk = serde_json::from_value(keys["keys"][0].clone()).unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(&key).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    validation.set_audience(&["lycee-exemple"]);
    jsonwebtoken::decode::<Value>(&jwt, &key, &validation).expect("a stock library verifies the envelope");
    validation.set_audience(&["autre-site"]);
    assert!(jsonwebtoken::decode::<Value>(&jwt, &key, &validation).is_err());
    // An envelope is no seal: nobody's check takes one for the other.
    let form = reqwest::multipart::Form::new().part("fichier", reqwest::multipart::Part::text(jwt));
    let verdict = new_client().post(app.at("/verifier")).header("accept", "application/json").multipart(form);
    let verdict: Value = verdict.send().await.unwrap().json().await.unwrap();
    assert_ne!(verdict["statut"], "VALIDE");
    let form =
        reqwest::multipart::Form::new().part("fichier", reqwest::multipart::Part::text(seals[0].to_owned()));
    let verdict = new_client().post(app.at("/verifier")).header("accept", "application/json").multipart(form);
    let verdict: Value = verdict.send().await.unwrap().json().await.unwrap();
    assert_eq!(verdict["statut"], "VALIDE");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_the_same_has_the_same_bytes_and_is_not_sent_twice() {
    let (app, _sites) = app().await;
    let (token, path) = handed(&app, ALL_SCOPES).await;
    let site = Site::of(&app);
    for (path, form) in [
        (path.as_str(), "application/json"),
        (&path, "application/pdf"),
        (&path, "application/xml"),
        ("/api/v1/releves", "application/json"),
    ] {
        let first = site.fetches(path, &token, form).await;
        let etag = first.headers()[ETAG].to_str().unwrap().to_owned();
        assert!(etag.starts_with('"'), "a strong one: {etag}");
        let bytes = first.bytes().await.unwrap();
        assert_eq!(bytes, site.fetches(path, &token, form).await.bytes().await.unwrap());
        for known in [etag.clone(), format!("\"other\", {etag}"), format!("W/{etag}"), "*".to_owned()] {
            let request = new_client().get(app.at(path)).bearer_auth(&token).header("accept", form);
            let response = request.header(IF_NONE_MATCH, known).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{form}");
            assert_eq!(response.headers()[ETAG], etag.as_str());
            assert!(response.bytes().await.unwrap().is_empty());
        }
        let request = new_client().get(app.at(path)).bearer_auth(&token).header("accept", form);
        assert_eq!(request.header(IF_NONE_MATCH, "\"other\"").send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_its_own_hand_off_and_no_other() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let (own, path) = handed(&app, ALL_SCOPES).await;
    let other = Site { client_id: "autre-site", ..Site::of(&app) };
    let code = Visitor::of(&app).hands_over(&other, "btsa-ects").await;
    let foreign_token = other.token(&code).await;
    let foreign = other.list(&foreign_token).await.remove(0);
    problem(site.fetches(&foreign, &own, "*/*").await, 404, "RESSOURCE_INCONNUE").await;
    problem(site.fetches(&path, &foreign_token, "*/*").await, 404, "RESSOURCE_INCONNUE").await;
    for unknown in ["x", "../..", &"0".repeat(32), &"0".repeat(31), "%2e%2e%2f"] {
        let response = site.fetches(&format!("/api/v1/releves/{unknown}"), &own, "*/*").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{unknown}");
    }
    // The one that was not ticked is none of it either.
    let visitor = Visitor::of(&app);
    let (at, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let both = site.token(&answer(&location(&visitor.agrees(&at, &page, &page.boxes()).await))["code"]).await;
    let paths = site.list(&both).await;
    let unticked = paths.iter().find(|other| **other != path).unwrap();
    problem(site.fetches(unticked, &own, "*/*").await, 404, "RESSOURCE_INCONNUE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_read_in_its_header_and_nowhere_else() {
    let (app, _sites) = app().await;
    let (token, path) = handed(&app, ALL_SCOPES).await;
    for path in ["/api/v1/releves", path.as_str()] {
        let get = |path: &str| new_client().get(app.at(path));
        let none = get(path).send().await.unwrap();
        assert_eq!(none.headers()[WWW_AUTHENTICATE], "Bearer");
        problem(none, 401, "JETON_ABSENT").await;
        let mut elsewhere = app.at(path);
        elsewhere.query_pairs_mut().append_pair("access_token", &token);
        problem(new_client().get(elsewhere).send().await.unwrap(), 401, "JETON_ABSENT").await;
        let cookie = get(path).header(COOKIE, format!("access_token={token}")).send().await.unwrap();
        problem(cookie, 401, "JETON_ABSENT").await;
        let basic = get(path).basic_auth("lycee-exemple", Some(&token)).send().await.unwrap();
        problem(basic, 401, "JETON_ABSENT").await;
        for wrong in ["x", &"0".repeat(64), &token.to_uppercase(), &format!("{token} "), &format!("{token}0")]
        {
            let response =
                get(path).header("authorization", format!("Bearer {wrong}x")).send().await.unwrap();
            let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned();
            assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
            problem(response, 401, "JETON_INVALIDE").await;
        }
        let two = get(path).bearer_auth(&token).header("authorization", "Bearer x").send().await.unwrap();
        assert_eq!(two.status(), StatusCode::UNAUTHORIZED, "two headers");
        for method in
            [reqwest::Method::POST, reqwest::Method::PUT, reqwest::Method::DELETE, reqwest::Method::OPTIONS]
        {
            let response =
                new_client().request(method, app.at(path)).bearer_auth(&token).send().await.unwrap();
            assert_eq!(response.headers()[ALLOW], "GET, HEAD");
            problem(response, 405, "METHODE_NON_PROPOSEE").await;
        }
        let site = Site::of(&app);
        problem(site.fetches(path, &token, "text/html").await, 406, "FORMAT_NON_PROPOSE").await;
        let head = new_client().head(app.at(path)).bearer_auth(&token).send().await.unwrap();
        assert_eq!(head.status(), StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_does_not_leave_any_more() {
    let (app, _sites) = app().await;
    let (token, path) = handed(&app, ALL_SCOPES).await;
    let site = Site::of(&app);
    assert_eq!(site.fetches(&path, &token, "*/*").await.status(), StatusCode::OK);
    let ministry = app.ministry().await;
    let which = Which::Session { year: 2026, diploma: None, kind: None };
    let mut withdrawn = ministry.withdraw(&which).await.unwrap();
    for year in 2015..2026 {
        let which = Which::Session { year, diploma: None, kind: None };
        withdrawn += ministry.withdraw(&which).await.unwrap();
    }
    assert!(withdrawn > 0);
    for form in ["application/json", "application/jwt", "application/pdf", "application/xml"] {
        problem(site.fetches(&path, &token, form).await, 404, "RESSOURCE_INCONNUE").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn elmo_is_what_european_tools_take() {
    let (app, _sites) = app().await;
    let (token, path) = handed(&app, ALL_SCOPES).await;
    let elmo = Site::of(&app).fetches(&path, &token, "application/xml").await.text().await.unwrap();
    assert!(elmo.contains("<elmo xmlns=\"https://github.com/emrex-eu/elmo-schemas/tree/v1\">"));
    let keys: Value =
        new_client().get(app.at("/.well-known/jwks.json")).send().await.unwrap().json().await.unwrap();
    let certificate = keys["keys"][0]["x5c"][0].as_str().unwrap();
    assert!(elmo.contains(certificate), "the seal's certificate is in KeyInfo and in the JWKS");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_learns_of_a_correction_and_of_a_withdrawal_by_asking_about_the_code() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let code = Visitor::of(&app).hands_over(&site, "btsa-ects").await;
    let transcript = site.transcript(&site.token(&code).await).await;
    let address = transcript["emission"]["urlVerification"].as_str().unwrap().to_owned();
    assert!(address.ends_with(transcript["emission"]["code"].as_str().unwrap()));
    let status = async || {
        let asked = new_client().get(&address).header("accept", "application/json").send().await.unwrap();
        asked.json::<Value>().await.unwrap()["statut"].as_str().unwrap().to_owned()
    };
    assert_eq!(status().await, "VALIDE");
    let name = transcript["candidat"]["nomNaissance"].as_str().unwrap();
    let year = transcript["examen"]["session"].as_u64().unwrap();
    let mut records = people::RECORDS.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut corrected = records
        .find(|record| record["candidat"]["nomNaissance"] == name && record["examen"]["session"] == year)
        .unwrap();
    corrected["version"] = json!(transcript["version"].as_u64().unwrap() + 1);
    app.import(&corrected.to_string()).await;
    assert_eq!(status().await, "REMPLACE");
    let which = Which::Session { year: u16::try_from(year).unwrap(), diploma: None, kind: None };
    app.ministry().await.withdraw(&which).await.unwrap();
    assert_eq!(status().await, "ANNULE");
}
