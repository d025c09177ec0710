//! The way to FranceConnect (P06 when it is down), and the pages of those who come back without
//! having signed in (P04, P05).

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::hand_off;
use crate::domain::local_path::LocalPath;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{FranceConnectUnavailable, Page, SignInCancelled, SignInFailed};
use crate::http::visitor::{Visitor, see_other};
use crate::services::sign_in::{BeginError, BrowserBinding, Intent};

/// Cookie that binds attempts to the browser, over https and over http.
const BINDING_NAMES: [&str; 2] = ["__Host-mon-releve-navigateur", "mon-releve-navigateur"];

const RECORDS: &str = "/mes-releves";

/// Where to go on after signing in; anything but a page of ours counts as absent.
#[derive(Default, Deserialize)]
pub struct Return {
    retour: Option<String>,
    niveau: Option<String>,
    reference: Option<String>,
}

impl Return {
    /// The page asked for, or the list of records.
    pub fn target(&self) -> LocalPath {
        let asked = self.retour.as_deref().and_then(|path| LocalPath::parse(path).ok());
        // Only pages that need a session: a return into the sign-in itself would go in circles.
        let needs_session = |path: &LocalPath| {
            matches!(path.as_str(), RECORDS | "/dossier/rechercher")
                || path.as_str().starts_with("/mes-releves/")
                || path.as_str().starts_with("/transmettre/")
        };
        asked.filter(needs_session).unwrap_or_else(LocalPath::records)
    }
}

/// The browser's secret, if it has one.
pub fn binding(request: &HttpRequest) -> Option<BrowserBinding> {
    BINDING_NAMES.iter().find_map(|name| BrowserBinding::parse(request.cookie(name)?.value()))
}

/// The browser's secret, and the cookie to give it when it has none yet.
pub fn browser(request: &HttpRequest, state: &AppState) -> (BrowserBinding, Option<Cookie<'static>>) {
    if let Some(known) = binding(request) {
        return (known, None);
    }
    let browser = BrowserBinding::from_random(state.random.bytes());
    let cookie = binding_cookie(&browser, state);
    (browser, Some(cookie))
}

fn binding_cookie(browser: &BrowserBinding, state: &AppState) -> Cookie<'static> {
    let is_https = state.public_url.is_https();
    Cookie::build(BINDING_NAMES[usize::from(!is_https)], browser.as_str().to_owned())
        .path("/")
        .http_only(true)
        .secure(is_https)
        // The callback comes from FranceConnect: Strict would leave the cookie behind.
        .same_site(SameSite::Lax)
        .finish()
}

/// An answer with the cookie of a browser that had none.
pub fn with_cookie(mut response: HttpResponse, cookie: Option<Cookie<'static>>) -> HttpResponse {
    if let Some(cookie) = cookie {
        // A header that cannot be written would only lose the attempt: hexadecimal always can.
        response.add_cookie(&cookie).expect("a hexadecimal value makes a header");
    }
    response
}

/// `GET /connexion`: 303 to FranceConnect.
pub async fn begin(
    visitor: Visitor,
    request: HttpRequest,
    target: web::Query<Return>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let (return_to, browser) = (target.target(), binding(&request));
    let assurance = match hand_off::site_asking_at(&state, &return_to, browser.as_ref()).await? {
        Some(site) => state.assurance.to_hand_over_to(&site),
        None => state.assurance.for_sign_in(target.niveau.as_deref()),
    };
    let intent = Intent { return_to, language: visitor.language, assurance };
    let begun = state.sign_in.begin(&intent, browser).await.map_err(|error| match error {
        BeginError::Provider(error) => HttpError::franceconnect(error, intent),
        BeginError::Store(error) => HttpError::Store(error),
    })?;
    let cookie = begun.new_binding.map(|browser| binding_cookie(&browser, &state));
    Ok(with_cookie(see_other(begun.url.as_str()), cookie))
}

/// `GET /connexion/annulee`.
pub async fn cancelled(
    visitor: Visitor,
    request: HttpRequest,
    target: web::Query<Return>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let target = target.target();
    let pending = hand_off::pending(&state, &request, visitor.language, Some(&target)).await?;
    Ok(SignInCancelled { layout: visitor.layout().returning_to(&target).asked_by(pending) }.respond())
}

/// `GET /connexion/non-aboutie`.
pub async fn failed(
    visitor: Visitor,
    request: HttpRequest,
    target: web::Query<Return>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let target = target.target();
    let pending = hand_off::pending(&state, &request, visitor.language, Some(&target)).await?;
    Ok(SignInFailed { layout: visitor.layout().returning_to(&target).asked_by(pending) }.respond())
}

/// `GET /connexion/indisponible`: where a sign-in ends that FranceConnect did not complete.
pub async fn unavailable(visitor: Visitor, target: web::Query<Return>) -> HttpResponse {
    // The reference of the callback that failed: its line of the log holds the cause.
    let is_ours =
        |reference: &&str| reference.len() == 12 && reference.bytes().all(|b| b.is_ascii_hexdigit());
    let reference = target.reference.as_deref().filter(is_ours).unwrap_or(&visitor.reference);
    let layout = visitor.layout().with_reference(reference).returning_to(&target.target());
    FranceConnectUnavailable { layout }.respond()
}
