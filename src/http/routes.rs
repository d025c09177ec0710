//! The single table of routes.

use actix_web::web::{self, ServiceConfig, get, post};

use super::api::{health, jwks};
use super::pages::{
    assets, callback, home, legal, record_not_found, records, session_expired, sign_in, sign_out, transcript,
    verify, without_franceconnect,
};

/// Addresses for machines: no session, no cookie.
pub fn machines(routes: &mut ServiceConfig) {
    routes
        .route("/healthz", get().to(health::healthz))
        .route("/readyz", get().to(health::readyz))
        .route("/.well-known/jwks.json", get().to(jwks::jwks))
        .route("/static/{file}", get().to(assets::asset));
}

/// Pages, in both languages.
pub fn citizens(routes: &mut ServiceConfig) {
    routes.route("/en", get().to(home::home));
    routes.service(web::scope("/en").configure(pages));
    pages(routes);
}

fn pages(routes: &mut ServiceConfig) {
    let both = |path: &str| web::resource(path.to_owned());
    routes
        .service(both("/").route(get().to(home::home)))
        .service(both("/sans-franceconnect").route(get().to(without_franceconnect::without_franceconnect)))
        .service(both("/connexion").route(get().to(sign_in::begin)))
        .service(both("/connexion/retour").route(get().to(callback::callback)))
        .service(both("/connexion/annulee").route(get().to(sign_in::cancelled)))
        .service(both("/connexion/non-aboutie").route(get().to(sign_in::failed)))
        .service(both("/dossier/introuvable").route(get().to(record_not_found::record_not_found)))
        .service(both("/mes-releves").route(get().to(records::records)))
        .service(both("/mes-releves/{reference}").route(get().to(transcript::transcript)))
        .service(both("/mes-releves/{reference}/telecharger").route(get().to(transcript::download)))
        .service(both("/verifier").route(get().to(verify::form)).route(post().to(verify::submit)))
        .service(both("/v").route(get().to(verify::form)))
        .service(both("/v/{code}").route(get().to(verify::by_code)))
        .service(both("/session-expiree").route(get().to(session_expired::session_expired)))
        .service(both("/deconnexion").route(post().to(sign_out::begin)))
        .service(both("/deconnexion/retour").route(get().to(sign_out::returned)))
        .service(both("/deconnexion/confirmation").route(get().to(sign_out::confirmation)))
        .service(both("/accessibilite").route(get().to(legal::accessibility)))
        .service(both("/mentions-legales").route(get().to(legal::legal_notice)))
        .service(both("/donnees-personnelles").route(get().to(legal::personal_data)))
        .service(both("/contact").route(get().to(legal::contact)))
        .service(both("/cookies").route(get().to(legal::cookies)));
}
