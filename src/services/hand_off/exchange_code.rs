//! From the code that a browser carried to a token, and from a token to what it opens.
//!
//! A code serves its own site once, within a minute, with the secret that only the site's request knew. A
//! code that comes again was seen by somebody else too: whatever it had opened closes at once.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::try_join;

use super::kept::{bytes, read};
use crate::domain::enrolment_site::ClientId;
use crate::domain::hand_off::{AccessToken, CodeChallenge, HandOff, HandOffCode, HandOffId, Scopes};
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::hand_offs::HandOffs;
use crate::ports::random::Random;
use crate::ports::short_term_store::ShortTermStore;

/// How long a code serves (RFC 6749 §4.1.2 recommends ten minutes at most).
const CODE_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// How long a token serves.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// How long codes and tokens are remembered: a code that comes again must find the token it closes.
const MEMORY: Duration = Duration::from_secs(30 * 60);

/// The gesture.
pub struct ExchangeCodeService {
    /// Where codes and tokens live.
    pub store: Arc<dyn ShortTermStore>,
    /// What was agreed to.
    pub hand_offs: Arc<dyn HandOffs>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Secrets.
    pub random: Arc<dyn Random>,
}

/// What a site shows with its code.
pub struct Exchange<'a> {
    /// Which site, proven.
    pub site: &'a ClientId,
    /// The code.
    pub code: &'a HandOffCode,
    /// The address the code went to.
    pub redirect_uri: &'a str,
    /// The secret of its request.
    pub verifier: &'a str,
}

/// What a site gets for its code.
pub enum Exchanged {
    /// A token.
    Granted {
        /// The token.
        token: AccessToken,
        /// What it allows.
        scopes: Scopes,
    },
    /// Unknown, expired, used, of another site, for another address, or without its secret.
    Refused(&'static str),
}

/// `hand-off-code:`.
#[derive(Serialize, Deserialize)]
struct KeptCode {
    hand_off: String,
    site: String,
    redirect_uri: String,
    challenge: String,
    scopes: String,
    granted_at: Timestamp,
}

/// `access-token:`.
#[derive(Serialize, Deserialize)]
struct KeptToken {
    hand_off: String,
    site: String,
    expires_at: Timestamp,
}

impl ExchangeCodeService {
    /// A code for what was just agreed to.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn grant(
        &self,
        hand_off: &HandOff,
        redirect_uri: &str,
        challenge: &CodeChallenge,
    ) -> Result<HandOffCode, Unavailable> {
        let code = HandOffCode::from_random(self.random.bytes());
        let kept = KeptCode {
            hand_off: hand_off.id.as_str().to_owned(),
            site: hand_off.site.as_str().to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            challenge: challenge.as_str().to_owned(),
            scopes: hand_off.scopes.codes(),
            granted_at: self.clock.now(),
        };
        self.store.put(&code_entry(&code), &bytes(&kept), MEMORY).await?;
        Ok(code)
    }

    /// A token for a code.
    ///
    /// # Errors
    /// When the store does not answer; the code may then be spent.
    pub async fn exchange(&self, exchange: &Exchange<'_>) -> Result<Exchanged, Unavailable> {
        let (code, spent) = (code_entry(exchange.code), spent_entry(exchange.code));
        let (kept, is_spent) = try_join!(self.store.get(&code), self.store.get(&spent))?;
        let Some(kept) = read::<KeptCode>(kept) else {
            return Ok(Exchanged::Refused("unknown code"));
        };
        if is_spent.is_some() {
            self.close(&kept.hand_off).await?;
            return Ok(Exchanged::Refused("code that was used before"));
        }
        let challenge = CodeChallenge::parse(&kept.challenge);
        let flaw = if kept.site != exchange.site.as_str() {
            Some("code of another site")
        } else if self.clock.now().duration_since(kept.granted_at) > CODE_LIFE {
            Some("expired code")
        } else if kept.redirect_uri != exchange.redirect_uri {
            Some("code for another address")
        } else if !challenge.is_ok_and(|challenge| challenge.is_met_by(exchange.verifier)) {
            Some("code without its verifier")
        } else {
            None
        };
        if let Some(flaw) = flaw {
            return Ok(Exchanged::Refused(flaw));
        }
        // Of several uses at once each has a number of its own: exactly one is the first.
        if self.store.count(&code, MEMORY).await?.number > 1 {
            self.close(&kept.hand_off).await?;
            return Ok(Exchanged::Refused("code that was used before"));
        }
        let Ok(scopes) = Scopes::parse(&kept.scopes, crate::domain::enrolment_site::Scope::ALL) else {
            return Ok(Exchanged::Refused("unreadable code"));
        };
        let token = AccessToken::from_random(self.random.bytes());
        let kept =
            KeptToken { hand_off: kept.hand_off, site: kept.site, expires_at: self.clock.now() + TOKEN_LIFE };
        let (entry, content) = (token_entry(&token), bytes(&kept));
        try_join!(self.store.put(&spent, &[], MEMORY), self.store.put(&entry, &content, MEMORY))?;
        Ok(Exchanged::Granted { token, scopes })
    }

    /// What a token opens: one hand-off, or nothing.
    ///
    /// # Errors
    /// When a store does not answer.
    pub async fn opened_by(&self, token: &AccessToken) -> Result<Option<HandOff>, Unavailable> {
        let Some((kept, id)) = self.kept_token(token).await? else { return Ok(None) };
        if self.clock.now() >= kept.expires_at {
            return Ok(None);
        }
        let closed = closed_entry(id.as_str());
        let (closed, hand_off) = try_join!(self.store.get(&closed), self.hand_offs.by_id(&id))?;
        Ok(hand_off.filter(|hand_off| closed.is_none() && hand_off.site.as_str() == kept.site))
    }

    /// Ends a token of this site's (RFC 7009). Of another site's, or of nobody's, nothing happens.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn revoke(&self, token: &AccessToken, site: &ClientId) -> Result<(), Unavailable> {
        match self.kept_token(token).await? {
            Some((kept, _)) if kept.site == site.as_str() => self.close(&kept.hand_off).await,
            _ => Ok(()),
        }
    }

    async fn kept_token(&self, token: &AccessToken) -> Result<Option<(KeptToken, HandOffId)>, Unavailable> {
        let kept: Option<KeptToken> = read(self.store.get(&token_entry(token)).await?);
        Ok(kept.and_then(|kept| {
            let id = HandOffId::parse(&kept.hand_off).ok()?;
            Some((kept, id))
        }))
    }

    /// Ends every token of a hand-off, those included that are being made at this moment.
    async fn close(&self, hand_off: &str) -> Result<(), Unavailable> {
        tracing::warn!("the tokens of a hand-off are revoked");
        self.store.put(&closed_entry(hand_off), &[], MEMORY).await
    }
}

fn code_entry(code: &HandOffCode) -> String {
    format!("hand-off-code:{}", code.as_str())
}

fn spent_entry(code: &HandOffCode) -> String {
    format!("spent-code:{}", code.as_str())
}

/// Tokens stand under their hash: whoever reads the store cannot use them.
fn token_entry(token: &AccessToken) -> String {
    let hash = digest::digest(&digest::SHA256, token.as_str().as_bytes());
    format!("access-token:{}", hex::encode(hash))
}

fn closed_entry(hand_off: &str) -> String {
    format!("revoked-hand-off:{hand_off}")
}
