//! A return target inside our own site, so that no redirect can ever be open.

/// An absolute path of this service, without host, query or fragment: where a citizen goes on after
/// signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

/// The text is not a plain absolute path of this site.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a path of this site")]
pub struct NotLocal;

impl LocalPath {
    /// Reads an absolute path of unreserved characters (RFC 3986 §2.3): `/` then segments of letters,
    /// digits, `-`, `_`, `.` and `~`, none of them empty, `.` or `..`. Stricter than a browser on
    /// purpose: backslashes, encodings, control characters and `//host` cannot be written.
    ///
    /// # Errors
    /// When the text is anything else, or longer than 512 bytes.
    pub fn parse(text: &str) -> Result<Self, NotLocal> {
        let segment_is_plain = |segment: &str| {
            !matches!(segment, "" | "." | "..")
                && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
        };
        let is_local = text.len() <= 512
            && match text.strip_prefix('/') {
                Some("") => true,
                Some(segments) => segments.split('/').all(segment_is_plain),
                None => false,
            };
        is_local.then(|| Self(text.to_owned())).ok_or(NotLocal)
    }

    /// The list of one's records, where a citizen goes when nothing else was asked for.
    pub fn records() -> Self {
        Self("/mes-releves".to_owned())
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::LocalPath;
    use proptest::prelude::*;

    #[test]
    fn pages_of_the_service_are_local() {
        for path in
            ["/", "/mes-releves", "/en/mes-releves", "/mes-releves/0f3a", "/transmettre/a-b_c~d/accord"]
        {
            assert!(LocalPath::parse(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn nothing_that_a_browser_reads_as_another_host_is_local() {
        for path in [
            "",
            "mes-releves",
            "//example.org",
            "///example.org",
            "/\\example.org",
            "\\\\example.org",
            "/\t/example.org",
            "/%2fexample.org",
            "/%5cexample.org",
            "https://example.org",
            "javascript:alert(1)",
            "/..//example.org",
            "/./example.org",
            "/../",
            "/mes-releves/",
            "/a?b=c",
            "/a#b",
            "/a@example.org",
            "/a:80",
            "/\u{202e}",
            "/é",
            " /mes-releves",
            "/mes-releves\n",
            "/a;b",
            "/@example.org",
            "/.",
            "/..",
        ] {
            assert!(LocalPath::parse(path).is_err(), "{path:?}");
        }
        assert!(LocalPath::parse(&format!("/{}", "a".repeat(512))).is_err());
    }

    proptest! {
        #[test]
        fn a_local_path_never_leaves_the_site(text in "[/\\\\.a-z%@:?#\t]{0,20}") {
            if let Ok(path) = LocalPath::parse(&text) {
                let base = url::Url::parse("https://releves.example.org/").expect("a base address");
                let joined = base.join(path.as_str()).expect("a local path joins");
                prop_assert_eq!(joined.origin(), base.origin());
                prop_assert_eq!(joined.path(), path.as_str());
            }
        }
    }
}
