//! Certificates of authorities that the system does not know, in PEM: `<name>_ca` and `<name>_ca_file`.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::Problems;

/// Says what is wrong with a value that holds no certificate.
pub(super) fn check(key: &'static str, typed: &str, problems: &mut Problems) {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(typed.as_bytes()).collect();
    if certificates.map_or(0, |certificates| certificates.len()) == 0 {
        problems.add(
            key,
            "is not a certificate",
            format!("name a file of certificates in PEM by {key}_file"),
        );
    }
}
