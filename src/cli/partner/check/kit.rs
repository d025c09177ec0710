//! The service as the site under test sees it: the same addresses and answers, an invented candidate, and one thing
//! wrong at a time.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::dev::Server;
use actix_web::http::header::{ACCEPT, AUTHORIZATION};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::{Context, bail};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::Url;

use super::twist::Twist;
use crate::adapters::site_assertions::SiteAssertions;
use crate::adapters::store::memory::MemoryStore;
use crate::adapters::system::{SystemClock, SystemRandom};
use crate::domain::enrolment_site::{EnrolmentSite, EnrolmentSites};
use crate::domain::hand_off::{CodeChallenge, Scopes};
use crate::http::oauth::client::proofs;
use crate::http::oauth::parameters::Parameters;
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::services::authenticate_site::AuthenticateSiteService;
use crate::services::site_registry::SiteRegistry;

/// An invented transcript; `{nom}` marks the case it was sent in.
const TRANSCRIPT: &str = include_str!("transcript.json");
/// Enough for a site that keeps the document.
const DOCUMENT: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n\
trailer<</Root 1 0 R>>\n%%EOF\n";
const KID: &str = "kit";
/// How long an envelope lives, in seconds.
const LIFE: i64 = 900;

/// The stand-in.
pub(super) struct Kit {
    issuer: String,
    site: Arc<EnrolmentSite>,
    authenticate: AuthenticateSiteService,
    key: EcdsaKeyPair,
    unknown_key: EcdsaKeyPair,
    case: Mutex<Case>,
}

/// What happens in the case that is played.
#[derive(Default)]
struct Case {
    twist: Option<Twist>,
    marker: String,
    code: String,
    token: String,
    pushed: Option<(String, Parameters)>,
    challenge: Option<CodeChallenge>,
    redirect_uri: Option<String>,
    seen: Seen,
}

/// What the site did.
#[derive(Clone, Default)]
pub(super) struct Seen {
    /// Its `state`.
    pub(super) state: Option<String>,
    /// How often it brought a code that was taken.
    pub(super) exchanges: u32,
    /// How often it fetched the transcript.
    pub(super) picked_up: u32,
    /// How often in the signed form.
    pub(super) envelopes: u32,
    /// What was not as it must be.
    pub(super) notes: Vec<String>,
}

fn secret() -> String {
    let bytes: [u8; 32] = (&SystemRandom as &dyn Random).bytes();
    hex::encode(bytes)
}

