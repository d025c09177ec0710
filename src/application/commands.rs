//! What the command line needs of the application: one service each, and the database behind it.

use std::sync::Arc;

use jiff::SignedDuration;

use super::database::Database;
use super::renderer::renderer;
use super::sessions::short_term_store;
use super::{StartError, key_ring};
use crate::adapters::seal::{QueuedExaminer, Trust};
use crate::config::{DatabaseSettings, RecordsSettings, SessionsSettings, Settings};
use crate::ports::audit_archive::AuditArchive;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;
use crate::ports::random::Random;
use crate::ports::shares::Shares;
use crate::services::announce_maintenance::AnnounceMaintenanceService;
use crate::services::decide_publication::DecidePublicationService;
use crate::services::issue_transcript::IssueTranscriptService;
use crate::services::keep_trail::KeepTrailService;
use crate::services::purge_renderings::PurgeRenderingsService;
use crate::services::seal_session::SealSessionService;
use crate::services::verify_transcript::VerifyTranscriptService;

/// The directory of exam records alone, for commands that need nothing else.
///
/// # Errors
/// When the database cannot be opened.
pub async fn exam_records(settings: &RecordsSettings) -> anyhow::Result<Arc<dyn ExamRecords>> {
    Ok(Database::open(settings).await?.exam_records())
}

/// What may be decided about the directory alone, for commands that need nothing else.
///
/// # Errors
/// When a database cannot be opened.
pub async fn decide_publication(
    settings: &DatabaseSettings,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<DecidePublicationService> {
    let records = Database::open(&settings.records).await?;
    let register = records.or_another(&settings.records, &settings.register).await?;
    Ok(DecidePublicationService {
        publications: records.publications(),
        keep_trail: KeepTrailService { trail: register.trail_and_hand_offs().0, clock: Arc::clone(&clock) },
        clock,
    })
}

/// The trail as a whole, for commands that need nothing else.
///
/// # Errors
/// When the database cannot be opened.
pub async fn audit_archive(settings: &RecordsSettings) -> anyhow::Result<Arc<dyn AuditArchive>> {
    Ok(Database::open(settings).await?.audit_archive())
}

/// Announcements to the replicas alone.
///
/// # Errors
/// When the store of `[sessions]` cannot be used.
pub fn announce_maintenance(
    settings: &SessionsSettings,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<AnnounceMaintenanceService, StartError> {
    Ok(AnnounceMaintenanceService::new(short_term_store(&settings.store, &random)?, clock))
}

/// Verification alone, for commands that need nothing else.
///
/// # Errors
/// When a database cannot be opened.
pub async fn verification(
    settings: &Settings,
    trust: Trust,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<VerifyTranscriptService> {
    Ok(VerifyTranscriptService {
        register: Database::open(&settings.register).await?.register(),
        records: match settings.records.is_directory() {
            true => Some(Database::open(&settings.records).await?.exam_records()),
            false => None,
        },
        examiner: Arc::new(QueuedExaminer::new(trust, Arc::clone(&clock))),
        clock,
    })
}

/// The sealing of whole sessions alone.
///
/// # Errors
/// When the seal cannot be used or a database cannot be opened.
pub async fn sealing(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<SealSessionService, StartError> {
    let key = key_ring(settings, clock.as_ref())?.current;
    let renderer = renderer(settings, key, &clock, &random)?;
    let records = Database::open(&settings.records).await.map_err(StartError::External)?;
    let register = Database::open_for_batches(&settings.register).await.map_err(StartError::External)?;
    let register = register.register();
    Ok(SealSessionService {
        sessions: records.session_records(),
        records: records.exam_records(),
        issue_transcript: IssueTranscriptService {
            register,
            renderer,
            keeps_data: !settings.records.is_directory(),
            clock: Arc::clone(&clock),
            random,
        },
        clock,
    })
}

/// What citizens share by codes.
///
/// # Errors
/// When the database cannot be opened.
pub async fn shares(register: &RecordsSettings) -> anyhow::Result<Arc<dyn Shares>> {
    Ok(Database::open(register).await?.shares())
}

/// The purge of renderings older than `keep` alone.
///
/// # Errors
/// When the database cannot be opened.
pub async fn purging(
    register: &RecordsSettings,
    keep: SignedDuration,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<PurgeRenderingsService> {
    Ok(PurgeRenderingsService { register: Database::open(register).await?.register(), clock, keep })
}
