//! The candidate's way: from the site's button to its door, by P03, FranceConnect and P15.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::support::hand_off::{ALL_SCOPES, CALLBACK, Site, answer, app, app_with};
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Visitor, location};

#[tokio::test(flavor = "multi_thread")]
async fn one_button_brings_the_transcript_the_candidate_chose() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let authorize = site.authorize(&site.asks());
    let path = visitor.arrives(&authorize).await;
    let request = visitor.opens(&path).await;
    assert_eq!(request.title(), "Lycée Exemple vous demande votre relevé de notes");
    assert!(request.all_text().contains("Rien n’est transmis sans votre accord."));
    assert!(request.all_text().contains("Motif indiqué par Lycée Exemple : Inscription"));

    let (path, page) = visitor.comes_to_agree(&authorize, "nominal-f").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.all_text();
    for words in [
        "Lycée Exemple",
        "Inscription",
        "CRPA L. 114-8",
        "un an",
        "dpo@example.org",
        "le détail de vos notes",
        "le relevé signé, au format PDF",
        "pendant 15 minutes",
        "Transmettre mon relevé",
        "Ne pas transmettre",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Déjà transmis"));
    let boxes = page.boxes();
    assert_eq!(boxes.len(), 2);
    assert_eq!(page.attributes("input[type=checkbox][checked]", "value").len(), 0, "none is ticked for them");

    let response = visitor.agrees(&path, &page, &boxes[..1]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let back = answer(&location(&response));
    assert_eq!(back["state"], "the site's own state");
    assert_eq!(back["iss"], app.url.as_str().trim_end_matches('/'));
    let token = site.token(&back["code"]).await;
    let transcript = site.transcript(&token).await;
    assert_eq!(transcript["candidat"]["nomNaissance"], "MARRONNIER-TEST");
    assert!(transcript["epreuves"][0]["note"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_skips_franceconnect() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    visitor.signs_in_as("nominal-f").await;
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let page = visitor.opens(&path).await;
    assert_eq!(page.title(), "Transmettre votre relevé à Lycée Exemple ?");
    let response = visitor.agrees(&path, &page, &page.boxes()).await;
    let token = site.token(&answer(&location(&response))["code"]).await;
    assert_eq!(site.list(&token).await.len(), 2, "both that were ticked");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_says_in_which_language_the_candidate_reads() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    for (wish, heading) in [
        ("en", "Exemple School is asking for your transcript"),
        ("de en-GB fr", "Exemple School is asking for your transcript"),
        ("fr-FR en", "Lycée Exemple vous demande votre relevé de notes"),
        ("de", "Lycée Exemple vous demande votre relevé de notes"),
    ] {
        let path = visitor.arrives(&site.authorize(&site.asks_with("ui_locales", Some(wish)))).await;
        assert_eq!(visitor.opens(&path).await.title(), heading, "{wish}");
    }
    let english = site.authorize(&site.asks_with("ui_locales", Some("en")));
    let (_, page) = visitor.comes_to_agree(&english, "nominal-f").await;
    let text = page.all_text();
    for words in ["Send my transcript", "Do not send", "Exemple School", "one year", "your detailed marks"] {
        assert!(text.contains(words), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_lists_what_leaves_and_nothing_more() {
    let (app, _sites) = app().await;
    for (scope, says, is_silent) in [
        ("resultat", &["la décision et la mention"][..], &["le détail de vos notes", "PDF", "INA"][..]),
        ("resultat notes", &["le détail de vos notes"], &["PDF", "INA"]),
        ("document", &["l’examen et la session", "Le PDF montre aussi"], &["le détail de vos notes", "INA"]),
        (ALL_SCOPES, &["le détail de vos notes", "INA", "PDF"], &["Le PDF montre aussi"]),
    ] {
        let site = Site { scope, ..Site::of(&app) };
        let (_, page) = Visitor::of(&app).comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
        let text = page.text_of("main");
        assert!(says.iter().all(|words| text.contains(words)), "{scope}: {text}");
        assert!(!is_silent.iter().any(|words| text.contains(words)), "{scope}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_there_before_is_said_so_before_it_goes_again() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let visitor = Visitor::of(&app);
    visitor.hands_over(&site, "nominal-f").await;
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let page = visitor.opens(&path).await;
    assert_eq!(page.attributes(".fr-badge--warning", "class").len(), 1, "the one that was sent");
    assert!(page.all_text().contains("Déjà transmis le"));

    let other = Site { client_id: "autre-site", ..Site::of(&app) };
    let path = visitor.arrives(&other.authorize(&other.asks())).await;
    assert!(!visitor.opens(&path).await.all_text().contains("Déjà transmis"), "to another site it did not");
    let somebody = Visitor::of(&app);
    let (_, page) = somebody.comes_to_agree(&site.authorize(&site.asks()), "btsa-ects").await;
    assert!(!page.all_text().contains("Déjà transmis"), "nor did somebody else's");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_saying_no_looks_the_same_to_the_site() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let authorize = site.authorize(&site.asks());
    let mut answers = Vec::new();

    let refuses = Visitor::of(&app);
    let (_, page) = refuses.comes_to_agree(&authorize, "nominal-f").await;
    answers.push(refuses.declines(&page).await);

    let leaves = Visitor::of(&app);
    let path = leaves.arrives(&authorize).await;
    let page = leaves.opens(&path).await;
    assert!(page.all_text().contains("Revenir sur Lycée Exemple sans transmettre"));
    answers.push(leaves.declines(&page).await);

    for order in ["cancelled", "unexplained"] {
        let visitor = Visitor::of(&app);
        let path = visitor.arrives(&authorize).await;
        let sign_in = visitor.opens(&path).await.attribute("a.fr-connect", "href");
        let franceconnect = visitor.clicks_sign_in(&sign_in).await;
        let callback = visitor.turns_back(&franceconnect).await;
        let callback = match order {
            "cancelled" => callback,
            _ => callback.as_str().replace("access_denied", "Y000042").parse().unwrap(),
        };
        let stopped = location(&visitor.comes_back(&callback).await);
        let page = visitor.opens(&stopped).await;
        assert!(page.all_text().contains("Revenir sur Lycée Exemple sans transmettre"), "{order}");
        answers.push(visitor.declines(&page).await);
    }

    // Nobody found, several found, and nothing published yet.
    for person in ["unknown", "ambiguous", "not-yet-published"] {
        let visitor = Visitor::of(&app);
        let (_, page) = visitor.comes_to_agree(&authorize, person).await;
        assert!(page.all_text().contains("Revenir sur Lycée Exemple sans transmettre"), "{person}");
        assert!(page.boxes().is_empty(), "{person}");
        answers.push(visitor.declines(&page).await);
    }
    let addresses: Vec<_> = answers.iter().map(location).collect();
    assert!(addresses.iter().all(|address| *address == addresses[0]), "{addresses:?}");
    let back = answer(&addresses[0]);
    assert_eq!((back["error"].as_str(), back["state"].as_str()), ("access_denied", "the site's own state"));
    assert!(back.contains_key("iss") && !back.contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_found_by_its_numbers_leads_back_to_the_request() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "typo-on-file").await;
    assert_eq!(page.title(), "Nous n’avons pas trouvé votre relevé");
    let form = visitor.opens("/dossier/rechercher").await;
    let token = form.attribute("main form[action$='/rechercher'] input[name=jeton]", "value");
    let typed = [("jeton", token.as_str()), ("ina", "16066366"), ("numGestion", "3220546410C")];
    let found = location(&visitor.posts("/dossier/rechercher", &typed).await);
    assert_eq!(found, path);
    let page = visitor.opens(&found).await;
    let response = visitor.agrees(&path, &page, &page.boxes()).await;
    assert!(answer(&location(&response)).contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_to_come_is_never_a_choice() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (_, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "not-yet-published").await;
    assert_eq!(page.title(), "Votre relevé n’est pas encore disponible");
    assert!(page.all_text().contains("Lycée Exemple ne recevra rien tant que"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_may_ask_for_more_certainty_than_looking_takes() {
    let lines = format!("redirect_uris = [\"{CALLBACK}\"]\nacr_floor = \"eidas2\"");
    let (app, _sites) = app_with(&[("lycee-exemple", &lines)], Wish::default()).await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    visitor.signs_in_as("nominal-f").await;
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let page = visitor.opens(&path).await;
    assert_eq!(
        page.title(),
        "Lycée Exemple vous demande votre relevé de notes",
        "signed in, not surely enough"
    );
    let sign_in = visitor.clicks_sign_in(&page.attribute("a.fr-connect", "href")).await;
    let acr = sign_in.query_pairs().find(|(name, _)| name == "acr_values").unwrap().1.into_owned();
    assert_eq!(acr, "eidas2");
    let by_hand = visitor.get(&format!("{path}/accord")).await;
    assert_eq!(location(&by_hand), path, "nor by going straight to the agreement");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_request_is_told_apart_and_leads_nowhere() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    visitor.opens(&path).await;
    app.minutes_pass(61);
    let page = visitor.opens(&path).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(page.title(), "Cette demande a expiré");
    assert!(page.all_text().contains("60 minutes"));
    assert!(!page.text.contains(CALLBACK));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_request_let_forms_lead_to_that_one_site() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let before = visitor.get(&path).await;
    let (path, _) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let after = visitor.get(&format!("{path}/accord")).await;
    for response in [before, after] {
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        let policy = header(CONTENT_SECURITY_POLICY.as_str());
        let form_action = policy.split("form-action ").nth(1).unwrap();
        let franceconnect = app.issuer.trim_end_matches("/api/v2");
        assert_eq!(form_action, format!("'self' {franceconnect} http://127.0.0.1:9"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header(REFERRER_POLICY.as_str()), "no-referrer");
        assert_eq!(header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_leaves_its_trace() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let code = visitor.hands_over(&site, "nominal-f").await;
    let token = site.token(&code).await;
    site.transcript(&token).await;
    let trail: Vec<Value> =
        app.trail().await.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect();
    let handed: Vec<_> = trail.iter().filter(|entry| entry["action"] == "TRANSMISSION").collect();
    assert_eq!(handed.len(), 2, "the candidate agreed, the site fetched");
    assert!(handed[0]["actor"]["candidate"].is_string(), "{}", handed[0]);
    assert_eq!(handed[1]["actor"]["site"], "lycee-exemple");
    assert_eq!(handed[0]["record"], handed[1]["record"]);
    assert!(handed.iter().all(|entry| entry["context"].as_str().unwrap().contains("CRPA L. 114-8")));
    let text = app.trail().await.join("\n");
    for secret in [code.as_str(), token.as_str(), "MARRONNIER"] {
        assert!(!text.contains(secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_share_a_hand_off() {
    let redis = RedisServer::start();
    let lines = format!("redirect_uris = [\"{CALLBACK}\"]");
    let wish = Wish { redis: Some(redis.url()), ..Wish::default() };
    let (app, _sites) = app_with(&[("lycee-exemple", &lines)], wish).await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let code = visitor.hands_over(&site, "nominal-f").await;
    let token = site.token(&code).await;
    assert_eq!(site.transcript(&token).await["candidat"]["nomNaissance"], "MARRONNIER-TEST");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_store_of_minutes_nothing_leaves_and_everybody_is_told_to_come_back() {
    let mut redis = RedisServer::start();
    let lines = format!("redirect_uris = [\"{CALLBACK}\"]");
    let wish = Wish { redis: Some(redis.url()), ..Wish::default() };
    let (app, _sites) = app_with(&[("lycee-exemple", &lines)], wish).await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let token = site.token(&Visitor::of(&app).hands_over(&site, "nominal-f").await).await;
    redis.kill();
    let answers = [
        visitor.client.get(site.authorize(&site.asks())).send().await.unwrap(),
        visitor.agrees(&path, &page, &page.boxes()).await,
        visitor.declines(&page).await,
        site.exchanges(&"0".repeat(64)).await,
        site.fetches("/api/v1/releves", &token, "*/*").await,
    ];
    for answer in answers {
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{}", answer.url().path());
        assert!(answer.headers().contains_key("retry-after"), "{}", answer.url().path());
        assert!(!answer.text().await.unwrap().contains("code="));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_can_be_looked_at_again() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    assert_eq!(location(&visitor.get(&format!("{path}/fin")).await), path, "not before an answer");
    visitor.agrees(&path, &page, &page.boxes()[..1]).await;
    let end = visitor.opens(&format!("{path}/fin")).await;
    assert_eq!(end.title(), "Votre relevé est à la disposition de Lycée Exemple");
    assert!(end.all_text().contains("Transmission n°"));
    let again = visitor.opens(&path).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert!(again.all_text().contains("transmission n°"));
    let stranger = Visitor::of(&app);
    assert_eq!(stranger.opens(&format!("{path}/fin")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_puts_what_the_site_would_like_first() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let first = async |session: &str| {
        let visitor = Visitor::of(&app);
        let asked = site.asks_with("session", Some(session));
        let (_, page) = visitor.comes_to_agree(&site.authorize(&asked), "nominal-f").await;
        page.text_of("fieldset label")
    };
    let sessions = all_sessions(&app).await;
    for session in &sessions {
        assert!(first(session).await.contains(session.as_str()), "{session}");
    }
}

/// The sessions of nominal-f's transcripts.
async fn all_sessions(app: &App) -> Vec<String> {
    let visitor = Visitor::of(app);
    let site = Site::of(app);
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let response = visitor.agrees(&path, &page, &page.boxes()).await;
    let token = site.token(&answer(&location(&response))["code"]).await;
    let mut sessions = Vec::new();
    for path in site.list(&token).await {
        let transcript: Value = site.fetches(&path, &token, "application/json").await.json().await.unwrap();
        sessions.push(transcript["examen"]["session"].to_string());
    }
    sessions
}
