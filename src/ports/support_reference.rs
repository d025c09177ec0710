//! What FranceConnect's support asks for when something failed there.

use std::fmt;

use url::Url;

/// The Y-code and the identifier that FranceConnect puts into `error_uri`. Nothing else of that address, and
/// none of its texts, is ever kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportReference {
    code: String,
    id: Option<String>,
}

impl SupportReference {
    /// Reads `…?code=Y049E20B&id=<uuid>`; `None` when there is no such code.
    pub fn in_uri(uri: &str) -> Option<Self> {
        let url = Url::parse(uri).ok()?;
        let [mut code, mut id] = [const { None::<String> }; 2];
        for (name, value) in url.query_pairs() {
            let is_code = value.strip_prefix('Y').is_some_and(|rest| is_token(rest, 8));
            match name.as_ref() {
                "code" if is_code => code = Some(value.into_owned()),
                "id" if is_token(&value, 36) => id = Some(value.into_owned()),
                _ => {}
            }
        }
        Some(Self { code: code?, id })
    }
}

/// Hexadecimal digits and hyphens, 1 to `longest` of them: fit for a line of a log.
fn is_token(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

impl fmt::Display for SupportReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        match &self.id {
            Some(id) => write!(f, ", id {id}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SupportReference;

    fn read(uri: &str) -> Option<String> {
        SupportReference::in_uri(uri).map(|reference| reference.to_string())
    }

    #[test]
    fn code_and_id_are_found_and_nothing_else_is_kept() {
        let id = "6d6de96b-c0bf-4f24-9c5b-5c8a1d0f3a77";
        let uri = format!("https://docs.example.org/erreurs?code=Y049E20B&id={id}&name=MARTIN");
        assert_eq!(read(&uri), Some(format!("Y049E20B, id {id}")));
        assert_eq!(read("https://docs.example.org/?code=Y030007"), Some("Y030007".to_owned()));
        for other in [
            "",
            "Y049E20B",
            "https://docs.example.org/?id=1",
            "https://docs.example.org/?code=Y0%0A49",
            "https://docs.example.org/?code=MARTIN",
            "https://docs.example.org/?code=Y",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
        assert_eq!(read("https://docs.example.org/?code=Y1&id=MARTIN"), Some("Y1".to_owned()));
    }
}
