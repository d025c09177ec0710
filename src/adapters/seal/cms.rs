//! The signature of a PAdES seal: CMS `SignedData` (RFC 5652) with one signer, detached.
//!
//! Signed attributes are exactly content-type, message-digest and signing-certificate-v2 (RFC 5035); the
//! time stands in the PDF's `/M`, so there is no CMS signing-time (ETSI EN 319 142-1 §5.3).

use aws_lc_rs::digest;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence, ValueOrd};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::key::{KeyKind, SealKey, leaf_public_key};

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

fn signed_attributes(leaf: &Certificate, digest: &[u8]) -> der::Result<Attributes> {
    let hash = OctetString::new(sha256(&leaf.to_der()?))?;
    let certificate = SigningCertificateV2 { certificates: vec![EssCertIdV2 { hash }] };
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
    let leaf = key.leaf();
    let attributes = signed_attributes(leaf, document_digest)?;
    let signature =
        key.sign(&attributes.to_der()?).ok_or_else(|| der::Error::from(der::ErrorKind::Failed))?;
    let tbs = leaf.tbs_certificate();
    let signature_algorithm = match key.kind() {
        KeyKind::P256 => algorithm(ECDSA_WITH_SHA_256, None),
        KeyKind::Rsa => algorithm(RSA_ENCRYPTION, Some(Any::null())),
    };
    let signer = SignerInfo {
        version: 1,
        signer: IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        },
        digest_algorithm: algorithm(SHA_256, None),
        signed_attributes: attributes,
        signature_algorithm,
        signature: OctetString::new(signature)?,
    };
    ContentInfo {
        content_type: ID_SIGNED_DATA,
        content: SignedData {
            version: 1,
            digest_algorithms: SetOfVec::try_from(vec![algorithm(SHA_256, None)])?,
            encapsulated: EncapsulatedContentInfo { content_type: ID_DATA },
            certificates: SetOfVec::try_from(key.chain().to_vec())?,
            signer_infos: SetOfVec::try_from(vec![signer])?,
        },
    }
    .to_der()
}

/// Whether this is a signature by the first certificate of `chain`, made as [`sign`] makes it, over a
/// document with this SHA-256. It must carry that chain and nothing else; whether the chain is to be
/// trusted is not looked at.
pub fn is_signed_by(chain: &[Certificate], cms: &[u8], document_digest: &[u8]) -> bool {
    let (Some(leaf), Ok(info)) = (chain.first(), ContentInfo::from_der(cms)) else { return false };
    let data = &info.content;
    let [signer] = data.signer_infos.as_slice() else { return false };
    let Ok(expected) = signed_attributes(leaf, document_digest) else { return false };
    let tbs = leaf.tbs_certificate();
    let names_the_leaf =
        signer.signer.issuer == *tbs.issuer() && signer.signer.serial_number == *tbs.serial_number();
    let is_ours = info.content_type == ID_SIGNED_DATA
        && data.encapsulated.content_type == ID_DATA
        && signer.digest_algorithm.oid == SHA_256
        && names_the_leaf
        && SetOfVec::try_from(chain.to_vec()).is_ok_and(|chain| chain == data.certificates)
        && signer.signed_attributes == expected;
    let (Some(key), Ok(message)) = (leaf_public_key(leaf), signer.signed_attributes.to_der()) else {
        return false;
    };
    let signature = signer.signature.as_bytes();
    is_ours
        && match signer.signature_algorithm.oid {
            ECDSA_WITH_SHA_256 => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(&message, signature).is_ok()
            }
            RSA_ENCRYPTION => {
                UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).verify(&message, signature).is_ok()
            }
            _ => false,
        }
}
