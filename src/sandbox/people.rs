//! The invented people one can sign in as, in the claim format of FranceConnect.
//!
//! The content stands in `content/people.json`; nobody in it exists, and every address ends in
//! `example.org`.

use serde::Deserialize;
use serde_json::{Map, Value};

const CONTENT: &str = include_str!("content/people.json");

/// Their exam records, in the import contract: one JSON object a line.
pub const RECORDS: &str = include_str!("content/records.ndjson");

/// One invented person, as the simulated FranceConnect knows them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What a tester or a test types to choose this person. Stable.
    pub id: String,
    /// Which situation of the service this person shows.
    pub situation: Situation,
    /// Whether the page that offers people shows this one; the others are chosen by id only.
    #[serde(default = "yes")]
    pub listed: bool,
    /// The assurance level reached, in the `acr` of the id_token.
    #[serde(default = "eidas1")]
    pub acr: String,
    /// The authentication methods, given only when asked for and granted.
    #[serde(default)]
    pub amr: Vec<String>,
    /// The platform whose claim shapes this person follows, `FC` or `FC+`.
    #[serde(default = "franceconnect")]
    pub platform: String,
    /// Every claim FranceConnect could give, `sub` included; scopes decide which ones it gives.
    pub userinfo: Map<String, Value>,
}

/// One sentence for testers, in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

impl Person {
    /// The subject identifier, the same for every relying party of the sandbox.
    pub fn subject(&self) -> &str {
        self.text("sub")
    }

    /// First names and birth name, as a page shows them.
    pub fn display_name(&self) -> String {
        format!("{} {}", self.text("given_name"), self.text("family_name")).trim().to_owned()
    }

    fn text(&self, claim: &str) -> &str {
        self.userinfo.get(claim).and_then(Value::as_str).unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Content {
    people: Vec<Person>,
}

/// The people of the demo.
///
/// # Errors
///
/// When the embedded content does not have the shape of [`Person`], which a test rules out.
pub fn invented() -> Result<Vec<Person>, serde_json::Error> {
    serde_json::from_str::<Content>(CONTENT).map(|content| content.people)
}

fn yes() -> bool {
    true
}

fn eidas1() -> String {
    "eidas1".to_owned()
}

fn franceconnect() -> String {
    "FC".to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_invented_person_has_an_id_and_a_subject_of_their_own() {
        let people = invented().expect("the embedded people parse");
        let ids: HashSet<_> = people.iter().map(|person| &person.id).collect();
        let subjects: HashSet<_> = people.iter().map(Person::subject).collect();
        assert_eq!(ids.len(), people.len());
        assert_eq!(subjects.len(), people.len());
        assert!(!subjects.contains(""));
    }

    #[test]
    fn no_invented_person_can_receive_a_message() {
        for person in invented().expect("the embedded people parse") {
            let email = person.text("email");
            assert!(email.is_empty() || email.ends_with("@example.org"), "{}", person.id);
        }
    }
}
