//! `mon-releve audit verify | export` and `mon-releve purge`: the trail of who saw what, for whoever audits it.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::{Span, Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::{Common, ConfigFiles, Ending};
use crate::adapters::system::SystemClock;
use crate::application;
use crate::config::{RegisterSettings, Settings};
use crate::ports::audit_archive::AuditArchive;
use crate::ports::clock::Clock;
use crate::services::audit_trail::{Audit, AuditTrailService, Flaw};

#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Follow the chain from the first entry to the last.
    Verify {
        /// `NUMBER:HASH` of the last entry at an earlier audit: then an end that was cut off shows too.
        #[arg(long, value_name = "NUMBER:HASH", value_parser = noted)]
        since: Option<(i64, Vec<u8>)>,
        #[command(flatten)]
        common: Common,
    },
    /// Write the entries to standard output, one JSON object a line.
    Export {
        /// First instant.
        #[arg(long, value_name = "INSTANT")]
        from: Option<Timestamp>,
        /// First instant that is no longer wanted.
        #[arg(long, value_name = "INSTANT")]
        until: Option<Timestamp>,
        #[command(flatten)]
        files: ConfigFiles,
    },
}

#[derive(Args)]
pub(super) struct Purge {
    /// Remove nothing: say how much would go.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    common: Common,
}

fn noted(text: &str) -> Result<(i64, Vec<u8>), &'static str> {
    const FORM: &str = "expected a number, a colon and 64 hexadecimal digits, as `audit verify` prints them";
    let (number, hash) = text.split_once(':').ok_or(FORM)?;
    let hash = hex::decode(hash).ok().filter(|hash| hash.len() == 32).ok_or(FORM)?;
    Ok((number.parse().map_err(|_| FORM)?, hash))
}

async fn archive(files: &ConfigFiles) -> Result<(Arc<dyn AuditArchive>, RegisterSettings), Ending> {
    let settings = Settings::load_register(&files.files, std::env::vars())?;
    let archive = application::audit_archive(&settings.register).await.map_err(Ending::External)?;
    Ok((archive, settings))
}

pub(super) async fn run(options: &Options) -> Ending {
    let done = match &options.command {
        Command::Verify { since, common } => verify(since.as_ref(), common).await,
        Command::Export { from, until, files } => export(*from, *until, files).await,
    };
    done.unwrap_or_else(|ending| ending)
}

async fn verify(since: Option<&(i64, Vec<u8>)>, common: &Common) -> Result<Ending, Ending> {
    let (archive, _) = archive(&common.files).await?;
    let noted = since.map(|(id, hash)| (*id, hash.as_slice()));
    let audit = AuditTrailService { archive }.verify(noted).await;
    let audit = audit.map_err(|error| Ending::External(error.into()))?;
    if common.json {
        println!("{}", in_json(&audit));
    } else {
        println!("{}", in_words(&audit));
    }
    Ok(if audit.flaw.is_some() { Ending::Data } else { Ending::Done })
}

fn last(audit: &Audit) -> Option<String> {
    audit.last.as_ref().map(|(id, hash)| format!("{id}:{}", hex::encode(hash)))
}

fn code(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Changed => "changed",
        Flaw::OutOfChain => "out_of_chain",
        Flaw::NotAsNoted => "not_as_noted",
    }
}

fn in_json(audit: &Audit) -> Value {
    json!({
        "entries": audit.entries,
        "from_the_beginning": audit.is_from_the_beginning,
        "last": last(audit),
        "flaw": audit.flaw.map(|(id, flaw)| json!({ "entry": id, "what": code(flaw) })),
    })
}

