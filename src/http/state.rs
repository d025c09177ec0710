//! What every handler may use.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue};
use ipnet::IpNet;

use super::admission::Admission;
use super::kept_pages::KeptPages;
use super::session::SessionPolicy;
use super::upload::Counter;
use super::views::assets::Assets;
use super::views::{Layout, RetentionPeriods, TestPerson};
use crate::domain::assurance::{Assurance, Identification};
use crate::domain::enrolment_site::EnrolmentSite;
use crate::domain::language::Language;
use crate::domain::legal_facts::LegalFacts;
use crate::domain::public_url::PublicUrl;
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::services::accept_token::AcceptTokenService;
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
use crate::services::limit_attempts::LimitAttemptsService;
use crate::services::link_record::LinkRecordService;
use crate::services::look_back::LookBackService;
use crate::services::report_readiness::ReportReadinessService;
use crate::services::send_letters::SendLettersService;
use crate::services::share_transcript::ShareTranscriptService;
use crate::services::sign_in::SignInService;
use crate::services::sign_out::SignOutService;
use crate::services::site_registry::SiteRegistry;
use crate::services::tell_of_corrections::TellOfCorrectionsService;
use crate::services::verify_transcript::VerifyTranscriptService;

/// How surely FranceConnect must know the citizen, by gesture.
#[derive(Clone, Copy, Debug)]
pub struct AssurancePolicy {
    /// To see and download one's own transcripts.
    pub viewing: Assurance,
    /// To hand them over; never lower.
    pub handing_over: Assurance,
    /// Whether anybody known by their numbers can hand them over. Not where another service has the records:
    /// what it releases for numbers is kept nowhere, and the site would find nothing to pick up.
    pub takes_numbers: bool,
}

impl AssurancePolicy {
    /// Whether somebody known like this may hand transcripts over to this site.
    pub fn lets_hand_over_to(self, site: &EnrolmentSite, known: Identification) -> bool {
        known.may_hand_over_to(site)
            && match known {
                Identification::Numbers => self.takes_numbers,
                Identification::FranceConnect(assurance) => assurance >= self.handing_over,
            }
    }

    /// The level of FranceConnect to hand transcripts over to this site.
    pub fn to_hand_over_to(self, site: &EnrolmentSite) -> Assurance {
        self.handing_over.max(site.acr_floor)
    }

    /// The level a sign-in asks for: that of viewing, or the one of handing over when the page that the
    /// citizen comes from needs it. A level nobody configured cannot be asked for from outside.
    pub fn for_sign_in(self, asked: Option<&str>) -> Assurance {
        match asked.and_then(Assurance::from_code) {
            Some(asked) if asked == self.handing_over => asked,
            _ => self.viewing,
        }
    }
}

/// Services and the few settings that pages need.
pub struct AppState {
    /// Style sheets and pictures.
    pub assets: Arc<Assets>,
    /// How citizens reach us.
    pub public_url: PublicUrl,
    /// Origin of FranceConnect, where the sign-out form leads.
    pub franceconnect_origin: String,
    /// Whether people and marks are invented.
    pub is_sandbox: bool,
    /// Whom one may be in the sandbox; nobody elsewhere.
    pub test_people: Vec<TestPerson>,
    /// How surely FranceConnect must know the citizen.
    pub assurance: AssurancePolicy,
    /// When sessions end.
    pub session_policy: SessionPolicy,
    /// Public keys of the seal, as a JWKS document.
    pub jwks: String,
    /// The registry of enrolment sites.
    pub sites: Arc<SiteRegistry>,
    /// Whether anybody may ask with INA and management number: sandbox only.
    pub credentials_are_open: bool,
    /// What only the ministry knows, for the legal pages.
    pub legal: LegalFacts,
    /// Say who is to be told of corrections.
    pub tell_of_corrections: TellOfCorrectionsService,
    /// Send letters, where there is a mail server.
    pub letters: Option<SendLettersService>,
    /// How long things are kept.
    pub retention_periods: RetentionPeriods,
    /// Whether candidates without FranceConnect may come with their numbers.
    pub takes_numbers: bool,
    /// Whether requests are spans for a collector.
    pub exports_traces: bool,
    /// Longest time from the first byte of a request to its answer.
    pub request_timeout: Duration,
    /// Networks of our own proxies.
    pub trusted_proxies: Vec<IpNet>,
    /// Sign in.
    pub sign_in: SignInService,
    /// Sign out.
    pub sign_out: SignOutService,
    /// Find one's records.
    pub find_records: Arc<FindRecordsService>,
    /// Answer INA and management number.
    pub answer_credentials: Arc<AnswerCredentialsService>,
    /// Weigh FranceConnect tokens, when we are a data provider there.
    pub accept_token: Option<AcceptTokenService>,
    /// Count attempts.
    pub limit_attempts: Arc<LimitAttemptsService>,
    /// Issue a transcript.
    pub issue_transcript: Arc<IssueTranscriptService>,
    /// Find out which site asks.
    pub authenticate_site: AuthenticateSiteService,
    /// Receive what a site asks.
    pub receive_request: Arc<ReceiveRequestService>,
    /// Answer it.
    pub answer_request: AnswerRequestService,
    /// Exchange codes for tokens.
    pub exchange_code: Arc<ExchangeCodeService>,
    /// Hand over what was agreed to.
    pub pick_up: PickUpService,
    /// Link a record by a second proof.
    pub link_record: LinkRecordService,
    /// Look back at the trail.
    pub look_back: LookBackService,
    /// Keep the trail of who saw what.
    pub keep_trail: Arc<KeepTrailService>,
    /// Say what works.
    pub report_readiness: ReportReadinessService,
    /// Say whether the service is closed.
    pub announce_maintenance: Arc<AnnounceMaintenanceService>,
    /// Set once this process is to end.
    pub ending: Arc<AtomicBool>,
    /// The door, when more people come than can be served.
    pub admission: Admission,
    /// Headers that every answer has, written at the first one.
    pub security_headers: OnceLock<Vec<(HeaderName, HeaderValue)>>,
    /// Pages that everybody gets.
    pub kept_pages: KeptPages,
    /// Counts files brought at once.
    pub uploads: Counter,
    /// Share a transcript by a code.
    pub share_transcript: ShareTranscriptService,
    /// Verify a transcript.
    pub verify_transcript: Arc<VerifyTranscriptService>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

impl AppState {
    /// The frame of a page for somebody whom nobody knows.
    pub fn frame(&self, language: Language, path: impl Into<String>) -> Layout {
        let layout = Layout::new(language, path).dressed(&self.assets);
        layout.at(self.public_url.origin()).in_sandbox(self.is_sandbox)
    }
}
