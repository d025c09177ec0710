//! The rules of an authorization request, in the order FranceConnect applies them: white-list and
//! shape first (a page), then client and callback (a page), then what may be told to the callback.
//!
//! Sources: `authorize-params.dto.ts`, `api-authorize.feature`, `connexion-acr-fcp-low.feature`,
//! `connexion-scope.feature`, `connexion-prompt.feature`, `connexion-claims.feature`.

use serde_json::Value;
use url::Url;

use super::parameters::Parameters;
use super::scopes;
use super::settings::RegisteredClient;

const ALLOWED: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "acr_values",
    "nonce",
    "state",
    "prompt",
    "claims",
    "idp_hint",
    "ui_locales",
];

/// The shortest nonce the published code accepts; partners are told 32, some were told 64.
const SHORTEST_NONCE: usize = 22;

/// Levels the engine knows, lowest first; this platform serves the first only.
const KNOWN_LEVELS: &[&str] = &["eidas1", "eidas2", "eidas3"];
const SERVED_LEVEL: &str = "eidas1";

/// A request that obeys every rule.
#[derive(Debug, Clone)]
pub(super) struct AuthorizationRequest {
    pub(super) client_id: String,
    pub(super) redirect_uri: Url,
    /// Known and granted, in the order asked for.
    pub(super) scopes: Vec<String>,
    pub(super) nonce: String,
    pub(super) state: String,
    /// Whether `amr` was asked for in the id_token.
    pub(super) wants_amr: bool,
}

/// Why a request goes no further.
pub(super) enum Refused {
    /// Shown at FranceConnect: the callback cannot be trusted, or the request is malformed.
    Shown { code: &'static str, why: String },
    /// Told to the callback.
    Returned(Box<Returned>),
}

/// An error for the callback.
pub(super) struct Returned {
    pub(super) redirect_uri: Url,
    pub(super) state: String,
    pub(super) error: &'static str,
    pub(super) description: String,
    /// Where answers of the implicit flow would have gone.
    pub(super) in_fragment: bool,
}

impl AuthorizationRequest {
    /// Applies every rule.
    ///
    /// # Errors
    ///
    /// The first rule broken.
    pub(super) fn parse(encoded: &[u8], clients: &[RegisteredClient]) -> Result<Self, Refused> {
        let malformed = |why| Refused::Shown { code: "Y030007", why };
        let parameters = Parameters::parse(encoded, ALLOWED).map_err(malformed)?;
        let shape = Shape::parse(&parameters).map_err(malformed)?;
        let client = clients.iter().find(|client| client.client_id == shape.client_id).ok_or_else(|| {
            Refused::Shown { code: "Y04EA6EF", why: format!("unknown client '{}'", shape.client_id) }
        })?;
        let scopes = shape.known_scopes();
        let scope_error = scope_error(&scopes, client);
        // Compared as text: Url would normalise away a difference FranceConnect sees.
        let is_registered = client.redirect_uris.iter().any(|uri| same_address(uri, shape.redirect_uri));
        if !is_registered {
            return Err(Refused::Shown {
                code: if scope_error.is_some() { "Y040001" } else { "Y04C013C" },
                why: format!("redirect_uri '{}' is not registered", shape.redirect_uri),
            });
        }
        let wants_amr = asks_for_amr(&shape.claims);
        if wants_amr && !client.scopes.iter().any(|scope| scope == "amr") {
            return Err(Refused::Shown {
                code: "Y100009",
                why: "the client may not ask for the claim 'amr'".to_owned(),
            });
        }
        let problem = response_type_error(shape.response_type)
            .or(scope_error)
            .or_else(|| level_error(shape.acr_values))
            .or_else(|| idp_hint_error(parameters.get("idp_hint")));
        if let Some((error, description)) = problem {
            return Err(Refused::Returned(Box::new(Returned {
                redirect_uri: shape.callback,
                state: shape.state.to_owned(),
                error,
                description,
                in_fragment: shape.response_type.contains("token"),
            })));
        }
        Ok(Self {
            client_id: client.client_id.clone(),
            redirect_uri: shape.callback,
            scopes,
            nonce: shape.nonce.to_owned(),
            state: shape.state.to_owned(),
            wants_amr,
        })
    }
}

/// Whether a registered address is, to the character, the one given. `Url` adds the slash after a
/// bare host, so a registration without a path is compared without it too.
pub(super) fn same_address(registered: &Url, given: &str) -> bool {
    let text = registered.as_str();
    text == given || (registered.path() == "/" && text.strip_suffix('/') == Some(given))
}

/// The parameters, present and well formed.
struct Shape<'a> {
    client_id: &'a str,
    redirect_uri: &'a str,
    callback: Url,
    response_type: &'a str,
    scope: &'a str,
    acr_values: &'a str,
    nonce: &'a str,
    state: &'a str,
    claims: Value,
}

