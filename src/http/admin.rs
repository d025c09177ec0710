//! Addresses for the operator alone, on `server.admin_listen`: never public.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{self, ServiceConfig, get};
use actix_web::{HttpResponse, Responder};
use metrics_exporter_prometheus::PrometheusHandle;

use super::api::health;

/// What the figures come from.
pub struct Metrics {
    /// What was counted and timed.
    pub figures: PrometheusHandle,
    /// Sets those that are only looked up when asked for, such as the connections of a pool.
    pub refresh: Box<dyn Fn() + Send + Sync>,
}

/// The table of routes.
pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/metrics", get().to(metrics))
        .route("/healthz", get().to(health::healthz))
        .route("/readyz", get().to(health::readyz));
}

/// `GET /metrics`: the text format 0.0.4 of Prometheus.
async fn metrics(metrics: web::Data<Metrics>) -> impl Responder {
    (metrics.refresh)();
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(metrics.figures.render())
}
