//! The single table of routes.

use actix_web::guard::fn_guard;
use actix_web::http::header::ALLOW;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig, get, head, post};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder};

use super::api::operations::{CREDENTIALS_PATH, FRANCECONNECT_PATH};
use super::api::{audit_notes, health, jwks, openapi, releves, schema};
use super::emrex::{EMREX_PATH, receive};
use super::middleware::compression::compression;
use super::middleware::error_pages::error_pages;
use super::oauth::{self, authorize, metadata, par, revoke, token};
use super::pages::{
    api_documentation, assets, callback, consultations, developers, hand_off, hand_off_agreement, help, home,
    legal, numbers, problems, record_not_found, record_search, record_unlink, records, session_expired,
    session_extended, share, shared, shares, sign_in, sign_out, swagger_ui, theme, transcript, verify,
    verify_file, without_franceconnect,
};
use super::upload::is_multipart;

/// Addresses for machines: no session, no cookie.
pub fn machines(routes: &mut ServiceConfig) {
    routes
        .service(shows("/healthz", health::healthz))
        .service(shows("/readyz", health::readyz))
        .service(shows("/.well-known/jwks.json", jwks::jwks))
        .service(shows("/developpeurs/schemas/releves-1.json", schema::transcripts))
        .service(shows("/static/{file}", assets::asset))
        .service(shows("/static/theme/{hash}/{path:.*}", assets::laid_over))
        .service(shows("/favicon.ico", assets::favicon))
        .service(shows("/openapi.json", openapi::openapi))
        .service(shows("/arpent-resultats-api/v2/api-docs", openapi::openapi))
        .service(shows("/arpent-resultats-api/swagger-ui/{file}", swagger_ui::file))
        .service(asked(CREDENTIALS_PATH, audit_notes::credentials))
        .service(asked(FRANCECONNECT_PATH, audit_notes::franceconnect))
        .service(shows("/.well-known/oauth-authorization-server", metadata::metadata))
        .service(taken(oauth::PAR_PATH, par::par))
        .service(taken(oauth::TOKEN_PATH, token::token))
        .service(taken(oauth::REVOKE_PATH, revoke::revoke))
        .service(fetched("/api/v1/releves", releves::list))
        .service(fetched("/api/v1/releves/{id}", releves::one));
}

/// The landing page for those who were not here yet: on results day all come by the same door.
pub fn doors(routes: &mut ServiceConfig) {
    for path in ["/", "/en"] {
        let door = shows(path, home::for_strangers).guard(fn_guard(home::asked_by_stranger));
        routes.service(door);
    }
}

/// Where the browsers of sites arrive: led on before anybody asks whose they are, so no session.
pub fn arrivals(routes: &mut ServiceConfig) {
    let authorize = resource(oauth::AUTHORIZE_PATH, "GET").route(get().to(authorize::authorize));
    let emrex = resource(EMREX_PATH, "POST")
        .app_data(web::PayloadConfig::new(oauth::LONGEST_REQUEST))
        .route(post().to(receive::receive));
    for arrival in [authorize, emrex] {
        routes.service(arrival.wrap(from_fn(error_pages)).wrap(from_fn(compression)));
    }
}

/// Pages, in both languages.
pub fn citizens(routes: &mut ServiceConfig) {
    routes.service(shows("/en", home::home));
    routes.service(web::scope("/en").configure(pages));
    pages(routes);
}

