//! The key of a seal: a certificate chain, leaf first, and the private key of the leaf.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use der::Encode;
use der::asn1::ObjectIdentifier;
use jiff::Timestamp;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage};
use x509_cert::time::Time;

use super::cms::SealAttributes;
use super::low_s::is_low_der;
use super::signer::{NoSignature, Signer};
use super::token::{TokenKey, TokenPlace};

/// Most certificates of a chain that is looked at.
pub(super) const LONGEST_CHAIN: usize = 8;
/// Shortest RSA modulus, in bits.
pub(super) const SHORTEST_RSA: usize = 2048;

/// A seal ready for use. Has no `Debug`: it holds the ministry's private key.
pub struct SealKey {
    chain: Vec<Certificate>,
    attributes: SealAttributes,
    signer: Signer,
}

/// What the leaf's key is, for whoever signs or publishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// ECDSA on P-256.
    P256,
    /// RSA.
    Rsa,
}

impl KeyKind {
    /// The kind of key in a certificate; `None` for one that cannot seal.
    pub(super) fn of(leaf: &Certificate) -> Option<Self> {
        const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
        const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
        match leaf.tbs_certificate().subject_public_key_info().algorithm.oid {
            EC_PUBLIC_KEY => Some(Self::P256),
            RSA_ENCRYPTION => Some(Self::Rsa),
            _ => None,
        }
    }

    /// Whether `signature` over `message` is by the leaf's key, with SHA-256: ECDSA in DER, or RSA PKCS #1
    /// v1.5 with at least 2048 bits.
    pub(super) fn verifies(self, leaf: &Certificate, message: &[u8], signature: &[u8]) -> bool {
        let algorithm: &dyn VerificationAlgorithm = match self {
            Self::P256 => &ECDSA_P256_SHA256_ASN1,
            Self::Rsa => &RSA_PKCS1_2048_8192_SHA256,
        };
        let is_ours = self == Self::Rsa || is_low_der(signature);
        is_ours
            && leaf_public_key(leaf)
                .is_some_and(|key| UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok())
    }
}

/// Why certificate and key do not make a seal.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidSealKey {
    /// No certificate in PEM.
    #[error("the certificate file holds no certificate in PEM")]
    Chain,
    /// No private key in PEM, or of another kind.
    #[error("the key file holds no P-256 or RSA private key in PEM")]
    Key,
    /// RSA under 2048 bits.
    #[error("the RSA key is shorter than {SHORTEST_RSA} bits")]
    Weak,
    /// Certificate and key belong to different seals.
    #[error("the key is not the one of the first certificate")]
    Mismatch,
    /// Outside its validity.
    #[error("the first certificate is expired or not valid yet")]
    Validity,
    /// A certificate for something else than signing.
    #[error("the first certificate is not made for signing")]
    Usage,
}

/// Why a key that was tried out does not do.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TryOut {
    /// It did not sign.
    #[error(transparent)]
    Signature(#[from] NoSignature),
    /// It is another certificate's.
    #[error(transparent)]
    Mismatch(InvalidSealKey),
}

impl TryOut {
    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Signature(NoSignature::Token(error)) => error.hint(),
            Self::Signature(NoSignature::Key) => InvalidSealKey::Key.hint(),
            Self::Mismatch(error) => error.hint(),
        }
    }
}

impl InvalidSealKey {
    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Chain => "give the chain in PEM, the seal's own certificate first",
            Self::Key => "give the key in PEM, unencrypted: `openssl pkcs8 -topk8 -nodes` converts",
            Self::Weak => "ask for a seal with P-256 or RSA of at least 2048 bits",
            Self::Mismatch => "is the chain in the right order, the seal's own certificate first?",
            Self::Validity => "renew the seal, or set this machine's clock",
            Self::Usage => "ask for a seal certificate with keyUsage digitalSignature or nonRepudiation",
        }
    }
}

impl SealKey {
    /// Reads chain and key, and holds them against each other at `now`.
    ///
    /// # Errors
    /// When they do not make a seal that anybody would trust.
    pub fn from_pem(chain: &[u8], key: &[u8], now: Timestamp) -> Result<Self, InvalidSealKey> {
        let chain = chain_from_pem(chain)?;
        let signer = Signer::from_pem(key)?;
        if chain.first().and_then(leaf_public_key) != Some(signer.public_key()) {
            return Err(InvalidSealKey::Mismatch);
        }
        Self::fit_at(now, chain, signer)
    }

    /// A chain whose key lies in a token, which need not be there yet; [`SealKey::try_out`] asks it.
    ///
    /// # Errors
    /// When the chain makes no seal that anybody would trust.
    pub fn in_token(chain: &[u8], place: TokenPlace, now: Timestamp) -> Result<Self, InvalidSealKey> {
        let chain = chain_from_pem(chain)?;
        let leaf = chain.first().ok_or(InvalidSealKey::Chain)?;
        let (kind, public_key) = KeyKind::of(leaf).zip(leaf_public_key(leaf)).ok_or(InvalidSealKey::Usage)?;
        let signer = Signer::Token(TokenKey::new(place, kind, public_key.to_vec()));
        Self::fit_at(now, chain, signer)
    }

