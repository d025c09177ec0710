//! `GET /api/v2/userinfo`: the claims the scopes allow, as a signed JWT.
//!
//! Bearer header only. Refused once the grant is 30 seconds old, though the token lives 60: that
//! is the window a relying party really has (`actions/userinfo.js`, `Y0446BD3`).

use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL};
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::error::Unspecified;
use serde_json::{Value, json};

use super::behaviour::Tamper;
use super::control::misbehave;
use super::keys::Algorithm;
use super::provider::{AccessToken, GRANT_SECONDS, Provider, TOKEN_SECONDS};
use super::refusal::{JsonRefusal, UNLISTED};
use super::{id_token, scopes};

/// The endpoint.
pub(super) async fn show(request: HttpRequest, provider: web::Data<Provider>) -> HttpResponse {
    provider.counters.userinfo();
    let behaviour = provider.behaviour();
    if let Some(instead) = misbehave(behaviour.userinfo, &behaviour, &request).await {
        return instead;
    }
    match find(&request, &provider).await {
        Ok((given, token)) => {
            body(&provider, &given, &token).unwrap_or_else(|_| JsonRefusal::server_error().respond())
        }
        Err(refusal) => refusal.respond(),
    }
}

async fn find(request: &HttpRequest, provider: &Provider) -> Result<(String, AccessToken), JsonRefusal> {
    let given = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let Some(given) = given else {
        let text = "no access token provided (access token missing in the Authorization header)";
        return Err(JsonRefusal::invalid_token(text, UNLISTED));
    };
    let refused =
        |detail: &str, code| JsonRefusal::invalid_token(format!("invalid token provided ({detail})"), code);
    let now = provider.now();
    let token = provider
        .access_tokens
        .get(given)
        .await
        .filter(|token| now < token.issued_at + TOKEN_SECONDS)
        .ok_or_else(|| refused("access token not found", UNLISTED))?;
    if now >= token.grant.granted_at + GRANT_SECONDS {
        return Err(refused("grant is expired", "Y0446BD3"));
    }
    Ok((given.to_owned(), token))
}

fn body(provider: &Provider, access_token: &str, token: &AccessToken) -> Result<HttpResponse, Unspecified> {
    let tamper = provider.tamper();
    let request = &token.grant.request;
    let client = provider.client(&request.client_id).ok_or(Unspecified)?;
    if tamper == Tamper::UserinfoIsIdToken {
        let id_token = id_token::issue(provider, client, &token.grant, access_token)?;
        return Ok(jwt(id_token, media_type(tamper, None)));
    }
    let claims = claims(provider, token, tamper);
    if tamper == Tamper::UserinfoUnsignedJson {
        return Ok(HttpResponse::Ok().json(claims));
    }
    let algorithm = match tamper {
        Tamper::UserinfoAlgNone => Algorithm::None,
        Tamper::UserinfoRs256 => Algorithm::Rs256,
        _ => Algorithm::Es256,
    };
    let keys = provider.keys.read().map_err(|_| Unspecified)?;
    let forgery = provider.behaviour().forge_userinfo;
    let signed = forgery.sign(&keys, &algorithm, id_token::header(&keys, &algorithm), claims)?;
    Ok(jwt(
        if tamper == Tamper::UserinfoBadSignature {
            id_token::with_broken_signature(&signed)
        } else {
            signed
        },
        media_type(tamper, forgery.content_type.as_deref()),
    ))
}

fn claims(provider: &Provider, token: &AccessToken, tamper: Tamper) -> Value {
    let request = &token.grant.request;
    let mut claims = scopes::claims(&request.scopes, &token.grant.signed_in.person.userinfo);
    claims.insert("iss".to_owned(), json!(provider.issuer()));
    claims.insert("aud".to_owned(), json!(request.client_id));
    claims.insert("iat".to_owned(), json!(provider.now()));
    claims.insert("exp".to_owned(), json!(token.issued_at + TOKEN_SECONDS));
    let lie = match tamper {
        Tamper::UserinfoOtherSub => Some(("sub", json!(format!("{}v1", "0".repeat(64))))),
        Tamper::UserinfoWrongIss => Some(("iss", json!("https://imposteur.example.org/api/v2"))),
        Tamper::UserinfoWrongAud => Some(("aud", json!("autre-service"))),
        Tamper::UserinfoExpired => Some(("exp", json!(provider.now() - 3600))),
        _ => None,
    };
    if let Some((name, value)) = lie {
        claims.insert(name.to_owned(), value);
    }
    match tamper {
        Tamper::UserinfoMissingSub => claims.remove("sub"),
        // A pending change at FranceConnect: absent instead of empty for people born abroad.
        Tamper::UserinfoWithoutBirthplace => claims.remove("birthplace"),
        _ => None,
    };
    Value::Object(claims)
}

fn media_type(tamper: Tamper, forged: Option<&str>) -> &str {
    match tamper {
        Tamper::UserinfoContentTypeCharset => "application/jwt; charset=utf-8",
        _ => forged.unwrap_or("application/jwt"),
    }
}

fn jwt(token: String, media_type: &str) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).content_type(media_type).body(token)
}
