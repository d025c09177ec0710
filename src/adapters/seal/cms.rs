//! The signature of a PAdES seal: CMS `SignedData` (RFC 5652) with one signer, detached.
//!
//! Signed attributes are exactly content-type, message-digest and signing-certificate-v2 (RFC 5035); the
//! time stands in the PDF's `/M`, so there is no CMS signing-time (ETSI EN 319 142-1 §5.3).

use aws_lc_rs::digest;
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence, ValueOrd};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::key::{KeyKind, LONGEST_CHAIN, SealKey};

const ID_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
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

fn attribute(oid: ObjectIdentifier, value: &impl Encode) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![Any::from_der(&value.to_der()?)?])? })
}

/// The whole chain is named, leaf first, so that no certificate in it is a byte that nobody signed.
fn signed_attributes(chain: &[Certificate], digest: &[u8]) -> der::Result<Attributes> {
    let named = |certificate: &Certificate| -> der::Result<EssCertIdV2> {
        Ok(EssCertIdV2 { hash: OctetString::new(sha256(&certificate.to_der()?))? })
    };
    let certificate =
        SigningCertificateV2 { certificates: chain.iter().map(named).collect::<Result<_, _>>()? };
    SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, &ID_DATA)?,
        attribute(MESSAGE_DIGEST, &OctetString::new(digest)?)?,
        attribute(SIGNING_CERTIFICATE_V2, &certificate)?,
    ])
}

/// Signs a document by the SHA-256 of its bytes.
///
/// # Errors
/// When the key does not sign, or a certificate cannot be written.
pub fn sign(key: &SealKey, document_digest: &[u8]) -> Result<Vec<u8>, der::Error> {
    let attributes = signed_attributes(key.chain(), document_digest)?;
    let signature =
        key.sign(&attributes.to_der()?).ok_or_else(|| der::Error::from(der::ErrorKind::Failed))?;
    assemble(key.chain(), key.kind(), attributes, &signature)
}

/// The one form that our signatures have.
fn assemble(
    chain: &[Certificate],
    kind: KeyKind,
    signed_attributes: Attributes,
    signature: &[u8],
) -> der::Result<Vec<u8>> {
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

/// The chain, leaf first, of a signature that was made exactly as [`sign`] makes it, over a document with
/// this SHA-256. Whether the chain is to be trusted is not looked at. `None` for anything else: the whole
/// is written anew and compared, so no other algorithm, attribute, certificate or encoding gets through.
pub fn signer_of(cms: &[u8], document_digest: &[u8]) -> Option<Vec<Certificate>> {
    let info = ContentInfo::from_der(cms).ok()?;
    let [signer] = info.content.signer_infos.as_slice() else { return None };
    let chain = in_order(&signer.signer, info.content.certificates.as_slice())?;
    let leaf = chain.first()?;
    let kind = KeyKind::of(leaf)?;
    let attributes = signed_attributes(&chain, document_digest).ok()?;
    let message = attributes.to_der().ok()?;
    let signature = signer.signature.as_bytes();
    let is_ours = assemble(&chain, kind, attributes, signature).is_ok_and(|expected| expected == cms);
    (is_ours && kind.verifies(leaf, &message, signature)).then_some(chain)
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
