//! What a server of the tests needs to speak in private.

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// Writes `authority.pem`, and `certificate.pem` and `key.pem` of a server of this machine that it vouches for.
pub fn certify(folder: &Path) {
    let write = |file: &str, text: String| std::fs::write(folder.join(file), text).expect("our folder");
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().expect("a key");
    write("authority.pem", authority.self_signed(&authority_key).expect("a certificate").pem());
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let server = CertificateParams::new(names).expect("names");
    let key = KeyPair::generate().expect("a key");
    let issuer = Issuer::new(authority, authority_key);
    write("certificate.pem", server.signed_by(&key, &issuer).expect("a certificate").pem());
    write("key.pem", key.serialize_pem());
}
