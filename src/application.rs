//! Composition root: settings → adapters → services → server. The only place that names concrete adapters.

mod admin;
mod commands;
mod database;
mod ending;
mod franceconnect;
mod records;
mod seal;
mod sessions;
mod theme;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession, TtlExtensionPolicy};
use actix_web::cookie::SameSite;
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context;

pub use self::commands::{audit_archive, decide_publication, exam_records, purging, sealing, verification};
use self::database::Database;
use self::ending::Ending;
pub use self::franceconnect::franceconnect;
use self::franceconnect::{accept_token, data_provider, issuer};
use self::records::{Records, communes};
use self::seal::{authorities, authority, code_signer, refuse_unsealed_data, try_out};
pub use self::seal::{key_ring, trust};
use self::sessions::{cookie_key, session_policy, short_term_store};
use self::theme::emblem;
use crate::adapters::render::pdf::{PdfSettings, Printer};
use crate::adapters::seal::{QueuedExaminer, QueuedPrinter, SealKey, jwks, seals_data, valid_until};
use crate::adapters::site_assertions::SiteAssertions;
use crate::config::{CredentialsAccess, Environment, LimitsSettings, Problems, Settings};
use crate::http::middleware::{error_pages, request_log, security_headers};
use crate::http::routes;
use crate::http::session::COOKIE_NAMES;
use crate::http::session_store::Sessions;
use crate::http::state::{AppState, AssurancePolicy};
use crate::http::upload::Counter;
use crate::ports::clock::Clock;
use crate::ports::identity_provider::IdentityProvider;
use crate::ports::random::Random;
use crate::ports::rendering::SealedRenderer;
use crate::ports::short_term_store::ShortTermStore;
use crate::services::answer_credentials::AnswerCredentialsService;
use crate::services::authenticate_site::AuthenticateSiteService;
use crate::services::find_records::FindRecordsService;
use crate::services::hand_off::answer_request::AnswerRequestService;
use crate::services::hand_off::exchange_code::ExchangeCodeService;
use crate::services::hand_off::pick_up::PickUpService;
use crate::services::hand_off::receive_request::ReceiveRequestService;
use crate::services::issue_transcript::IssueTranscriptService;
use crate::services::keep_trail::KeepTrailService;
use crate::services::limit_attempts::{LimitAttemptsService, Limits};
use crate::services::link_record::LinkRecordService;
use crate::services::look_back::LookBackService;
use crate::services::report_readiness::ReportReadinessService;
use crate::services::sign_in::SignInService;
use crate::services::sign_out::SignOutService;
use crate::services::verify_transcript::VerifyTranscriptService;
use crate::telemetry;

/// A bound, running service.
pub struct Application {
    address: SocketAddr,
    server: Server,
    admin: Option<Server>,
    ending: Ending,
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

/// Who issues transcripts.
const ISSUER_NAME: &str = "Ministère chargé de l’agriculture";

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
        let (state, databases) = state(settings, &store, &clock, &random).await?;
        let state = web::Data::new(state);
        let admin = admin_listener.zip(figures);
        let admin = admin
            .map(|(listener, figures)| admin::server(listener, figures, &state, databases))
            .transpose()?;
        let ending = Arc::clone(&state.ending);
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
                .configure(routes::machines)
                .service(
                    web::scope("")
                        .wrap(session)
                        .wrap(from_fn(error_pages::error_pages))
                        .configure(routes::citizens),
                )
                .wrap(from_fn(security_headers::security_headers))
                .wrap(from_fn(request_log::request_log))
        })
        .shutdown_timeout(DRAIN_SECONDS)
        .disable_signals();
        if let Some(workers) = settings.server.workers {
            server = server.workers(workers);
        }
        let server = server.listen(listener).map_err(|error| StartError::External(error.into()))?.run();
        let ending = Ending { announced: ending, drain: settings.server.drain };
        Ok(Self { address, server, admin, ending })
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
        self.server.await
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
    let random: Arc<dyn Random> = Arc::new(crate::adapters::system::SystemRandom);
    if let Err(StartError::Configuration(found)) = short_term_store(&settings.sessions.store, &random) {
        problems.0.extend(found.0);
    }
}

/// Draws and seals with `key`, and has the time stamped where there is an authority.
fn renderer(
    settings: &Settings,
    key: SealKey,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
) -> Result<Arc<dyn SealedRenderer>, StartError> {
    let printer = Printer::new(PdfSettings {
        public_url: settings.server.public_url.clone(),
        issuer_name: ISSUER_NAME.to_owned(),
        is_sandbox: settings.server.environment != Environment::Production,
        emblem: emblem(&settings.theme)?,
    })
    .map_err(|error| StartError::External(error.into()))?;
    let codes = code_signer(&settings.seal)?;
    let renderer = QueuedPrinter::new(printer, key, ISSUER_NAME.to_owned(), codes, Arc::clone(clock));
    Ok(Arc::new(match authority(&settings.seal)? {
        Some(authority) => renderer.stamped_by(authority, Arc::clone(random)),
        None => renderer,
    }))
}

