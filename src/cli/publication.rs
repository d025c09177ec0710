//! `mon-releve publish` and `mon-releve withdraw`: decisions about records that are imported.

use std::sync::Arc;

use clap::{Args, builder::PossibleValuesParser};
use jiff::Timestamp;
use serde_json::json;

use super::{Common, Ending};
use crate::adapters::system::SystemClock;
use crate::application;
use crate::config::Settings;
use crate::domain::exam_file::RecordRef;
use crate::domain::exam_record::{Diploma, SessionKind};
use crate::ports::publications::Which;
use crate::services::decide_publication::DecidePublicationService;

#[derive(Args)]
pub(super) struct Publish {
    #[command(flatten)]
    which: Selection,
    /// Instant from which they are public, such as 2026-07-06T10:00:00+02:00; by default now.
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
pub(super) struct Withdraw {
    #[command(flatten)]
    which: Selection,
    #[command(flatten)]
    common: Common,
}

/// Which records.
#[derive(Args)]
#[group(required = true, multiple = true)]
struct Selection {
    /// One record, by the reference in the address of its page.
    #[arg(long, value_name = "REFERENCE", value_parser = RecordRef::parse, conflicts_with = "session")]
    record: Option<RecordRef>,
    /// All records of the session of this year.
    #[arg(long, value_name = "YEAR")]
    session: Option<u16>,
    /// Of these, one family of diplomas alone.
    #[arg(long, value_name = "CODE", requires = "session", value_parser = codes(Diploma::ALL, Diploma::code))]
    diploma: Option<String>,
    /// Of these, the normal or the replacement session alone.
    #[arg(long, value_name = "CODE", requires = "session", value_parser = codes(SessionKind::ALL, SessionKind::code))]
    kind: Option<String>,
}

fn codes<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> PossibleValuesParser {
    all.iter().map(|value| code(*value)).collect::<Vec<_>>().into()
}

impl Selection {
    fn which(&self) -> Option<Which> {
        match (&self.record, self.session) {
            (Some(record), _) => Some(Which::Record(record.clone())),
            (None, Some(year)) => Some(Which::Session {
                year,
                diploma: self.diploma.as_deref().and_then(Diploma::from_code),
                kind: self.kind.as_deref().and_then(SessionKind::from_code),
            }),
            (None, None) => None,
        }
    }
}

pub(super) async fn publish(options: &Publish) -> Ending {
    decide(&options.which, &options.common, "published", async |service, which| {
        service.publish(which, options.at).await
    })
    .await
}

pub(super) async fn withdraw(options: &Withdraw) -> Ending {
    decide(&options.which, &options.common, "withdrawn", async |service, which| service.withdraw(which).await)
        .await
}

async fn decide(
    which: &Selection,
    common: &Common,
    done: &str,
    decision: impl AsyncFnOnce(&DecidePublicationService, &Which) -> Result<u64, crate::ports::Unavailable>,
) -> Ending {
    let databases = match Settings::load_databases(&common.files.files, std::env::vars()) {
        Ok(databases) => databases,
        Err(problems) => return problems.into(),
    };
    let service = match application::decide_publication(&databases, Arc::new(SystemClock)).await {
        Ok(service) => service,
        Err(error) => return Ending::External(error),
    };
    let Some(which) = which.which() else { return Ending::Data };
    match decision(&service, &which).await {
        Ok(versions) => {
            tell(common, done, versions);
            if versions == 0 { Ending::Data } else { Ending::Done }
        }
        Err(error) => Ending::External(error.into()),
    }
}

fn tell(common: &Common, done: &str, versions: u64) {
    if common.json {
        println!("{}", json!({ done: versions }));
    } else if versions == 0 {
        eprintln!(
            "Nothing to be {done}.\n  hint: check the reference or the session; perhaps it was {done} already"
        );
    } else {
        println!("{versions} versions of records {done}");
    }
}
