//! Transcripts by INA and management number, as the ministry's API card has it.

use mon_releve::sandbox::{people, seal_keys};
use reqwest::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::app::{App, Wish};
use crate::support::partners::{SITE_SECRET, registry};
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Visitor, new_client};

const CREDENTIALS: &str = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
/// The body of the card, to the letter.
const CARD: &str = r#"{"ina": "12345678","numGestion": "0000000000X"}"#;
const WRONG: &str = r#"{"ina": "12345678","numGestion": "0000000001X"}"#;
const UNKNOWN: &str = r#"{"ina": "87654321","numGestion": "0000000000X"}"#;
/// Somebody with one record.
const SINGLE: &str = r#"{"ina": "26756219","numGestion": "3889866424Z"}"#;

fn open() -> Wish {
    Wish { settings: vec![("API__CREDENTIALS_ACCESS", "open".to_owned())], ..Wish::default() }
}

fn with(mut wish: Wish, settings: &[(&'static str, &str)]) -> Wish {
    wish.settings.extend(settings.iter().map(|(key, value)| (*key, (*value).to_owned())));
    wish
}

fn asking(app: &App, body: &str) -> RequestBuilder {
    let request = new_client().post(app.at(CREDENTIALS)).header(ACCEPT, "application/json");
    request.body(body.to_owned())
}

async fn asks(app: &App, body: &str) -> Response {
    asking(app, body).send().await.unwrap()
}

async fn transcripts(response: Response) -> Vec<Value> {
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let answer: Value = response.json().await.unwrap();
    answer["releves"].as_array().unwrap().clone()
}

/// The problem, once it is what a problem must be.
async fn problem(response: Response, status: u16, code: &str) -> Value {
    assert_eq!(response.status().as_u16(), status, "{code}");
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    let url = response.url().clone();
    let problem: Value = response.json().await.unwrap();
    assert_eq!((&problem["code"], &problem["status"]), (&json!(code), &json!(status)));
    assert_eq!(problem["type"], url.join(&format!("/developpeurs/erreurs/{code}")).unwrap().as_str());
    assert!(problem["title"].as_str().is_some_and(|title| !title.contains('⟦')));
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn the_curl_of_the_ministrys_card_works_as_it_is() {
    let app = App::start_with(open()).await;
    // `curl -d` says that the body is a form; the card's own header says JSON; a careful client says charset.
    for content_type in [
        "application/x-www-form-urlencoded",
        "application/json",
        "application/json; charset=utf-8",
        "text/plain",
    ] {
        let response = asking(&app, CARD).header(CONTENT_TYPE, content_type).send().await.unwrap();
        let transcripts = transcripts(response).await;
        let sessions: Vec<_> = transcripts.iter().map(|t| &t["releve"]["examen"]["session"]).collect();
        assert_eq!(sessions, [&json!(2024), &json!(2022)], "all of the candidate's, newest first");
    }
    assert_eq!(transcripts(asks(&app, CARD).await).await.len(), 2, "without any content type");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_transcript_is_issued_once_and_sealed_for_ever() {
    let app = App::start_with(open()).await;
    let first = transcripts(asks(&app, CARD).await).await;
    assert_eq!(first, transcripts(asks(&app, CARD).await).await, "the same seals");
    let second = r#"{"ina":"12345678","numGestion":"0000000017K"}"#;
    assert_eq!(first, transcripts(asks(&app, second).await).await, "by any of the candidate's numbers");
    for transcript in &first {
        let code = transcript["releve"]["emission"]["code"].as_str().unwrap();
        let page = Visitor::of(&app).opens(&format!("/v/{code}")).await;
        assert_eq!(page.title(), "Ce relevé est authentique");
        assert_eq!(transcript["id"], transcript["releve"]["emission"]["id"]);
        let text = transcript.to_string();
        for secret in ["0000000000X", "0000000017K", "\"ina\"", "12202"] {
            assert!(!text.contains(secret), "{secret} is not handed on");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_transcript_may_be_had_as_the_pdf_of_the_page() {
    let app = App::start_with(open()).await;
    let ask = async |body: &str, accept: &str| {
        new_client()
            .post(app.at(CREDENTIALS))
            .header(ACCEPT, accept)
            .body(body.to_owned())
            .send()
            .await
            .unwrap()
    };
    let response = ask(SINGLE, "application/pdf").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/pdf");
    let pdf = response.bytes().await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(pdf, ask(SINGLE, "application/pdf, */*;q=0.1").await.bytes().await.unwrap(), "the same bytes");

    problem(ask(CARD, "application/pdf").await, 406, "PLUSIEURS_RELEVES").await;
    problem(ask(CARD, "text/html").await, 406, "FORMAT_NON_PROPOSE").await;
    assert_eq!(transcripts(ask(CARD, "application/pdf, application/json;q=0.5").await).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_ina_a_wrong_number_and_an_unpublished_record_are_one_answer() {
    let app = App::start_with(open()).await;
    let embargoed =
        people::RECORDS.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).find(|record| {
            record["publieLe"].as_str().unwrap().starts_with("2099") && record["ina"] != "97457830"
        });
    let embargoed = embargoed.unwrap();
    let embargoed = json!({ "ina": embargoed["ina"], "numGestion": embargoed["numGestion"] }).to_string();
    let mut answers = Vec::new();
    for body in [UNKNOWN, WRONG, &embargoed] {
        let response = asks(&app, body).await;
        let mut headers: Vec<_> = response.headers().keys().map(ToString::to_string).collect();
        headers.sort();
        answers.push((headers, problem(response, 404, "IDENTIFIANTS_NON_RECONNUS").await));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_to_come_does_not_leave_with_the_published_ones() {
    let app = App::start_with(open()).await;
    // DEMISAISON-TEST has a transcript of 2024, and one that is to be published in 2099.
    let published = transcripts(asks(&app, r#"{"ina":"97457830","numGestion":"2988013647F"}"#).await).await;
    assert_eq!(published.len(), 1);
    assert!(published[0]["releve"]["publieLe"].as_str().unwrap().starts_with("2024"));
    let to_come = asks(&app, r#"{"ina":"97457830","numGestion":"9459108712T"}"#).await;
    problem(to_come, 404, "IDENTIFIANTS_NON_RECONNUS").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_under_a_wrong_ina_does_not_leave_with_the_others() {
    let app = App::start_with(open()).await;
    let line = people::RECORDS.lines().next().unwrap();
    let mut stray: Value = serde_json::from_str(line).unwrap();
    stray["ina"] = json!("12345678");
    stray["numGestion"] = json!("7777777777Z");
    assert_eq!(app.import(&stray.to_string()).await.added, 1);
    let own = transcripts(asks(&app, CARD).await).await;
    assert_eq!(own.len(), 2);
    assert!(own.iter().all(|t| t["releve"]["candidat"]["nomNaissance"] == "VERNEUIL-TEST"));
    let others = transcripts(asks(&app, r#"{"ina":"12345678","numGestion":"7777777777Z"}"#).await).await;
    assert_eq!(others.len(), 1);
    assert_eq!(others[0]["releve"]["candidat"]["nomNaissance"], "MARRONNIER-TEST");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_says_exactly_two_things() {
    let app = App::start_with(open()).await;
    for body in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"ina":"12345678"}"#,
        r#"{"ina":12345678,"numGestion":"0000000000X"}"#,
        r#"{"ina":"12345678","numGestion":"0000000000X","nom":"VERNEUIL-TEST"}"#,
        r#"{"ina":"12345678","ina":"12345678","numGestion":"0000000000X"}"#,
        r#"{"ina":"1234567","numGestion":"0000000000X"}"#,
        r#"{"ina":"12345678","numGestion":"0000000000x"}"#,
        r#"{"ina":"12345678' OR 1=1 --","numGestion":"0000000000X"}"#,
        r#"{"ina":"12345678","numGestion":"0000000000X"} {}"#,
        "ina=12345678&numGestion=0000000000X",
        "\u{feff}{}",
    ] {
        problem(asks(&app, body).await, 400, "REQUETE_INVALIDE").await;
    }
    problem(asks(&app, &" ".repeat(100_000)).await, 413, "REQUETE_TROP_LONGUE").await;
    let got = new_client().get(app.at(CREDENTIALS)).send().await.unwrap();
    assert_eq!(got.headers()[ALLOW], "POST");
    problem(got, 405, "METHODE_NON_PROPOSEE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_site_that_proves_who_it_is_and_may_is_answered() {
    let sites = registry(&[
        ("lycee-exemple", "credentials = true"),
        ("sans-droit", "credentials = false"),
        ("fini", "credentials = true\nvalid_until = 2020-01-01"),
        ("a-venir", "credentials = true\nvalid_from = 2099-01-01"),
    ]);
    let app =
        App::start_with(with(Wish::default(), &[("PARTNERS__DIR", sites.path().to_str().unwrap())])).await;
    let ask = async |site: &str, secret: &str| {
        asking(&app, CARD).basic_auth(site, Some(secret)).send().await.unwrap()
    };
    assert_eq!(transcripts(ask("lycee-exemple", SITE_SECRET).await).await.len(), 2);

    let mut refusals = Vec::new();
    for (site, secret) in
        [("lycee-exemple", "wrong"), ("nobody", SITE_SECRET), ("", ""), ("lycee-exemple", "")]
    {
        let response = ask(site, secret).await;
        assert!(response.headers()[WWW_AUTHENTICATE].to_str().unwrap().starts_with("Basic "));
        refusals.push(problem(response, 401, "SITE_NON_IDENTIFIE").await);
    }
    refusals.push(problem(asks(&app, CARD).await, 401, "SITE_NON_IDENTIFIE").await);
    let bearer = asking(&app, CARD).bearer_auth(SITE_SECRET).send().await.unwrap();
    refusals.push(problem(bearer, 401, "SITE_NON_IDENTIFIE").await);
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "unknown and wrong look the same");
    for site in ["sans-droit", "fini", "a-venir"] {
        problem(ask(site, SITE_SECRET).await, 403, "SITE_NON_HABILITE").await;
    }

    let database = format!("sqlite:{}", app.folder.path().join("records.sqlite").display());
    let register = sqlx::SqlitePool::connect(&database).await.unwrap();
    let entries: Vec<String> =
        sqlx::query_scalar("SELECT content FROM audit_entries").fetch_all(&register).await.unwrap();
    assert_eq!(entries.len(), 2, "one entry a transcript, none for what was refused");
    for entry in entries {
        let entry: Value = serde_json::from_str(&entry).unwrap();
        assert_eq!(entry["actor"], json!({ "site": "lycee-exemple" }));
        assert_eq!((&entry["action"], &entry["evidence"]), (&json!("TRANSMISSION"), &json!("L0")));
        assert!(entry["context"].as_str().unwrap().contains("CRPA L. 114-8"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ina_tried_too_often_is_locked_for_the_right_number_too() {
    let app = App::start_with(with(open(), &[("LIMITS__ATTEMPTS_PER_INA_PER_HOUR", "3")])).await;
    for _ in 0..5 {
        assert_eq!(asks(&app, CARD).await.status(), StatusCode::OK, "right numbers do not count");
    }
    for body in [WRONG, UNKNOWN] {
        for _ in 0..3 {
            problem(asks(&app, body).await, 404, "IDENTIFIANTS_NON_RECONNUS").await;
        }
        let locked = asks(&app, body).await;
        let wait: u32 = locked.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((3500..=3600).contains(&wait), "{wait}");
        problem(locked, 429, "TROP_DE_DEMANDES").await;
    }
    problem(asks(&app, CARD).await, 429, "TROP_DE_DEMANDES").await;
    assert_eq!(asks(&app, SINGLE).await.status(), StatusCode::OK, "others are not");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_counted_as_our_own_proxies_tell_it() {
    let settings = [("LIMITS__PER_ADDRESS_PER_MINUTE", "2"), ("SERVER__TRUSTED_PROXIES", "127.0.0.0/8 ::1")];
    let app = App::start_with(with(open(), &settings)).await;
    let from =
        async |forwarded: &str| asking(&app, CARD).header("x-forwarded-for", forwarded).send().await.unwrap();
    for _ in 0..2 {
        assert_eq!(from("198.51.100.1").await.status(), StatusCode::OK);
    }
    let refused = from("198.51.100.1").await;
    assert!(refused.headers().contains_key(RETRY_AFTER));
    problem(refused, 429, "TROP_DE_DEMANDES").await;
    problem(from("203.0.113.50, 198.51.100.1").await, 429, "TROP_DE_DEMANDES").await;
    assert_eq!(from("198.51.100.2").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_nobody_vouches_for_is_not_believed() {
    let app = App::start_with(with(open(), &[("LIMITS__PER_ADDRESS_PER_MINUTE", "1")])).await;
    assert_eq!(asks(&app, CARD).await.status(), StatusCode::OK);
    let lie = asking(&app, CARD).header("x-forwarded-for", "198.51.100.9").send().await.unwrap();
    problem(lie, 429, "TROP_DE_DEMANDES").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_has_so_many_requests_a_minute_and_a_day() {
    let sites =
        registry(&[("sage", "credentials = true\ndaily_quota = 2"), ("presse", "credentials = true")]);
    let settings =
        [("PARTNERS__DIR", sites.path().to_str().unwrap()), ("LIMITS__ATTEMPTS_PER_PARTNER_PER_MINUTE", "4")];
    let app = App::start_with(with(Wish::default(), &settings)).await;
    for (site, most) in [("sage", 2), ("presse", 4)] {
        let ask = async || asking(&app, CARD).basic_auth(site, Some(SITE_SECRET)).send().await.unwrap();
        for _ in 0..most {
            assert_eq!(ask().await.status(), StatusCode::OK, "{site}");
        }
        problem(ask().await, 429, "TROP_DE_DEMANDES").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_store_of_attempts_nobody_is_answered() {
    let mut redis = RedisServer::start();
    let app = App::start_with(Wish { redis: Some(redis.url()), ..open() }).await;
    assert_eq!(asks(&app, CARD).await.status(), StatusCode::OK);
    redis.kill();
    let response = asks(&app, CARD).await;
    assert!(response.headers().contains_key(RETRY_AFTER));
    problem(response, 503, "SERVICE_INDISPONIBLE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_rsa_seal_sends_pdf_and_no_data() {
    let folder = tempfile::tempdir().unwrap();
    use mon_releve::ports::clock::Clock;
    let keys = seal_keys::throw_away_rsa(mon_releve::adapters::system::SystemClock.now()).unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name).to_str().unwrap().to_owned()
    };
    let (chain, key) = (file("rsa-chain.pem", &keys.chain_pem), file("rsa-key.pem", &keys.key_pem));
    let settings = [("SEAL__CURRENT__CERTIFICATE", chain.as_str()), ("SEAL__CURRENT__KEY", key.as_str())];
    let app = App::start_with(with(open(), &settings)).await;
    let refused = asks(&app, SINGLE).await;
    assert!(refused.headers().contains_key(RETRY_AFTER));
    problem(refused, 503, "CACHET_INDISPONIBLE").await;
    let pdf = new_client().post(app.at(CREDENTIALS)).header(ACCEPT, "application/pdf").body(SINGLE);
    assert_eq!(pdf.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seal_is_the_same_for_a_site_and_a_candidate() {
    let app = App::start_with(open()).await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    let links = visitor.opens("/mes-releves").await.links("/mes-releves/");
    let mut pages = Vec::new();
    for link in &links {
        pages.push(visitor.opens(link).await.all_text());
    }
    let own = transcripts(asks(&app, r#"{"ina":"79015767","numGestion":"0925908093P"}"#).await).await;
    for transcript in own {
        let code = transcript["releve"]["emission"]["code"].as_str().unwrap();
        assert!(pages.iter().any(|page| page.contains(code)), "one issuance for all renderings");
    }
}
