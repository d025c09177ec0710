//! Binding, running and the table of addresses of one simulator.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle};
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, Resource, web};
use url::Url;

use super::control::{self, Control};
use super::provider::Provider;
use super::settings::SimulatorSettings;
use super::{
    authorize, check_token, discovery, end_session, interaction, pages, refusal, revocation, token, userinfo,
};

const STYLE: &str = include_str!("../content/sandbox.css");

/// No request of FranceConnect's protocol comes near this.
const LARGEST_BODY: usize = 64 * 1024;

/// A simulator bound to its address.
pub struct SimulatedFranceConnect {
    server: Server,
    provider: Arc<Provider>,
}

impl SimulatedFranceConnect {
    /// Starts answering on `listener`, which must be on loopback. Needs a Tokio runtime.
    ///
    /// # Errors
    ///
    /// When the listener cannot be used, is not on loopback, or keys cannot be generated.
    pub fn bind(listener: TcpListener, settings: SimulatorSettings) -> io::Result<Self> {
        if !listener.local_addr()?.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the simulated FranceConnect only listens on loopback",
            ));
        }
        let provider = Arc::new(
            Provider::new(settings)
                .map_err(|_| io::Error::other("the signing keys could not be generated"))?,
        );
        let shared = web::Data::from(Arc::clone(&provider));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .app_data(web::PayloadConfig::new(LARGEST_BODY))
                .app_data(
                    web::FormConfig::default()
                        .error_handler(|error, request| malformed(&error.to_string(), request)),
                )
                .app_data(
                    web::QueryConfig::default()
                        .error_handler(|error, request| malformed(&error.to_string(), request)),
                )
                .configure(routes)
                .default_service(web::to(not_found))
        })
        .workers(1)
        .shutdown_timeout(1)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok(Self { server, provider })
    }

    /// Where browsers reach it.
    pub fn url(&self) -> &Url {
        &self.provider.settings.public_url
    }

    /// The issuer to configure in a relying party.
    pub fn issuer(&self) -> String {
        self.provider.issuer()
    }

    /// Makes it misbehave; works before and while it runs.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.provider))
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

fn routes(app: &mut web::ServiceConfig) {
    app.service(at("/").route(web::get().to(home)))
        .service(at("/simulateur.css").route(web::get().to(style)))
        .service(at("/controle").route(web::get().to(control::show)).route(web::post().to(control::obey)))
        .service(at("/api/v2/.well-known/openid-configuration").route(web::get().to(discovery::metadata)))
        .service(at("/api/v2/jwks").route(web::get().to(discovery::jwks)))
        .service(
            at("/api/v2/authorize")
                .route(web::get().to(authorize::by_query))
                .route(web::post().to(authorize::by_form)),
        )
        .service(at("/api/v2/interaction/{id}").route(web::get().to(interaction::show)))
        .service(at("/api/v2/login").route(web::post().to(interaction::login)))
        .service(at("/api/v2/consent").route(web::post().to(interaction::consent)))
        .service(at("/api/v2/change-person").route(web::post().to(interaction::change_person)))
        .service(at("/api/v2/redirect-to-sp-with-error").route(web::get().to(interaction::go_back)))
        .service(at("/api/v2/token").route(web::post().to(token::exchange)))
        .service(at("/api/v2/token/revocation").route(web::post().to(revocation::revoke)))
        .service(at("/api/v2/userinfo").route(web::get().to(userinfo::show)))
        .service(at("/api/v2/checktoken").route(web::post().to(check_token::check)))
        .service(at("/api/v2/session/end").route(web::get().to(end_session::end)));
}

/// A path whose other methods do not exist, as on FranceConnect, rather than being refused.
fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(not_found))
}

async fn home(provider: web::Data<Provider>) -> HttpResponse {
    pages::home(&provider)
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=600"))
        .body(STYLE)
}

async fn not_found(request: HttpRequest) -> HttpResponse {
    let why = format!("{} {}", request.method(), request.path());
    refusal::page(StatusCode::NOT_FOUND, "Y000404", &why)
}

fn malformed(why: &str, _request: &HttpRequest) -> actix_web::Error {
    let page = refusal::page(StatusCode::BAD_REQUEST, "Y000400", why);
    actix_web::error::InternalError::from_response(why.to_owned(), page).into()
}
