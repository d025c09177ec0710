//! `GET /connexion/retour`: what FranceConnect sends back. Never draws a result: every usable callback
//! ends in a 303, so that reloading or going back repeats nothing.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use url::form_urlencoded;

use super::sign_in::binding;
use crate::domain::audit::{Action, Actor};
use crate::http::error::HttpError;
use crate::http::session::CitizenSession;
use crate::http::state::AppState;
use crate::http::visitor::{Visitor, see_other};
use crate::ports::identity_provider::{AuthorizationCode, State};
use crate::services::keep_trail::Circumstances;
use crate::services::sign_in::{Callback, Denial, Intent, SignIn};

/// The handler.
pub async fn callback(
    visitor: Visitor,
    session: Session,
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let outcome = state.sign_in.finish(parse(request.query_string()), binding(&request).as_ref()).await?;
    match outcome {
        SignIn::Completed(identity, intent) => {
            let circumstances =
                Circumstances { context: Some(identity.acr.clone()), ..Circumstances::default() };
            let actor = Actor::Candidate(identity.subject.clone());
            state.keep_trail.note(actor, Action::SignedIn, circumstances).await?;
            let token: [u8; 32] = state.random.bytes();
            CitizenSession::begin(&session, &identity, hex::encode(token), state.clock.now());
            Ok(see_other(&format!("{}{}", intent.language.prefix(), intent.return_to.as_str())))
        }
        SignIn::Denied(Denial::Declined, intent) => {
            tracing::info!("sign-in declined at FranceConnect");
            Ok(see_other(&page_for("/connexion/annulee", &intent)))
        }
        SignIn::Denied(Denial::Misconfigured, intent) => {
            tracing::error!(
                "FranceConnect refused our request: check scopes, acr_values and the registration"
            );
            Ok(see_other(&page_for("/connexion/non-aboutie", &intent)))
        }
        SignIn::Denied(Denial::Unavailable, intent) => Err(HttpError::FranceConnect {
            intent,
            source: anyhow::anyhow!("FranceConnect sent the citizen back with an error of its own"),
        }),
        SignIn::Failed(error, intent) => Err(HttpError::franceconnect(error, intent)),
        // Reload, back button, second tab: whoever is signed in goes on as if nothing had happened.
        SignIn::Stale(cause) if visitor.citizen().is_some() => {
            tracing::info!(cause, "stale callback of somebody signed in");
            Ok(visitor.see("/mes-releves"))
        }
        SignIn::Stale(cause) => Err(HttpError::Stale(cause)),
    }
}

fn page_for(path: &str, intent: &Intent) -> String {
    format!("{}{path}?retour={}", intent.language.prefix(), intent.return_to.as_str())
}

/// Reads the query once. A parameter given twice makes the whole callback unusable.
fn parse(query: &str) -> Callback {
    let [mut code, mut error, mut state, mut issuer] = [const { None::<String> }; 4];
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = match name.as_ref() {
            "code" => &mut code,
            "error" => &mut error,
            "state" => &mut state,
            "iss" => &mut issuer,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Callback::Malformed;
        }
    }
    let Some(state) = state.as_deref().and_then(State::parse) else {
        return Callback::Malformed;
    };
    match (code, error) {
        (Some(code), None) if !code.is_empty() && code.len() <= 2048 => {
            Callback::Granted { code: AuthorizationCode(code), state, issuer }
        }
        (None, Some(error)) => Callback::Denied { error: denial(&error), state, issuer },
        _ => Callback::Malformed,
    }
}

/// FranceConnect's texts beside the code change and are never looked at.
fn denial(error: &str) -> Denial {
    match error {
        "access_denied" => Denial::Declined,
        "server_error" | "temporarily_unavailable" => Denial::Unavailable,
        _ => Denial::Misconfigured,
    }
}