fn in_words(audit: &Audit) -> String {
    if let Some((id, flaw)) = audit.flaw {
        let what = match flaw {
            Flaw::Changed => "is not what was written",
            Flaw::OutOfChain => "does not follow the one before: one was removed or put in between",
            Flaw::NotAsNoted => "is not there as it was noted: the end was cut off, or written anew",
        };
        return format!(
            "entry {id} {what}; the {} before it are whole\n  hint: keep the database as it is, and follow \
             docs/runbook/leak-suspicion.md",
            audit.entries.saturating_sub(1)
        );
    }
    let begins = if audit.is_from_the_beginning { "" } else { ", what stood before was purged" };
    match last(audit) {
        None => "the trail is empty".to_owned(),
        Some(last) => format!(
            "{} entries, each follows the one before{begins}\nlast: {last}\n  hint: note it elsewhere, and give \
             it as --since at the next audit",
            audit.entries
        ),
    }
}

async fn export(
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    files: &ConfigFiles,
) -> Result<Ending, Ending> {
    let (archive, _) = archive(files).await?;
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut after = 0;
    loop {
        let page = archive.after(after).await.map_err(|error| Ending::External(error.into()))?;
        let Some(end) = page.last() else { break };
        after = end.id;
        for entry in page {
            if from.is_some_and(|from| entry.at < from) || until.is_some_and(|until| until <= entry.at) {
                continue;
            }
            let content: Value = serde_json::from_str(&entry.content).unwrap_or(Value::Null);
            let (before, hash) = (hex::encode(entry.before), hex::encode(entry.hash));
            let line = json!({ "id": entry.id, "entry": content, "before": before, "hash": hash });
            writeln!(output, "{line}").map_err(|error| Ending::External(error.into()))?;
        }
    }
    output.flush().map_err(|error| Ending::External(error.into()))?;
    Ok(Ending::Done)
}

pub(super) async fn purge(options: &Purge) -> Ending {
    purge_older(options).await.unwrap_or_else(|ending| ending)
}

async fn purge_older(options: &Purge) -> Result<Ending, Ending> {
    let (archive, settings) = archive(&options.common.files).await?;
    let now = SystemClock.now().to_zoned(TimeZone::UTC);
    let limit = now.saturating_sub(Span::new().months(settings.audit.retention_months)).timestamp();
    let count = if options.dry_run { archive.older_than(limit).await } else { archive.purge(limit).await };
    let count = count.map_err(|error| Ending::External(error.into()))?;
    let shares = purge_shares(&settings, limit, options.dry_run).await.map_err(Ending::External)?;
    let renderings = purge_renderings(&settings, options.dry_run).await.map_err(Ending::External)?;
    if options.common.json {
        let answer = json!({
            "audit_entries": count, "older_than": limit, "shares": shares, "renderings": renderings, "dry_run": options.dry_run,
        });
        println!("{answer}");
    } else {
        let verb = if options.dry_run { "would go" } else { "gone" };
        println!("{count} entries of the trail older than {limit} {verb}");
        println!("{shares} share codes that ended before then {verb}");
        if let Some(renderings) = renderings {
            println!("bytes of {renderings} renderings {verb}, their hashes are kept");
        }
    }
    Ok(Ending::Done)
}

/// How many shares went, or would go: they are kept as long as the trail that tells who opened them.
async fn purge_shares(
    settings: &RegisterSettings,
    ended_before: Timestamp,
    dry_run: bool,
) -> anyhow::Result<u64> {
    let shares = application::shares(&settings.register).await?;
    if dry_run {
        return Ok(shares.ended_before(ended_before).await?);
    }
    // Where no letters are sent any more, nobody else does.
    shares.forget_addresses(SystemClock.now()).await?;
    Ok(shares.forget(ended_before).await?)
}

/// Of how many renderings the bytes went, or would go; none when they are kept for ever.
async fn purge_renderings(settings: &RegisterSettings, dry_run: bool) -> anyhow::Result<Option<u64>> {
    let Some(keep) = settings.keep_renderings else { return Ok(None) };
    let service = application::purging(&settings.register, keep, Arc::new(SystemClock)).await?;
    let count = if dry_run { service.count().await? } else { service.purge().await? };
    Ok(Some(count))
}