    fn fit_at(now: Timestamp, chain: Vec<Certificate>, signer: Signer) -> Result<Self, InvalidSealKey> {
        let attributes = SealAttributes::naming(&chain).map_err(|_| InvalidSealKey::Chain)?;
        let key = Self { chain, attributes, signer };
        if !is_valid_at(key.leaf(), now) {
            return Err(InvalidSealKey::Validity);
        }
        if !may_sign(key.leaf()) {
            return Err(InvalidSealKey::Usage);
        }
        Ok(key)
    }

    /// Signs something and holds the signature against the certificate. Blocks while a token is asked.
    ///
    /// # Errors
    /// When the key does not answer, or is another one.
    pub fn try_out(&self) -> Result<(), TryOut> {
        const MESSAGE: &[u8] = b"mon-releve";
        let signature = self.sign(MESSAGE)?;
        let is_ours = self.kind().verifies(self.leaf(), MESSAGE, &signature);
        if is_ours { Ok(()) } else { Err(TryOut::Mismatch(InvalidSealKey::Mismatch)) }
    }

    /// The seal's own certificate.
    pub fn leaf(&self) -> &Certificate {
        self.chain.first().expect("a seal has a certificate")
    }

    /// The chain, leaf first.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// What is signed with each document.
    pub(super) fn attributes(&self) -> &SealAttributes {
        &self.attributes
    }

    /// What the key is.
    pub fn kind(&self) -> KeyKind {
        self.signer.kind()
    }

    /// The leaf's public key: an uncompressed point, or a PKCS #1 RSA key.
    pub fn public_key(&self) -> &[u8] {
        self.signer.public_key()
    }

    /// Whether the leaf says that it is for tests: by a subject that holds the word TEST.
    pub fn is_test(&self) -> bool {
        self.leaf().tbs_certificate().subject().to_string().contains("TEST")
    }

    /// Signs with SHA-256: ECDSA in DER, or RSA PKCS #1 v1.5.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, NoSignature> {
        self.signer.sign(message)
    }
}

/// A chain in PEM, leaf first.
///
/// # Errors
/// When there is none.
pub fn chain_from_pem(pem: &[u8]) -> Result<Vec<Certificate>, InvalidSealKey> {
    let mut chain = Certificate::load_pem_chain(pem).map_err(|_| InvalidSealKey::Chain)?;
    // A root proves nothing where it comes along, and would be a byte that no signature needs.
    if chain.len() > 1 && chain.last().is_some_and(is_self_issued) {
        chain.pop();
    }
    if chain.is_empty() { Err(InvalidSealKey::Chain) } else { Ok(chain) }
}

/// The first second in which a certificate is valid.
pub fn valid_from(leaf: &Certificate) -> Timestamp {
    Timestamp::from_second(seconds(leaf.tbs_certificate().validity().not_before)).unwrap_or(Timestamp::MIN)
}

/// The last second in which a certificate is valid.
pub fn valid_until(leaf: &Certificate) -> Timestamp {
    Timestamp::from_second(seconds(leaf.tbs_certificate().validity().not_after)).unwrap_or(Timestamp::MAX)
}

pub(super) fn is_self_issued(certificate: &Certificate) -> bool {
    let tbs = certificate.tbs_certificate();
    tbs.issuer() == tbs.subject()
}

/// The public key inside a certificate.
pub(super) fn leaf_public_key(leaf: &Certificate) -> Option<&[u8]> {
    leaf.tbs_certificate().subject_public_key_info().subject_public_key.as_bytes()
}

pub(super) fn is_valid_at(leaf: &Certificate, now: Timestamp) -> bool {
    let validity = leaf.tbs_certificate().validity();
    (seconds(validity.not_before)..=seconds(validity.not_after)).contains(&now.as_second())
}

fn seconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// Whether a leaf is for signing documents.
///
/// One without `keyUsage` may be used for anything (RFC 5280 §4.2.1.3), but no seal is issued so. One
/// that names purposes (`extendedKeyUsage`) must name one that covers documents.
pub(super) fn may_sign(leaf: &Certificate) -> bool {
    /// Any purpose, e-mail, documents (RFC 9336); documents as Adobe and Microsoft name it.
    const FOR_DOCUMENTS: [ObjectIdentifier; 5] = [
        ObjectIdentifier::new_unwrap("2.5.29.37.0"),
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4"),
        ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
        ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.5"),
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.12"),
    ];
    let tbs = leaf.tbs_certificate();
    let signs = match tbs.get_extension::<KeyUsage>() {
        Ok(Some((_, usage))) => usage.digital_signature() || usage.non_repudiation(),
        Ok(None) | Err(_) => false,
    };
    signs
        && match tbs.get_extension::<ExtendedKeyUsage>() {
            Ok(Some((_, usage))) => usage.0.iter().any(|purpose| FOR_DOCUMENTS.contains(purpose)),
            Ok(None) => true,
            Err(_) => false,
        }
}

/// A certificate as it is written.
pub(super) fn der_of(certificate: &Certificate) -> Vec<u8> {
    certificate.to_der().expect("what was read can be written")
}
