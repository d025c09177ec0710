//! A time stamp (RFC 3161): an authority's word that a signature existed at an instant.
//!
//! Read strictly and verified whole, but not rebuilt byte for byte as our own seals are: it is somebody
//! else's. Whether the authority is trusted is [`super::trust`]'s to say.

use std::cmp::Ordering;

use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512, digest};
use der::asn1::{Any, Int, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, DecodeOwned, Encode, Sequence, Tag, Tagged, ValueOrd};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rustls_pki_types::CertificateDer;
use webpki::EndEntityCert;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::cms::{CONTENT_TYPE, ID_SIGNED_DATA, MESSAGE_DIGEST, SHA_256, SIGNING_CERTIFICATE_V2};
use super::key::{LONGEST_CHAIN, der_of, is_self_issued};
use super::trust::{ALGORITHMS, may_stamp};

const ID_TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

#[derive(Sequence)]
struct ContentInfo {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: SignedData,
}

/// Sets are read as lists: not every authority sorts them.
#[derive(Sequence)]
struct SignedData {
    version: u8,
    digest_algorithms: Any,
    encapsulated: EncapsulatedContentInfo,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    certificates: Option<Vec<Certificate>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    revocations: Option<Vec<Any>>,
    signer_infos: SetOfVec<SignerInfo>,
}

#[derive(Sequence)]
struct EncapsulatedContentInfo {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: OctetString,
}

#[derive(Sequence)]
struct SignerInfo {
    version: u8,
    signer: IssuerAndSerialNumber,
    digest_algorithm: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true")]
    signed_attributes: Vec<Attribute>,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: OctetString,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    unsigned_attributes: Option<Vec<Attribute>>,
}

/// A set of one needs no order.
impl ValueOrd for SignerInfo {
    fn value_cmp(&self, _: &Self) -> der::Result<Ordering> {
        Ok(Ordering::Equal)
    }
}

#[derive(Sequence)]
struct IssuerAndSerialNumber {
    issuer: Name,
    serial_number: SerialNumber,
}

/// RFC 5035 §3, as far as the first certificate's hash; SHA-256 when no other algorithm is named.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<EssCertIdV2>,
    policies: Option<Vec<Any>>,
}

#[derive(Sequence)]
struct EssCertIdV2 {
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    issuer: Option<Any>,
}

/// `TSTInfo` (RFC 3161 §2.4.2).
#[derive(Sequence)]
struct Info {
    version: u8,
    policy: ObjectIdentifier,
    imprint: Imprint,
    serial_number: Int,
    /// A `GeneralizedTime`, which may have fractions here.
    at: Any,
    accuracy: Option<Accuracy>,
    #[asn1(default = "no")]
    is_ordered: bool,
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    authority: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

fn no() -> bool {
    false
}

#[derive(Sequence)]
struct Accuracy {
    seconds: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<Int>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<Int>,
}

/// `MessageImprint`: what is stamped, by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct Imprint {
    algorithm: AlgorithmIdentifierOwned,
    hash: OctetString,
}

impl Imprint {
    /// Of something, by SHA-256.
    pub(super) fn of(stamped: &[u8]) -> der::Result<Self> {
        Ok(Self {
            algorithm: AlgorithmIdentifierOwned { oid: SHA_256, parameters: None },
            hash: OctetString::new(digest(&SHA256, stamped).as_ref())?,
        })
    }

    fn is_of(&self, stamped: &[u8]) -> bool {
        let expected = hash_named(&self.algorithm.oid).map(|algorithm| digest(algorithm, stamped));
        expected.is_some_and(|expected| expected.as_ref() == self.hash.as_bytes())
    }
}

/// A stamp that is sound: made with the key of its own certificate, over what it is said to stamp.
#[derive(Clone)]
pub(super) struct Stamp {
    /// When, as the authority says.
    pub(super) at: Timestamp,
    /// The authority's certificate and those that came along, in any order after it.
    pub(super) chain: Vec<Certificate>,
    /// What a request drew at random, if it did.
    pub(super) nonce: Option<Int>,
}

impl Stamp {
    /// Reads a token over `stamped`; `None` when anything about it is not as it must be.
    pub(super) fn read(token: &[u8], stamped: &[u8]) -> Option<Self> {
        let signed = ContentInfo::from_der(token).ok().filter(|info| info.content_type == ID_SIGNED_DATA)?;
        let SignedData {
            version: 3,
            digest_algorithms,
            encapsulated,
            certificates,
            revocations: None,
            signer_infos,
        } = signed.content
        else {
            return None;
        };
        let [signer] = signer_infos.as_slice() else { return None };
        if digest_algorithms.to_der().ok()? != the_only(&signer.digest_algorithm)? {
            return None;
        }
        let content = Some(encapsulated).filter(|content| content.content_type == ID_TST_INFO)?;
        let info = Info::from_der(content.content.as_bytes()).ok()?;
        let chain = leaf_first(&signer.signer, certificates?)?;
        let leaf = chain.first()?;
        let is_sound = info.version == 1
            && info.imprint.is_of(stamped)
            && are_coherent(&chain)
            && signer.is_over(content.content.as_bytes(), leaf)
            && signer.is_signed_by(leaf)
            && may_stamp(leaf);
        is_sound.then_some(Self { at: instant(&info.at)?, chain, nonce: info.nonce })
    }
}

impl SignerInfo {
    /// The only value of an attribute that is there once.
    fn attribute<T: DecodeOwned>(&self, oid: ObjectIdentifier) -> Option<T> {
        let mut found = self.signed_attributes.iter().filter(|attribute| attribute.oid == oid);
        let (Some(attribute), None) = (found.next(), found.next()) else { return None };
        let [value] = attribute.values.as_slice() else { return None };
        T::from_der(&value.to_der().ok()?).ok()
    }

