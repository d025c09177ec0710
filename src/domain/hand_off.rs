//! Handing transcripts over to an enrolment site: what the site asks, and what the candidate agreed to.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use subtle::ConstantTimeEq;

use super::coded::coded;
use super::enrolment_site::{ClientId, Scope};
use super::exam_file::RecordRef;
use super::exam_record::{Diploma, Exam};
use super::giver::Giver;
use super::hex_id::hex_id;
use super::hex_token::hex_token;
use super::issuance::IssuanceId;
use super::letter::Notice;
use super::redacted::redacted_debug;

hex_token! {
    /// Names one request of a site in the addresses of our pages.
    RequestId;
    /// Names a request that a site pushed, until its browser comes (RFC 9126 §2.2).
    PushedId;
    /// What a site exchanges for a token, once.
    HandOffCode;
    /// Opens what one candidate agreed to hand over, for minutes.
    AccessToken;
}

/// What may leave: at least one scope, in the order of [`Scope::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

/// The text is no list of scopes that this site may ask for.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a scope of this site")]
pub struct InvalidScopes;

impl Scopes {
    /// Reads scopes with spaces between them (RFC 6749 §3.3), each of which must be `registered`.
    ///
    /// # Errors
    /// When there is none, or one that is not registered.
    pub fn parse(text: &str, registered: &[Scope]) -> Result<Self, InvalidScopes> {
        let asked: Option<Vec<Scope>> =
            text.split(' ').filter(|code| !code.is_empty()).map(Scope::from_code).collect();
        let asked = asked.filter(|asked| asked.iter().all(|scope| registered.contains(scope)));
        Self::of(&asked.ok_or(InvalidScopes)?)
    }

    /// These scopes.
    ///
    /// # Errors
    /// When there is none.
    pub fn of(scopes: &[Scope]) -> Result<Self, InvalidScopes> {
        let scopes: Vec<_> = Scope::ALL.iter().copied().filter(|scope| scopes.contains(scope)).collect();
        if scopes.is_empty() { Err(InvalidScopes) } else { Ok(Self(scopes)) }
    }

    /// Whether all of these may leave.
    pub fn allow(&self, scopes: &[Scope]) -> bool {
        scopes.iter().all(|scope| self.0.contains(scope))
    }

    /// Whether each of them is among `registered`.
    pub fn are_within(&self, registered: &[Scope]) -> bool {
        self.0.iter().all(|scope| registered.contains(scope))
    }

    /// As in the protocols: codes with spaces between them.
    pub fn codes(&self) -> String {
        self.0.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ")
    }
}

/// PKCE with S256: the hash of a secret of whoever asked (RFC 7636 §4.2).
#[derive(Clone, PartialEq, Eq)]
pub struct CodeChallenge(String);

/// The text is no challenge.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 43 characters of base64url")]
pub struct InvalidCodeChallenge;

impl CodeChallenge {
    /// # Errors
    /// When the text is not the base64url of 32 bytes.
    pub fn parse(text: &str) -> Result<Self, InvalidCodeChallenge> {
        let is_hash = URL_SAFE_NO_PAD.decode(text).is_ok_and(|hash| hash.len() == 32);
        is_hash.then(|| Self(text.to_owned())).ok_or(InvalidCodeChallenge)
    }