async fn state(
    settings: &Settings,
    store: &Arc<dyn ShortTermStore>,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
) -> Result<(AppState, Vec<(&'static str, Database)>), StartError> {
    let ring = key_ring(settings, clock.as_ref())?;
    let authorities = authorities(&settings.seal)?.unwrap_or_default();
    let (trust, seal_jwks) = (ring.trust().with_authorities(authorities), ring.public_jwks());
    admin::show_ends_of(&ring);
    let mut silent = Problems::default();
    try_out(&ring, &mut silent);
    for problem in silent.0 {
        tracing::error!("{}: {}: {}", problem.key, problem.what, problem.hint);
    }
    if let Some(warning) = ring.warning(clock.now()) {
        tracing::warn!("{warning}");
    }
    let key = ring.current;
    let seal_ends = valid_until(key.leaf());
    if !seals_data(&key) {
        tracing::warn!("the seal is RSA: PDF are sealed, data for enrolment sites are not (ES256 alone)");
    }
    let franceconnect_origin = issuer(settings)?.url().origin().ascii_serialization();
    let franceconnect = franceconnect(settings, Arc::clone(clock), Arc::clone(random))?;
    let data_provider = data_provider(settings)?;
    let data_provider_jwks = data_provider.iter().flat_map(|provider| provider.decryption.public_jwks());
    let jwks =
        jwks::document(seal_jwks.into_iter().chain(data_provider_jwks).chain(franceconnect.public_jwks()));
    let franceconnect = Arc::new(franceconnect);
    let accept_token = accept_token(settings, &franceconnect, data_provider);
    let provider: Arc<dyn IdentityProvider> = franceconnect;
    let (records, records_database, register_database) = Records::open(settings, store, clock).await?;
    let register = register_database.register();
    let keep_trail =
        Arc::new(KeepTrailService { trail: register_database.audit_trail(), clock: Arc::clone(clock) });
    let is_sandbox = settings.server.environment != Environment::Production;
    let renderer = renderer(settings, key, clock, random)?;
    let source = records.source(register_database.proven_links(), communes(settings)?, clock);
    let find_records = Arc::new(FindRecordsService { source, clock: Arc::clone(clock) });
    let limit_attempts =
        Arc::new(LimitAttemptsService { store: Arc::clone(store), limits: limits(settings.limits) });
    let report_readiness = ReportReadinessService {
        sessions: Arc::clone(store),
        records: records.directory(),
        register: register.clone(),
        provider: Arc::clone(&provider),
        seal_ends,
        clock: Arc::clone(clock),
    };
    let issue_transcript = Arc::new(IssueTranscriptService {
        register: register.clone(),
        renderer,
        keeps_data: !settings.records.is_directory(),
        clock: Arc::clone(clock),
        random: Arc::clone(random),
    });
    let hand_offs = register_database.hand_offs();
    let receive_request = Arc::new(ReceiveRequestService {
        store: Arc::clone(store),
        clock: Arc::clone(clock),
        random: Arc::clone(random),
    });
    let exchange_code = Arc::new(ExchangeCodeService {
        store: Arc::clone(store),
        hand_offs: hand_offs.clone(),
        clock: Arc::clone(clock),
        random: Arc::clone(random),
    });
    let assertions = SiteAssertions::new(Arc::clone(clock)).map_err(StartError::External)?;
    let state = AppState {
        public_url: settings.server.public_url.clone(),
        franceconnect_origin,
        is_sandbox,
        session_policy: session_policy(&settings.sessions),
        assurance: AssurancePolicy {
            viewing: settings.franceconnect.assurance,
            handing_over: settings.franceconnect.hand_off_assurance,
        },
        jwks,
        sites: settings.sites.clone(),
        credentials_are_open: settings.api.credentials_access == CredentialsAccess::Open,
        takes_numbers: settings.sessions.takes_numbers,
        trusted_proxies: settings.server.trusted_proxies.clone(),
        sign_in: SignInService {
            provider: Arc::clone(&provider),
            attempts: Arc::clone(store),
            clock: Arc::clone(clock),
            random: Arc::clone(random),
        },
        sign_out: SignOutService { provider, returns: Arc::clone(store), random: Arc::clone(random) },
        find_records: Arc::clone(&find_records),
        answer_credentials: AnswerCredentialsService {
            source: records.by_credentials(),
            limits: Arc::clone(&limit_attempts),
            clock: Arc::clone(clock),
        },
        accept_token,
        authenticate_site: AuthenticateSiteService {
            assertions: Arc::new(assertions),
            store: Arc::clone(store),
            clock: Arc::clone(clock),
        },
        answer_request: AnswerRequestService {
            requests: Arc::clone(&receive_request),
            hand_offs,
            find_records: Arc::clone(&find_records),
            issue_transcript: Arc::clone(&issue_transcript),
            codes: Arc::clone(&exchange_code),
            keep_trail: Arc::clone(&keep_trail),
            clock: Arc::clone(clock),
            random: Arc::clone(random),
        },
        receive_request,
        exchange_code,
        pick_up: PickUpService {
            find_records: Arc::clone(&find_records),
            issue_transcript: Arc::clone(&issue_transcript),
            keep_trail: Arc::clone(&keep_trail),
        },
        issue_transcript,
        link_record: LinkRecordService {
            find_records,
            limits: Arc::clone(&limit_attempts),
            keep_trail: Arc::clone(&keep_trail),
            clock: Arc::clone(clock),
        },
        limit_attempts,
        look_back: LookBackService { trail: register_database.audit_trail(), clock: Arc::clone(clock) },
        keep_trail,
        uploads: Counter::default(),
        verify_transcript: VerifyTranscriptService {
            register,
            records: records.directory(),
            examiner: Arc::new(QueuedExaminer::new(trust, Arc::clone(clock))),
            clock: Arc::clone(clock),
        },
        report_readiness,
        ending: Arc::default(),
        clock: Arc::clone(clock),
        random: Arc::clone(random),
    };
    let mut databases = vec![("register", register_database)];
    databases.extend(records_database.map(|database| ("records", database)));
    Ok((state, databases))
}

fn limits(settings: LimitsSettings) -> Limits {
    let LimitsSettings { per_address_per_minute, attempts_per_ina_per_hour, attempts_per_partner_per_minute } =
        settings;
    Limits { per_address_per_minute, attempts_per_ina_per_hour, attempts_per_partner_per_minute }
}
