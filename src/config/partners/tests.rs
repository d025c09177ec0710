use std::path::Path;

use super::Typed;
use crate::config::{Environment, Problems};
use crate::domain::assurance::{Assurance, Identification};
use crate::domain::enrolment_site::{EnrolmentSites, Scope};

const WHOLE: &str = r#"
client_id = "lycee-exemple"
name = { fr = "Lycée Exemple", en = "Exemple School" }
purpose = { fr = "Inscription en BTSA 2026", en = "Enrolment 2026" }
legal_basis = "CRPA L. 114-8"
retention = { fr = "un an", en = "one year" }
contact = "dpo@example.org"
redirect_uris = ["https://inscription.example.org/retour"]
emrex_return_urls = []
scopes = ["resultat", "notes"]
token_endpoint_auth_method = "client_secret_basic"
client_secret_sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
franceconnect_client_id = "at-franceconnect"
credentials = true
acr_floor = "eidas1"
valid_from = 2026-01-01
valid_until = 2027-12-31
daily_quota = 10000
webhook_url = "https://inscription.example.org/corrections"
"#;

fn registry(folder: &Path, environment: Environment) -> (EnrolmentSites, Vec<String>) {
    let mut problems = Problems::default();
    let sites = Typed { dir: Some(folder.to_owned()) }.resolve(environment, &mut problems);
    let keys =
        problems.0.iter().map(|problem| problem.key.rsplit(": ").next().unwrap_or_default().to_owned());
    (sites, keys.collect())
}

/// The problems of one file, by key.
fn problems(text: &str, environment: Environment) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lycee-exemple.toml"), text).expect("a file");
    registry(folder.path(), environment).1
}

#[test]
fn a_whole_file_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lycee-exemple.toml"), WHOLE).expect("a file");
    std::fs::write(folder.path().join("notes.txt"), "not a site").expect("a file");
    let (sites, problems) = registry(folder.path(), Environment::Production);
    assert_eq!(problems, [""; 0]);
    let site = sites.with_secret("lycee-exemple", "secret").expect("the site");
    assert!(sites.with_secret("lycee-exemple", "secrets").is_none());
    assert!(sites.with_secret("lycee", "secret").is_none());
    assert!(sites.by_franceconnect_client_id("at-franceconnect").is_some());
    assert_eq!(site.scopes, [Scope::Result, Scope::Marks]);
    assert_eq!(site.acr_floor, Assurance::Low);
    assert!(!Identification::Numbers.may_hand_over_to(&site), "unless its file says so");
    assert!(Identification::FranceConnect(Assurance::Low).may_hand_over_to(&site));
    let day = |text: &str| text.parse().expect("a date");
    assert!(site.is_valid_on(day("2026-01-01")) && site.is_valid_on(day("2027-12-31")));
    assert!(!site.is_valid_on(day("2025-12-31")) && !site.is_valid_on(day("2028-01-01")));
}

#[test]
fn the_committed_example_is_good() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/partners");
    assert_eq!(registry(&folder, Environment::Production).1, [""; 0]);
}

#[test]
fn every_problem_of_a_file_is_found_at_once() {
    let broken = WHOLE
        .replace("client_id = \"lycee", "client_id = \"lycée")
        .replace(", en = \"Enrolment 2026\"", "")
        .replace("\"notes\"", "\"marks\"")
        .replace("2027-12-31", "2025-12-31")
        .replace("eidas1", "eidas9")
        .replace("https://inscription.example.org/retour", "http://inscription.example.org/retour")
        .replace("2bb80d", "xyz")
        + "colour = \"green\"\n";
    let mut found = problems(&broken, Environment::Production);
    found.sort();
    let expected = [
        "acr_floor",
        "client_id",
        "client_id",
        "client_secret_sha256",
        "colour",
        "purpose.en",
        "redirect_uris[0]",
        "scopes",
        "valid_until",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_empty_may_be_left_out() {
    let minimal: String = WHOLE.lines().take(7).map(|line| format!("{line}\n")).collect();
    assert_eq!(problems(&minimal, Environment::Production), [""; 0]);
    let with_codes = format!("{minimal}redirect_uris = [\"https://inscription.example.org/retour\"]\n");
    assert_eq!(problems(&with_codes, Environment::Production), ["client_secret_sha256"]);
    let with_credentials = format!("{minimal}credentials = true\n");
    assert_eq!(problems(&with_credentials, Environment::Production), ["credentials"]);
}

#[test]
fn numbers_are_no_higher_level_of_assurance() {
    let both = WHOLE.replace("acr_floor = \"eidas1\"", "acr_floor = \"eidas2\"\naccepts_numbers = true");
    assert_eq!(problems(&both, Environment::Production), ["accepts_numbers"]);
    assert_eq!(problems(&both.replace("eidas2", "eidas1"), Environment::Production), [""; 0]);
}

#[test]
fn plain_http_is_for_this_machine_outside_production() {
    let local = WHOLE.replace("https://inscription.example.org/retour", "http://127.0.0.1:9000/retour");
    assert_eq!(problems(&local, Environment::Test), [""; 0]);
    assert_eq!(problems(&local, Environment::Production), ["redirect_uris[0]"]);
}

#[test]
fn what_is_for_sandboxes_is_refused_in_production() {
    let sandbox = include_str!("../../sandbox/content/bac-a-sable.toml");
    let sandbox = sandbox
        .replace("http://localhost:3000/retour", "https://inscription.example.org/retour")
        .replace("client_id = \"bac-a-sable\"", "client_id = \"lycee-exemple\"");
    assert_eq!(problems(&sandbox, Environment::Test), [""; 0]);
    assert_eq!(problems(&sandbox, Environment::Production), ["client_secret_sha256", "any_localhost"]);
}

#[test]
fn a_folder_that_is_named_must_be_there() {
    let (_, problems) = registry(Path::new("/nowhere/at/all"), Environment::Test);
    assert_eq!(problems, ["partners.dir"]);
}

#[test]
fn two_sites_cannot_share_a_registration_at_franceconnect() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lycee-exemple.toml"), WHOLE).expect("a file");
    let other = WHOLE.replace("client_id = \"lycee-exemple\"", "client_id = \"autre\"");
    std::fs::write(folder.path().join("autre.toml"), other).expect("a file");
    let (_, problems) = registry(folder.path(), Environment::Test);
    assert_eq!(problems, ["franceconnect_client_id"]);
}
