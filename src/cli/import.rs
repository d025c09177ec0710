//! `mon-releve import FILE.ndjson`.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::Ending;
use crate::adapters::exam_records::wire;
use crate::adapters::system::SystemRandom;
use crate::application;
use crate::config::Settings;
use crate::services::import_records::{ImportRecordsService, ImportReport, ParsedLine};

#[derive(Args)]
pub(super) struct Options {
    /// One record a line, as in the import contract.
    file: PathBuf,
    /// TOML file; may be given several times, later files win.
    #[arg(long = "config", value_name = "FILE")]
    config: Vec<PathBuf>,
    /// Answer in JSON, on standard output.
    #[arg(long)]
    json: bool,
}

/// Longest line read. The longest record that the contract allows has some 700 KiB.
const LONGEST_LINE: u64 = 1024 * 1024;

pub(super) async fn run(options: &Options) -> Ending {
    let settings = match Settings::load_records(&options.config, std::env::vars()) {
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
    match load(file, &settings).await {
        Ok(report) => tell(options, &report),
        Err(error) => Ending::External(error),
    }
}

async fn load(file: File, settings: &crate::config::RecordsSettings) -> anyhow::Result<ImportReport> {
    let service = ImportRecordsService {
        records: application::exam_records(settings).await?,
        random: Arc::new(SystemRandom),
    };
    let bar = progress_bar(&file);
    let report = service.import(Lines::of(bar.wrap_read(file)), |_| {}).await?;
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

fn tell(options: &Options, report: &ImportReport) -> Ending {
    let file = options.file.display();
    if options.json {
        let rejects: Vec<_> = report
            .rejects
            .iter()
            .map(|reject| json!({ "line": reject.line, "reason": reject.reason }))
            .collect();
        let imported = report.rejects.is_empty();
        println!(
            "{}",
            json!({
                "imported": imported,
                "added": if imported { report.added } else { 0 },
                "corrected": if imported { report.corrected } else { 0 },
                "unchanged": if imported { report.unchanged } else { 0 },
                "rejects": rejects,
            })
        );
    }
    if report.rejects.is_empty() {
        if !options.json {
            println!(
                "{file}: {} added, {} corrected, {} unchanged",
                report.added, report.corrected, report.unchanged
            );
        }
        return Ending::Done;
    }
    if !options.json {
        for reject in &report.rejects {
            eprintln!("{file}, line {}: {}", reject.line, reject.reason);
        }
        eprintln!("Nothing was imported.\n  hint: mend the lines above and import the whole file again");
    }
    Ending::Data
}

/// The numbered lines of a file, parsed one by one; empty lines are passed over.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    number: usize,
    buffer: Vec<u8>,
    is_broken: bool,
}

impl<R: Read> Lines<R> {
    pub(super) fn of(reader: R) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 16, reader),
            number: 0,
            buffer: Vec::new(),
            is_broken: false,
        }
    }

    /// The next line into the buffer; says whether there was one. A line that is too long is read to its
    /// end and dropped.
    fn advance(&mut self) -> std::io::Result<Option<Result<(), String>>> {
        self.buffer.clear();
        let read = (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if read as u64 == LONGEST_LINE && !self.buffer.ends_with(b"\n") {
            while !matches!(self.buffer.last(), Some(b'\n')) {
                self.buffer.clear();
                if (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut self.buffer)? == 0 {
                    break;
                }
            }
            return Ok(Some(Err("longer than any record can be".to_owned())));
        }
        Ok(Some(Ok(())))
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = (usize, ParsedLine);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_broken {
            match self.advance() {
                Ok(None) => return None,
                Ok(Some(Err(reason))) => return Some((self.number, Err(reason))),
                Ok(Some(Ok(()))) if self.buffer.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(Ok(()))) => {
                    let parsed = wire::parse(&self.buffer).map_err(|invalid| invalid.to_string());
                    return Some((self.number, parsed));
                }
                // A read error ends the file: the line it hit is refused, so nothing is imported.
                Err(error) => {
                    self.is_broken = true;
                    return Some((self.number + 1, Err(format!("cannot be read: {error}"))));
                }
            }
        }
        None
    }
}
