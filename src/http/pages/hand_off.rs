//! P03, P16 and P17: a site's request opens in a browser, is declined, or was answered. Whoever is known surely
//! enough when they arrive is shown P15 at once.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::Deserialize;
use url::Url;

use super::hand_off_agreement::offer;
use super::sign_in::{binding, browser, with_cookie};
use crate::domain::assurance::Identification;
use crate::domain::enrolment_site::EnrolmentSite;
use crate::domain::hand_off::{HandOffRequest, Protocol, RequestId, WayBack};
use crate::domain::language::Language;
use crate::domain::local_path::LocalPath;
use crate::http::csrf;
use crate::http::emrex::answer as emrex;
use crate::http::error::HttpError;
use crate::http::middleware::request_log::RequestReference;
use crate::http::oauth::authorize::{admitted, answer_address};
use crate::http::state::AppState;
use crate::http::views::{
    HandOffEnd, HandOffRequestPage, HandOffUnusable, Layout, Outcome, Page, PendingRequest, Unusable,
};
use crate::http::visitor::{Reader, Visitor, see_other};
use crate::services::hand_off::receive_request::{OpenRequest, Opening, REQUEST_LIFE};
use crate::services::sign_in::BrowserBinding;

/// A request that this browser may answer, and the site that asks.
pub struct Asked {
    /// The request.
    pub open: OpenRequest,
    /// The site as it stands in the registry now.
    pub site: Arc<EnrolmentSite>,
}

/// The form of an answer.
#[derive(Default, Deserialize)]
pub struct Answer {
    #[serde(default)]
    jeton: String,
}

/// `GET /transmettre/{request}`.
pub async fn arrive(
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let (browser, cookie) = browser(&request, &state);
    let opening = match RequestId::parse(&id) {
        Some(id) => state.receive_request.open(&id, &browser).await?,
        None => Opening::Unknown,
    };
    let asked = match weigh(&state, visitor.language, opening) {
        Ok(asked) => asked,
        Err(why) => return Ok(unusable(&request, &state, visitor.layout(), why)),
    };
    let is_open = asked.is_open_to(&visitor, &state);
    let response = match Reader::try_from(visitor) {
        // A browser that is new here takes its cookie first: should the page fail, the request is still its own.
        Ok(reader) if is_open && cookie.is_some() => reader.visitor().see(&asked.path("/accord")),
        Ok(reader) if is_open => offer(&reader, &state, asked).await?,
        Ok(reader) => sign_in_page(reader.visitor(), &state, &asked),
        Err(visitor) => sign_in_page(&visitor, &state, &asked),
    };
    Ok(with_cookie(response, cookie))
}

/// P03.
fn sign_in_page(visitor: &Visitor, state: &AppState, asked: &Asked) -> HttpResponse {
    let layout = asked.layout(visitor);
    let layout = match LocalPath::parse(&asked.path("")) {
        Ok(page) => layout.returning_to(&page),
        Err(_) => layout,
    };
    let purpose = asked.site.purpose.in_language(visitor.language).to_owned();
    let takes_numbers = state.assurance.lets_hand_over_to(&asked.site, Identification::Numbers);
    HandOffRequestPage { layout, site: asked.site_name(visitor.language), purpose, takes_numbers }.respond()
}

/// `POST /transmettre/{request}/refuser`: by whoever the request belongs to, signed in or not.
pub async fn decline(
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<String>,
    form: web::Form<Answer>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let asked = match look(&state, &request, &visitor, &id).await? {
        Ok(asked) => asked,
        Err(why) => return Ok(unusable(&request, &state, visitor.layout(), why)),
    };
    csrf::check_token(&request, &state, asked.open.form_token.as_str(), &form.jeton)?;
    if !state.answer_request.decline(&asked.open).await? {
        return answered_meanwhile(&state, &request, &visitor, &id).await;
    }
    tracing::info!(site = asked.site.client_id.as_str(), "nothing is handed over");
    Ok(refusal(&state, &visitor, &asked))
}

