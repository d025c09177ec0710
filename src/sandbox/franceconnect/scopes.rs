//! Which scope gives which claim on the platform « FC » (`libs/scopes/src/data/fcp-low`).
//!
//! A scope nobody knows is ignored; a known one the client was not granted is refused.

use serde_json::{Map, Value};

/// The identity scopes and their claims. `amr` travels in the id_token, not in userinfo.
const IDENTITY: &[(&str, &[&str])] = &[
    ("openid", &["sub"]),
    (
        "identite_pivot",
        &[
            "given_name",
            "given_name_array",
            "family_name",
            "birthdate",
            "gender",
            "birthplace",
            "birthcountry",
        ],
    ),
    (
        "profile",
        &["given_name", "given_name_array", "family_name", "birthdate", "gender", "preferred_username"],
    ),
    ("birth", &["birthplace", "birthcountry"]),
    ("given_name", &["given_name", "given_name_array"]),
    ("family_name", &["family_name"]),
    ("gender", &["gender"]),
    ("birthdate", &["birthdate"]),
    ("birthplace", &["birthplace"]),
    ("birthcountry", &["birthcountry"]),
    ("email", &["email"]),
    ("preferred_username", &["preferred_username"]),
    ("idp_birthdate", &["idp_birthdate"]),
    ("idp_id", &["idp_id"]),
    ("amr", &[]),
];

/// Scopes of data providers start with one of these; they only travel in the access token.
const DATA: &[&str] = &["dgfip_", "cnam_", "cnous_", "mesri_", "eag_"];

/// What the information page calls each claim.
const LABELS: &[(&str, &str)] = &[
    ("given_name", "Prénom(s)"),
    ("family_name", "Nom de naissance"),
    ("birthdate", "Date de naissance"),
    ("gender", "Sexe"),
    ("birthplace", "Lieu de naissance"),
    ("birthcountry", "Pays de naissance"),
    ("preferred_username", "Nom d’usage"),
    ("email", "Adresse électronique"),
    ("idp_birthdate", "Date de naissance connue du fournisseur d’identité"),
    ("idp_id", "Fournisseur d’identité utilisé"),
];

/// Whether FranceConnect knows this scope at all.
pub(super) fn is_known(scope: &str) -> bool {
    IDENTITY.iter().any(|(name, _)| *name == scope) || DATA.iter().any(|prefix| scope.starts_with(prefix))
}

/// Names of the identity scopes, for the provider metadata.
pub(super) fn identity_scopes() -> Vec<&'static str> {
    IDENTITY.iter().map(|(name, _)| *name).collect()
}

/// The claims of `person` these scopes give, `sub` included. A claim the person lacks stays absent.
pub(super) fn claims(scopes: &[String], person: &Map<String, Value>) -> Map<String, Value> {
    IDENTITY
        .iter()
        .filter(|(name, _)| scopes.iter().any(|scope| scope == name))
        .flat_map(|(_, claims)| claims.iter())
        .filter_map(|claim| {
            let value = person.get(*claim)?;
            Some(((*claim).to_owned(), value.clone()))
        })
        .collect()
}

/// What the information page says will be transmitted, in a stable order.
pub(super) fn labels(claims: &Map<String, Value>) -> Vec<&'static str> {
    LABELS.iter().filter(|(claim, _)| claims.contains_key(*claim)).map(|(_, label)| *label).collect()
}
