//! Throw-away keys of a seal, for the demo and the tests: a root, an intermediate, and a leaf, all of
//! whose subjects say TEST.

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, SignatureAlgorithm,
};

/// Keys in PEM.
pub struct SealKeys {
    /// Leaf, then intermediate.
    pub chain_pem: String,
    /// Private key of the leaf.
    pub key_pem: String,
    /// Root: what a verifier trusts.
    pub root_pem: String,
}

/// Keys with a P-256 leaf, valid for a year around `now`.
///
/// # Errors
/// When the machine cannot make keys.
pub fn throw_away(now: Timestamp) -> Result<SealKeys, rcgen::Error> {
    make(now, &PKCS_ECDSA_P256_SHA256)
}

/// The same with an RSA leaf.
///
/// # Errors
/// When the machine cannot make keys.
pub fn throw_away_rsa(now: Timestamp) -> Result<SealKeys, rcgen::Error> {
    make(now, &PKCS_RSA_SHA256)
}

fn make(now: Timestamp, leaf_algorithm: &'static SignatureAlgorithm) -> Result<SealKeys, rcgen::Error> {
    let (root_key, intermediate_key) = (KeyPair::generate()?, KeyPair::generate()?);
    let root_parameters = authority("TEST racine des cachets", now);
    let root = root_parameters.self_signed(&root_key)?;
    let root_issuer = Issuer::new(root_parameters, root_key);
    let intermediate_parameters = authority("TEST autorité des cachets", now);
    let intermediate = intermediate_parameters.signed_by(&intermediate_key, &root_issuer)?;
    let intermediate_issuer = Issuer::new(intermediate_parameters, intermediate_key);

    let mut leaf_parameters = named("TEST cachet des relevés de notes", now);
    leaf_parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
    leaf_parameters.use_authority_key_identifier_extension = true;
    let leaf_key = KeyPair::generate_for(leaf_algorithm)?;
    let leaf = leaf_parameters.signed_by(&leaf_key, &intermediate_issuer)?;
    Ok(SealKeys {
        chain_pem: format!("{}{}", leaf.pem(), intermediate.pem()),
        key_pem: leaf_key.serialize_pem(),
        root_pem: root.pem(),
    })
}

fn named(name: &str, now: Timestamp) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.distinguished_name.push(DnType::OrganizationName, "TEST mon-releve");
    parameters.distinguished_name.push(DnType::CountryName, "FR");
    let year = i32::from(now.to_zoned(jiff::tz::TimeZone::UTC).year());
    parameters.not_before = rcgen::date_time_ymd(year - 1, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(year + 2, 1, 1);
    parameters
}

fn authority(name: &str, now: Timestamp) -> CertificateParams {
    let mut parameters = named(name, now);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters.use_authority_key_identifier_extension = true;
    parameters
}
