//! `mon-releve serve`.

use std::sync::Arc;

use sd_notify::NotifyState;

use super::{ConfigFiles, Ending, VERSION};
use crate::adapters::system::{SystemClock, SystemRandom};
use crate::application::{Application, StartError};
use crate::config::Settings;
use crate::telemetry;

/// To a service of `Type=notify`; without systemd, to nobody.
fn tell_systemd(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd cannot be told how the service does");
    }
}

pub(super) async fn run(files: &ConfigFiles) -> Ending {
    let settings = match files.settings() {
        Ok(settings) => settings,
        Err(problems) => return problems.into(),
    };
    let telemetry = telemetry::start(&settings.telemetry);
    let ending = serve(files, &settings).await;
    telemetry.end().await;
    ending
}

async fn serve(files: &ConfigFiles, settings: &Settings) -> Ending {
    let files = files.clone();
    let sites = Box::new(move || files.sites().map(|(_, sites)| sites));
    match Application::start(settings, Arc::new(SystemClock), Arc::new(SystemRandom)).await {
        Ok(application) => {
            application.reloads(sites);
            tracing::info!(
                version = VERSION,
                address = %application.address(),
                public_url = settings.server.public_url.origin(),
                "serving"
            );
            tell_systemd(NotifyState::Ready);
            match application.run().await {
                Ok(()) => Ending::Done,
                Err(error) => Ending::External(error.into()),
            }
        }
        Err(StartError::Configuration(problems)) => problems.into(),
        Err(StartError::External(error)) => Ending::External(error),
    }
}
