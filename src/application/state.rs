//! The application's state: settings → adapters → services.

use std::sync::{Arc, OnceLock};

use super::database::Database;
use super::franceconnect::{accept_token, data_provider, franceconnect, issuer};
use super::records::{Records, communes};
use super::renderer::renderer;
use super::seal::{authorities, key_ring, try_out};
use super::sessions::session_policy;
use super::theme::assets;
use super::{StartError, admin, legal, mail};
use crate::adapters::seal::{QueuedExaminer, jwks, seals_data, valid_until};
use crate::adapters::site_assertions::SiteAssertions;
use crate::config::{CredentialsAccess, Environment, LimitsSettings, Problems, Settings};
#[cfg(feature = "sandbox")]
use crate::domain::enrolment_site::Bilingual;
use crate::http::admission::{Admission, AdmissionPolicy};
use crate::http::kept_pages::KeptPages;
use crate::http::state::{AppState, AssurancePolicy};
use crate::http::upload::Counter;
use crate::http::views::{RetentionPeriods, TestPerson};
use crate::ports::clock::Clock;
use crate::ports::identity_provider::IdentityProvider;
use crate::ports::random::Random;
use crate::ports::short_term_store::ShortTermStore;
use crate::services::announce_maintenance::AnnounceMaintenanceService;
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
use crate::services::share_transcript::ShareTranscriptService;
use crate::services::sign_in::SignInService;
use crate::services::sign_out::SignOutService;
use crate::services::site_registry::SiteRegistry;
use crate::services::tell_of_corrections::TellOfCorrectionsService;
use crate::services::verify_transcript::VerifyTranscriptService;

/// Every service over its adapters, and the databases they share.
pub(super) async fn state(
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
    for problem in legal::unstated(settings).0 {
        tracing::warn!("{}: {}: {}", problem.key, problem.what, problem.hint);
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
    let sites = Arc::new(SiteRegistry::new(settings.sites.clone()));
    let accept_token = accept_token(settings, &franceconnect, &sites, data_provider);
    let provider: Arc<dyn IdentityProvider> = franceconnect;
    let (records, records_database, register_database) = Records::open(settings, store, clock).await?;
    let register = register_database.register();
    let (trail, hand_offs) = register_database.trail_and_hand_offs();
    let keep_trail = Arc::new(KeepTrailService { trail: Arc::clone(&trail), clock: Arc::clone(clock) });
    let is_sandbox = settings.server.environment != Environment::Production;
    let renderer = renderer(settings, key, clock, random)?;
    let source = records.source(register_database.proven_links(), communes(settings)?, clock);
    let find_records = Arc::new(FindRecordsService { source, clock: Arc::clone(clock) });
    let limit_attempts =
        Arc::new(LimitAttemptsService { store: Arc::clone(store), limits: limits(settings.limits) });
    let answer_credentials = Arc::new(AnswerCredentialsService {
        source: records.by_credentials(),
        limits: Arc::clone(&limit_attempts),
        clock: Arc::clone(clock),
    });
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
    let verify_transcript = Arc::new(VerifyTranscriptService {
        register,
        records: records.directory(),
        examiner: Arc::new(QueuedExaminer::new(trust, Arc::clone(clock))),
        clock: Arc::clone(clock),
    });
    let shares = register_database.shares();
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
        assets: assets(&settings.theme)?,
        public_url: settings.server.public_url.clone(),
        franceconnect_origin,
        is_sandbox,
        test_people: test_people(is_sandbox),
        request_timeout: settings.server.request_timeout,
        exports_traces: settings.telemetry.traces.is_some(),
        session_policy: session_policy(&settings.sessions),
        assurance: AssurancePolicy {
            viewing: settings.franceconnect.assurance,
            handing_over: settings.franceconnect.hand_off_assurance,
            takes_numbers: settings.sessions.takes_numbers && settings.records.is_directory(),
        },
        jwks,
        credentials_are_open: settings.api.credentials_access == CredentialsAccess::Open,
        takes_numbers: settings.sessions.takes_numbers,
        legal: settings.legal.clone(),
        tell_of_corrections: TellOfCorrectionsService {
            hand_offs: hand_offs.clone(),
            shares: Arc::clone(&shares),
            find_records: Arc::clone(&find_records),
            clock: Arc::clone(clock),
        },
        letters: mail::carrier(settings.mail.as_ref())?,
        retention_periods: RetentionPeriods {
            session: settings.sessions.absolute,
            trail_months: settings.audit.retention_months,
            renderings_days: settings
                .keep_renderings
                .and_then(|kept| u32::try_from(kept.as_hours() / 24).ok()),
        },
        trusted_proxies: settings.server.trusted_proxies.clone(),
        sign_in: SignInService {
            provider: Arc::clone(&provider),
            attempts: Arc::clone(store),
            clock: Arc::clone(clock),
            random: Arc::clone(random),
        },
        sign_out: SignOutService { provider, returns: Arc::clone(store), random: Arc::clone(random) },
        find_records: Arc::clone(&find_records),
        answer_credentials: Arc::clone(&answer_credentials),
        accept_token,
        authenticate_site: AuthenticateSiteService {
            sites: Arc::clone(&sites),
            assertions: Arc::new(assertions),
            store: Arc::clone(store),
            clock: Arc::clone(clock),
        },
        sites,
        answer_request: AnswerRequestService {
            requests: Arc::clone(&receive_request),
            hand_offs,
            find_records: Arc::clone(&find_records),
            answer_credentials,
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
        share_transcript: ShareTranscriptService {
            shares: Arc::clone(&shares),
            verify_transcript: Arc::clone(&verify_transcript),
            issue_transcript: Arc::clone(&issue_transcript),
            limits: Arc::clone(&limit_attempts),
            keep_trail: Arc::clone(&keep_trail),
            clock: Arc::clone(clock),
            random: Arc::clone(random),
        },
        issue_transcript,
        link_record: LinkRecordService {
            find_records,
            shares,
            limits: Arc::clone(&limit_attempts),
            keep_trail: Arc::clone(&keep_trail),
            clock: Arc::clone(clock),
        },
        limit_attempts,
        look_back: LookBackService { trail, clock: Arc::clone(clock) },
        keep_trail,
        admission: Admission::new(AdmissionPolicy {
            most_requests: settings.server.most_requests,
            longest_queue: settings.server.longest_queue,
        }),
        security_headers: OnceLock::new(),
        kept_pages: KeptPages::default(),
        uploads: Counter::default(),
        verify_transcript,
        report_readiness,
        announce_maintenance: Arc::new(AnnounceMaintenanceService::new(Arc::clone(store), Arc::clone(clock))),
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

/// The people of the simulated FranceConnect, for the page that tells testers who is who.
#[cfg(feature = "sandbox")]
fn test_people(is_sandbox: bool) -> Vec<TestPerson> {
    let listed = crate::sandbox::people::invented().unwrap_or_default().into_iter().filter(|_| is_sandbox);
    let people = listed.filter(|person| person.listed).map(|person| TestPerson {
        name: person.display_name(),
        situation: Bilingual { french: person.situation.fr, english: person.situation.en },
    });
    people.collect()
}

#[cfg(not(feature = "sandbox"))]
fn test_people(_: bool) -> Vec<TestPerson> {
    Vec::new()
}
