//! `GET /connexion/retour`: what FranceConnect sends back. Never draws a result: every usable callback
//! ends in a 303, so that reloading or going back repeats nothing.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use url::form_urlencoded;

use super::sign_in::binding;
use crate::domain::audit::{Action, Actor};
use crate::http::error::{HttpError, causes};
use crate::http::session::CitizenSession;
use crate::http::state::AppState;
use crate::http::visitor::{Visitor, see_other};
use crate::ports::identity_provider::{AuthorizationCode, State, VerifiedIdentity};
use crate::ports::support_reference::SupportReference;
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
    metrics::counter!("sign_ins_total", "outcome" => outcome.name()).increment(1);
    match outcome {
        SignIn::Completed(identity, intent) => {
            let circumstances =
                Circumstances { context: Some(circumstances(&identity)), ..Circumstances::default() };
            let actor = Actor::Candidate(identity.subject.clone());
            state.keep_trail.note(actor, Action::SignedIn, circumstances).await?;
            if let Some(token) = &identity.access_token {
                state.find_records.at_sign_in(&identity.subject, &identity.pivot, token).await;
            }
            let token: [u8; 32] = state.random.bytes();
            CitizenSession::begin(&session, &identity, hex::encode(token), state.clock.now());
            Ok(see_other(&page(&intent)))
        }
        SignIn::Denied(denial, reference, intent) => {
            Ok(denied(&visitor, denial, reference.as_ref(), &intent))
        }
        SignIn::Failed(error, intent) => {
            tracing::error!(causes = causes(&error), "sign-in failed");
            Ok(unavailable(&visitor, &intent))
        }
        // Reload, back button, second tab: whoever is signed in goes on as if nothing had happened.
        SignIn::Stale { cause, intent } if visitor.citizen().is_some() => {
            tracing::info!(cause, "stale callback of somebody signed in");
            Ok(match intent {
                Some(intent) => see_other(&page(&intent)),
                None => visitor.see("/mes-releves"),
            })
        }
        SignIn::Stale { cause, intent } => Err(HttpError::Stale { cause, intent }),
    }
}

/// One page for each thing the citizen can do about it. FranceConnect does not say whether `access_denied`
/// means that they turned back or that it could not identify them: P04 fits both.
fn denied(
    visitor: &Visitor,
    denial: Denial,
    reference: Option<&SupportReference>,
    intent: &Intent,
) -> HttpResponse {
    let reference = reference.map(tracing::field::display);
    let path = match denial {
        Denial::Declined => {
            tracing::info!(reference, "sign-in declined at FranceConnect");
            "/connexion/annulee"
        }
        Denial::Unexplained => {
            tracing::warn!(reference, "FranceConnect ended a sign-in with a code of its own");
            "/connexion/non-aboutie"
        }
        Denial::Unavailable => {
            tracing::error!(reference, "FranceConnect ended a sign-in with an error of its own");
            return unavailable(visitor, intent);
        }
        Denial::Misconfigured => {
            tracing::error!(
                reference,
                "FranceConnect refused our request: check scopes, acr_values and the registration"
            );
            return unavailable(visitor, intent);
        }
    };
    see_other(&page_for(path, intent))
}

/// The way to P06, with the reference under which the cause stands in the log.
fn unavailable(visitor: &Visitor, intent: &Intent) -> HttpResponse {
    let page = page_for("/connexion/indisponible", intent);
    see_other(&format!("{page}&reference={}", visitor.reference))
}

/// What the trail keeps of a sign-in beside who: how surely, and whether a carer sat at the keyboard.
fn circumstances(identity: &VerifiedIdentity) -> String {
    let level = identity.assurance.code();
    match &identity.mandate {
        Some(mandate) => format!("{level}, Aidants Connect: {mandate}"),
        None => level.to_owned(),
    }
}

fn page(intent: &Intent) -> String {
    format!("{}{}", intent.language.prefix(), intent.return_to.as_str())
}

fn page_for(path: &str, intent: &Intent) -> String {
    format!("{}{path}?retour={}", intent.language.prefix(), intent.return_to.as_str())
}

/// Reads the query once. A parameter given twice makes the whole callback unusable.
fn parse(query: &str) -> Callback {
    let [mut code, mut error, mut error_uri, mut state, mut issuer] = [const { None::<String> }; 5];
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = match name.as_ref() {
            "code" => &mut code,
            "error" => &mut error,
            "error_uri" => &mut error_uri,
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
        (None, Some(error)) => {
            let reference = error_uri.as_deref().and_then(SupportReference::in_uri);
            Callback::Denied { error: denial(&error), reference, state, issuer }
        }
        _ => Callback::Malformed,
    }
}

/// FranceConnect's texts beside the code change and are never looked at.
fn denial(error: &str) -> Denial {
    match error {
        "access_denied" => Denial::Declined,
        "server_error" | "temporarily_unavailable" => Denial::Unavailable,
        "invalid_request"
        | "invalid_scope"
        | "invalid_acr"
        | "invalid_idp_hint"
        | "unauthorized_client"
        | "unsupported_response_type" => Denial::Misconfigured,
        _ => Denial::Unexplained,
    }
}

/// A door for the fuzz target `callback_parameters`.
#[cfg(fuzzing)]
pub fn fuzz(bytes: &[u8]) {
    let query = String::from_utf8_lossy(bytes);
    if let Callback::Granted { code, .. } = parse(&query) {
        assert!((1..=2048).contains(&code.0.len()));
    }
    let _ = crate::domain::local_path::LocalPath::parse(&query);
}