    /// Whether this is the secret: 43 to 128 unreserved characters (RFC 7636 §4.1) with that hash.
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let is_verifier = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
        let hash = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
        is_verifier && bool::from(hash.as_bytes().ct_eq(self.0.as_bytes()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which transcript a site would like; the candidate decides all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Of this family of diplomas.
    pub diploma: Option<Diploma>,
    /// Of this year.
    pub session: Option<u16>,
}

impl Wish {
    /// Whether this exam is what the site would like.
    pub fn fits(&self, exam: &Exam) -> bool {
        self.diploma.is_none_or(|diploma| diploma == exam.diploma)
            && self.session.is_none_or(|session| session == exam.session)
    }
}

/// How the browser goes back to the site, and with what. The address is one the site registered.
#[derive(Clone, PartialEq, Eq)]
pub enum WayBack {
    /// By redirect, with a code (RFC 6749 §4.1.2).
    Code {
        /// Registered address.
        redirect_uri: String,
        /// The site's own reference, given back as it came.
        state: Option<String>,
        /// What the code is bound to.
        challenge: CodeChallenge,
    },
    /// By a form that carries the transcripts themselves (EMREX).
    Form {
        /// Registered address.
        return_url: String,
        /// The site's own reference.
        session_id: EmrexSessionId,
    },
}

impl WayBack {
    /// The registered address.
    pub fn address(&self) -> &str {
        match self {
            Self::Code { redirect_uri, .. } => redirect_uri,
            Self::Form { return_url, .. } => return_url,
        }
    }

    /// By which protocol.
    pub fn protocol(&self) -> Protocol {
        match self {
            Self::Code { .. } => Protocol::Oauth,
            Self::Form { .. } => Protocol::Emrex,
        }
    }
}

coded! {
    /// By which protocol transcripts went.
    Protocol {
        /// Picked up by the site's server with a token.
        Oauth = "oauth",
        /// Through the candidate's browser.
        Emrex = "emrex",
    }
}

/// `sessionId` of EMREX: 1 to 32 printable ASCII characters, none of which means anything in HTML.
#[derive(Clone, PartialEq, Eq)]
pub struct EmrexSessionId(String);

/// The text is no `sessionId`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 1 to 32 printable ASCII characters")]
pub struct InvalidEmrexSessionId;

impl EmrexSessionId {
    /// # Errors
    /// When the text is empty, too long or has other characters.
    pub fn parse(text: &str) -> Result<Self, InvalidEmrexSessionId> {
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"<>\"'&".contains(&byte);
        let is_id = (1..=32).contains(&text.len()) && text.bytes().all(is_plain);
        is_id.then(|| Self(text.to_owned())).ok_or(InvalidEmrexSessionId)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a site asks of whoever its browser brings.
#[derive(Clone, PartialEq, Eq)]
pub struct HandOffRequest {
    /// Which site.
    pub site: ClientId,
    /// Where the answer goes.
    pub way_back: WayBack,
    /// What may leave, at most.
    pub scopes: Scopes,
    /// Which transcript.
    pub wish: Wish,
    /// When it was asked.
    pub asked_at: Timestamp,
}

hex_id! {
    /// Names a hand-off.
    HandOffId;
}

impl HandOffId {
    /// What the candidate's receipt says and the support asks for: the first digits, in groups.
    pub fn number(&self) -> String {
        let digits = self.0[..12].to_ascii_uppercase();
        [&digits[..4], &digits[4..8], &digits[8..]].join("-")
    }
}

/// One transcript of a hand-off: the version that the candidate saw and chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedTranscript {
    /// Its entry in the register.
    pub issuance: IssuanceId,
    /// Of which record.
    pub record: RecordRef,
    /// Of which version.
    pub version: u32,
    /// How the record was found to be this person's.
    pub evidence: String,
}

/// What one candidate agreed to hand over to one site. Never changes but for who is told.
#[derive(Clone, PartialEq, Eq)]
pub struct HandOff {
    /// Identifier.
    pub id: HandOffId,
    /// Who agreed.
    pub giver: Giver,
    /// To which site.
    pub site: ClientId,
    /// By which protocol.
    pub protocol: Protocol,
    /// What of each transcript.
    pub scopes: Scopes,
    /// Which transcripts, at least one.
    pub transcripts: Vec<HandedTranscript>,
    /// When.
    pub agreed_at: Timestamp,
    /// Who is told, once, when a transcript of it is corrected within a year; forgotten then.
    pub notice: Option<Notice>,
}

redacted_debug!(CodeChallenge, WayBack, EmrexSessionId, HandOffRequest, HandOff);

#[cfg(test)]
mod tests {
    use super::{CodeChallenge, EmrexSessionId, HandOffId, Scopes};
    use crate::domain::enrolment_site::Scope;

    #[test]
    fn a_site_asks_for_what_it_registered_and_nothing_else() {
        let registered = [Scope::Result, Scope::Marks];
        for (asked, granted) in [
            ("notes resultat", Some("resultat notes")),
            (" notes  notes ", Some("notes")),
            ("", None),
            (" ", None),
            ("notes document", None),
            ("notes openid", None),
            ("NOTES", None),
            ("notes\tresultat", None),
        ] {
            let scopes = Scopes::parse(asked, &registered).ok().map(|scopes| scopes.codes());
            assert_eq!(scopes.as_deref(), granted, "{asked:?}");
        }
    }

    #[test]
    fn a_challenge_is_met_by_its_verifier_alone() {
        // RFC 7636, appendix B.
        let challenge =
            CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").expect("a challenge");
        assert!(challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        for other in ["", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK", challenge.as_str()] {
            assert!(!challenge.is_met_by(other), "{other}");
        }
        for text in
            ["", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", "plain", &"=".repeat(43), &"A".repeat(44)]
        {
            assert!(CodeChallenge::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_session_of_emrex_is_short_plain_text() {
        for text in ["a", "0f1e2d", "A-b_c.d~e", &"x".repeat(32), "{(|)}"] {
            assert!(EmrexSessionId::parse(text).is_ok(), "{text}");
        }
        for text in ["", " ", "a b", "a\"", "<b>", "a'", "a&b", "é", "a\n", "\u{7f}", &"x".repeat(33)] {
            assert!(EmrexSessionId::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_receipt_bears_a_number_that_can_be_told_by_phone() {
        assert_eq!(HandOffId::from_random([0xa1; 16]).number(), "A1A1-A1A1-A1A1");
    }
}
