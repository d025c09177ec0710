//! `mon-releve verify FILE`.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::{ConfigFiles, Ending};
use crate::adapters::render::comparison;
use crate::adapters::seal::{LARGEST_FILE, Trust, examine};
use crate::adapters::system::SystemClock;
use crate::application::{self, StartError};
use crate::domain::issuance::Verdict;
use crate::ports::clock::Clock;
use crate::ports::seal_examiner::{Flaw, SealedTranscript, TimeStamp};
use crate::services::verify_transcript::FileVerification;

#[derive(Args)]
pub(super) struct Options {
    /// The transcript as the candidate received it: no scan, no copy saved by another program.
    file: PathBuf,
    /// Certificates in PEM to trust, the root of the ministry's seal; else the seals of --config.
    #[arg(long, value_name = "PEM", required_unless_present = "files")]
    trust: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigFiles,
    /// Do not ask the register of --config, which knows of corrections and cancellations.
    #[arg(long)]
    offline: bool,
    /// Answer in JSON, on standard output.
    #[arg(long)]
    json: bool,
}

/// What was found.
struct Report {
    verification: FileVerification,
    asked_register: bool,
}

pub(super) async fn run(options: &Options) -> Ending {
    let report = match report(options).await {
        Ok(report) => report,
        Err(ending) => return ending,
    };
    if options.json {
        println!("{}", as_json(&report));
    } else {
        print!("{}", as_text(&options.file.display().to_string(), &report));
    }
    match report.verification.verdict() {
        Verdict::Valid => Ending::Done,
        _ => Ending::NotValid,
    }
}

async fn report(options: &Options) -> Result<Report, Ending> {
    let file = read(options)?;
    let roots = options.trust.as_ref().map(|path| roots(path)).transpose()?;
    let settings = match options.config.files.is_empty() {
        true => None,
        false => Some(options.config.settings()?),
    };
    let trust = match (roots, &settings) {
        (Some(roots), _) => roots,
        (None, Some(settings)) => application::trust(settings, &SystemClock).map_err(failed)?,
        (None, None) => return Err(Ending::External(anyhow::anyhow!("give --trust or --config"))),
    };
    match settings.filter(|_| !options.offline) {
        None => {
            let examination = examine(&file, &trust, SystemClock.now());
            Ok(Report { verification: FileVerification::by_seal_alone(examination), asked_register: false })
        }
        Some(settings) => {
            let service = application::verification(&settings, trust, Arc::new(SystemClock))
                .await
                .map_err(Ending::External)?;
            let verification = service.by_file(file).await.map_err(|error| Ending::External(error.into()))?;
            Ok(Report { verification, asked_register: true })
        }
    }
}

fn failed(error: StartError) -> Ending {
    match error {
        StartError::Configuration(problems) => problems.into(),
        StartError::External(error) => Ending::External(error),
    }
}

/// The file, or its beginning when it is larger than any transcript.
fn read(options: &Options) -> Result<Vec<u8>, Ending> {
    let mut bytes = Vec::new();
    let read =
        File::open(&options.file).and_then(|file| file.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(&options.file, &error)),
    }
}

fn roots(path: &std::path::Path) -> Result<Trust, Ending> {
    let pem = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    Trust::in_roots(&pem).map_err(|error| {
        Ending::External(anyhow::anyhow!("{} {error}: name the file of trusted certificates", path.display()))
    })
}

fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Ending {
    Ending::External(anyhow::anyhow!("{}: {error}: name a file that this account may read", path.display()))
}

/// One sentence on what a verdict means for the person who holds the file.
fn meaning(report: &Report) -> String {
    match (&report.verification, report.verification.flaw()) {
        (FileVerification::Valid(_), _) if report.asked_register => {
            "Genuine: sealed by the ministry, unchanged since, and in force.".to_owned()
        }
        (FileVerification::Valid(_), _) => {
            "Genuine: sealed by the ministry and unchanged since. Whether it was corrected or cancelled \
             later, only the register knows: ask the address on the transcript."
                .to_owned()
        }
        (FileVerification::Superseded { since, .. }, _) => {
            format!("Genuine, but a correction has replaced it since {since}.")
        }
        (FileVerification::Withdrawn { since, .. }, _) => {
            format!("Genuine, but the ministry withdrew it on {since}: it is no longer valid.")
        }
        (FileVerification::Altered(_) | FileVerification::Unknown(_), flaw) => {
            flaw.map(explained).unwrap_or_default().to_owned()
        }
    }
}

