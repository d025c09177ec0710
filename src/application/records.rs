//! From `[records]` to where records are: our own directory, or an ARPENT API.

use std::sync::Arc;

use super::StartError;
use super::database::Database;
use crate::adapters::arpent::{ArpentApi, ArpentSettings};
use crate::config::{Problems, RecordsSettings, Settings};
use crate::domain::cog::CommuneHistory;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;
use crate::ports::proven_links::ProvenLinks;
use crate::ports::short_term_store::ShortTermStore;
use crate::services::answer_credentials::CredentialSource;
use crate::services::ask_remote::AskRemoteService;
use crate::services::find_records::{Directory, RecordSource};

pub(super) enum Records {
    Directory(Arc<dyn ExamRecords>),
    Remote(Arc<AskRemoteService>),
}

impl Records {
    /// Where records are, their database if they have one, and that of the register.
    pub(super) async fn open(
        settings: &Settings,
        store: &Arc<dyn ShortTermStore>,
        clock: &Arc<dyn Clock>,
    ) -> Result<(Self, Option<Database>, Database), StartError> {
        if let RecordsSettings::Arpent(arpent) = &settings.records {
            let arpent = ArpentSettings {
                base_url: arpent.base_url.clone(),
                timeout: arpent.timeout,
                client: arpent.client.clone(),
            };
            let api = ArpentApi::new(arpent, Arc::clone(clock))
                .map_err(|error| StartError::External(error.into()))?;
            let remote = AskRemoteService {
                remote: Arc::new(api),
                answers: Arc::clone(store),
                life: settings.sessions.absolute,
            };
            let register = Database::open(&settings.register).await.map_err(StartError::External)?;
            return Ok((Self::Remote(Arc::new(remote)), None, register));
        }
        let records = Database::open(&settings.records).await.map_err(StartError::External)?;
        let register = records.or_another(&settings.records, &settings.register).await;
        let register = register.map_err(StartError::External)?;
        Ok((Self::Directory(records.exam_records()), Some(records), register))
    }

    pub(super) fn source(
        &self,
        links: Arc<dyn ProvenLinks>,
        communes: CommuneHistory,
        clock: &Arc<dyn Clock>,
    ) -> RecordSource {
        match self {
            Self::Directory(records) => RecordSource::Directory(Directory {
                records: Arc::clone(records),
                links,
                communes: Arc::new(communes),
                clock: Arc::clone(clock),
            }),
            Self::Remote(remote) => RecordSource::Remote(Arc::clone(remote)),
        }
    }

    pub(super) fn by_credentials(&self) -> CredentialSource {
        match self {
            Self::Directory(records) => CredentialSource::Directory(Arc::clone(records)),
            Self::Remote(remote) => CredentialSource::Remote(Arc::clone(remote)),
        }
    }

    pub(super) fn directory(&self) -> Option<Arc<dyn ExamRecords>> {
        match self {
            Self::Directory(records) => Some(Arc::clone(records)),
            Self::Remote(_) => None,
        }
    }
}

/// The table of communes whose code changed: the one built in, or a later edition.
pub(super) fn communes(settings: &Settings) -> Result<CommuneHistory, Problems> {
    let Some(path) = &settings.cog_file else {
        return Ok(CommuneHistory::built_in());
    };
    let problem = |what: String| {
        let hint = "name a file in the form of src/domain/cog/communes.txt, made by scripts/cog_table.py";
        Problems::one("records.cog_file", format!("{}: {what}", path.display()), hint)
    };
    let text = std::fs::read_to_string(path).map_err(|error| problem(error.to_string()))?;
    CommuneHistory::parse(&text).map_err(|error| problem(error.to_string()))
}
