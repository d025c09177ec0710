//! A request for a certificate (PKCS #10, RFC 2986), to send to whoever issues the ministry's seals.

use std::str::FromStr;

use der::asn1::{Any, BitString, ObjectIdentifier, SetOfVec};
use der::pem::LineEnding;
use der::{Encode, EncodePem};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::key::KeyKind;
use super::signer::Signer;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");

/// Asks for a certificate in the name of `subject` (RFC 4514, such as `CN=Cachet,O=Ministère,C=FR`), in PEM.
///
/// # Errors
/// When the subject is no name, or the key does not sign.
pub fn certificate_request(signer: &Signer, subject: &str) -> Result<String, der::Error> {
    let (key, signature) = match signer.kind() {
        KeyKind::P256 => ((EC_PUBLIC_KEY, Any::encode_from(&P_256)?), (ECDSA_WITH_SHA_256, None)),
        KeyKind::Rsa => ((RSA_ENCRYPTION, Any::null()), (RSA_WITH_SHA_256, Some(Any::null()))),
    };
    let info = CertReqInfo {
        version: Version::V1,
        subject: Name::from_str(subject)?,
        public_key: SubjectPublicKeyInfoOwned {
            algorithm: AlgorithmIdentifierOwned { oid: key.0, parameters: Some(key.1) },
            subject_public_key: BitString::from_bytes(signer.public_key())?,
        },
        attributes: SetOfVec::new(),
    };
    let signed = signer.sign(&info.to_der()?).map_err(|_| der::ErrorKind::Failed)?;
    CertReq {
        info,
        algorithm: AlgorithmIdentifierOwned { oid: signature.0, parameters: signature.1 },
        signature: BitString::from_bytes(&signed)?,
    }
    .to_pem(LineEnding::LF)
}
