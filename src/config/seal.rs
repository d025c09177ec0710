//! `[seal]`: the keys of the ministry's seal, and who stamps their time.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::Problems;

/// A certificate chain and its key.
#[derive(Clone, Debug)]
pub struct SealPair {
    /// PEM file of the chain, leaf first.
    pub certificate: PathBuf,
    /// Private key.
    pub key: KeyPlace,
}

/// Where a private key is.
#[derive(Clone, Debug)]
pub enum KeyPlace {
    /// In a PEM file.
    File(PathBuf),
    /// In a token, by PKCS #11.
    Token(TokenSettings),
}

/// `pkcs11 = { module, slot, label, pin_file }`.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// Library of the token's maker.
    pub module: PathBuf,
    /// Number of the slot, or the token's label.
    pub slot: TokenSlot,
    /// Label of the private key.
    pub label: String,
    /// PIN of the token's user.
    pub pin: SecretString,
}

/// Which token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSlot {
    /// By the number of its slot.
    Number(u64),
    /// By its own label.
    Label(String),
}

/// `[seal.timestamp]`: an RFC 3161 authority.
#[derive(Clone, Debug)]
pub struct TimestampSettings {
    /// Where it answers.
    pub url: Url,
    /// PEM file of the roots its stamps must lead to.
    pub certificate: Option<PathBuf>,
    /// Longest wait for a stamp.
    pub timeout: Duration,
}

/// `[seal]`, checked for form; the files are read at start and by `check-config`.
#[derive(Clone, Debug)]
pub struct SealSettings {
    /// What seals now.
    pub current: SealPair,
    /// What will seal: published before it does.
    pub next: Option<SealPair>,
    /// Chains of what sealed before: published for ever.
    pub previous: Vec<PathBuf>,
    /// Who stamps the time of each sealed PDF.
    pub timestamp: Option<TimestampSettings>,
    /// Who signs the 2D-Doc of each PDF.
    pub two_d_doc: Option<TwoDDocSettings>,
}

/// `[seal.two_d_doc]`: a certificate of an authority of the 2D-Doc trust list.
#[derive(Clone, Debug)]
pub struct TwoDDocSettings {
    /// The authority, such as `FR03`.
    pub authority: String,
    /// Its name for the certificate, such as `AV01`.
    pub certificate_id: String,
    /// PEM file of the certificate.
    pub certificate: PathBuf,
    /// PEM file of its private key.
    pub key: PathBuf,
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    current: Option<TypedPair>,
    next: Option<TypedPair>,
    #[serde(default)]
    previous: Vec<TypedPair>,
    timestamp: Option<TypedTimestamp>,
    two_d_doc: Option<TypedTwoDDoc>,
}

#[derive(Deserialize)]
struct TypedPair {
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    pkcs11: Option<TypedToken>,
}

#[derive(Deserialize)]
struct TypedToken {
    module: Option<PathBuf>,
    slot: Option<NumberOrText>,
    label: Option<String>,
    pin_file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(u64),
    Text(String),
}

#[derive(Deserialize)]
struct TypedTimestamp {
    url: Option<String>,
    certificate: Option<PathBuf>,
    timeout_ms: Option<u64>,
}

#[derive(Deserialize)]
struct TypedTwoDDoc {
    authority: Option<String>,
    certificate_id: Option<String>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

/// Longest wait for a stamp when nothing is said: a citizen waits along.
const STAMP_WITHIN: Duration = Duration::from_secs(5);

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> Option<SealSettings> {
        let timestamp = self.timestamp.map(|timestamp| timestamp.resolve(problems));
        let two_d_doc = self.two_d_doc.map(|code| code.resolve(problems));
        let Some(current) = self.current else {
            problems.missing("seal.current", "name the PEM files: certificate (chain, leaf first) and key");
            return None;
        };
        let current = current.resolve("seal.current", problems);
        let next = self.next.map(|next| next.resolve("seal.next", problems));
        let previous = self.previous.into_iter().map(|previous| {
            // Its private key has no more use: nobody needs to keep it.
            if previous.certificate.is_none() {
                problems.missing("seal.previous.certificate", "name the PEM file of the chain, leaf first");
            }
            previous.certificate
        });
        let previous: Option<Vec<_>> = previous.collect::<Vec<_>>().into_iter().collect();
        Some(SealSettings {
            current: current?,
            next: there_or_whole(next)?,
            previous: previous?,
            timestamp: there_or_whole(timestamp)?,
            two_d_doc: there_or_whole(two_d_doc)?,
        })
    }
}

