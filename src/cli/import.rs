//! `mon-releve import FILE.ndjson`.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use futures_util::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{ConfigFiles, Ending};
use crate::adapters::exam_records::ndjson;
use crate::adapters::system::{SystemClock, SystemRandom};
use crate::application;
use crate::config::{RecordsSettings, Settings};
use crate::services::import_records::{ImportRecordsService, ImportReport, Purpose, Reject};

#[derive(Args)]
pub(super) struct Options {
    /// One record a line, as in the import contract.
    file: PathBuf,
    #[command(flatten)]
    config: ConfigFiles,
    /// Only report what an import would do.
    #[arg(long)]
    dry_run: bool,
    /// File for the refused lines, one JSON object each; by default they are told on standard error.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Answer in JSON, on standard output.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(options: &Options) -> Ending {
    let settings = match Settings::load_records(&options.config.files, std::env::vars()) {
        Ok(settings) => settings,
        Err(problems) => return problems.into(),
    };
    let file = match File::open(&options.file) {
        Ok(file) => file,
        Err(error) => {
            eprintln!(
                "{}: {error}\n  hint: name an NDJSON file that this account may read",
                options.file.display()
            );
            return Ending::Data;
        }
    };
    let purpose = if options.dry_run { Purpose::DryRun } else { Purpose::Import };
    match load(file, purpose, &settings).await {
        Ok(report) => tell(options, &report).unwrap_or_else(|error| Ending::External(error.into())),
        Err(error) => Ending::External(error),
    }
}

async fn load(file: File, purpose: Purpose, settings: &RecordsSettings) -> anyhow::Result<ImportReport> {
    let service = ImportRecordsService {
        records: application::exam_records(settings).await?,
        random: Arc::new(SystemRandom),
        clock: Arc::new(SystemClock),
    };
    let bar = progress_bar(&file);
    // What follows the last line takes its time too, and nobody knows how much.
    let at_the_end = {
        let bar = bar.clone();
        futures_util::stream::once(Box::pin(async move {
            spin(&bar);
            Vec::new()
        }))
    };
    let lines = ndjson::batches(bar.wrap_read(file)).chain(at_the_end);
    let report = service.import(lines, purpose).await?;
    bar.finish_and_clear();
    Ok(report)
}

fn progress_bar(file: &File) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(file.metadata().map(|metadata| metadata.len()).unwrap_or_default());
    match ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}  {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn spin(bar: &ProgressBar) {
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}  {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message("every line is read; placing the records, all or none");
    bar.enable_steady_tick(Duration::from_millis(100));
}

/// What was done, or what is to be mended. Of the lists, the report holds the beginning at least.
fn tell(options: &Options, report: &ImportReport) -> std::io::Result<Ending> {
    let file = options.file.display();
    let is_good = report.refused == 0;
    if let Some(path) = &options.rejects {
        write_rejects(path, &report.rejects)?;
    }
    if options.json {
        let rejects: Vec<_> = report.rejects.iter().map(as_json).collect();
        println!(
            "{}",
            json!({
                "imported": is_good && !options.dry_run,
                "added": report.added,
                "corrected": report.corrected,
                "unchanged": report.unchanged,
                "refused": report.refused,
                "rejects": rejects,
            })
        );
    } else if is_good {
        let would = if options.dry_run { " (dry run, nothing was imported)" } else { "" };
        println!(
            "{file}: {} added, {} corrected, {} unchanged{would}",
            report.added, report.corrected, report.unchanged
        );
    } else {
        if options.rejects.is_none() {
            for reject in &report.rejects {
                eprintln!("{file}, line {}: {}", reject.line, reject.reason);
            }
        }
        eprintln!(
            "{file}: {} lines refused. Nothing was imported.\n  hint: mend those lines and import the whole file again",
            report.refused
        );
    }
    Ok(if is_good { Ending::Done } else { Ending::Data })
}

fn as_json(reject: &Reject) -> serde_json::Value {
    json!({ "line": reject.line, "reason": reject.reason })
}

fn write_rejects(path: &Path, rejects: &[Reject]) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for reject in rejects {
        writeln!(file, "{}", as_json(reject))?;
    }
    file.flush()
}
