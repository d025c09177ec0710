//! A private key that never leaves its token: PKCS #11 (OASIS, 2.40 and later), as HSM, smart cards and SoftHSM
//! speak it.
//!
//! The connection is made when it is first needed and made anew when it breaks, so a token may be away at
//! start, go and come back. Calls block: they are made on the threads of [`super::queue`].

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use secrecy::SecretString;

use super::key::KeyKind;
use super::low_s::lowered;

/// Where a key is.
#[derive(Clone)]
pub struct TokenPlace {
    /// The library of the token's maker.
    pub module: PathBuf,
    /// Which token.
    pub slot: SlotName,
    /// `CKA_LABEL` of the private key.
    pub label: String,
    /// PIN of the token's user.
    pub pin: SecretString,
}

/// How a token is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotName {
    /// By the number of its slot.
    Number(u64),
    /// By its own label, which moves with it from slot to slot.
    Label(String),
}

/// Why a token did not sign; causes are the module's own words.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TokenError {
    /// The library cannot be used.
    #[error("the PKCS #11 module cannot be used: {0}")]
    Module(String),
    /// No such token, or it is away.
    #[error("there is no such token: {0}")]
    Slot(String),
    /// The PIN is wrong or locked. It is not tried again: a few more attempts lock the token for good.
    #[error("the token refuses its PIN, which is not tried again until the service restarts")]
    Pin,
    /// No private key with this label, or several.
    #[error("the token holds {0} private keys with this label")]
    Key(usize),
    /// The token did not do.
    #[error("the token did not sign: {0}")]
    Signature(String),
}

impl TokenError {
    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Module(_) => "name the PKCS #11 library of the token's maker in `module`",
            Self::Slot(_) => "`pkcs11-tool --module … -L` lists slots and labels; is the token connected?",
            Self::Pin => "write the PIN of the token's user, and nothing else, into `pin_file`",
            Self::Key(_) => "`pkcs11-tool --module … --login -O` lists keys; exactly one must have `label`",
            Self::Signature(_) => "may the key sign (CKA_SIGN), with ECDSA on P-256 or RSA PKCS #1 v1.5?",
        }
    }
}

/// A key in a token. Has no `Debug`: it is the ministry's.
pub struct TokenKey {
    place: TokenPlace,
    kind: KeyKind,
    public_key: Vec<u8>,
    link: Mutex<Link>,
}

#[derive(Default)]
struct Link {
    open: Option<Open>,
    is_pin_refused: bool,
}

/// A session that is logged in, and the key in it.
struct Open {
    module: Pkcs11,
    session: Session,
    key: ObjectHandle,
}

impl TokenKey {
    /// The key of a certificate with this public key. The token is not asked yet.
    pub fn new(place: TokenPlace, kind: KeyKind, public_key: Vec<u8>) -> Self {
        Self { place, kind, public_key, link: Mutex::default() }
    }

    /// What the key is.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The public key as the certificate has it.
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// Signs with SHA-256: ECDSA in DER with the lower s, or RSA PKCS #1 v1.5. One signature at a time.
    ///
    /// # Errors
    /// When the token does not do at the second attempt, made on a new connection.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, TokenError> {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = &link.open {
            match self.sign_in(open, message) {
                Ok(signature) => return Ok(signature),
                Err(_) => link.close(),
            }
        }
        if link.is_pin_refused {
            return Err(TokenError::Pin);
        }
        let signed = self.open().and_then(|open| {
            let signature = self.sign_in(&open, message);
            link.open = Some(open);
            signature
        });
        match &signed {
            Err(TokenError::Pin) => link.is_pin_refused = true,
            Err(_) => link.close(),
            Ok(_) => {}
        }
        signed
    }

    fn sign_in(&self, open: &Open, message: &[u8]) -> Result<Vec<u8>, TokenError> {
        let failed = |error: Error| TokenError::Signature(error.to_string());
        match self.kind {
            KeyKind::P256 => {
                let hash = digest(&SHA256, message);
                let signature =
                    open.session.sign(&Mechanism::Ecdsa, open.key, hash.as_ref()).map_err(failed)?;
                lowered(&signature)
                    .ok_or_else(|| TokenError::Signature("not a signature of P-256".to_owned()))
            }
            KeyKind::Rsa => open.session.sign(&Mechanism::Sha256RsaPkcs, open.key, message).map_err(failed),
        }
    }

    fn open(&self) -> Result<Open, TokenError> {
        let module = self.module()?;
        match self.log_in(&module) {
            Ok((session, key)) => Ok(Open { module, session, key }),
            Err(error) => {
                end(module);
                Err(error)
            }
        }
    }

    fn log_in(&self, module: &Pkcs11) -> Result<(Session, ObjectHandle), TokenError> {
        let slot = self.slot(module)?;
        let session = module.open_ro_session(slot).map_err(|error| TokenError::Slot(error.to_string()))?;
        match session.login(UserType::User, Some(&self.place.pin)) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(Error::Pkcs11(
                RvError::PinIncorrect | RvError::PinLocked | RvError::PinInvalid | RvError::PinLenRange,
                _,
            )) => return Err(TokenError::Pin),
            Err(error) => return Err(TokenError::Slot(error.to_string())),
        }
        let wanted =
            [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Label(self.place.label.clone().into())];
        let keys = session.find_objects(&wanted).map_err(|error| TokenError::Slot(error.to_string()))?;
        match keys[..] {
            [key] => Ok((session, key)),
            _ => Err(TokenError::Key(keys.len())),
        }
    }

    fn module(&self) -> Result<Pkcs11, TokenError> {
        let failed = |error: Error| TokenError::Module(error.to_string());
        let module = Pkcs11::new(&self.place.module).map_err(failed)?;
        // Another seal of ours may have a key under the same module.
        match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(module),
            Err(error) => Err(failed(error)),
        }
    }

    fn slot(&self, module: &Pkcs11) -> Result<Slot, TokenError> {
        let failed = |error: Error| TokenError::Slot(error.to_string());
        let slots = module.get_slots_with_token().map_err(failed)?;
        let is_it = |slot: &Slot| match &self.place.slot {
            SlotName::Number(number) => slot.id() == *number,
            SlotName::Label(label) => {
                module.get_token_info(*slot).is_ok_and(|token| token.label() == label.as_str())
            }
        };
        slots.into_iter().find(is_it).ok_or_else(|| TokenError::Slot(format!("{:?}", self.place.slot)))
    }
}

impl Link {
    /// Lets everything go.
    fn close(&mut self) {
        if let Some(Open { module, session, .. }) = self.open.take() {
            drop(session);
            end(module);
        }
    }
}

/// Modules that lost their token find it again only once they begin anew.
fn end(module: Pkcs11) {
    if let Err(error) = module.finalize() {
        tracing::debug!(%error, "a PKCS #11 module did not end");
    }
}
