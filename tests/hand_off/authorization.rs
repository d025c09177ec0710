//! What a site may ask, and where the answer goes: to an address that it registered, to the letter, or nowhere.

use reqwest::header::{COOKIE, LOCATION};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::support::hand_off::{CALLBACK, CHALLENGE, Site, answer, app, app_with};
use crate::support::visitor::{Visitor, location, new_client};

async fn asks(site: &Site<'_>, parameters: &[(&'static str, String)]) -> Response {
    new_client().get(site.authorize(parameters)).send().await.unwrap()
}

/// A page that leads to no address that came with the request.
async fn is_a_page(response: Response, what: &str) {
    assert!(matches!(response.status().as_u16(), 400 | 404 | 410), "{what}: {}", response.status());
    assert!(!response.headers().contains_key(LOCATION), "{what}");
    let text = response.text().await.unwrap();
    assert!(text.contains("Cette demande n’est pas valable"), "{what}");
    for trace in ["evil", "127.0.0.1:9", "inscription.example.org"] {
        assert!(!text.contains(trace), "{what} leads to {trace}");
    }
}

/// The error that goes back to the registered address.
async fn is_sent_back(app: &App, response: Response, error: &str, what: &str) {
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{what}");
    let back = answer(&location(&response));
    assert_eq!(back["error"], error, "{what}");
    assert_eq!(back["iss"], app.url.as_str().trim_end_matches('/'), "{what}");
    assert!(!back.contains_key("code"), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_differs_by_one_character_is_another_one() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let registered = CALLBACK;
    let mut hostile: Vec<String> = [
        "",
        "/",
        "/retour",
        "retour",
        "//127.0.0.1:9/retour",
        "///127.0.0.1:9/retour",
        "\\\\127.0.0.1:9\\retour",
        "http:/127.0.0.1:9/retour",
        "http:127.0.0.1:9/retour",
        "https://127.0.0.1:9/retour",
        "HTTP://127.0.0.1:9/retour",
        "http://127.0.0.1:9/Retour",
        "http://127.0.0.1:9/RETOUR",
        "http://127.0.0.1:9/retour/",
        "http://127.0.0.1:9/retour//",
        "http://127.0.0.1:9//retour",
        "http://127.0.0.1:9/./retour",
        "http://127.0.0.1:9/x/../retour",
        "http://127.0.0.1:9/retour/.",
        "http://127.0.0.1:9/retour/..",
        "http://127.0.0.1:9/retour;a=b",
        "http://127.0.0.1:9/%72etour",
        "http://127.0.0.1:9/retour%2f",
        "http://127.0.0.1:9/retour%00",
        "http://127.0.0.1:9/retour%0d%0aSet-Cookie:a=b",
        "http://127.0.0.1:9/retour\r\nLocation: http://evil.example",
        "http://127.0.0.1:9/retour?",
        "http://127.0.0.1:9/retour?a=b",
        "http://127.0.0.1:9/retour#",
        "http://127.0.0.1:9/retour#a",
        "http://127.0.0.1:9/retour ",
        " http://127.0.0.1:9/retour",
        "\thttp://127.0.0.1:9/retour",
        "http://127.0.0.1:9/retour\u{200b}",
        "http://127.0.0.1:9/retour\u{202e}",
        "http://127.0.0.1:9/ret\u{043e}ur",
        "http://127.0.0.1/retour",
        "http://127.0.0.1:90/retour",
        "http://127.0.0.1:09/retour",
        "http://127.0.0.1:8/retour",
        "http://127.0.0.1:9",
        "http://localhost:9/retour",
        "http://127.1:9/retour",
        "http://127.0.0.01:9/retour",
        "http://2130706433:9/retour",
        "http://0x7f000001:9/retour",
        "http://0177.0.0.1:9/retour",
        "http://[::1]:9/retour",
        "http://[::ffff:127.0.0.1]:9/retour",
        "http://127.0.0.1.:9/retour",
        "http://127.0.0.1:9.evil.example/retour",
        "http://127.0.0.1.evil.example:9/retour",
        "http://evil.example/retour",
        "http://evil.example/http://127.0.0.1:9/retour",
        "http://evil.example?http://127.0.0.1:9/retour",
        "http://evil.example#http://127.0.0.1:9/retour",
        "http://evil.example\\@127.0.0.1:9/retour",
        "http://evil.example@127.0.0.1:9/retour",
        "http://127.0.0.1:9@evil.example/retour",
        "http://user:pass@127.0.0.1:9/retour",
        "http://127.0.0.1:9\\.evil.example/retour",
        "http://127.0.0.1:9%2f.evil.example/retour",
        "http://127.0.0.1:9%23.evil.example/retour",
        "http://127.0.0.1:9%252f@evil.example/retour",
        "http://127.0.0.1:9&@evil.example/retour",
        "http://127.0.0.1:9;@evil.example/retour",
        "http://127.0.0.1:9,http://evil.example",
        "http://127.0.0.1:9/retour http://evil.example",
        "http://127.0.0.1:9/retour,http://evil.example",
        "http://127.0.0.1:9/retour/../../evil",
        "http://127.0.0.1:9/retour@evil.example",
        "http://127.0.0.1:9/retour?next=http://evil.example",
        "http://127.0.0.1:9/retour&code=evil",
        "javascript:alert(1)",
        "javascript://127.0.0.1:9/retour%0aalert(1)",
        "data:text/html,evil",
        "vbscript:evil",
        "file:///etc/passwd",
        "ftp://127.0.0.1:9/retour",
        "blob:http://127.0.0.1:9/retour",
        "urn:ietf:wg:oauth:2.0:oob",
        "app.evil://retour",
        "intent://127.0.0.1:9/retour",
        "http://127.0.0.1:9/*",
        "http://*:9/retour",
        "http://127.0.0.1:9/retour*",
        ".*",
        "null",
        "undefined",
        "about:blank",
        "https://inscription.example.org/retour",
        "https://inscription.example.org/retour?a=2",
        "https://inscription.example.org/retour?a=1&b=2",
        "https://inscription.example.org/retour?A=1",
        "https://inscription.example.org:443/retour?a=1",
        "https://inscription.example.org./retour?a=1",
        "https://INSCRIPTION.example.org/retour?a=1",
        "https://inscriptiоn.example.org/retour?a=1",
        "https://inscription.example.org.evil.example/retour?a=1",
        "https://evil.inscription.example.org/retour?a=1",
        "https://inscription.example.org%00.evil.example/retour?a=1",
        "https://inscription-example.org/retour?a=1",
        "http://inscription.example.org/retour?a=1",
    ]
    .map(str::to_owned)
    .to_vec();
    // Every way to drop, double or change one character.
    for place in 0..registered.len() {
        let (before, after) = registered.split_at(place);
        let (character, rest) = after.split_at(1);
        hostile.push(format!("{before}{rest}"));
        hostile.push(format!("{before}{character}{character}{rest}"));
        hostile.push(format!("{before}x{rest}"));
        hostile.push(format!("{before}%{:02x}{rest}", character.as_bytes()[0]));
    }
    for address in hostile.iter().filter(|address| *address != registered) {
        let response = asks(&site, &site.asks_with("redirect_uri", Some(address))).await;
        is_a_page(response, address).await;
    }
    let missing = asks(&site, &site.asks_with("redirect_uri", None)).await;
    is_a_page(missing, "no address").await;
    let mut twice = site.asks();
    twice.push(("redirect_uri", CALLBACK.to_owned()));
    is_a_page(asks(&site, &twice).await, "an address given twice").await;
    assert!(hostile.len() > 180);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_of_the_sandbox_is_led_back_to_any_address_of_the_developers_own_machine_alone() {
    let lines = "any_localhost = true\nredirect_uris = []";
    let (app, _sites) = app_with(&[("lycee-exemple", lines)], Wish::default()).await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let asked = site.asks_with("redirect_uri", Some("http://localhost:5173/auth/retour?vers=dossier"));
    let (request, page) = visitor.comes_to_agree(&site.authorize(&asked), "nominal-f").await;
    let back = location(&visitor.agrees(&request, &page, &page.boxes()[..1]).await);
    assert!(back.starts_with("http://localhost:5173/auth/retour?vers=dossier&code="), "{back}");
    for address in [
        "http://localhost.evil.example/retour",
        "http://localhost@evil.example/retour",
        "http://evil.example/localhost",
        "http://localhost:3000\\@evil.example/",
        "http://localhost:3000#@evil.example/",
        "https://localhost:3000/retour",
        "javascript://localhost/%0aalert(1)",
        "http://2130706433/retour",
        "//localhost:3000/retour",
        "http://localhost:3000/retour\r\nLocation: https://evil.example/",
    ] {
        let response = asks(&site, &site.asks_with("redirect_uri", Some(address))).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{address}");
        assert!(!response.headers().contains_key(LOCATION), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_a_query_of_its_own_keeps_it() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let asked = site.asks_with("redirect_uri", Some("https://inscription.example.org/retour?a=1"));
    let (_, page) = visitor.comes_to_agree(&site.authorize(&asked), "nominal-f").await;
    let back = location(&visitor.declines(&page).await);
    assert!(
        back.starts_with("https://inscription.example.org/retour?a=1&error=access_denied&state="),
        "{back}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_not_known_or_not_any_more_gets_a_page() {
    let line = format!("redirect_uris = [\"{CALLBACK}\"]");
    let over = format!("{line}\nvalid_until = 2020-01-01");
    let early = format!("{line}\nvalid_from = 2099-01-01");
    let sites = [("lycee-exemple", line.as_str()), ("fini", &over), ("a-venir", &early)];
    let (app, _sites) = app_with(&sites, Wish::default()).await;
    let site = Site::of(&app);
    for client in
        ["", "nobody", "LYCEE-EXEMPLE", "lycee-exemple ", "../lycee-exemple", "fini", "a-venir", "é"]
    {
        is_a_page(asks(&site, &site.asks_with("client_id", Some(client))).await, client).await;
    }
    is_a_page(asks(&site, &site.asks_with("client_id", None)).await, "no client").await;
    let mut twice = site.asks();
    twice.push(("client_id", "lycee-exemple".to_owned()));
    is_a_page(asks(&site, &twice).await, "a client given twice").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_else_is_wrong_goes_back_to_the_site() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    for (name, value, error) in [
        ("response_type", None, "invalid_request"),
        ("response_type", Some("token"), "unsupported_response_type"),
        ("response_type", Some("code id_token"), "unsupported_response_type"),
        ("response_mode", Some("fragment"), "invalid_request"),
        ("response_mode", Some("form_post"), "invalid_request"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("code_challenge_method", Some("s256"), "invalid_request"),
        ("scope", None, "invalid_scope"),
        ("scope", Some("openid"), "invalid_scope"),
        ("scope", Some("resultat tout"), "invalid_scope"),
        ("request", Some("eyJhbGciOiJub25lIn0.e30."), "request_not_supported"),
        ("diplome", Some("DOCTORAT"), "invalid_request"),
        ("session", Some("l’an prochain"), "invalid_request"),
        ("state", Some(&"s".repeat(3000)[..]), "invalid_request"),
    ] {
        let response = asks(&site, &site.asks_with(name, value)).await;
        is_sent_back(&app, response, error, name).await;
    }
    for repeated in ["state", "scope", "code_challenge", "response_type", "nonsense"] {
        let mut parameters = site.asks();
        parameters.extend([(repeated, "1".to_owned()), (repeated, "1".to_owned())]);
        is_sent_back(&app, asks(&site, &parameters).await, "invalid_request", repeated).await;
    }
    let mut unknown = site.asks();
    unknown.extend([("prompt", "login".to_owned()), ("nonce", "n".to_owned()), ("x", "y".to_owned())]);
    assert!(
        location(&asks(&site, &unknown).await).starts_with("/transmettre/"),
        "unknown ones are passed over"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_asks_for_no_more_than_it_registered() {
    let line = format!("redirect_uris = [\"{CALLBACK}\"]");
    let folder = crate::support::partners::registry(&[("lycee-exemple", &line)]);
    let file = folder.path().join("lycee-exemple.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace(r#"["resultat", "notes", "document", "identite"]"#, r#"["resultat"]"#);
    std::fs::write(&file, text).unwrap();
    let settings = vec![("PARTNERS__DIR", folder.path().to_str().unwrap().to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let site = Site::of(&app);
    is_sent_back(&app, asks(&site, &site.asks()).await, "invalid_scope", "all scopes").await;
    let modest = asks(&site, &site.asks_with("scope", Some("resultat"))).await;
    assert!(location(&modest).starts_with("/transmettre/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn gigantic_queries_are_not_read() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    is_a_page(asks(&site, &site.asks_with("x", Some(&"x".repeat(20_000)))).await, "20 kB").await;
    let many: Vec<_> = site.asks().into_iter().chain((0..4000).map(|_| ("a", String::new()))).collect();
    is_a_page(asks(&site, &many).await, "4000 parameters").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_a_request_names_changes_nothing() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let parameters = site.asks_with("scope", Some("nothing"));
    let request = new_client().get(site.authorize(&parameters)).header("host", "evil.example");
    let request = request.header("x-forwarded-host", "evil.example").header("x-forwarded-proto", "https");
    is_sent_back(&app, request.send().await.unwrap(), "invalid_scope", "host").await;
    let metadata = new_client().get(app.at("/.well-known/oauth-authorization-server"));
    let metadata: Value = metadata.header("host", "evil.example").send().await.unwrap().json().await.unwrap();
    assert_eq!(metadata["issuer"], app.url.as_str().trim_end_matches('/'));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stock_client_finds_everything_in_the_metadata() {
    let (app, _sites) = app().await;
    let response = new_client().get(app.at("/.well-known/oauth-authorization-server")).send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let metadata: Value = response.json().await.unwrap();
    let issuer = app.url.as_str().trim_end_matches('/');
    for (member, path) in [
        ("authorization_endpoint", "/oauth2/authorize"),
        ("token_endpoint", "/oauth2/token"),
        ("pushed_authorization_request_endpoint", "/oauth2/par"),
        ("revocation_endpoint", "/oauth2/revoke"),
        ("jwks_uri", "/.well-known/jwks.json"),
    ] {
        assert_eq!(metadata[member], format!("{issuer}{path}"));
    }
    assert_eq!(metadata["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_serves_once_and_only_its_own_client() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let other = Site { client_id: "autre-site", ..Site::of(&app) };
    let push = async || {
        let parameters = site.asks();
        let form: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let response = site.calls("/oauth2/par", &form).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let answer: Value = response.json().await.unwrap();
        assert!(answer["expires_in"].as_u64().unwrap() <= 600);
        answer["request_uri"].as_str().unwrap().to_owned()
    };
    let bring = async |client: &'static str, request_uri: &str| {
        let query = [("client_id", client.to_owned()), ("request_uri", request_uri.to_owned())];
        asks(&site, &query).await
    };
    let name = push().await;
    is_a_page(bring(other.client_id, &name).await, "another client").await;
    assert!(location(&bring(site.client_id, &name).await).starts_with("/transmettre/"), "not spent by it");
    is_a_page(bring(site.client_id, &name).await, "a second time").await;

    let late = push().await;
    app.minutes_pass(2);
    is_a_page(bring(site.client_id, &late).await, "too late").await;
    for unknown in
        ["", "urn:ietf:params:oauth:request_uri:", "https://evil.example/request.jwt", &"u".repeat(300)]
    {
        is_a_page(bring(site.client_id, &format!("{unknown}x")).await, unknown).await;
    }
    // What stands beside it in the query changes nothing.
    let name = push().await;
    let query = [
        ("client_id", site.client_id.to_owned()),
        ("request_uri", name),
        ("redirect_uri", "http://evil.example/".to_owned()),
        ("state", "evil".to_owned()),
        ("scope", "resultat".to_owned()),
    ];
    let path = location(&asks(&site, &query).await);
    let visitor = Visitor::of(&app);
    let page = visitor.opens(&path).await;
    assert_eq!(answer(&location(&visitor.declines(&page).await))["state"], "the site's own state");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_cannot_be_pushed_either() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    for (name, value, error) in [
        ("redirect_uri", "http://evil.example/retour", "invalid_request"),
        ("scope", "openid", "invalid_scope"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request"),
        ("client_id", "autre-site", "invalid_"),
    ] {
        let parameters = site.asks_with(name, Some(value));
        let form: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let response = site.calls("/oauth2/par", &form).await;
        assert!(response.status().is_client_error(), "{name}");
        let answer: Value = response.json().await.unwrap();
        assert!(answer["error"].as_str().unwrap().starts_with(error), "{name}: {answer}");
    }
    let twice = [("response_type", "code"), ("response_type", "code"), ("code_challenge", CHALLENGE)];
    assert_eq!(site.calls("/oauth2/par", &twice).await.status(), StatusCode::BAD_REQUEST);
    let huge = "x".repeat(200_000);
    let response = site.calls("/oauth2/par", &[("scope", &huge)]).await;
    assert!(response.status().is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_asks_too_often_is_told_when_to_come_back() {
    let line = format!("redirect_uris = [\"{CALLBACK}\"]");
    let settings = vec![("LIMITS__PER_ADDRESS_PER_MINUTE", "2".to_owned())];
    let (app, _sites) = app_with(&[("lycee-exemple", &line)], Wish { settings, ..Wish::default() }).await;
    let site = Site::of(&app);
    for _ in 0..2 {
        assert_eq!(asks(&site, &site.asks()).await.status(), StatusCode::SEE_OTHER);
    }
    let refused = asks(&site, &site.asks()).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    let token = site.exchanges(&"0".repeat(64)).await;
    assert_eq!(token.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(token.headers().contains_key("retry-after"));
    let cookies = refused.headers().get(COOKIE);
    assert!(cookies.is_none());
}
