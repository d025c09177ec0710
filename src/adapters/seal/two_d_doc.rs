//! The 2D-Doc of a transcript, signed: ECDSA on P-256 with SHA-256 over header and message.
//!
//! The nonce is that of RFC 6979, so the same record and issuance give the same code, and the same document.

use data_encoding::BASE32_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use x509_cert::Certificate;

use super::key::leaf_public_key;
use crate::adapters::render::two_d_doc::{CodeIssuer, award};
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::Issuance;

/// Between message and signature.
const UNIT: char = '\u{1F}';

/// Signs codes. Has no `Debug`: it holds a private key.
pub struct CodeSigner {
    issuer: CodeIssuer,
    key: SigningKey,
}

/// Why certificate and key sign no code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidCodeKey {
    /// No such key in PEM.
    #[error("the key file holds no P-256 private key in PKCS #8, in PEM")]
    Key,
    /// Another certificate's key, or no certificate.
    #[error("the key is not the one of the certificate")]
    Mismatch,
}

impl CodeSigner {
    /// Reads key and certificate, and holds them against each other.
    ///
    /// # Errors
    /// When they do not sign codes.
    pub fn from_pem(issuer: CodeIssuer, certificate: &[u8], key: &str) -> Result<Self, InvalidCodeKey> {
        let key = SigningKey::from_pkcs8_pem(key).map_err(|_| InvalidCodeKey::Key)?;
        let chain = Certificate::load_pem_chain(certificate).unwrap_or_default();
        let point = key.verifying_key().to_sec1_point(false);
        let is_its = chain.first().and_then(leaf_public_key) == Some(point.as_bytes());
        if is_its { Ok(Self { issuer, key }) } else { Err(InvalidCodeKey::Mismatch) }
    }

    /// The whole code; `None` where there is no award to say.
    pub fn code(&self, record: &ExamRecord, issuance: &Issuance) -> Option<String> {
        award(record, issuance, &self.issuer).map(|text| self.signed(&text))
    }

    fn signed(&self, text: &str) -> String {
        let signature: Signature = self.key.sign(text.as_bytes());
        format!("{text}{UNIT}{}", BASE32_NOPAD.encode(&signature.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest::{SHA256, digest};
    use p256::ecdsa::SigningKey;

    use super::{CodeIssuer, CodeSigner};

    #[test]
    fn the_vector_is_signed_to_the_letter() {
        let scalar = digest(&SHA256, b"releve-2ddoc-test-key");
        let issuer = CodeIssuer { authority: "FR00".to_owned(), certificate: "0001".to_owned() };
        let signer = CodeSigner { issuer, key: SigningKey::from_slice(scalar.as_ref()).expect("a scalar") };
        let vector = "DC04FR00000125D425D4B001FRB714092006B9FRB6FBD4BGBPBA3BF7EAB0CAMILLE/ANNE MARIE\u{1D}\
                      B2DUPONT LE GOFF\u{1D}BB123456789AB\u{1D}BHAGRICULTURE\u{1D}BICONDUITE ET GESTION\u{1D}\
                      BJCGEA POLYCULTURE ELEVAGE\u{1D}01R3K7Q2M9TZ4W8XA1\u{1F}\
                      RY3EXRV4JTKXLUYPA72VVWA7CLWVTXC6YQRVH3R72SHJJEMGXKLYO3OCMHU3LRXIUZQUHAGD6N7RYXFHT7E6G5O5T6PO5MXQM2SLMWQ";
        let (text, _) = vector.split_once('\u{1F}').expect("a signature");
        assert_eq!(signer.signed(text), vector);
    }
}
