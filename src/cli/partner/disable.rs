//! `mon-releve partner disable`.

use anyhow::Context;
use clap::Args;
use jiff::tz::TimeZone;
use serde_json::json;
use toml_edit::{DocumentMut, value};

use super::Common;
use crate::adapters::system::SystemClock;
use crate::cli::Ending;
use crate::ports::clock::Clock;

#[derive(Args)]
pub(super) struct Disable {
    /// The site.
    client_id: String,
    #[command(flatten)]
    common: Common,
}

pub(super) fn run(options: &Disable) -> Ending {
    let (folder, sites) = match options.common.files.sites() {
        Ok(registry) => registry,
        Err(problems) => return problems.into(),
    };
    let Some(site) = sites.by_client_id(&options.client_id) else {
        eprintln!("There is no site {}.\n  hint: `mon-releve partner list` names them", options.client_id);
        return Ending::Data;
    };
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let yesterday = today.yesterday().unwrap_or(today);
    let file = folder.join(format!("{}.toml", site.client_id.as_str()));
    let edited = || -> anyhow::Result<()> {
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut document: DocumentMut = text.parse()?;
        if site.valid_from.is_some_and(|first| yesterday < first) {
            document.remove("valid_from");
        }
        let last = yesterday.to_string().parse::<toml_edit::Datetime>()?;
        document["valid_until"] = value(last);
        std::fs::write(&file, document.to_string())
            .with_context(|| format!("cannot write {}", file.display()))
    };
    match edited() {
        Ok(()) if options.common.json => println!("{}", json!({ "valid_until": yesterday.to_string() })),
        Ok(()) => println!(
            "{} ended on {yesterday}.\n  hint: a running service notices when it is sent SIGHUP",
            site.client_id.as_str()
        ),
        Err(error) => return Ending::External(error),
    }
    Ending::Done
}
