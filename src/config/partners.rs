//! `[partners]`: the registry of enrolment sites, one file a site.

mod site;

use std::path::{Path, PathBuf};

use config::{Config, File, FileFormat};
use serde::Deserialize;

use super::{Environment, Problems};
use crate::domain::enrolment_site::{EnrolmentSite, EnrolmentSites};

/// Where the registry is when nobody says.
const DEFAULT_FOLDER: &str = "config/partners";

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    dir: Option<PathBuf>,
}

impl Typed {
    /// The folder of the registry, whether or not it is there.
    pub(super) fn folder(&self) -> PathBuf {
        self.dir.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FOLDER))
    }

    /// Reads every `*.toml` of the folder. Without a folder of that name there are no sites, unless the
    /// configuration names it.
    pub(super) fn resolve(self, environment: Environment, problems: &mut Problems) -> EnrolmentSites {
        let folder = match &self.dir {
            Some(folder) => folder.clone(),
            None if Path::new(DEFAULT_FOLDER).is_dir() => PathBuf::from(DEFAULT_FOLDER),
            None => return EnrolmentSites::default(),
        };
        let files = match files(&folder) {
            Ok(files) => files,
            Err(error) => {
                problems.add(
                    "partners.dir",
                    format!("{}: {error}", folder.display()),
                    "name the folder of the enrolment sites",
                );
                return EnrolmentSites::default();
            }
        };
        let sites: Vec<_> = files.iter().filter_map(|file| read(file, environment, problems)).collect();
        refuse_doubles(&sites, problems);
        EnrolmentSites::new(sites)
    }
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path, environment: Environment, problems: &mut Problems) -> Option<EnrolmentSite> {
    const HINT: &str = "see config/partners/lycee-exemple.toml";
    let name = file.display().to_string();
    let source = File::from(file).format(FileFormat::Toml);
    let typed = Config::builder().add_source(source).build().and_then(|source| {
        serde_ignored::deserialize::<_, _, site::Typed>(source, |key| {
            problems.add(format!("{name}: {key}"), "is not a key of an enrolment site", HINT);
        })
    });
    match typed {
        Ok(typed) => typed.resolve(file, environment, problems),
        Err(error) => {
            problems.add(name, error.to_string(), HINT);
            None
        }
    }
}

/// Two sites under one name at FranceConnect, or with one address by EMREX, could not be told apart.
fn refuse_doubles(sites: &[EnrolmentSite], problems: &mut Problems) {
    for (index, site) in sites.iter().enumerate() {
        let shares = |other: &&EnrolmentSite| {
            other.emrex_return_urls.iter().any(|url| site.emrex_return_urls.contains(url))
        };
        if let Some(other) = sites[..index].iter().find(shares) {
            problems.add(
                format!("{}: emrex_return_urls", site.client_id.as_str()),
                format!("holds an address of {} too", other.client_id.as_str()),
                "EMREX names a site by its return address alone: give each its own",
            );
        }
        let is_same = |other: &&EnrolmentSite| {
            other.franceconnect_client_id.is_some()
                && other.franceconnect_client_id == site.franceconnect_client_id
        };
        if let Some(other) = sites[..index].iter().find(is_same) {
            problems.add(
                format!("{}: franceconnect_client_id", site.client_id.as_str()),
                format!("is that of {} too", other.client_id.as_str()),
                "each site has a registration of its own at FranceConnect",
            );
        }
    }
}

#[cfg(test)]
mod tests;
