//! From settings to what draws and seals transcripts.

use std::sync::Arc;

use super::StartError;
use super::seal::{authority, code_signer};
use super::theme::emblem;
use crate::adapters::render::pdf::{PdfSettings, Printer};
use crate::adapters::seal::{QueuedPrinter, SealKey};
use crate::config::{Environment, Settings};
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::ports::rendering::SealedRenderer;

/// Who issues transcripts.
const ISSUER_NAME: &str = "Ministère chargé de l’agriculture";

/// Draws and seals with `key`, and has the time stamped where there is an authority.
pub(super) fn renderer(
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
    let renderer = renderer.map_err(|error| StartError::External(error.into()))?;
    Ok(Arc::new(match authority(&settings.seal)? {
        Some(authority) => renderer.stamped_by(authority, Arc::clone(random)),
        None => renderer,
    }))
}
