//! The signature of a PAdES seal: CMS `SignedData` (RFC 5652) with one signer, detached; with a time stamp over
//! the signature as its only unsigned attribute, where there is an authority (B-T).
//!
//! Signed attributes are exactly content-type, message-digest and signing-certificate-v2 (RFC 5035); the
//! time stands in the PDF's `/M`, so there is no CMS signing-time (ETSI EN 319 142-1 §5.3).

use std::ops::Range;

use aws_lc_rs::digest;
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, EncodeValue, Sequence, Tagged, ValueOrd};
use memchr::memmem;
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::key::{KeyKind, LONGEST_CHAIN, SealKey};
use super::signer::NoSignature;
use super::timestamp::{Stamp, without_roots};

const ID_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
pub(super) const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
pub(super) const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
pub(super) const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
pub(super) const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
pub(super) const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// `ContentInfo` around the only content we use.
#[derive(Sequence)]
struct ContentInfo {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: SignedData,
}

#[derive(Sequence)]
struct SignedData {
    version: u8,
    digest_algorithms: SetOfVec<AlgorithmIdentifierOwned>,
    encapsulated: EncapsulatedContentInfo,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true")]
    certificates: SetOfVec<Certificate>,
    signer_infos: SetOfVec<SignerInfo>,
}

/// Detached: the content is the file, not in here.
#[derive(Sequence)]
struct EncapsulatedContentInfo {
    content_type: ObjectIdentifier,
}

#[derive(Sequence, ValueOrd)]
struct SignerInfo {
    version: u8,
    signer: IssuerAndSerialNumber,
    digest_algorithm: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true")]
    signed_attributes: Attributes,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: OctetString,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    unsigned_attributes: Option<Attributes>,
}

#[derive(Sequence, ValueOrd)]
struct IssuerAndSerialNumber {
    issuer: Name,
    serial_number: SerialNumber,
}

/// `SigningCertificateV2` with SHA-256 by default and the hash alone (RFC 5035 §3).
#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<EssCertIdV2>,
}

#[derive(Sequence)]
struct EssCertIdV2 {
    hash: OctetString,
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

fn algorithm(oid: ObjectIdentifier, parameters: Option<Any>) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters }
}

fn attribute(oid: ObjectIdentifier, value: &(impl Tagged + EncodeValue)) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![Any::encode_from(value)?])? })
}

/// Names the whole chain, leaf first, so that no certificate in it is a byte that nobody signed.
///
/// # Errors
/// When a certificate cannot be written.
fn naming(chain: &[Certificate]) -> der::Result<Attribute> {
    let named = |certificate: &Certificate| -> der::Result<EssCertIdV2> {
        Ok(EssCertIdV2 { hash: OctetString::new(sha256(&certificate.to_der()?))? })
    };
    let certificates = chain.iter().map(named).collect::<Result<_, _>>()?;
    attribute(SIGNING_CERTIFICATE_V2, &SigningCertificateV2 { certificates })
}

fn signed_attributes(naming: Attribute, digest: &[u8]) -> der::Result<Attributes> {
    SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, &ID_DATA)?,
        attribute(MESSAGE_DIGEST, &OctetString::new(digest)?)?,
        naming,
    ])
}

/// The signed attributes of a key's seals, which differ by the digest of the document alone.
pub struct SealAttributes {
    /// How each names the chain.
    naming: Attribute,
    /// All of them as they are signed.
    signed: Vec<u8>,
    /// Where in these the digest stands.
    place: Range<usize>,
}

impl SealAttributes {
    /// Those of a key with this chain.
    ///
    /// # Errors
    /// When a certificate cannot be written.
    pub(super) fn naming(chain: &[Certificate]) -> der::Result<Self> {
        /// Stands in the digest's place; no certificate is named so.
        const PLACE: [u8; 32] = [0xa5; 32];
        let naming = naming(chain)?;
        let signed = signed_attributes(naming.clone(), &PLACE)?.to_der()?;
        let at = memmem::find(&signed, &PLACE).ok_or(der::ErrorKind::Failed)?;
        Ok(Self { naming, signed, place: at..at + PLACE.len() })
    }

    /// What is signed for a document with this SHA-256.
    fn over(&self, document_digest: &[u8; 32]) -> Vec<u8> {
        let mut message = self.signed.clone();
        message[self.place.clone()].copy_from_slice(document_digest);
        message
    }
}

/// A signature that is made, and may be stamped before it is written.
pub struct Signed {
    document_digest: [u8; 32],
    signature: Vec<u8>,
}

/// Signs a document by the SHA-256 of its bytes.
///
/// # Errors
/// When the key does not sign.
pub fn sign(key: &SealKey, document_digest: [u8; 32]) -> Result<Signed, NoSignature> {
    Ok(Signed { document_digest, signature: key.sign(&key.attributes().over(&document_digest))? })
}

