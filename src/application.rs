//! Composition root: settings → adapters → services → server. The only place that names concrete adapters.

mod admin;
mod commands;
mod corrections;
mod database;
mod ending;
mod franceconnect;
mod legal;
mod mail;
mod maintenance;
mod records;
mod reloading;
mod renderer;
mod seal;
mod sessions;
mod state;
mod theme;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession, TtlExtensionPolicy};
use actix_web::cookie::SameSite;
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::task::JoinHandle;

pub use self::commands::{
    announce_maintenance, audit_archive, decide_publication, exam_records, purging, sealing, shares,
    verification,
};
use self::ending::Ending;
use self::franceconnect::data_provider;
pub use self::franceconnect::franceconnect;
use self::records::communes;
use self::reloading::{ReadSites, reload_at_hangup};
use self::seal::{authorities, code_signer, refuse_unsealed_data, try_out};
pub use self::seal::{key_ring, trust};
use self::sessions::{cookie_key, short_term_store};
use self::theme::{assets, emblem};
use crate::config::{Problems, Settings};
use crate::http::admission::Queue;
use crate::http::middleware::{
    admission, compression, deadline, error_pages, maintenance as closed, request_log, security_headers,
};
use crate::http::routes;
use crate::http::session::COOKIE_NAMES;
use crate::http::session_store::Sessions;
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::services::announce_maintenance::AnnounceMaintenanceService;
use crate::services::site_registry::SiteRegistry;
use crate::telemetry;

/// A bound, running service.
pub struct Application {
    address: SocketAddr,
    server: Server,
    admin: Option<Server>,
    ending: Ending,
    sites: Arc<SiteRegistry>,
    announcements: Arc<AnnounceMaintenanceService>,
    corrections: BoxFuture<'static, ()>,
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration must be mended.
    #[error("{0}")]
    Configuration(Problems),
    /// A file, a port or a server does not do.
    #[error("{0:#}")]
    External(anyhow::Error),
}

impl From<Problems> for StartError {
    fn from(problems: Problems) -> Self {
        Self::Configuration(problems)
    }
}

/// How long a request under way may take once the service is told to stop, in seconds.
const DRAIN_SECONDS: u64 = 20;