/// Nothing was typed, or what was typed is whole.
fn there_or_whole<T>(typed: Option<Option<T>>) -> Option<Option<T>> {
    match typed {
        None => Some(None),
        Some(whole) => whole.map(Some),
    }
}

impl TypedPair {
    fn resolve(self, section: &str, problems: &mut Problems) -> Option<SealPair> {
        if self.certificate.is_none() {
            let hint = "name the PEM file of the chain, leaf first";
            problems.missing(format!("{section}.certificate"), hint);
        }
        let key = match (self.key, self.pkcs11) {
            (Some(file), None) => Some(KeyPlace::File(file)),
            (None, Some(token)) => token.resolve(section, problems).map(KeyPlace::Token),
            (Some(_), Some(_)) => {
                let hint = "keep one of the two: a file, or a token";
                problems.add(format!("{section}.key"), "is given beside pkcs11", hint);
                None
            }
            (None, None) => {
                let hint = "name the PEM file of the private key, or give pkcs11 = { module, slot, label, pin_file }";
                problems.missing(format!("{section}.key"), hint);
                None
            }
        };
        Some(SealPair { certificate: self.certificate?, key: key? })
    }
}

impl TypedToken {
    fn resolve(self, section: &str, problems: &mut Problems) -> Option<TokenSettings> {
        let mut wanted = |key: &str, is_there: bool, hint: &str| {
            if !is_there {
                problems.missing(format!("{section}.pkcs11.{key}"), hint);
            }
        };
        wanted("module", self.module.is_some(), "name the PKCS #11 library of the token's maker");
        wanted("slot", self.slot.is_some(), "write the number of the slot, or the label of the token");
        wanted("label", self.label.is_some(), "write the label of the private key");
        wanted("pin_file", self.pin_file.is_some(), "name a file that holds the PIN of the token's user");
        let pin = self.pin_file.and_then(|path| match std::fs::read_to_string(&path) {
            Ok(pin) => Some(SecretString::from(pin.trim_end().to_owned())),
            Err(error) => {
                let what = format!("{}: {error}", path.display());
                problems.add(
                    format!("{section}.pkcs11.pin_file"),
                    what,
                    "name a file that the service may read",
                );
                None
            }
        });
        let slot = match self.slot? {
            NumberOrText::Number(number) => TokenSlot::Number(number),
            // The environment knows texts alone.
            NumberOrText::Text(text) => text.parse().map_or(TokenSlot::Label(text), TokenSlot::Number),
        };
        Some(TokenSettings { module: self.module?, slot, label: self.label?, pin: pin? })
    }
}

impl TypedTimestamp {
    fn resolve(self, problems: &mut Problems) -> Option<TimestampSettings> {
        const HINT: &str = "write the address of an RFC 3161 authority, such as \"http://tsa.example.org\"";
        let url = match self.url.as_deref().map(Url::parse) {
            None => {
                problems.missing("seal.timestamp.url", HINT);
                None
            }
            Some(Ok(url)) if matches!(url.scheme(), "http" | "https") && url.has_host() => Some(url),
            Some(_) => {
                problems.add("seal.timestamp.url", "is not an http address", HINT);
                None
            }
        };
        let timeout = self.timeout_ms.map_or(STAMP_WITHIN, Duration::from_millis);
        if timeout.is_zero() || timeout > Duration::from_secs(30) {
            let hint = "write a number from 1 to 30000; a citizen waits along";
            problems.add("seal.timestamp.timeout_ms", "is not a time that anybody waits", hint);
        }
        Some(TimestampSettings { url: url?, certificate: self.certificate, timeout })
    }
}

impl TypedTwoDDoc {
    fn resolve(self, problems: &mut Problems) -> Option<TwoDDocSettings> {
        let four = |key: &str, typed: Option<String>, problems: &mut Problems| {
            let is_four = |text: &String| {
                text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            };
            let typed = typed.filter(is_four);
            if typed.is_none() {
                let hint = "write four capital letters or digits, as the 2D-Doc trust list names it";
                problems.add(format!("seal.two_d_doc.{key}"), "is missing or not of four characters", hint);
            }
            typed
        };
        let authority = four("authority", self.authority, problems);
        let certificate_id = four("certificate_id", self.certificate_id, problems);
        for (key, file) in [("certificate", &self.certificate), ("key", &self.key)] {
            if file.is_none() {
                problems.missing(format!("seal.two_d_doc.{key}"), "name the PEM file, of a P-256 key");
            }
        }
        Some(TwoDDocSettings {
            authority: authority?,
            certificate_id: certificate_id?,
            certificate: self.certificate?,
            key: self.key?,
        })
    }
}
