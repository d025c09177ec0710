//! The HTML of the simulator: plain pages in French that work without script and at 360 px.
//!
//! Every page says that it is simulated; none bears the mark of the State or of FranceConnect.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use askama::Template;
use serde::Serialize;

use super::authorization_request::AuthorizationRequest;
use super::behaviour::Behaviour;
use super::control::Calls;
use super::provider::Provider;
use super::scopes;
use super::settings::RegisteredClient;
use crate::sandbox::people::Person;

#[derive(Template)]
#[template(path = "sandbox/people.html")]
struct PeoplePage<'a> {
    interaction: &'a str,
    client: &'a str,
    people: Vec<Choice<'a>>,
}

struct Choice<'a> {
    id: &'a str,
    name: String,
    situation: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/information.html")]
struct InformationPage<'a> {
    interaction: &'a str,
    client: &'a str,
    name: String,
    labels: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "sandbox/error.html")]
struct ErrorPage<'a> {
    title: &'a str,
    text: &'a str,
    code: &'a str,
    id: &'a str,
    why: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/signed_out.html")]
struct SignedOutPage;

#[derive(Template)]
#[template(path = "sandbox/control.html")]
struct ControlPage {
    state: String,
    choices: Vec<Select>,
    delay_ms: u64,
}

struct Select {
    name: &'static str,
    label: &'static str,
    values: &'static [&'static str],
}

#[derive(Template)]
#[template(path = "sandbox/home.html")]
struct HomePage<'a> {
    issuer: String,
    clients: Vec<&'a str>,
    people: usize,
}

/// The choice of a person.
pub(super) fn people(provider: &Provider, id: &str, client: &RegisteredClient) -> HttpResponse {
    let people = provider
        .people
        .iter()
        .filter(|person| person.listed)
        .map(|person| Choice { id: &person.id, name: person.display_name(), situation: &person.situation.fr })
        .collect();
    let page = PeoplePage { interaction: id, client: &client.name, people };
    html(StatusCode::OK, &page, Some(client))
}

/// What will be transmitted, and to whom.
pub(super) fn information(
    id: &str,
    client: &RegisteredClient,
    request: &AuthorizationRequest,
    person: &Person,
) -> HttpResponse {
    let claims = scopes::claims(&request.scopes, &person.userinfo);
    let page = InformationPage {
        interaction: id,
        client: &client.name,
        name: person.display_name(),
        labels: scopes::labels(&claims),
    };
    html(StatusCode::OK, &page, Some(client))
}

/// An error only the person sees.
pub(super) fn error(status: StatusCode, code: &str, id: &str, why: &str) -> HttpResponse {
    let (title, text) = match status {
        StatusCode::NOT_FOUND => ("Page introuvable", "Cette adresse n’existe pas."),
        StatusCode::UNAUTHORIZED => {
            ("Votre session a expiré", "Retournez sur le service et recommencez la connexion.")
        }
        _ => (
            "Une erreur s’est produite",
            "La connexion ne peut pas continuer. Retournez sur le service et recommencez.",
        ),
    };
    let page = ErrorPage { title, text, code, id, why };
    html(status, &page, None)
}

/// The end of a sign-out that named no way back.
pub(super) fn signed_out() -> HttpResponse {
    html(StatusCode::OK, &SignedOutPage, None)
}

/// The page of a tester who wants trouble.
pub(super) fn control(behaviour: &Behaviour, calls: Calls) -> HttpResponse {
    #[derive(Serialize)]
    struct State<'a> {
        behaviour: &'a Behaviour,
        calls: Calls,
    }
    let page = ControlPage {
        state: serde_json::to_string_pretty(&State { behaviour, calls }).unwrap_or_default(),
        choices: selects(),
        delay_ms: behaviour.delay_ms,
    };
    html(StatusCode::OK, &page, None)
}

/// What this server is, for whoever opens its address.
pub(super) fn home(provider: &Provider) -> HttpResponse {
    let page = HomePage {
        issuer: provider.issuer(),
        clients: provider.settings.clients.iter().map(|client| client.name.as_str()).collect(),
        people: provider.people.len(),
    };
    html(StatusCode::OK, &page, None)
}

/// Chromium applies `form-action` to the redirects after a form too, so a page whose form ends at
/// the relying party names its origin.
fn html(status: StatusCode, page: &impl Template, client: Option<&RegisteredClient>) -> HttpResponse {
    let Ok(body) = page.render() else {
        return HttpResponse::InternalServerError().finish();
    };
    let mut targets = String::from("'self'");
    for uri in client.iter().flat_map(|client| &client.redirect_uris) {
        let origin = uri.origin().ascii_serialization();
        if !targets.contains(&origin) {
            targets.push(' ');
            targets.push_str(&origin);
        }
    }
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action {targets}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HttpResponse::build(status)
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
        .insert_header((REFERRER_POLICY, "same-origin"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

fn selects() -> Vec<Select> {
    const MOODS: &[&str] = &["ok", "server_error", "unavailable", "slow", "garbage", "reset"];
    let of = |name, label, values| Select { name, label, values };
    vec![
        of("next_callback", "Fin de la prochaine connexion", CALLBACKS),
        of("discovery", "Découverte (.well-known)", MOODS),
        of("jwks", "Clés publiques (jwks)", MOODS),
        of("token", "Échange du code (token)", MOODS),
        of("userinfo", "Identité (userinfo)", MOODS),
        of("rotate_keys", "Remplacer la clé de signature", &["new_kid", "same_kid"]),
        of("tamper", "Mensonge", TAMPERS),
    ]
}

/// The names a form offers; a test holds each against its type.
pub(super) const CALLBACKS: &[&str] = &[
    "access_denied",
    "identity_not_recognised",
    "provider_barred",
    "server_error",
    "temporarily_unavailable",
    "leaked_code",
];
/// As [`CALLBACKS`].
pub(super) const TAMPERS: &[&str] = &[
    "none",
    "callback_wrong_iss",
    "callback_missing_iss",
    "callback_wrong_state",
    "callback_state_undefined",
    "callback_missing_state",
    "discovery_wrong_issuer",
    "token_type_mac",
    "token_without_id_token",
    "id_token_wrong_nonce",
    "id_token_missing_nonce",
    "id_token_wrong_iss",
    "id_token_wrong_aud",
    "id_token_many_audiences",
    "id_token_expired",
    "id_token_future_iat",
    "id_token_alg_none",
    "id_token_hs256_client_secret",
    "id_token_rs256",
    "id_token_bad_signature",
    "id_token_wrong_at_hash",
    "unknown_kid",
    "acr_too_low",
    "acr_missing",
    "userinfo_other_sub",
    "userinfo_missing_sub",
    "userinfo_wrong_iss",
    "userinfo_wrong_aud",
    "userinfo_expired",
    "userinfo_alg_none",
    "userinfo_rs256",
    "userinfo_bad_signature",
    "userinfo_unsigned_json",
    "userinfo_is_id_token",
    "id_token_older_shape",
    "userinfo_content_type_charset",
    "userinfo_without_birthplace",
];
