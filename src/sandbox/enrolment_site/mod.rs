//! The demo enrolment site: an invented school whose form is filled in with the transcript that the candidate
//! hands over, in French and in English. Written as its developer would, with stock crates for OAuth and JWS; it
//! knows nothing of the service but its address.
//!
//! | file | holds |
//! |---|---|
//! | `client` | the hand-off: where to send the browser, what to make of its return |
//! | `emrex` | the same by EMREX |
//! | `applications` | what each visitor has got so far |
//! | `words` | French and English |

mod applications;
mod client;
mod emrex;
mod words;

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{Server, ServerHandle};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use askama::Template;
use serde::Deserialize;
use url::Url;

use self::applications::{Application, Applications, Outcome};
use self::client::Client;
use self::words::{ENGLISH, FRENCH, Words};
use crate::sandbox::franceconnect::random;

const STYLE: &str = include_str!("../content/sandbox.css");
/// The demo shares the host `localhost` with other servers: the name is ours alone.
const COOKIE: &str = "lycee-exemple-dossier";

#[derive(Template)]
#[template(path = "sandbox/enrolment.html")]
struct Page<'a> {
    words: &'static Words,
    application: &'a Application,
    emrex: &'a str,
    return_url: &'a str,
    session_id: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/enrolment.404.html")]
struct MissingPage;

/// How the site is registered at the service.
pub struct EnrolmentSiteSettings {
    /// Address of the service.
    pub service: Url,
    /// `client_id`.
    pub client_id: String,
    /// Its secret, sent by HTTP Basic.
    pub client_secret: String,
}

/// An enrolment site bound to its address.
pub struct EnrolmentSite {
    server: Server,
    url: Url,
}

struct State {
    client: Client,
    applications: Applications,
}

impl EnrolmentSite {
    /// Where browsers come back to, with a code and by EMREX, on a port of this machine.
    pub fn return_addresses(port: u16) -> (String, String) {
        (format!("http://localhost:{port}/retour"), format!("http://localhost:{port}/emrex"))
    }

    /// Starts answering on `listener`. Needs a Tokio runtime.
    ///
    /// # Errors
    ///
    /// When the listener cannot be used.
    pub fn bind(listener: TcpListener, settings: EnrolmentSiteSettings) -> io::Result<Self> {
        let port = listener.local_addr()?.port();
        let url = Url::parse(&format!("http://localhost:{port}/")).map_err(io::Error::other)?;
        let client = Client::new(settings, Self::return_addresses(port)).map_err(io::Error::other)?;
        let state = web::Data::new(State { client, applications: Applications::default() });
        let server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .app_data(web::FormConfig::default().limit(emrex::LONGEST_FORM))
                .route("/", web::get().to(french))
                .route("/en/", web::get().to(english))
                .route("/recuperer", web::get().to(leave))
                .route("/retour", web::get().to(come_back))
                .route("/emrex", web::post().to(come_back_by_emrex))
                .route("/releve.pdf", web::get().to(document))
                .route("/recommencer", web::post().to(forget))
                .route("/site.css", web::get().to(style))
                .default_service(web::to(missing))
        })
        .workers(1)
        .shutdown_timeout(1)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok(Self { server, url })
    }

    /// Where a browser on this machine reaches it.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Stops it from elsewhere.
    pub fn server_handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Runs until stopped through [`Self::server_handle`].
    ///
    /// # Errors
    ///
    /// When accepting connections fails for good.
    pub async fn run(self) -> io::Result<()> {
        self.server.await
    }
}

async fn french(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    form(&request, &state, &FRENCH)
}

async fn english(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    form(&request, &state, &ENGLISH)
}

/// The form, filled in as far as something was handed over.
fn form(request: &HttpRequest, state: &State, words: &'static Words) -> HttpResponse {
    let (visitor, cookie) = visitor(request);
    let session_id = hex::encode(random::bytes::<16>());
    state.applications.change(&visitor, |application| {
        application.words = words;
        application.emrex_session = Some(session_id.clone());
    });
    let application = state.applications.of(&visitor);
    let page = Page {
        words,
        application: &application,
        emrex: state.client.emrex(),
        return_url: state.client.emrex_return(),
        session_id: &session_id,
    };
    with_cookie(html(StatusCode::OK, &page, state.client.service_origin()), cookie)
}

/// « Récupérer mon relevé »: to the service.
async fn leave(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let (visitor, cookie) = visitor(&request);
    let words = state.applications.of(&visitor).words;
    let (authorize, departure) = state.client.departure(words.language);
    state.applications.change(&visitor, |application| application.departure = Some(Arc::new(departure)));
    with_cookie(see_other(authorize.as_str()), cookie)
}

/// Back from the service, with a code or with a no.
async fn come_back(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let (visitor, _) = visitor(&request);
    let mut departure = None;
    state.applications.change(&visitor, |application| departure = application.departure.take());
    let outcome = match departure {
        Some(departure) => state.client.arrival(&departure, request.query_string()).await,
        None => Outcome::Failed,
    };
    state.applications.change(&visitor, |application| application.outcome = outcome);
    see_other(state.applications.of(&visitor).words.home)
}

/// The same by EMREX: the form comes from another site, so without the cookie, and is known by its session alone.
async fn come_back_by_emrex(form: web::Form<emrex::Returned>, state: web::Data<State>) -> HttpResponse {
    let Some(visitor) = state.applications.with_emrex_session(&form.session_id) else {
        return html(StatusCode::NOT_FOUND, &MissingPage, state.client.service_origin());
    };
    let outcome = emrex::outcome(&state.client, &form).await;
    state.applications.change(&visitor, |application| {
        application.emrex_session = None;
        application.outcome = outcome;
    });
    see_other(state.applications.of(&visitor).words.home)
}

async fn document(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    let (visitor, _) = visitor(&request);
    match state.applications.of(&visitor).received().and_then(|received| received.pdf.clone()) {
        Some(pdf) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "application/pdf"))
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"releve.pdf\""))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(pdf.as_slice().to_vec()),
        None => missing(state).await,
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn forget(request: HttpRequest, state: web::Data<State>, _: web::Form<Nothing>) -> HttpResponse {
    let (visitor, _) = visitor(&request);
    let home = state.applications.of(&visitor).words.home;
    state.applications.forget(&visitor);
    see_other(home)
}

async fn missing(state: web::Data<State>) -> HttpResponse {
    html(StatusCode::NOT_FOUND, &MissingPage, state.client.service_origin())
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=600"))
        .body(STYLE)
}

/// Who visits, and the cookie to tell by the next time.
fn visitor(request: &HttpRequest) -> (String, Option<Cookie<'static>>) {
    let is_ours = |value: &str| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    match request.cookie(COOKIE).map(|cookie| cookie.value().to_owned()).filter(|value| is_ours(value)) {
        Some(known) => (known, None),
        None => {
            let fresh = hex::encode(random::bytes::<32>());
            let cookie = Cookie::build(COOKIE, fresh.clone()).path("/").http_only(true);
            (fresh, Some(cookie.same_site(SameSite::Lax).finish()))
        }
    }
}

fn with_cookie(mut response: HttpResponse, cookie: Option<Cookie<'static>>) -> HttpResponse {
    if let Some(cookie) = cookie {
        response.add_cookie(&cookie).expect("a hexadecimal value makes a header");
    }
    response
}

fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}

fn html(status: StatusCode, page: &impl Template, service: &str) -> HttpResponse {
    let Ok(body) = page.render() else {
        return HttpResponse::InternalServerError().finish();
    };
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {service}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    HttpResponse::build(status)
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}
