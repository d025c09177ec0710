//! A site that candidates enrol at, and what it may ask of us: one entry of the registry.

use std::sync::Arc;

use aws_lc_rs::digest;
use jiff::civil::Date;
use subtle::ConstantTimeEq;
use url::Url;

use super::assurance::Assurance;
use super::coded::coded;
use super::language::Language;
use super::redacted::redacted_debug;

/// Name of a site in the protocols: 1 to 64 letters, digits, `-`, `_` and `.`. Public.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientId(String);

/// The text is no `client_id`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 1 to 64 letters, digits, hyphens, underscores and dots")]
pub struct InvalidClientId;

impl ClientId {
    /// # Errors
    /// When the text is empty, too long or has other characters.
    pub fn parse(text: &str) -> Result<Self, InvalidClientId> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_id = (1..=64).contains(&text.len()) && text.bytes().all(fits);
        is_id.then(|| Self(text.to_owned())).ok_or(InvalidClientId)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

coded! {
    /// What a site may be sent, as an OAuth scope.
    Scope {
        /// The jury's decision.
        Result = "resultat",
        /// Every mark.
        Marks = "notes",
        /// The sealed PDF.
        Document = "document",
        /// INA, INE and place of birth.
        Identity = "identite",
    }
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// French.
    pub french: String,
    /// English.
    pub english: String,
}

impl Bilingual {
    /// The text in this language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::French => &self.french,
            Language::English => &self.english,
        }
    }
}

/// SHA-256 of a secret of at least 256 random bits: too many to be found by trying, so no slow hash.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretHash([u8; 32]);

/// The text is no SHA-256.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 64 hexadecimal digits")]
pub struct InvalidSecretHash;

impl SecretHash {
    /// # Errors
    /// When the text is not 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, InvalidSecretHash> {
        let mut hash = [0; 32];
        hex::decode_to_slice(text, &mut hash).map_err(|_| InvalidSecretHash)?;
        Ok(Self(hash))
    }

    /// The hash of a secret.
    pub fn of(secret: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
        Self(hash)
    }

    /// As 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Whether this is the secret, in the same time whatever it is.
    pub fn is_of(&self, secret: &str) -> bool {
        self.0.ct_eq(&Self::of(secret).0).into()
    }
}

/// Where a site's public keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteKeys {
    /// A JWKS document, as registered.
    Document(String),
    /// Fetched from the site.
    At(Url),
}

/// How a site proves who it is.
#[derive(Clone, PartialEq, Eq)]
pub enum SiteAuthentication {
    /// It never calls us: a site that only receives browsers.
    None,
    /// `client_secret_basic`.
    SecretBasic(SecretHash),
    /// `client_secret_post`.
    SecretPost(SecretHash),
    /// `private_key_jwt`.
    PrivateKeyJwt(SiteKeys),
}

/// One site of the registry.
#[derive(Clone)]
pub struct EnrolmentSite {
    /// `client_id`.
    pub client_id: ClientId,
    /// Its name, as shown.
    pub name: Bilingual,
    /// What it wants transcripts for.
    pub purpose: Bilingual,
    /// The legal basis, such as `CRPA L. 114-8`.
    pub legal_basis: String,
    /// How long it keeps them.
    pub retention: Bilingual,
    /// Whom to write to about data.
    pub contact: String,
    /// Where browsers may be sent back to, compared to the letter.
    pub redirect_uris: Vec<String>,
    /// Whether any `http` address of the developer's own machine will do as well: in a sandbox.
    pub takes_any_localhost: bool,
    /// Where transcripts may be sent to by EMREX, compared to the letter.
    pub emrex_return_urls: Vec<String>,
    /// The most it may ask for.
    pub scopes: Vec<Scope>,
    /// How it proves who it is.
    pub authentication: SiteAuthentication,
    /// Its own `client_id` at FranceConnect, when it may bring tokens from there.
    pub franceconnect_client_id: Option<String>,
    /// Whether it may ask with INA and management number.
    pub may_use_credentials: bool,
    /// How surely the candidate must be known.
    pub acr_floor: Assurance,
    /// Whether candidates without FranceConnect, known by their numbers alone, may hand over to it.
    pub accepts_numbers: bool,
    /// First day.
    pub valid_from: Option<Date>,
    /// Last day.
    pub valid_until: Option<Date>,
    /// Transcript requests a day.
    pub daily_quota: Option<u64>,
    /// Where it would be told of corrections. Kept, and not called: a site asks about the code instead.
    pub webhook_url: Option<Url>,
}

redacted_debug!(SecretHash, SiteAuthentication, EnrolmentSite);