impl Application {
    /// Binds `server.listen` (port 0 for any free one) and prepares everything. FranceConnect and Redis may
    /// be down: they are reached when first needed.
    ///
    /// # Errors
    /// When the configuration does not hold together, the port is taken or the database cannot be opened.
    pub async fn start(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, StartError> {
        let listener = bind(settings.server.listen)?;
        let admin_listener = settings.server.admin_listen.map(bind).transpose()?;
        // Before anything is measured.
        let figures = admin_listener.is_some().then(telemetry::metrics::start).transpose();
        let figures = figures.map_err(|error| StartError::External(error.into()))?;
        let address = listener.local_addr().map_err(|error| StartError::External(error.into()))?;
        let store = short_term_store(&settings.sessions.store, &random)?;
        let (state, databases) = state::state(settings, &store, &clock, &random).await?;
        let state = web::Data::new(state);
        let admin = admin_listener.zip(figures);
        let admin = admin
            .map(|(listener, figures)| admin::server(listener, figures, &state, databases))
            .transpose()?;
        let (ending, sites) = (Arc::clone(&state.ending), Arc::clone(&state.sites));
        let announcements = Arc::clone(&state.announce_maintenance);
        let rhythm = settings.mail.as_ref().map_or(Duration::MAX, |mail| mail.corrections);
        let corrections = corrections::watch(state.clone(), rhythm).boxed();
        let sessions = Sessions { store, random: Arc::clone(&random) };
        let cookie_key = cookie_key(&settings.sessions.store, random.as_ref());
        let is_https = settings.server.public_url.is_https();
        let idle = settings.sessions.idle;

        let mut server = HttpServer::new(move || {
            let session = SessionMiddleware::builder(sessions.clone(), cookie_key.clone())
                .cookie_name(COOKIE_NAMES[usize::from(!is_https)].to_owned())
                .cookie_secure(is_https)
                .cookie_same_site(SameSite::Lax)
                .cookie_content_security(CookieContentSecurity::Private)
                .session_lifecycle(
                    PersistentSession::default()
                        .session_ttl(actix_web::cookie::time::Duration::try_from(idle).unwrap_or_default())
                        .session_ttl_extension_policy(TtlExtensionPolicy::OnStateChanges),
                )
                .build();
            App::new()
                .app_data(state.clone())
                .app_data(Queue::of_this_thread())
                .configure(routes::doors)
                .configure(routes::machines)
                .configure(routes::arrivals)
                .service(
                    web::scope("")
                        .wrap(session)
                        .wrap(from_fn(error_pages::error_pages))
                        .wrap(from_fn(compression::compression))
                        .configure(routes::citizens),
                )
                .wrap(from_fn(closed::maintenance))
                .wrap(from_fn(security_headers::security_headers))
                .wrap(from_fn(deadline::deadline))
                .wrap(from_fn(request_log::request_log))
                .wrap(from_fn(admission::admission))
        })
        .client_request_timeout(settings.server.head_timeout)
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals();
        if let Some(workers) = settings.server.workers {
            server = server.workers(workers);
        }
        let server = server.listen(listener).map_err(|error| StartError::External(error.into()))?.run();
        let ending = Ending { announced: ending, drain: settings.server.drain };
        Ok(Self { address, server, admin, ending, sites, announcements, corrections })
    }

    /// From now on, `SIGHUP` has the registry of enrolment sites read again; one with problems is not taken.
    pub fn reloads(&self, read: ReadSites) {
        tokio::spawn(reload_at_hangup(Arc::clone(&self.sites), read));
    }

    /// Where the service listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until told to stop; requests under way are answered first.
    ///
    /// # Errors
    /// When the server itself fails.
    pub async fn run(self) -> std::io::Result<()> {
        let mut serving = vec![self.server.handle()];
        if let Some(admin) = self.admin {
            serving.push(admin.handle());
            tokio::spawn(admin);
        }
        tokio::spawn(self.ending.await_and_stop(serving));
        let watching = [tokio::spawn(maintenance::watch(self.announcements)), tokio::spawn(self.corrections)];
        let served = self.server.await;
        watching.iter().for_each(JoinHandle::abort);
        served
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address}: is it another service's port?"))
        .map_err(StartError::External)
}

/// Everything that can be checked without starting: the seal's files, the keys, the issuer.
pub fn check(settings: &Settings, clock: &dyn Clock, problems: &mut Problems) {
    match key_ring(settings, clock) {
        Ok(ring) => {
            refuse_unsealed_data(settings, &ring.current, problems);
            try_out(&ring, problems);
        }
        Err(StartError::Configuration(found)) => problems.0.extend(found.0),
        Err(StartError::External(_)) => {}
    }
    if let Err(found) = data_provider(settings) {
        problems.0.extend(found.0);
    }
    if let Err(found) = code_signer(&settings.seal) {
        problems.0.extend(found.0);
    }
    if let Err(found) = authorities(&settings.seal) {
        problems.0.extend(found.0);
    }
    if let Err(found) = communes(settings) {
        problems.0.extend(found.0);
    }
    if let Err(found) = emblem(&settings.theme) {
        problems.0.extend(found.0);
    }
    if let Err(found) = assets(&settings.theme) {
        problems.0.extend(found.0);
    }
    if let Err(found) = mail::server(settings.mail.as_ref()) {
        problems.0.extend(found.0);
    }
    problems.0.extend(legal::unstated(settings).0);
    let random: Arc<dyn Random> = Arc::new(crate::adapters::system::SystemRandom);
    if let Err(StartError::Configuration(found)) = short_term_store(&settings.sessions.store, &random) {
        problems.0.extend(found.0);
    }
}
