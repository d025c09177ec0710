//! `mon-releve partner add`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde_json::json;
use toml_edit::{Array, DocumentMut, InlineTable, value};

use super::Common;
use crate::adapters::system::SystemRandom;
use crate::cli::Ending;
use crate::domain::enrolment_site::{ClientId, SecretHash};
use crate::ports::random::Random;

#[derive(Args)]
pub(super) struct Add {
    /// Its name in the protocols, such as lycee-exemple; also the name of its file.
    #[arg(value_parser = ClientId::parse)]
    client_id: ClientId,
    /// Its name as candidates read it.
    #[arg(long)]
    name_fr: String,
    #[arg(long)]
    name_en: String,
    /// What it wants transcripts for.
    #[arg(long)]
    purpose_fr: String,
    #[arg(long)]
    purpose_en: String,
    /// The legal basis, such as "CRPA L. 114-8".
    #[arg(long)]
    legal_basis: String,
    /// How long it keeps them.
    #[arg(long)]
    retention_fr: String,
    #[arg(long)]
    retention_en: String,
    /// Whom candidates write to about their data.
    #[arg(long)]
    contact: String,
    /// Where browsers are sent back to, to the letter; may be given several times.
    #[arg(long, value_name = "URL")]
    redirect_uri: Vec<String>,
    /// The same for EMREX.
    #[arg(long, value_name = "URL")]
    emrex_return_url: Vec<String>,
    /// What it may ask for; may be given several times.
    #[arg(long, value_name = "SCOPE", default_values = ["resultat"])]
    scope: Vec<String>,
    /// Its public JWKS: then it has no secret. The path starts at the folder of the registry.
    #[arg(long, value_name = "FILE")]
    jwks_file: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

pub(super) fn run(options: &Add) -> Ending {
    let load = || options.common.files.sites();
    let folder = match load() {
        Ok((folder, _)) => folder,
        Err(problems) => return problems.into(),
    };
    let file = folder.join(format!("{}.toml", options.client_id.as_str()));
    let random: &dyn Random = &SystemRandom;
    let bytes: [u8; 32] = random.bytes();
    let secret = options.jwks_file.is_none().then(|| hex::encode(bytes));
    if let Err(error) = write(&file, &document(options, secret.as_deref())) {
        return Ending::External(error);
    }
    // The registry is read as the service will: a file that does not hold together never stays.
    if let Err(problems) = load() {
        return match std::fs::remove_file(&file) {
            Ok(()) => problems.into(),
            Err(error) => Ending::External(error.into()),
        };
    }
    tell(options, &file, secret.as_deref());
    Ending::Done
}

/// Writes a new file; one that is there stays as it is.
fn write(file: &Path, document: &DocumentMut) -> anyhow::Result<()> {
    let mut new = OpenOptions::new().write(true).create_new(true).open(file).with_context(|| {
        format!("cannot write {}: a site of that name is edited, not added again", file.display())
    })?;
    Ok(new.write_all(document.to_string().as_bytes())?)
}

fn document(options: &Add, secret: Option<&str>) -> DocumentMut {
    let both = |french: &str, english: &str| {
        let mut texts = InlineTable::new();
        texts.insert("fr", french.into());
        texts.insert("en", english.into());
        value(texts)
    };
    let list = |items: &[String]| value(items.iter().map(String::as_str).collect::<Array>());
    let mut site = DocumentMut::new();
    site["client_id"] = value(options.client_id.as_str());
    site["name"] = both(&options.name_fr, &options.name_en);
    site["purpose"] = both(&options.purpose_fr, &options.purpose_en);
    site["legal_basis"] = value(options.legal_basis.as_str());
    site["retention"] = both(&options.retention_fr, &options.retention_en);
    site["contact"] = value(options.contact.as_str());
    site["redirect_uris"] = list(&options.redirect_uri);
    site["emrex_return_urls"] = list(&options.emrex_return_url);
    site["scopes"] = list(&options.scope);
    match (secret, &options.jwks_file) {
        (Some(secret), _) => {
            site["token_endpoint_auth_method"] = value("client_secret_basic");
            site["client_secret_sha256"] = value(SecretHash::of(secret).to_hex());
        }
        (None, Some(jwks)) => {
            site["token_endpoint_auth_method"] = value("private_key_jwt");
            site["jwks_file"] = value(jwks.display().to_string());
        }
        (None, None) => {}
    }
    site
}

fn tell(options: &Add, file: &Path, secret: Option<&str>) {
    if options.common.json {
        println!(
            "{}",
            json!({ "file": file, "client_id": options.client_id.as_str(), "client_secret": secret })
        );
        return;
    }
    println!("{} is registered in {}.", options.client_id.as_str(), file.display());
    if let Some(secret) = secret {
        println!("client_secret: {secret}\n  hint: give it to the site now; only its hash is kept");
    }
    println!("  hint: a running service notices when it is sent SIGHUP");
}
