//! The seal over ELMO: an enveloped XML signature (XMLDSig, RFC 3275) with SHA-256, last child of `elmo`,
//! one reference to the whole document.
//!
//! All is written in canonical form, so the bytes signed are the bytes there: no canonicalisation is done
//! when sealing or opening. A stock verifier does it and comes to the same bytes.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use der::Decode;
use x509_cert::Certificate;

use super::jws::fixed;
use super::key::{KeyKind, LONGEST_CHAIN, SealKey, der_of, leaf_public_key};
use super::low_s::is_low;
use super::signer::NoSignature;
use crate::adapters::render::elmo::{PDF_CONTENT, UnsealedElmo};
use crate::ports::rendering::SealedElmo;

/// Why there is no sealed ELMO.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum XmlSealError {
    /// The key did not sign.
    #[error(transparent)]
    Signature(#[from] NoSignature),
    /// What was made does not verify.
    #[error("the seal just made does not verify")]
    Verification,
}

const START: &str = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">";
const END: &str = "</elmo>";

/// Seals a document.
///
/// # Errors
/// When the key does not sign or the result does not verify; never an unsealed document.
pub fn seal_elmo(elmo: &UnsealedElmo, key: &SealKey) -> Result<SealedElmo, XmlSealError> {
    let content = elmo.0.strip_suffix(END).ok_or(XmlSealError::Verification)?;
    let signed = signed_info(key.kind(), elmo.0.as_bytes());
    let signature = key.sign(canonical(&signed).as_bytes())?;
    let signature = match key.kind() {
        KeyKind::P256 => fixed(&signature).ok_or(XmlSealError::Verification)?.to_vec(),
        KeyKind::Rsa => signature,
    };
    let sealed = format!("{content}{}{END}", element(&signed, &signature, key.chain()));
    let is_good = open_elmo(sealed.as_bytes()).is_some_and(|opened| opened.chain == key.chain());
    if is_good { Ok(SealedElmo(sealed)) } else { Err(XmlSealError::Verification) }
}

/// `SignedInfo` as it stands inside `Signature`.
fn signed_info(kind: KeyKind, document: &[u8]) -> String {
    const CANONICAL: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    let method = match kind {
        KeyKind::P256 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        KeyKind::Rsa => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    };
    format!(
        "<SignedInfo>\
         <CanonicalizationMethod Algorithm=\"{CANONICAL}\"></CanonicalizationMethod>\
         <SignatureMethod Algorithm=\"{method}\"></SignatureMethod>\
         <Reference URI=\"\"><Transforms>\
         <Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></Transform>\
         <Transform Algorithm=\"{CANONICAL}\"></Transform></Transforms>\
         <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>\
         <DigestValue>{}</DigestValue></Reference></SignedInfo>",
        STANDARD.encode(digest(&SHA256, document)),
    )
}

/// `SignedInfo` on its own, as it is signed: the namespace of `Signature` goes with it.
fn canonical(signed_info: &str) -> String {
    signed_info.replacen("<SignedInfo>", "<SignedInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">", 1)
}

fn element(signed_info: &str, signature: &[u8], chain: &[Certificate]) -> String {
    let certificates: String = chain
        .iter()
        .map(|certificate| {
            format!("<X509Certificate>{}</X509Certificate>", STANDARD.encode(der_of(certificate)))
        })
        .collect();
    format!(
        "{START}{signed_info}<SignatureValue>{}</SignatureValue>\
         <KeyInfo><X509Data>{certificates}</X509Data></KeyInfo></Signature>",
        STANDARD.encode(signature),
    )
}

/// Sealed ELMO read back.
pub struct OpenedElmo {
    /// By whom it is sealed, leaf first; whether they are to be trusted is not looked at.
    pub chain: Vec<Certificate>,
    /// The attached PDF.
    pub pdf: Vec<u8>,
}

/// Opens a document that was sealed exactly as [`seal_elmo`] seals it. Nothing of it is parsed: the
/// signature is written anew around the rest and compared, so no other transform, reference, comment or
/// entity gets through, and no namespace is ever resolved.
pub fn open_elmo(file: &[u8]) -> Option<OpenedElmo> {
    let text = std::str::from_utf8(file).ok()?;
    let (content, signature) = text.strip_suffix(END)?.split_at(text.rfind(START)?);
    let between = |start: &str, end: &str| Some(signature.split_once(start)?.1.split_once(end)?.0);
    let value = STANDARD.decode(between("<SignatureValue>", "</SignatureValue>")?).ok()?;
    let certificates = between("<X509Data><X509Certificate>", "</X509Certificate></X509Data>")?;
    let certificate = |text| Certificate::from_der(&STANDARD.decode(text).ok()?).ok();
    let chain: Vec<Certificate> = certificates
        .split("</X509Certificate><X509Certificate>")
        .take(LONGEST_CHAIN)
        .map(certificate)
        .collect::<Option<_>>()?;
    let leaf = chain.first()?;
    let kind = KeyKind::of(leaf)?;
    let signed = signed_info(kind, [content, END].concat().as_bytes());
    let message = canonical(&signed);
    let is_good = element(&signed, &value, &chain) == signature
        && match kind {
            KeyKind::P256 => {
                is_low(&value)
                    && UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, leaf_public_key(leaf)?)
                        .verify(message.as_bytes(), &value)
                        .is_ok()
            }
            KeyKind::Rsa => kind.verifies(leaf, message.as_bytes(), &value),
        };
    let pdf = content.split_once(PDF_CONTENT)?.1.split_once("</content>")?.0;
    is_good.then_some(OpenedElmo { chain, pdf: STANDARD.decode(pdf).ok()? })
}
