//! One file of the registry: from what was typed to an [`EnrolmentSite`].

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use url::{Host, Url};

use super::super::{Environment, Problems};
use crate::domain::assurance::Assurance;
use crate::domain::enrolment_site::{
    Bilingual, ClientId, EnrolmentSite, Scope, SecretHash, SiteAuthentication, SiteKeys,
};

#[derive(Deserialize)]
pub(super) struct Typed {
    client_id: Option<String>,
    name: Option<TypedTexts>,
    purpose: Option<TypedTexts>,
    legal_basis: Option<String>,
    retention: Option<TypedTexts>,
    contact: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default)]
    any_localhost: bool,
    #[serde(default)]
    emrex_return_urls: Vec<String>,
    #[serde(default)]
    scopes: Vec<String>,
    token_endpoint_auth_method: Option<String>,
    client_secret_sha256: Option<String>,
    jwks_file: Option<PathBuf>,
    jwks_uri: Option<String>,
    franceconnect_client_id: Option<String>,
    #[serde(default)]
    credentials: bool,
    acr_floor: Option<String>,
    #[serde(default)]
    accepts_numbers: bool,
    valid_from: Option<String>,
    valid_until: Option<String>,
    daily_quota: Option<u64>,
    webhook_url: Option<String>,
}

/// SHA-256 of the secret that `/developpeurs` shows.
const SANDBOX_SECRET: &str = "d782d50f0dd931790a27dfde4af151bae9ca222cc2121b17160b93688eedaf22";

#[derive(Deserialize)]
struct TypedTexts {
    fr: Option<String>,
    en: Option<String>,
}

/// Problems of one file: each under the file and the key.
struct Report<'a> {
    file: &'a Path,
    environment: Environment,
    problems: &'a mut Problems,
}

impl Typed {
    pub(super) fn resolve(
        mut self,
        file: &Path,
        environment: Environment,
        problems: &mut Problems,
    ) -> Option<EnrolmentSite> {
        let mut report = Report { file, environment, problems };
        let authentication = self.authentication(&mut report);
        let client_id = report.client_id(self.client_id);
        let name = report.texts("name", self.name);
        let purpose = report.texts("purpose", self.purpose);
        let retention = report.texts("retention", self.retention);
        let legal_basis = report.text("legal_basis", self.legal_basis);
        let contact = report.text("contact", self.contact);
        report.addresses("redirect_uris", &self.redirect_uris);
        report.addresses("emrex_return_urls", &self.emrex_return_urls);
        if self.any_localhost && environment == Environment::Production {
            report.add("any_localhost", "is for sandboxes", "list each redirect address in redirect_uris");
        }
        let scopes = report.scopes(self.scopes);
        let acr_floor = self.acr_floor.as_deref().filter(|acr| !acr.is_empty()).unwrap_or("eidas1");
        let acr_floor = report.parsed(
            "acr_floor",
            Assurance::from_code(acr_floor).ok_or("is not a level"),
            "write \"eidas1\", \"eidas2\" or \"eidas3\"",
        );
        let valid_from = report.date("valid_from", self.valid_from);
        let valid_until = report.date("valid_until", self.valid_until);
        if let (Some(Some(from)), Some(Some(until))) = (valid_from, valid_until)
            && until < from
        {
            report.add("valid_until", "is before valid_from", "write the last day of the agreement");
        }
        let webhook_url =
            self.webhook_url.filter(|url| !url.is_empty()).map(|url| report.address("webhook_url", &url));
        let has_secret = authentication.as_ref().is_some_and(|authentication| {
            matches!(authentication, SiteAuthentication::SecretBasic(_) | SiteAuthentication::SecretPost(_))
        });
        if self.credentials && authentication.is_some() && !has_secret {
            report.add("credentials", "needs a secret", "give client_secret_sha256, or credentials = false");
        }
        if self.accepts_numbers && acr_floor.is_some_and(|floor| floor > Assurance::Low) {
            report.add(
                "accepts_numbers",
                "asks for less than acr_floor",
                "leave acr_floor at eidas1, or numbers out",
            );
        }
        Some(EnrolmentSite {
            client_id: client_id?,
            name: name?,
            purpose: purpose?,
            legal_basis: legal_basis?,
            retention: retention?,
            contact: contact?,
            redirect_uris: self.redirect_uris,
            takes_any_localhost: self.any_localhost,
            emrex_return_urls: self.emrex_return_urls,
            scopes,
            authentication: authentication?,
            franceconnect_client_id: self.franceconnect_client_id.filter(|id| !id.is_empty()),
            may_use_credentials: self.credentials,
            acr_floor: acr_floor?,
            accepts_numbers: self.accepts_numbers,
            valid_from: valid_from?,
            valid_until: valid_until?,
            daily_quota: self.daily_quota,
            webhook_url: match webhook_url {
                None => None,
                Some(url) => Some(url?),
            },
        })
    }