/// `POST /transmettre/{request}/aucun-releve`: the candidate lets an EMREX site know that nothing was found.
pub async fn nothing_found(
    reader: Reader,
    request: HttpRequest,
    id: web::Path<String>,
    form: web::Form<Answer>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let visitor = reader.visitor();
    let asked = match look(&state, &request, visitor, &id).await? {
        Ok(asked) => asked,
        Err(why) => return Ok(unusable(&request, &state, visitor.layout(), why)),
    };
    csrf::check_token(&request, &state, asked.open.form_token.as_str(), &form.jeton)?;
    let WayBack::Form { return_url, session_id } = &asked.open.request.way_back else {
        return Err(HttpError::NotFound);
    };
    if !state.answer_request.decline(&asked.open).await? {
        return answered_meanwhile(&state, &request, visitor, &id).await;
    }
    let (layout, site) = (asked.layout(visitor), asked.site_name(visitor.language));
    let address = emrex::Address { return_url, session_id };
    Ok(emrex::page(layout, site, &address, &emrex::Answer::NoResults, None))
}

/// `GET /transmettre/{request}/fin`.
pub async fn end(
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let opening = match RequestId::parse(&id) {
        Some(id) => state.receive_request.look(&id, binding(&request).as_ref()).await?,
        None => Opening::Unknown,
    };
    if let Opening::Answered(answered) = &opening
        && let Some(site) = state.sites.current().by_client_id(answered.site.as_str())
    {
        let outcome = match &answered.number {
            Some(number) => Outcome::HandedOver { number: number.clone() },
            None => Outcome::Declined,
        };
        let site = site.name.in_language(visitor.language).to_owned();
        return Ok(HandOffEnd { layout: visitor.layout(), site, outcome, at: answered.at }.respond());
    }
    Ok(match weigh(&state, visitor.language, opening) {
        Ok(asked) => visitor.see(&asked.path("")),
        Err(why) => unusable(&request, &state, visitor.layout(), why),
    })
}

/// The request at this address, as far as it is this browser's to answer; or else why not.
pub async fn look(
    state: &AppState,
    request: &HttpRequest,
    visitor: &Visitor,
    id: &str,
) -> Result<Result<Asked, Unusable>, HttpError> {
    let opening = match RequestId::parse(id) {
        Some(id) => state.receive_request.look(&id, binding(request).as_ref()).await?,
        None => Opening::Unknown,
    };
    Ok(weigh(state, visitor.language, opening))
}

/// The page about a request that somebody answered between two looks at it.
pub async fn answered_meanwhile(
    state: &AppState,
    request: &HttpRequest,
    visitor: &Visitor,
    id: &str,
) -> Result<HttpResponse, HttpError> {
    Ok(match look(state, request, visitor, id).await? {
        Ok(asked) => visitor.see(&asked.path("")),
        Err(why) => unusable(request, state, visitor.layout(), why),
    })
}

/// The site that asks at one of our pages, if this browser is about to answer it there.
pub async fn site_asking_at(
    state: &AppState,
    page: &LocalPath,
    browser: Option<&BrowserBinding>,
) -> Result<Option<Arc<EnrolmentSite>>, HttpError> {
    let Some(id) = request_at(page) else { return Ok(None) };
    let Opening::Open(open) = state.receive_request.look(&id, browser).await? else { return Ok(None) };
    Ok(site_of(state, &open.request))
}

/// The request that this browser is about to answer: the one at `page`, or else the one it opened last.
pub async fn pending(
    state: &AppState,
    request: &HttpRequest,
    language: Language,
    page: Option<&LocalPath>,
) -> Result<Option<PendingRequest>, HttpError> {
    let Some(browser) = binding(request) else { return Ok(None) };
    let open = match page.and_then(request_at) {
        Some(id) => match state.receive_request.look(&id, Some(&browser)).await? {
            Opening::Open(open) => Some(*open),
            _ => None,
        },
        None => state.receive_request.pending(&browser).await?,
    };
    let asked = open.and_then(|open| Some(Asked { site: site_of(state, &open.request)?, open }));
    Ok(asked.map(|asked| asked.pending(language)))
}

/// Where the request is that this browser opened last, if somebody known like this may answer it.
pub async fn waiting_for(
    known: Identification,
    request: &HttpRequest,
    state: &AppState,
) -> Result<Option<String>, HttpError> {
    let Some(browser) = binding(request) else { return Ok(None) };
    let open = state.receive_request.pending(&browser).await?;
    let asked = open.and_then(|open| Some(Asked { site: site_of(state, &open.request)?, open }));
    Ok(asked
        .filter(|asked| state.assurance.lets_hand_over_to(&asked.site, known))
        .map(|asked| asked.path("")))
}