fn pages(routes: &mut ServiceConfig) {
    routes
        .service(shows("/", home::home))
        .service(shows("/sans-franceconnect", without_franceconnect::without_franceconnect))
        .service(shows("/connexion", sign_in::begin))
        // Not on HEAD, which whoever looks at a link may send: a code serves once.
        .service(resource("/connexion/retour", "GET").route(get().to(callback::callback)))
        .service(shows("/connexion/annulee", sign_in::cancelled))
        .service(shows("/connexion/non-aboutie", sign_in::failed))
        .service(shows("/connexion/indisponible", sign_in::unavailable))
        .service(
            resource("/connexion/numeros", "GET, HEAD, POST")
                .route(get().to(numbers::form))
                .route(head().to(numbers::form))
                .route(post().to(numbers::submit)),
        )
        .service(shows("/dossier/introuvable", record_not_found::record_not_found))
        .service(shows("/dossier/a-verifier", record_not_found::record_not_found))
        .service(
            resource("/dossier/rechercher", "GET, HEAD, POST")
                .route(get().to(record_search::form))
                .route(head().to(record_search::form))
                .route(post().to(record_search::submit)),
        )
        // Not on HEAD either: the first browser that comes has the request to itself.
        .service(resource("/transmettre/{request}", "GET").route(get().to(hand_off::arrive)))
        .service(
            resource("/transmettre/{request}/accord", "GET, POST")
                .route(get().to(hand_off_agreement::form))
                .route(post().to(hand_off_agreement::submit)),
        )
        .service(resource("/transmettre/{request}/refuser", "POST").route(post().to(hand_off::decline)))
        .service(
            resource("/transmettre/{request}/aucun-releve", "POST").route(post().to(hand_off::nothing_found)),
        )
        .service(resource("/transmettre/{request}/fin", "GET").route(get().to(hand_off::end)))
        .service(shows("/mes-consultations", consultations::consultations))
        .service(shows("/mes-consultations/export.json", consultations::as_json))
        .service(shows("/mes-consultations/export.csv", consultations::as_csv))
        .service(shows("/mes-releves", records::records))
        .service(shows("/mes-releves/{reference}", transcript::transcript))
        .service(shows("/mes-releves/{reference}/telecharger", transcript::download))
        .service(
            resource("/mes-releves/{reference}/detacher", "GET, HEAD, POST")
                .route(get().to(record_unlink::ask))
                .route(head().to(record_unlink::ask))
                .route(post().to(record_unlink::unlink)),
        )
        .service(
            resource("/mes-releves/{reference}/partager", "GET, HEAD, POST")
                .route(get().to(share::form))
                .route(head().to(share::form))
                .route(post().to(share::submit)),
        )
        .service(shows("/mes-partages", shares::shares))
        .service(
            resource("/mes-partages/{id}/desactiver", "GET, HEAD, POST")
                .route(get().to(shares::ask))
                .route(head().to(shares::ask))
                .route(post().to(shares::turn_off)),
        )
        .service(
            resource("/partage/{code}", "GET, HEAD, POST")
                .route(get().to(shared::look))
                .route(head().to(shared::look))
                .route(post().to(shared::open)),
        )
        .service(resource("/partage/{code}/telecharger", "POST").route(post().to(shared::take)))
        .service(
            resource("/verifier", "GET, HEAD, POST")
                .route(get().to(verify::form))
                .route(head().to(verify::form))
                .route(post().guard(fn_guard(is_multipart)).to(verify_file::submit))
                .route(post().to(verify::submit)),
        )
        .service(shows("/v", verify::form))
        .service(shows("/v/{code}", verify::by_code))
        .service(shows("/session-expiree", session_expired::session_expired))
        .service(resource("/session/prolonger", "POST").route(post().to(session_extended::extend)))
        .service(resource("/deconnexion", "POST").route(post().to(sign_out::begin)))
        .service(shows("/deconnexion/retour", sign_out::returned))
        .service(shows("/deconnexion/confirmation", sign_out::confirmation))
        .service(shows("/accessibilite", legal::accessibility))
        .service(shows("/mentions-legales", legal::legal_notice))
        .service(shows("/donnees-personnelles", legal::personal_data))
        .service(shows("/contact", legal::contact))
        .service(shows("/aide", help::help))
        .service(shows("/plan-du-site", help::site_map))
        .service(shows("/etat", help::service_status))
        .service(shows("/theme", theme::theme))
        .service(shows("/cookies", legal::cookies))
        .service(shows("/arpent-resultats-api/swagger-ui.html", swagger_ui::swagger_ui))
        .service(shows("/developpeurs", developers::developers))
        .service(shows("/developpeurs/api", api_documentation::api_documentation))
        .service(shows("/developpeurs/bac-a-sable", developers::sandbox))
        .service(shows("/developpeurs/donnees", developers::data))
        .service(shows("/developpeurs/verification", developers::verification))
        .service(shows("/developpeurs/bouton", developers::button))
        .service(shows("/developpeurs/journal", developers::journal))
        .service(shows("/developpeurs/erreurs", problems::problems))
        .service(shows("/developpeurs/erreurs/{code}", problems::problem));
}

/// An address that is only read.
fn shows<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    resource(path, "GET, HEAD").route(get().to(handler.clone())).route(head().to(handler))
}

/// An address of an API that takes a short body.
fn asked<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    web::resource(path.to_owned())
        .app_data(web::PayloadConfig::new(audit_notes::LONGEST_BODY))
        .route(post().to(handler))
        .default_service(web::to(audit_notes::method_not_allowed))
}

/// An OAuth endpoint that takes a form.
fn taken<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    web::resource(path.to_owned())
        .app_data(web::PayloadConfig::new(oauth::LONGEST_REQUEST))
        .route(post().to(handler))
        .default_service(web::to(oauth::error::method_not_allowed))
}

/// An address of an API that is only read.
fn fetched<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    let reading = fn_guard(|request| matches!(request.head().method.as_str(), "GET" | "HEAD"));
    web::resource(path.to_owned())
        .route(web::route().guard(reading).to(handler))
        .default_service(web::to(releves::method_not_allowed))
}

/// An address that answers every other method with 405 and the ones it takes (RFC 9110 §15.5.6).
fn resource(path: &str, methods: &'static str) -> Resource {
    web::resource(path.to_owned()).default_service(web::to(move || async move {
        HttpResponse::MethodNotAllowed().insert_header((ALLOW, methods)).finish()
    }))
}