impl Kit {
    /// A kit for one site of the registry.
    pub(super) fn of(site: Arc<EnrolmentSite>, sites: EnrolmentSites) -> anyhow::Result<Self> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let key = || EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).context("a key");
        Ok(Self {
            issuer: String::new(),
            site,
            authenticate: AuthenticateSiteService {
                sites: Arc::new(SiteRegistry::new(sites)),
                assertions: Arc::new(SiteAssertions::new(Arc::clone(&clock))?),
                store: Arc::new(MemoryStore::default()),
                clock,
            },
            key: key()?,
            unknown_key: key()?,
            case: Mutex::default(),
        })
    }

    /// The same, reached under this name.
    pub(super) fn called(self, issuer: String) -> Self {
        Self { issuer, ..self }
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Begins a case; the name the candidate bears in it.
    pub(super) fn begin(&self, twist: Twist) -> String {
        let marker = format!("{}-{}-TEST", twist.case().to_ascii_uppercase(), &secret()[..8]);
        *self.case() = Case {
            twist: Some(twist),
            marker: marker.clone(),
            code: secret(),
            token: secret(),
            ..Case::default()
        };
        marker
    }

    /// What the site did in it.
    pub(super) fn end(&self) -> Seen {
        self.case().seen.clone()
    }

    /// Whether an address is the one that candidates are sent to.
    pub(super) fn is_authorize(&self, url: &Url) -> bool {
        url.as_str().strip_prefix(&self.issuer).is_some_and(|path| path.starts_with("/oauth2/authorize?"))
    }

    /// Where the candidate comes back to, and with what.
    pub(super) fn callback(&self) -> anyhow::Result<Url> {
        let case = self.case();
        let Some(redirect_uri) = &case.redirect_uri else {
            bail!("the request cannot be answered: {}", case.seen.notes.join("; "));
        };
        let mut url = Url::parse(redirect_uri).context("the redirect_uri")?;
        let state = case.seen.state.clone().unwrap_or_default();
        let twist = case.twist.unwrap_or(Twist::Nothing);
        let mut answer = url.query_pairs_mut();
        match twist {
            Twist::Declined => answer.append_pair("error", "access_denied"),
            _ => answer.append_pair("code", &case.code),
        };
        match twist {
            Twist::NoState => {}
            Twist::OtherState => {
                answer.append_pair("state", &format!("x{state}"));
            }
            _ => {
                answer.append_pair("state", &state);
            }
        }
        let issuer = if twist == Twist::OtherIssuer { "https://other.example.org" } else { &self.issuer };
        answer.append_pair("iss", issuer);
        drop(answer);
        Ok(url)
    }

    fn case(&self) -> MutexGuard<'_, Case> {
        self.case.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what is asked, and what is wrong with it.
    fn asked(&self, query: &Parameters) {
        let mut case = self.case();
        let pushed = case.pushed.take().filter(|(name, _)| query.get("request_uri") == Some(name));
        let asked = pushed.as_ref().map_or(query, |(_, pushed)| pushed);
        let mut notes = Vec::new();
        let mut expect = |is_good: bool, note: &str| {
            if !is_good {
                notes.push(note.to_owned());
            }
        };
        let challenge = asked.get("code_challenge").and_then(|text| CodeChallenge::parse(text).ok());
        let redirect_uri = asked.get("redirect_uri").filter(|address| self.site.takes_redirect_to(address));
        expect(query.get("client_id") == Some(self.site.client_id.as_str()), "client_id is another one");
        expect(asked.get("response_type") == Some("code"), "response_type is not code");
        expect(redirect_uri.is_some(), "redirect_uri is not one of the registry, to the letter");
        expect(challenge.is_some(), "code_challenge is missing or none (RFC 7636)");
        expect(asked.get("code_challenge_method") == Some("S256"), "code_challenge_method is not S256");
        let scopes = asked.get("scope").map(|scope| Scopes::parse(scope, &self.site.scopes));
        expect(matches!(scopes, Some(Ok(_))), "scope asks for what the registry does not hold");
        case.challenge = challenge;
        case.redirect_uri = redirect_uri.map(str::to_owned);
        case.seen.state = asked.get("state").map(str::to_owned);
        case.seen.notes.extend(notes);
    }

    /// Whether the site proves who it is; notes it when it does not.
    async fn is_site(&self, request: &HttpRequest, form: &Parameters) -> bool {
        let audiences = ["", "/oauth2/token", "/oauth2/par"].map(|path| format!("{}{path}", self.issuer));
        for proof in proofs(request, form).unwrap_or_default() {
            if let Ok(Some(site)) = self.authenticate.site(&proof, &audiences).await {
                return site.client_id == self.site.client_id;
            }
        }
        self.case().seen.notes.push("the site did not prove who it is as the registry says".to_owned());
        false
    }

    fn exchanged(&self, form: &Parameters) -> Result<Value, &'static str> {
        let mut case = self.case();
        let verifier = form.get("code_verifier").unwrap_or_default();
        let fits = case.challenge.as_ref().is_some_and(|challenge| challenge.is_met_by(verifier));
        let is_same = form.get("redirect_uri") == case.redirect_uri.as_deref();
        if form.get("grant_type") != Some("authorization_code") {
            return Err("unsupported_grant_type");
        }
        let is_taken = form.get("code") == Some(&*case.code) && case.twist != Some(Twist::CodeRefused);
        if !is_taken || !fits || !is_same {
            if is_taken {
                let note = if fits {
                    "redirect_uri is another than in the request"
                } else {
                    "code_verifier does not fit"
                };
                case.seen.notes.push(note.to_owned());
            }
            return Err("invalid_grant");
        }
        case.seen.exchanges += 1;
        let scope = Scopes::of(&self.site.scopes).map(|scopes| scopes.codes()).unwrap_or_default();
        Ok(json!({ "access_token": case.token, "token_type": "Bearer", "expires_in": LIFE, "scope": scope }))
    }

    fn transcript(&self, marker: &str) -> Value {
        serde_json::from_str(&TRANSCRIPT.replace("{nom}", marker).replace("{origine}", &self.issuer))
            .unwrap_or_default()
    }

    /// The envelope of this case.
    fn envelope(&self, twist: Twist, marker: &str) -> anyhow::Result<String> {
        let now = SystemClock.now().as_second();
        let releve = self.transcript(marker);
        let mut seal = jws(&self.key, KID, &releve)?;
        if twist == Twist::SealSignature {
            seal = with_other_signature(&seal);
        }
        let ahead = if twist == Twist::ClockAhead { 30 } else { 0 };
        let exp = if twist == Twist::EnvelopeExpired { now - 600 } else { now + ahead + LIFE };
        let aud =
            if twist == Twist::EnvelopeAudience { "another-site" } else { self.site.client_id.as_str() };
        let iss = if twist == Twist::EnvelopeIssuer { "https://other.example.org" } else { &self.issuer };
        let claims = json!({
            "iss": iss, "aud": aud, "iat": now + ahead, "exp": exp, "jti": secret(), "releve": releve, "sceau": seal,
        });
        Ok(match twist {
            Twist::EnvelopeUnknownKey => jws(&self.unknown_key, "unknown", &claims)?,
            Twist::EnvelopeSignature => with_other_signature(&jws(&self.key, KID, &claims)?),
            Twist::EnvelopeUnsigned => {
                let header = json!({ "alg": "none", "kid": KID, "typ": "JWT" });
                format!("{}.{}.", encoded(&header), encoded(&claims))
            }
            _ => jws(&self.key, KID, &claims)?,
        })
    }

    fn jwks(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let coordinate = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": KID,
            "x": coordinate(&point[1..33]), "y": coordinate(&point[33..]),
        }] })
    }
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn jws(key: &EcdsaKeyPair, kid: &str, claims: &Value) -> anyhow::Result<String> {
    let header = json!({ "alg": "ES256", "kid": kid, "typ": "JWT" });
    let content = format!("{}.{}", encoded(&header), encoded(claims));
    let signature =
        key.sign(&aws_lc_rs::rand::SystemRandom::new(), content.as_bytes()).context("a signature")?;
    Ok(format!("{content}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The same text with one bit of its signature changed.
fn with_other_signature(jws: &str) -> String {
    let (content, signature) = jws.rsplit_once('.').unwrap_or((jws, ""));
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    if let Some(byte) = bytes.last_mut() {
        *byte ^= 1;
    }
    format!("{content}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Answers the site at `listener`.
pub(super) fn serve(listener: TcpListener, kit: &Arc<Kit>) -> anyhow::Result<Server> {
    let kit = web::Data::from(Arc::clone(kit));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(kit.clone())
            .route("/.well-known/oauth-authorization-server", web::get().to(metadata))
            .route("/.well-known/jwks.json", web::get().to(jwks))
            .route("/oauth2/par", web::post().to(par))
            .route("/oauth2/authorize", web::get().to(authorize))
            .route("/oauth2/token", web::post().to(token))
            .route("/api/v1/releves", web::get().to(list))
            .route("/api/v1/releves/{id}", web::get().to(one))
    });
    Ok(server.workers(1).disable_signals().listen(listener)?.run())
}

async fn metadata(kit: web::Data<Kit>) -> HttpResponse {
    let at = |path: &str| format!("{}{path}", kit.issuer);
    HttpResponse::Ok().json(json!({
        "issuer": kit.issuer,
        "authorization_endpoint": at("/oauth2/authorize"),
        "token_endpoint": at("/oauth2/token"),
        "pushed_authorization_request_endpoint": at("/oauth2/par"),
        "jwks_uri": at("/.well-known/jwks.json"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn jwks(kit: web::Data<Kit>) -> HttpResponse {
    HttpResponse::Ok().json(kit.jwks())
}

fn refused(error: &str) -> HttpResponse {
    HttpResponse::BadRequest().json(json!({ "error": error }))
}

async fn par(request: HttpRequest, body: web::Bytes, kit: web::Data<Kit>) -> HttpResponse {
    let form = Parameters::parse(&body);
    if !kit.is_site(&request, &form).await {
        return HttpResponse::Unauthorized().json(json!({ "error": "invalid_client" }));
    }
    let name = format!("urn:ietf:params:oauth:request_uri:{}", secret());
    kit.case().pushed = Some((name.clone(), form));
    HttpResponse::Created().json(json!({ "request_uri": name, "expires_in": 60 }))
}

async fn authorize(request: HttpRequest, kit: web::Data<Kit>) -> HttpResponse {
    kit.asked(&Parameters::parse(request.query_string().as_bytes()));
    HttpResponse::NoContent().finish()
}

async fn token(request: HttpRequest, body: web::Bytes, kit: web::Data<Kit>) -> HttpResponse {
    let form = Parameters::parse(&body);
    if !kit.is_site(&request, &form).await {
        return HttpResponse::Unauthorized().json(json!({ "error": "invalid_client" }));
    }
    match kit.exchanged(&form) {
        Ok(token) => HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(token),
        Err(error) => refused(error),
    }
}

/// Whether the request bears the token of this case.
fn bears_token(request: &HttpRequest, kit: &Kit) -> bool {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|header| header.split_once(' ')).map(|(_, token)| token);
    token == Some(&*kit.case().token)
}

async fn list(request: HttpRequest, kit: web::Data<Kit>) -> HttpResponse {
    if !bears_token(&request, &kit) {
        return HttpResponse::Unauthorized().insert_header(("www-authenticate", "Bearer")).finish();
    }
    HttpResponse::Ok().json(json!({ "releves": [{ "id": "0".repeat(32) }] }))
}

async fn one(request: HttpRequest, kit: web::Data<Kit>) -> HttpResponse {
    if !bears_token(&request, &kit) {
        return HttpResponse::Unauthorized().insert_header(("www-authenticate", "Bearer")).finish();
    }
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let (twist, marker) = {
        let mut case = kit.case();
        case.seen.picked_up += 1;
        case.seen.envelopes += u32::from(accept.contains("application/jwt"));
        (case.twist.unwrap_or(Twist::Nothing), case.marker.clone())
    };
    if accept.contains("application/pdf") {
        return HttpResponse::Ok().content_type("application/pdf").body(DOCUMENT);
    }
    if !accept.contains("application/jwt") {
        return HttpResponse::Ok().json(kit.transcript(&marker));
    }
    match kit.envelope(twist, &marker) {
        Ok(envelope) => HttpResponse::Ok().content_type("application/jwt").body(envelope),
        Err(error) => HttpResponse::InternalServerError().body(format!("{error:#}")),
    }
}
