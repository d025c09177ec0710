//! `mon-releve serve`.

use std::sync::Arc;

use super::{ConfigFiles, Ending};
use crate::adapters::system::{SystemClock, SystemRandom};
use crate::application::{Application, StartError};
use crate::telemetry;

pub(super) async fn run(files: &ConfigFiles) -> Ending {
    let settings = match files.settings() {
        Ok(settings) => settings,
        Err(problems) => return problems.into(),
    };
    telemetry::start(&settings.telemetry);
    match Application::start(&settings, Arc::new(SystemClock), Arc::new(SystemRandom)).await {
        Ok(application) => {
            tracing::info!(address = %application.address(), public_url = settings.server.public_url.origin(), "serving");
            match application.run().await {
                Ok(()) => Ending::Done,
                Err(error) => Ending::External(error.into()),
            }
        }
        Err(StartError::Configuration(problems)) => problems.into(),
        Err(StartError::External(error)) => Ending::External(error),
    }
}
