//! What a person sees: the choice of who they are, then what will be transmitted.
//!
//! Form fields, which tests may send without a browser:
//! `POST /api/v2/login` takes `interaction` and `person`; `POST /api/v2/consent` and
//! `POST /api/v2/change-person` take `interaction`; `GET /api/v2/redirect-to-sp-with-error` takes
//! `interaction` and `error`, one of the names of [`CallbackError`].

use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::behaviour::CallbackError;
use super::callback::{self, Outcome};
use super::provider::{Interaction, Provider, SESSION_SECONDS, Session, SignedIn};
use super::{pages, random, refusal};

/// Distinct from every cookie of the service: the servers of the demo share the host `localhost`.
pub(super) const SESSION_COOKIE: &str = "franceconnect_simule";

/// Where an interaction is shown.
pub(super) fn address(id: &str) -> String {
    format!("/api/v2/interaction/{id}")
}

/// `POST /api/v2/login`.
#[derive(Deserialize)]
pub(super) struct Login {
    interaction: String,
    person: String,
}

/// Forms that only name the interaction.
#[derive(Deserialize)]
pub(super) struct OfInteraction {
    interaction: String,
}

/// The « revenir au service » links.
#[derive(Deserialize)]
pub(super) struct GoBack {
    interaction: String,
    error: CallbackError,
}

/// The page of one interaction: people, or information once somebody was chosen.
pub(super) async fn show(id: web::Path<String>, provider: web::Data<Provider>) -> HttpResponse {
    let Some(interaction) = provider.interaction(&id).await else {
        return lost();
    };
    let Some(client) = provider.client(&interaction.request.client_id) else {
        return lost();
    };
    match &interaction.signed_in {
        None => pages::people(&provider, &id, client),
        Some(signed_in) => pages::information(&id, client, &interaction.request, &signed_in.person),
    }
}

/// Somebody was chosen: opens the single sign-on session.
pub(super) async fn login(form: web::Form<Login>, provider: web::Data<Provider>) -> HttpResponse {
    let Some(interaction) = provider.interaction(&form.interaction).await else {
        return lost();
    };
    let Some(person) = provider.people.iter().find(|person| person.id == form.person) else {
        let why = format!("nobody here has the id '{}'", form.person);
        return refusal::page(StatusCode::FORBIDDEN, "Y010008", &why);
    };
    let now = provider.now();
    let signed_in = SignedIn { person: Arc::clone(person), auth_time: now };
    let session = random::token();
    let opened = Session { signed_in: signed_in.clone(), last_seen: now };
    provider.sessions.insert(session.clone(), opened).await;
    put(&provider, &form.interaction, interaction, Some(signed_in)).await;
    let mut response = callback::to(StatusCode::SEE_OTHER, address(&form.interaction));
    set_cookie(&mut response, session_cookie(session, Duration::seconds(SESSION_SECONDS)));
    response
}

/// Back to the choice of a person. The real one has no such button; a tester needs it.
pub(super) async fn change_person(
    form: web::Form<OfInteraction>,
    provider: web::Data<Provider>,
) -> HttpResponse {
    let Some(interaction) = provider.interaction(&form.interaction).await else {
        return lost();
    };
    put(&provider, &form.interaction, interaction, None).await;
    callback::to(StatusCode::SEE_OTHER, address(&form.interaction))
}

/// The person continues: the interaction ends, a code is born.
pub(super) async fn consent(form: web::Form<OfInteraction>, provider: web::Data<Provider>) -> HttpResponse {
    let Some(interaction) = provider.interaction(&form.interaction).await else {
        return lost();
    };
    let Some(signed_in) = interaction.signed_in else {
        return callback::to(StatusCode::SEE_OTHER, address(&form.interaction));
    };
    // Taken in one step: of two clicks, one gets a code.
    if provider.interactions.remove(&form.interaction).await.is_none() {
        return lost();
    }
    if let Some(error) = provider.take_next_callback() {
        return callback::go_back(&provider, &interaction.request, error);
    }
    let request = interaction.request.clone();
    let code = provider.grant(interaction.request, signed_in).await;
    let outcome = Outcome::Code(&code);
    callback::redirect(&provider, StatusCode::SEE_OTHER, &request, &outcome)
}

/// The person goes back to the service, or an error page sends them.
pub(super) async fn go_back(query: web::Query<GoBack>, provider: web::Data<Provider>) -> HttpResponse {
    let Some(interaction) = provider.interaction(&query.interaction).await else {
        return lost();
    };
    if provider.interactions.remove(&query.interaction).await.is_none() {
        return lost();
    }
    callback::go_back(&provider, &interaction.request, query.error)
}

/// The cookie gone, as after a sign-out.
pub(super) fn forget_session(response: &mut HttpResponse) {
    set_cookie(response, session_cookie(String::new(), Duration::ZERO));
}

async fn put(provider: &Provider, id: &str, mut interaction: Interaction, signed_in: Option<SignedIn>) {
    interaction.signed_in = signed_in;
    provider.interactions.insert(id.to_owned(), interaction).await;
}

fn session_cookie(value: String, age: Duration) -> Cookie<'static> {
    Cookie::build(SESSION_COOKIE, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(age)
        .finish()
}

fn set_cookie(response: &mut HttpResponse, cookie: Cookie<'static>) {
    response.add_cookie(&cookie).expect("a base64url value is a valid cookie");
}

fn lost() -> HttpResponse {
    refusal::page(
        StatusCode::UNAUTHORIZED,
        "Y190001",
        "this sign-in is unknown, over, or older than 30 minutes",
    )
}
