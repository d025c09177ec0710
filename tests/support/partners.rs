//! Enrolment sites of the tests: a folder of the registry, and the secrets to it.

use mon_releve::domain::enrolment_site::ClientId;
use tempfile::TempDir;

/// A secret as `openssl rand -hex 32` makes it; its SHA-256 stands in every file.
pub const SITE_SECRET: &str = "5f0c6f3bb2a04d0c9f6d6a1f4a5b8a77d1e1a0b3c2d4e5f60718293a4b5c6d7e";

/// A folder with one file a site: `(client_id, further lines)`.
pub fn registry(sites: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, SITE_SECRET.as_bytes());
    for (client_id, further) in sites {
        ClientId::parse(client_id).expect("a client_id");
        let text = format!(
            "client_id = \"{client_id}\"\nname = {{ fr = \"Lycée Exemple\", en = \"Exemple School\" }}\n\
             purpose = {{ fr = \"Inscription\", en = \"Enrolment\" }}\nlegal_basis = \"CRPA L. 114-8\"\n\
             retention = {{ fr = \"un an\", en = \"one year\" }}\ncontact = \"dpo@example.org\"\n\
             scopes = [\"resultat\", \"notes\", \"document\", \"identite\"]\n\
             client_secret_sha256 = \"{}\"\n{further}\n",
            hex::encode(hash)
        );
        std::fs::write(folder.path().join(format!("{client_id}.toml")), text).expect("a file");
    }
    folder
}