    fn authentication(&mut self, report: &mut Report<'_>) -> Option<SiteAuthentication> {
        let filled = |value: &mut Option<String>| value.take().filter(|value| !value.is_empty());
        let method = filled(&mut self.token_endpoint_auth_method);
        let secret = filled(&mut self.client_secret_sha256);
        let jwks_file = self.jwks_file.take().filter(|path| !path.as_os_str().is_empty());
        let jwks_uri = filled(&mut self.jwks_uri);
        let keys = match (jwks_file, jwks_uri) {
            (None, None) => None,
            (Some(_), Some(_)) => {
                report.add("jwks_uri", "stands beside jwks_file", "give the keys once");
                return None;
            }
            (Some(path), None) => Some(report.key_file(&path)?),
            (None, Some(uri)) => Some(SiteKeys::At(report.address("jwks_uri", &uri)?)),
        };
        match (method.as_deref(), secret, keys) {
            (None, None, None) if self.redirect_uris.is_empty() => Some(SiteAuthentication::None),
            (None | Some("client_secret_basic"), Some(hash), None) => {
                report.secret(&hash).map(SiteAuthentication::SecretBasic)
            }
            (Some("client_secret_post"), Some(hash), None) => {
                report.secret(&hash).map(SiteAuthentication::SecretPost)
            }
            (None | Some("private_key_jwt"), None, Some(keys)) => {
                Some(SiteAuthentication::PrivateKeyJwt(keys))
            }
            (None | Some("client_secret_basic" | "client_secret_post"), None, _) => {
                report.add(
                    "client_secret_sha256",
                    "is missing",
                    "make a secret with `openssl rand -hex 32`, give it to the site, write its SHA-256 here",
                );
                None
            }
            (Some("private_key_jwt"), None, None) => {
                report.add("jwks_file", "is missing", "name the site's public JWKS, or give jwks_uri");
                None
            }
            (None | Some("client_secret_basic" | "client_secret_post" | "private_key_jwt"), Some(_), _) => {
                report.add(
                    "client_secret_sha256",
                    "does not fit token_endpoint_auth_method",
                    "give a secret or keys, not both",
                );
                None
            }
            (Some(_), ..) => {
                report.add(
                    "token_endpoint_auth_method",
                    "is not a method",
                    "write \"client_secret_basic\", \"client_secret_post\" or \"private_key_jwt\"",
                );
                None
            }
        }
    }
}

impl Report<'_> {
    fn add(&mut self, key: &str, what: impl Into<String>, hint: &str) {
        self.problems.add(format!("{}: {key}", self.file.display()), what, hint);
    }

    fn parsed<T>(&mut self, key: &str, parsed: Result<T, impl std::fmt::Display>, hint: &str) -> Option<T> {
        parsed.map_err(|what| self.add(key, what.to_string(), hint)).ok()
    }

    fn text(&mut self, key: &str, text: Option<String>) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty() && !text.chars().any(char::is_control));
        self.parsed(key, text.ok_or("is missing"), "candidates read it before they agree")
    }

    fn texts(&mut self, key: &str, texts: Option<TypedTexts>) -> Option<Bilingual> {
        let TypedTexts { fr, en } = texts.unwrap_or(TypedTexts { fr: None, en: None });
        let french = self.text(&format!("{key}.fr"), fr);
        let english = self.text(&format!("{key}.en"), en);
        Some(Bilingual { french: french?, english: english? })
    }

    fn client_id(&mut self, client_id: Option<String>) -> Option<ClientId> {
        let client_id = self.text("client_id", client_id)?;
        let stem = self.file.file_stem().and_then(|stem| stem.to_str());
        if stem != Some(&client_id) {
            self.add("client_id", "is not the name of the file", "the file is named <client_id>.toml");
        }
        self.parsed("client_id", ClientId::parse(&client_id), "write for example \"lycee-exemple\"")
    }

    fn secret(&mut self, hash: &str) -> Option<SecretHash> {
        if hash.eq_ignore_ascii_case(SANDBOX_SECRET) && self.environment == Environment::Production {
            self.add(
                "client_secret_sha256",
                "is that of the sandbox, whose secret everybody knows",
                "make a secret with `openssl rand -hex 32`, give it to the site, write its SHA-256 here",
            );
        }
        self.parsed(
            "client_secret_sha256",
            SecretHash::parse(hash),
            "`printf %s SECRET | sha256sum` makes it",
        )
    }

    fn scopes(&mut self, scopes: Vec<String>) -> Vec<Scope> {
        let hint = "write some of \"resultat\", \"notes\", \"document\", \"identite\"";
        let parse = |scope: String| {
            let parsed = Scope::from_code(&scope).ok_or(format!("{scope} is not a scope"));
            self.parsed("scopes", parsed, hint)
        };
        scopes.into_iter().filter_map(parse).collect()
    }

    fn date(&mut self, key: &str, date: Option<String>) -> Option<Option<Date>> {
        let Some(date) = date else { return Some(None) };
        self.parsed(key, date.parse().map_err(|_| "is not a date"), "write for example 2026-01-31").map(Some)
    }

    fn addresses(&mut self, key: &str, addresses: &[String]) {
        for (index, address) in addresses.iter().enumerate() {
            self.address(&format!("{key}[{index}]"), address);
        }
    }

    /// An address of the site's: https, or plain http on this machine outside production.
    fn address(&mut self, key: &str, address: &str) -> Option<Url> {
        let hint = "write an https address without fragment, to the letter";
        let url = Url::parse(address).ok().filter(|url| url.has_host() && url.fragment().is_none());
        let url = self.parsed(key, url.ok_or("is not an address"), hint)?;
        let is_loopback = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        let may_be_plain = is_loopback && self.environment != Environment::Production;
        if url.scheme() == "https" || (url.scheme() == "http" && may_be_plain) {
            return Some(url);
        }
        self.add(key, "is not https", hint);
        None
    }

    fn key_file(&mut self, path: &Path) -> Option<SiteKeys> {
        let path = self.file.parent().unwrap_or(Path::new("")).join(path);
        let hint = "name the site's public JWKS; the path starts at this file's folder";
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()));
        let text = self.parsed("jwks_file", text, hint)?;
        let is_set = serde_json::from_str::<serde_json::Value>(&text)
            .is_ok_and(|set| set.get("keys").is_some_and(serde_json::Value::is_array));
        self.parsed("jwks_file", is_set.then_some(SiteKeys::Document(text)).ok_or("is no JWKS"), hint)
    }
}
