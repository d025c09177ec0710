//! Parameters of a query or a form, none of which may stand twice (RFC 6749 §3.1).

use std::collections::{HashMap, HashSet};

use url::form_urlencoded;

use crate::domain::redacted::redacted_debug;

/// What was sent.
#[derive(Default)]
pub struct Parameters {
    values: HashMap<String, String>,
    repeated: HashSet<String>,
}

redacted_debug!(Parameters);

impl Parameters {
    /// Reads `name=value&…`.
    pub fn parse(text: &[u8]) -> Self {
        let mut parameters = Self::default();
        for (name, value) in form_urlencoded::parse(text) {
            let name = name.into_owned();
            if parameters.values.insert(name.clone(), value.into_owned()).is_some() {
                parameters.repeated.insert(name);
            }
        }
        parameters
    }

    /// A parameter that stands once and says something; one without value counts as omitted.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.values.get(name).filter(|_| !self.repeated.contains(name));
        value.map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether any of them stands twice, known or not.
    pub fn has_repeated(&self) -> bool {
        !self.repeated.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn a_parameter_that_stands_twice_says_nothing() {
        let parameters = Parameters::parse(b"a=1&b=2&%61=1&c=&d=%20x+y");
        assert!(parameters.has_repeated());
        assert_eq!((parameters.get("a"), parameters.get("b")), (None, Some("2")));
        assert_eq!((parameters.get("c"), parameters.get("d")), (None, Some(" x y")));
        assert!(!Parameters::parse(b"a=1&A=1").has_repeated());
        assert!(Parameters::parse(b"c=&c=").has_repeated());
    }
}