impl EnrolmentSite {
    /// Whether its agreement with the ministry covers this day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_until.is_none_or(|last| day <= last)
    }

    /// Whether browsers may be sent back to this address.
    pub fn takes_redirect_to(&self, address: &str) -> bool {
        self.redirect_uris.iter().any(|registered| registered == address)
            || (self.takes_any_localhost && is_localhost(address))
    }

    /// The hash of its secret, if it has one, whichever way it sends it.
    pub fn secret_hash(&self) -> Option<&SecretHash> {
        match &self.authentication {
            SiteAuthentication::SecretBasic(hash) | SiteAuthentication::SecretPost(hash) => Some(hash),
            SiteAuthentication::None | SiteAuthentication::PrivateKeyJwt(_) => None,
        }
    }
}

/// Whether an address is one of the machine it is opened on. Written in any other way than the browser writes
/// it, it is none.
fn is_localhost(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| {
        url.as_str() == address
            && url.scheme() == "http"
            && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
            && url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none()
    })
}

/// All sites.
#[derive(Clone, Debug, Default)]
pub struct EnrolmentSites(Vec<Arc<EnrolmentSite>>);

impl EnrolmentSites {
    /// A registry of these.
    pub fn new(sites: Vec<EnrolmentSite>) -> Self {
        Self(sites.into_iter().map(Arc::new).collect())
    }

    /// The site with this name.
    pub fn by_client_id(&self, client_id: &str) -> Option<Arc<EnrolmentSite>> {
        self.by(|site| site.client_id.as_str() == client_id)
    }

    /// The site that FranceConnect knows under this `client_id`.
    pub fn by_franceconnect_client_id(&self, client_id: &str) -> Option<Arc<EnrolmentSite>> {
        self.by(|site| site.franceconnect_client_id.as_deref() == Some(client_id))
    }

    /// The site that transcripts go to by EMREX at this address.
    pub fn by_emrex_return_url(&self, url: &str) -> Option<Arc<EnrolmentSite>> {
        self.by(|site| site.emrex_return_urls.iter().any(|registered| registered == url))
    }

    fn by(&self, is_it: impl Fn(&EnrolmentSite) -> bool) -> Option<Arc<EnrolmentSite>> {
        self.0.iter().find(|site| is_it(site)).cloned()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &EnrolmentSite> {
        self.0.iter().map(Arc::as_ref)
    }

    /// The site with this name and secret. A name that nobody has takes the same time as a wrong secret.
    pub fn with_secret(&self, client_id: &str, secret: &str) -> Option<Arc<EnrolmentSite>> {
        const NOBODYS: SecretHash = SecretHash([0; 32]);
        let site = self.by_client_id(client_id);
        let hash = site.as_deref().and_then(EnrolmentSite::secret_hash);
        let is_right = hash.unwrap_or(&NOBODYS).is_of(secret) && hash.is_some();
        site.filter(|_| is_right)
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientId, SecretHash, is_localhost};

    #[test]
    fn only_the_machine_itself_is_localhost() {
        for address in [
            "http://localhost/",
            "http://localhost:3000/retour",
            "http://127.0.0.1:9/retour?a=1",
            "http://[::1]:8080/",
        ] {
            assert!(is_localhost(address), "{address}");
        }
        for address in [
            "https://localhost/",
            "http://localhost",
            "http://localhost:80/",
            "http://LOCALHOST/",
            "http://localhost.evil.example/",
            "http://localhost@evil.example/",
            "http://evil.example/localhost",
            "http://user@localhost/",
            "http://:secret@localhost/",
            "http://localhost:3000/#fragment",
            "http://localhost:3000\\@evil.example/",
            "http://127.1/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://localhost\t/",
            "//localhost/",
            "javascript://localhost/%0aalert(1)",
            "http:localhost/",
            "",
        ] {
            assert!(!is_localhost(address), "{address}");
        }
    }

    #[test]
    fn a_client_id_is_a_plain_name() {
        for text in ["lycee-exemple", "a", "Site_1.fr"] {
            assert!(ClientId::parse(text).is_ok(), "{text}");
        }
        for text in ["", "lycée", "a b", "../x", "a/b", &"a".repeat(65)] {
            assert!(ClientId::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_secret_is_known_by_its_hash_alone() {
        // printf 'secret' | sha256sum
        let hash = SecretHash::parse("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
        let hash = hash.expect("a hash");
        assert!(hash.is_of("secret") && !hash.is_of("secret ") && !hash.is_of(""));
        assert_eq!(format!("{hash:?}"), "SecretHash(…)");
        for text in ["", "2bb8", "secret", &"g".repeat(64), &"0".repeat(66)] {
            assert!(SecretHash::parse(text).is_err(), "{text}");
        }
    }
}