fn explained(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Empty => "The file is empty.",
        Flaw::TooLarge => "The file is larger than any transcript that we issue.",
        Flaw::Kind => "The file is no transcript: none of the forms that we issue.",
        Flaw::Changed => {
            "The file is not byte for byte as it was sealed: it was changed, or another program saved it."
        }
        Flaw::Certificate => "The file is sealed, by a certificate that is not trusted here.",
        Flaw::Validity => {
            "The certificate of the seal is not valid at this time. Without the register nothing proves \
             that the file was sealed before: ask the address on the transcript."
        }
        Flaw::Purpose => "The certificate of the seal is not made for sealing documents.",
        Flaw::Register => "The seal is good, but the register does not know this file.",
    }
}

fn as_text(file: &str, report: &Report) -> String {
    let verification = &report.verification;
    let mut text = format!("{}  {file}\n{}\n", verification.verdict().code(), meaning(report));
    let Some(sealed) = verification.sealed() else { return text };
    let SealedTranscript { sealed_at, sealed_by, .. } = sealed;
    let on = sealed_at.map(|at| format!(" on {at}")).unwrap_or_default();
    text.push_str(&format!("\nSealed{on} by {sealed_by}.\n"));
    if let Some(TimeStamp { at, by, is_trusted }) = &sealed.stamp {
        let trusted = if *is_trusted {
            ""
        } else {
            ", an authority that is not trusted here: with its root in --trust the time is proven"
        };
        text.push_str(&format!("Time stamp of {at} by {by}{trusted}.\n"));
    }
    text.push_str("\nCompare with the page in front of you:\n\n");
    let lines = comparison::lines(&sealed.transcript);
    let width = |column: fn(&comparison::Line) -> &str| {
        lines.iter().map(|line| column(line).chars().count()).max().unwrap_or_default().min(40)
    };
    let (facts, values) = (width(|line| &line.fact), width(|line| &line.sealed));
    for line in std::iter::once(&heading()).chain(&lines) {
        text.push_str(&format!("  {:<facts$}  {:<values$}  {}\n", line.fact, line.sealed, line.printed));
    }
    text
}

fn heading() -> comparison::Line {
    comparison::Line {
        fact: "fact".to_owned(),
        sealed: "as sealed".to_owned(),
        printed: "the page must say".to_owned(),
    }
}

fn as_json(report: &Report) -> serde_json::Value {
    let verification = &report.verification;
    let mut answer = json!({
        "statut": verification.verdict().code(),
        "registreInterroge": report.asked_register,
    });
    if let Some(flaw) = verification.flaw() {
        answer["motif"] = flaw.code().into();
    }
    if let FileVerification::Superseded { since, .. } = verification {
        answer["remplaceDepuis"] = since.to_string().into();
    }
    if let FileVerification::Withdrawn { since, .. } = verification {
        answer["annuleDepuis"] = since.to_string().into();
    }
    if let Some(sealed) = verification.sealed() {
        answer["scelleLe"] = sealed.sealed_at.map(|at| at.to_string()).into();
        answer["scellePar"] = sealed.sealed_by.clone().into();
        if let Some(TimeStamp { at, by, is_trusted }) = &sealed.stamp {
            answer["horodatage"] = json!({ "le": at.to_string(), "par": by, "deConfiance": is_trusted });
        }
        answer["faits"] = comparison::lines(&sealed.transcript)
            .into_iter()
            .map(|line| json!({ "fait": line.fact, "scelle": line.sealed, "imprime": line.printed }))
            .collect();
    }
    answer
}
