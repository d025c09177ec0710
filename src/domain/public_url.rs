//! How citizens reach the service.

use url::Url;

/// The origin of the service as citizens see it: scheme, host, port, nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// # Errors
    /// When the text is no http or https address, or has a path, a query or a fragment.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        match Url::parse(text) {
            Ok(url)
                if matches!(url.scheme(), "http" | "https")
                    && url.has_host()
                    && url.path() == "/"
                    && url.query().is_none()
                    && url.fragment().is_none()
                    && url.username().is_empty()
                    && url.password().is_none() =>
            {
                Ok(Self(url))
            }
            _ => Err("is not an origin"),
        }
    }

    /// The address of one of our paths, which starts with `/`.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    /// The origin, without trailing slash.
    pub fn origin(&self) -> String {
        self.0.as_str().trim_end_matches('/').to_owned()
    }

    /// Whether citizens reach us over TLS: cookies can then bear the `__Host-` prefix.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}