    /// Whether the signed attributes name this content and this certificate (RFC 3161 §2.4.2, RFC 5816).
    fn is_over(&self, content: &[u8], leaf: &Certificate) -> bool {
        let named = self.attribute::<SigningCertificateV2>(SIGNING_CERTIFICATE_V2);
        let names_leaf = named.and_then(|named| named.certificates.into_iter().next()).is_some_and(|first| {
            let oid = first.algorithm.map_or(SHA_256, |algorithm| algorithm.oid);
            hash_named(&oid).is_some_and(|hash| digest(hash, &der_of(leaf)).as_ref() == first.hash.as_bytes())
        });
        let hash = hash_named(&self.digest_algorithm.oid).map(|hash| digest(hash, content));
        let said = self.attribute::<OctetString>(MESSAGE_DIGEST);
        let is_same = hash.zip(said).is_some_and(|(hash, said)| hash.as_ref() == said.as_bytes());
        names_leaf && is_same && self.attribute(CONTENT_TYPE) == Some(ID_TST_INFO)
    }

    /// What the signature covers, by the key of the leaf. What it does not cover can say one thing only.
    fn is_signed_by(&self, leaf: &Certificate) -> bool {
        let Ok(mut message) = self.signed_attributes.to_der() else { return false };
        // Written as a list above, signed as a set (RFC 5652 §5.4).
        message[0] = 0x31;
        self.version == 1
            && self.unsigned_attributes.is_none()
            && is_without_parameters(&self.digest_algorithm)
            && is_signature(&self.signature_algorithm, &message, self.signature.as_bytes(), leaf)
    }
}

/// Whether `signature` over `message` is by this certificate's key, and made as `named` says it is.
fn is_signature(
    named: &AlgorithmIdentifierOwned,
    message: &[u8],
    signature: &[u8],
    by: &Certificate,
) -> bool {
    const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    let certificate = CertificateDer::from(der_of(by));
    let Ok(by) = EndEntityCert::try_from(&certificate) else { return false };
    // RSA may be named by its key alone: then the hash is one that verifies.
    let is_rsa = named.oid == RSA_ENCRYPTION && is_without_parameters(named);
    let exactly = named.to_der().ok();
    ALGORITHMS.iter().any(|algorithm| {
        let identifier = algorithm.signature_alg_id();
        let is_named = exactly.as_ref().is_some_and(|named| named.get(2..) == Some(identifier.as_ref()));
        (is_named || is_rsa) && by.verify_signature(*algorithm, message, signature).is_ok()
    })
}

fn is_without_parameters(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.parameters.as_ref().is_none_or(|parameters| *parameters == Any::null())
}

/// A set of one algorithm, in DER.
fn the_only(algorithm: &AlgorithmIdentifierOwned) -> Option<Vec<u8>> {
    SetOfVec::try_from(vec![algorithm.clone()]).ok()?.to_der().ok()
}

/// Whether each certificate is signed by the one above it, as far as that one came along, and none is a root: a
/// changed one that nobody needs would be a changed file. Only the topmost is left to the verifier's roots.
fn are_coherent(chain: &[Certificate]) -> bool {
    let has_root = chain.iter().skip(1).any(is_self_issued);
    !has_root
        && chain.iter().all(|certificate| {
            let tbs = certificate.tbs_certificate();
            let above = chain.iter().find(|above| above.tbs_certificate().subject() == tbs.issuer());
            let Some(above) = above else { return true };
            let (Ok(message), Some(signature)) = (tbs.to_der(), certificate.signature().as_bytes()) else {
                return false;
            };
            certificate.signature_algorithm() == tbs.signature()
                && is_signature(certificate.signature_algorithm(), &message, signature, above)
        })
}

/// The same token without the roots that came along: no signature needs them, so nobody would notice a change
/// in one. `None` when it is no token.
pub(super) fn without_roots(token: &[u8]) -> Option<Vec<u8>> {
    let mut info = ContentInfo::from_der(token).ok()?;
    let [signer] = info.content.signer_infos.as_slice() else { return None };
    let mut chain = leaf_first(&signer.signer, info.content.certificates.take()?)?;
    let leaf = chain.remove(0);
    chain.retain(|certificate| !is_self_issued(certificate));
    chain.insert(0, leaf);
    info.content.certificates = Some(chain);
    info.to_der().ok()
}

/// The signer's certificate, then the others.
fn leaf_first(signer: &IssuerAndSerialNumber, mut chain: Vec<Certificate>) -> Option<Vec<Certificate>> {
    let is_leaf = |certificate: &Certificate| {
        let tbs = certificate.tbs_certificate();
        *tbs.issuer() == signer.issuer && *tbs.serial_number() == signer.serial_number
    };
    let leaf = chain.iter().take(LONGEST_CHAIN).position(is_leaf).filter(|_| chain.len() <= LONGEST_CHAIN)?;
    chain.swap(0, leaf);
    Some(chain)
}

fn hash_named(oid: &ObjectIdentifier) -> Option<&'static digest::Algorithm> {
    match *oid {
        SHA_256 => Some(&SHA256),
        SHA_384 => Some(&SHA384),
        SHA_512 => Some(&SHA512),
        _ => None,
    }
}

/// `GeneralizedTime` as RFC 3161 has it: in universal time, to the second or finer.
fn instant(time: &Any) -> Option<Timestamp> {
    let text = std::str::from_utf8(time.value()).ok()?;
    let is_time = time.tag() == Tag::GeneralizedTime;
    let seconds = text.strip_suffix('Z').filter(|_| is_time)?.split('.').next()?;
    let at = DateTime::strptime("%Y%m%d%H%M%S", seconds).ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}