/// Where the browser goes when nothing is handed over: never says why.
fn refusal(state: &AppState, visitor: &Visitor, asked: &Asked) -> HttpResponse {
    match &asked.open.request.way_back {
        WayBack::Code { redirect_uri, state: reference, .. } => {
            let answer = [("error", "access_denied")];
            see_other(&answer_address(state, redirect_uri, reference.as_deref(), &answer))
        }
        WayBack::Form { return_url, session_id } => {
            let (layout, site) = (asked.layout(visitor), asked.site_name(visitor.language));
            let address = emrex::Address { return_url, session_id };
            emrex::page(layout, site, &address, &emrex::Answer::Cancel, None)
        }
    }
}

/// P17.
pub fn unusable(request: &HttpRequest, state: &AppState, layout: Layout, why: Unusable) -> HttpResponse {
    let reference = request.extensions().get::<RequestReference>().map(|reference| reference.0.clone());
    let layout = layout.in_sandbox(state.is_sandbox).with_reference(reference.unwrap_or_default());
    HandOffUnusable { layout, why }.respond()
}

fn request_at(page: &LocalPath) -> Option<RequestId> {
    let rest = page.as_str().strip_prefix("/transmettre/")?;
    RequestId::parse(rest.split('/').next()?)
}

/// The site, if it may still have what it asked for: the registry may have changed since.
fn site_of(state: &AppState, request: &HandOffRequest) -> Option<Arc<EnrolmentSite>> {
    let site = admitted(state, request.site.as_str())?;
    let address = request.way_back.address();
    let is_registered = match &request.way_back {
        WayBack::Code { .. } => site.takes_redirect_to(address),
        WayBack::Form { .. } => site.emrex_return_urls.iter().any(|registered| registered == address),
    };
    (is_registered && request.scopes.are_within(&site.scopes)).then_some(site)
}

fn weigh(state: &AppState, language: Language, opening: Opening) -> Result<Asked, Unusable> {
    let unknown = || Unusable::Unknown(StatusCode::NOT_FOUND);
    Err(match opening {
        Opening::Open(open) => match site_of(state, &open.request) {
            Some(site) => return Ok(Asked { open: *open, site }),
            None => unknown(),
        },
        Opening::Expired(site) => match state.sites.current().by_client_id(site.as_str()) {
            Some(site) => Unusable::Expired {
                site: site.name.in_language(language).to_owned(),
                seconds: u32::try_from(REQUEST_LIFE.as_secs()).unwrap_or(u32::MAX),
            },
            None => unknown(),
        },
        Opening::Answered(answered) => Unusable::Answered { at: answered.at, number: answered.number },
        Opening::Unknown => unknown(),
    })
}

impl Asked {
    /// One of the request's addresses, without the language's prefix.
    pub fn path(&self, page: &str) -> String {
        format!("/transmettre/{}{page}", self.open.id.as_str())
    }

    /// The site's name in the registry.
    pub fn site_name(&self, language: Language) -> String {
        self.site.name.in_language(language).to_owned()
    }

    /// Whether it is known surely enough who this visitor is.
    pub fn is_open_to(&self, visitor: &Visitor, state: &AppState) -> bool {
        let known = visitor.identification();
        known.is_some_and(|known| state.assurance.lets_hand_over_to(&self.site, known))
    }

    /// The frame of a page about the request.
    pub fn layout(&self, visitor: &Visitor) -> Layout {
        visitor.layout().asked_by(Some(self.pending(visitor.language)))
    }

    /// What pages show of the request.
    pub fn pending(&self, language: Language) -> PendingRequest {
        let origin = Url::parse(self.open.request.way_back.address()).map(|url| url.origin());
        PendingRequest {
            id: self.open.id.as_str().to_owned(),
            site: self.site_name(language),
            origin: origin.map(|origin| origin.ascii_serialization()).unwrap_or_default(),
            form_token: self.open.form_token.as_str().to_owned(),
            takes_no_results: self.open.request.way_back.protocol() == Protocol::Emrex,
        }
    }
}
