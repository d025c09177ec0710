//! Which certificates a verifier takes for the ministry's.

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
    aws_lc_rs as algorithms,
};
use x509_cert::Certificate;

use super::key::{der_of, is_valid_at, may_sign};

/// What a verifier trusts.
pub struct Trust(Kind);

enum Kind {
    /// The very chains that our service seals or sealed with. Whether a chain has expired since does not
    /// matter: the register knows when each document was sealed.
    Seals(Vec<Vec<Certificate>>),
    /// Roots: any chain for signing that leads to one of them and is valid now, for without a register
    /// nothing else proves when a document was sealed.
    Roots(Vec<Certificate>),
}

/// Why a chain is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// Leads to nobody we trust, or with an algorithm that proves nothing.
    Unknown,
    /// Out of its time.
    Validity,
    /// Not for signing documents.
    Purpose,
}

/// The file holds no certificate in PEM.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("holds no certificate in PEM")]
pub struct NoCertificate;

/// No SHA-1, no MD5, no short RSA key.
const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    algorithms::ECDSA_P256_SHA256,
    algorithms::ECDSA_P256_SHA384,
    algorithms::ECDSA_P384_SHA256,
    algorithms::ECDSA_P384_SHA384,
    algorithms::RSA_PKCS1_2048_8192_SHA256,
    algorithms::RSA_PKCS1_2048_8192_SHA384,
    algorithms::RSA_PKCS1_2048_8192_SHA512,
    algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
];

impl Trust {
    /// Trusts the service's own seals, whole chains.
    pub fn in_seals(chains: impl IntoIterator<Item = Vec<Certificate>>) -> Self {
        Self(Kind::Seals(chains.into_iter().collect()))
    }

    /// Trusts every certificate of a PEM file.
    ///
    /// # Errors
    /// When there is none.
    pub fn in_roots(pem: &[u8]) -> Result<Self, NoCertificate> {
        let roots = Certificate::load_pem_chain(pem).map_err(|_| NoCertificate)?;
        if roots.is_empty() { Err(NoCertificate) } else { Ok(Self(Kind::Roots(roots))) }
    }

    /// Whether a chain, leaf first, may seal: looked at now for a seal that says it was made at
    /// `sealed_at`, if it says when.
    ///
    /// # Errors
    /// When it may not.
    pub fn judge(
        &self,
        chain: &[Certificate],
        sealed_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Distrust> {
        let leaf = chain.first().ok_or(Distrust::Unknown)?;
        match &self.0 {
            Kind::Seals(seals) if seals.iter().any(|seal| seal == chain) => {}
            Kind::Seals(_) => return Err(Distrust::Unknown),
            Kind::Roots(roots) => leads_to(roots, chain, now)?,
        }
        if !may_sign(leaf) {
            return Err(Distrust::Purpose);
        }
        let is_timely = sealed_at.is_none_or(|at| is_valid_at(leaf, at));
        if is_timely { Ok(()) } else { Err(Distrust::Validity) }
    }
}

/// RFC 5280 §6, by webpki. Every certificate must be on the path: one more would be a byte that nobody
/// signed.
fn leads_to(roots: &[Certificate], chain: &[Certificate], now: Timestamp) -> Result<(), Distrust> {
    if let [alone] = chain
        && roots.contains(alone)
    {
        return if is_valid_at(alone, now) { Ok(()) } else { Err(Distrust::Validity) };
    }
    let chain: Vec<_> = chain.iter().map(|certificate| CertificateDer::from(der_of(certificate))).collect();
    let (leaf, intermediates) = chain.split_first().ok_or(Distrust::Unknown)?;
    let roots: Vec<_> = roots.iter().map(|root| CertificateDer::from(der_of(root))).collect();
    let anchors: Vec<TrustAnchor<'_>> =
        roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    let now = u64::try_from(now.as_second()).unwrap_or_default();
    let leaf = EndEntityCert::try_from(leaf).map_err(|_| Distrust::Unknown)?;
    let path = leaf
        .verify_for_usage(
            ALGORITHMS,
            &anchors,
            intermediates,
            UnixTime::since_unix_epoch(std::time::Duration::from_secs(now)),
            AnyUsage,
            None,
            None,
        )
        .map_err(|error| match error {
            Error::CertExpired { .. } | Error::CertNotValidYet { .. } => Distrust::Validity,
            _ => Distrust::Unknown,
        })?;
    let is_whole = path.intermediate_certificates().count() == intermediates.len();
    if is_whole { Ok(()) } else { Err(Distrust::Unknown) }
}

/// What the leaf is for is looked at by [`may_sign`], the same for a seal of ours and of others.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}
