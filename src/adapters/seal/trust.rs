//! Which certificates a verifier takes for the ministry's.

use der::asn1::ObjectIdentifier;
use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
    aws_lc_rs as algorithms,
};
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;

use super::key::{der_of, is_valid_at, may_sign};
use super::timestamp::Stamp;

/// What a verifier trusts.
pub struct Trust {
    seals: Kind,
    /// Roots of time stamp authorities.
    authorities: Vec<Certificate>,
}

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
pub(super) const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
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
        Self { seals: Kind::Seals(chains.into_iter().collect()), authorities: Vec::new() }
    }

    /// Trusts the time stamps of authorities below these roots, too.
    pub fn with_authorities(self, authorities: Vec<Certificate>) -> Self {
        Self { authorities, ..self }
    }

    /// Trusts every certificate of a PEM file, for seals and for time stamps.
    ///
    /// # Errors
    /// When there is none.
    pub fn in_roots(pem: &[u8]) -> Result<Self, NoCertificate> {
        let roots = Certificate::load_pem_chain(pem).map_err(|_| NoCertificate)?;
        if roots.is_empty() {
            return Err(NoCertificate);
        }
        Ok(Self { authorities: roots.clone(), seals: Kind::Roots(roots) })
    }

    /// Whether a time stamp proves its time at `now`: its authority is trusted, and was when it stamped.
    pub(super) fn believes(&self, stamp: &Stamp, now: Timestamp) -> bool {
        [stamp.at, now].into_iter().all(|at| leads_to_an_authority(&self.authorities, &stamp.chain, at))
    }

    /// Whether a chain, leaf first, may seal: looked at now, or at the instant that a trusted stamp proves, for
    /// a seal that says it was made at `sealed_at`, if it says when.
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
        match &self.seals {
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
    let on_path = path(roots, chain, now, AnyUsage)?;
    if on_path == chain.len() { Ok(()) } else { Err(Distrust::Unknown) }
}

/// Whether the chain of a time stamp leads to one of these roots: all of it that is needed, for an authority
/// may send its root along.
pub(super) fn leads_to_an_authority(roots: &[Certificate], chain: &[Certificate], at: Timestamp) -> bool {
    path(roots, chain, at, TimeStamping).is_ok()
}

/// How many certificates of the chain, its leaf included, are on the path to a root.
fn path(
    roots: &[Certificate],
    chain: &[Certificate],
    at: Timestamp,
    usage: impl ExtendedKeyUsageValidator,
) -> Result<usize, Distrust> {
    let chain: Vec<_> = chain.iter().map(|certificate| CertificateDer::from(der_of(certificate))).collect();
    let (leaf, intermediates) = chain.split_first().ok_or(Distrust::Unknown)?;
    let roots: Vec<_> = roots.iter().map(|root| CertificateDer::from(der_of(root))).collect();
    let anchors: Vec<TrustAnchor<'_>> =
        roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    let at = u64::try_from(at.as_second()).unwrap_or_default();
    let leaf = EndEntityCert::try_from(leaf).map_err(|_| Distrust::Unknown)?;
    let path = leaf
        .verify_for_usage(
            ALGORITHMS,
            &anchors,
            intermediates,
            UnixTime::since_unix_epoch(std::time::Duration::from_secs(at)),
            usage,
            None,
            None,
        )
        .map_err(|error| match error {
            Error::CertExpired { .. } | Error::CertNotValidYet { .. } => Distrust::Validity,
            _ => Distrust::Unknown,
        })?;
    Ok(1 + path.intermediate_certificates().count())
}

/// What the leaf is for is looked at by [`may_sign`], the same for a seal of ours and of others.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

/// The leaf of a time stamp is looked at by [`may_stamp`]; those above it may name the purpose or none.
struct TimeStamping;

impl ExtendedKeyUsageValidator for TimeStamping {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        /// `id-kp-timeStamping`, 1.3.6.1.5.5.7.3.8, and `anyExtendedKeyUsage`.
        const STAMPING: [usize; 9] = [1, 3, 6, 1, 5, 5, 7, 3, 8];
        const ANY: [usize; 5] = [2, 5, 29, 37, 0];
        let purposes: Vec<_> = purposes.collect::<Result<_, _>>()?;
        let covers = |purpose: &webpki::KeyPurposeId<'_>| {
            let oid = purpose.to_decoded_oid();
            oid == STAMPING || oid == ANY
        };
        let fits = purposes.is_empty() || purposes.iter().any(covers);
        if fits { Ok(()) } else { Err(Error::UnknownIssuer) }
    }
}

/// Whether a leaf is for time stamps alone (RFC 3161 §2.3).
pub(super) fn may_stamp(leaf: &Certificate) -> bool {
    const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
    let purposes = leaf.tbs_certificate().get_extension::<ExtendedKeyUsage>();
    purposes.is_ok_and(|found| {
        found.is_some_and(|(is_critical, purposes)| is_critical && purposes.0 == [TIME_STAMPING])
    })
}