impl Signed {
    /// What a time stamp authority stamps.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The whole, with the chain of the key that signed, and with this stamp if there is one.
    ///
    /// # Errors
    /// When the stamp or a certificate cannot be written.
    pub fn written(self, key: &SealKey, stamp: Option<&[u8]>) -> Result<Vec<u8>, der::Error> {
        let stamp = stamp.map(|token| without_roots(token).ok_or(der::ErrorKind::Failed)).transpose()?;
        let attributes = signed_attributes(key.attributes().naming.clone(), &self.document_digest)?;
        assemble(key.chain(), key.kind(), attributes, &self.signature, stamp.as_deref())
    }
}

/// The one form that our signatures have.
fn assemble(
    chain: &[Certificate],
    kind: KeyKind,
    signed_attributes: Attributes,
    signature: &[u8],
    stamp: Option<&[u8]>,
) -> der::Result<Vec<u8>> {
    let stamped = |token: &[u8]| -> der::Result<Attributes> {
        SetOfVec::try_from(vec![Attribute {
            oid: TIME_STAMP,
            values: SetOfVec::try_from(vec![Any::from_der(token)?])?,
        }])
    };
    let tbs = chain.first().ok_or(der::ErrorKind::Failed)?.tbs_certificate();
    let signer = SignerInfo {
        version: 1,
        signer: IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        },
        digest_algorithm: algorithm(SHA_256, None),
        signed_attributes,
        signature_algorithm: match kind {
            KeyKind::P256 => algorithm(ECDSA_WITH_SHA_256, None),
            KeyKind::Rsa => algorithm(RSA_ENCRYPTION, Some(Any::null())),
        },
        signature: OctetString::new(signature)?,
        unsigned_attributes: stamp.map(stamped).transpose()?,
    };
    ContentInfo {
        content_type: ID_SIGNED_DATA,
        content: SignedData {
            version: 1,
            digest_algorithms: SetOfVec::try_from(vec![algorithm(SHA_256, None)])?,
            encapsulated: EncapsulatedContentInfo { content_type: ID_DATA },
            certificates: SetOfVec::try_from(chain.to_vec())?,
            signer_infos: SetOfVec::try_from(vec![signer])?,
        },
    }
    .to_der()
}

/// A signature read back.
pub struct Opened {
    /// By whom, leaf first. Whether they are to be trusted is not looked at.
    pub chain: Vec<Certificate>,
    /// A stamp that is sound, if there is one. Whether its authority is to be trusted is not looked at.
    pub stamp: Option<Stamp>,
}

/// Opens a signature that was made exactly as [`sign`] makes it, over a document with this SHA-256. `None` for
/// anything else: the whole is written anew and compared, so no other algorithm, attribute, certificate or
/// encoding gets through.
pub fn open(cms: &[u8], document_digest: &[u8]) -> Option<Opened> {
    let info = ContentInfo::from_der(cms).ok()?;
    let [signer] = info.content.signer_infos.as_slice() else { return None };
    let chain = in_order(&signer.signer, info.content.certificates.as_slice())?;
    let leaf = chain.first()?;
    let kind = KeyKind::of(leaf)?;
    let attributes = signed_attributes(naming(&chain).ok()?, document_digest).ok()?;
    let message = attributes.to_der().ok()?;
    let signature = signer.signature.as_bytes();
    let token = match &signer.unsigned_attributes {
        None => None,
        Some(attributes) => Some(only_value(attributes)?),
    };
    let written = assemble(&chain, kind, attributes, signature, token.as_deref());
    let is_ours = written.is_ok_and(|expected| expected == cms) && kind.verifies(leaf, &message, signature);
    let stamp = match token {
        None => None,
        Some(token) => Some(Stamp::read(&token, signature)?),
    };
    is_ours.then_some(Opened { chain, stamp })
}

/// The token in the only attribute.
fn only_value(attributes: &Attributes) -> Option<Vec<u8>> {
    let [attribute] = attributes.as_slice() else { return None };
    let [value] = attribute.values.as_slice() else { return None };
    value.to_der().ok()
}

/// From the signer's certificate up, each certificate once.
fn in_order(signer: &IssuerAndSerialNumber, certificates: &[Certificate]) -> Option<Vec<Certificate>> {
    let mut rest: Vec<&Certificate> = certificates.iter().take(LONGEST_CHAIN + 1).collect();
    let is_leaf = |certificate: &&Certificate| {
        let tbs = certificate.tbs_certificate();
        *tbs.issuer() == signer.issuer && *tbs.serial_number() == signer.serial_number
    };
    let leaf = rest.iter().position(is_leaf)?;
    let mut chain = vec![rest.swap_remove(leaf).clone()];
    while !rest.is_empty() {
        let issuer = chain.last()?.tbs_certificate().issuer();
        let next = rest.iter().position(|above| above.tbs_certificate().subject() == issuer)?;
        chain.push(rest.swap_remove(next).clone());
    }
    (chain.len() <= LONGEST_CHAIN).then_some(chain)
}
