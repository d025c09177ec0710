//! The operator's own address: figures and probes.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::{App, HttpServer, web};
use metrics_exporter_prometheus::PrometheusHandle;

use super::StartError;
use super::database::Database;
use crate::adapters::seal::KeyRing;
use crate::http::admin::{self, Metrics};
use crate::http::state::AppState;

/// Serves `http::admin` on one thread.
pub(super) fn server(
    listener: TcpListener,
    figures: PrometheusHandle,
    state: &web::Data<AppState>,
    databases: Vec<(&'static str, Database)>,
) -> Result<Server, StartError> {
    let refresh = move || {
        for (name, database) in &databases {
            let (open, idle) = database.connections();
            metrics::gauge!("database_connections", "database" => *name, "state" => "open").set(open);
            metrics::gauge!("database_connections", "database" => *name, "state" => "idle").set(idle as f64);
        }
    };
    let figures = web::Data::new(Metrics { figures, refresh: Box::new(refresh) });
    let state = state.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(state.clone()).app_data(figures.clone()).configure(admin::routes)
    });
    let server = server.workers(1).disable_signals().listen(listener);
    Ok(server.map_err(|error| StartError::External(error.into()))?.run())
}

/// Shows when the certificates of the seal begin and end.
pub(super) fn show_ends_of(ring: &KeyRing) {
    for seal in ring.list() {
        let labels = [("role", seal.role.to_owned()), ("kid", seal.kid)];
        metrics::gauge!("seal_certificate_start_timestamp_seconds", &labels)
            .set(seal.valid_from.as_second() as f64);
        metrics::gauge!("seal_certificate_expiry_timestamp_seconds", &labels)
            .set(seal.valid_until.as_second() as f64);
    }
}