impl<'a> Shape<'a> {
    fn parse(parameters: &'a Parameters) -> Result<Self, String> {
        let redirect_uri = parameters.required("redirect_uri")?;
        let callback = Url::parse(redirect_uri)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or("'redirect_uri' is not an absolute address")?;
        let nonce = parameters.required("nonce")?;
        if nonce.chars().count() < SHORTEST_NONCE {
            return Err(format!("'nonce' has fewer than {SHORTEST_NONCE} characters"));
        }
        if let Some(prompt) = parameters.get("prompt")
            && !is_accepted_prompt(prompt)
        {
            return Err(format!("'prompt' may be login, consent or both, not '{prompt}'"));
        }
        let claims = match parameters.get("claims") {
            None => Value::Null,
            Some(text) => serde_json::from_str::<Value>(text)
                .ok()
                .filter(Value::is_object)
                .ok_or("'claims' is not a JSON object")?,
        };
        Ok(Self {
            client_id: parameters.required("client_id")?,
            redirect_uri,
            callback,
            // Present but empty is told to the callback instead.
            response_type: parameters
                .get("response_type")
                .ok_or("missing required parameter 'response_type'")?,
            scope: parameters.required("scope")?,
            acr_values: parameters.required("acr_values")?,
            nonce,
            state: parameters.required("state")?,
            claims,
        })
    }

    fn known_scopes(&self) -> Vec<String> {
        let mut known: Vec<String> = Vec::new();
        for scope in self.scope.split(' ').filter(|scope| scopes::is_known(scope)) {
            if !known.iter().any(|seen| seen == scope) {
                known.push(scope.to_owned());
            }
        }
        known
    }
}

type ReturnedError = (&'static str, String);

fn is_accepted_prompt(prompt: &str) -> bool {
    let mut words: Vec<_> = prompt.split(' ').collect();
    words.sort_unstable();
    matches!(words.as_slice(), ["login"] | ["consent"] | ["consent", "login"])
}

fn asks_for_amr(claims: &Value) -> bool {
    claims.get("id_token").and_then(|id_token| id_token.get("amr")).is_some()
}

fn response_type_error(response_type: &str) -> Option<ReturnedError> {
    match response_type {
        "code" => None,
        "" => Some(("invalid_request", "missing required parameter 'response_type'".to_owned())),
        _ => Some(("unsupported_response_type", "unsupported response_type requested".to_owned())),
    }
}

fn scope_error(scopes: &[String], client: &RegisteredClient) -> Option<ReturnedError> {
    if !scopes.iter().any(|scope| scope == "openid") {
        return Some((
            "invalid_request",
            "openid scope must be requested when using the acr_values parameter".to_owned(),
        ));
    }
    scopes
        .iter()
        .any(|scope| scope != "openid" && !client.scopes.contains(scope))
        .then(|| ("invalid_scope", "requested scope is not allowed".to_owned()))
}

/// The lowest known level of the list counts; a list without any falls back to the platform's own.
fn level_error(acr_values: &str) -> Option<ReturnedError> {
    let asked = KNOWN_LEVELS.iter().find(|level| acr_values.split(' ').any(|value| value == **level))?;
    (*asked != SERVED_LEVEL).then(|| {
        (
            "invalid_acr",
            format!(
                "acr_value is not valid, should be equal one of these values, \
                 expected {SERVED_LEVEL}, got {asked}"
            ),
        )
    })
}

/// No identity provider is allow-listed here, so every hint is refused.
fn idp_hint_error(hint: Option<&str>) -> Option<ReturnedError> {
    hint.map(|_| ("invalid_idp_hint", "An idp_hint was provided but is not allowed".to_owned()))
}
