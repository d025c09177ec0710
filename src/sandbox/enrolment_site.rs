//! The demo enrolment site: one page of an invented school, in French and in English, whose link
//! leads into the service. It knows nothing of the service but its address.

use std::io;
use std::net::TcpListener;

use actix_web::dev::{Server, ServerHandle};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use actix_web::{App, HttpResponse, HttpServer, web};
use askama::Template;
use url::Url;

const STYLE: &str = include_str!("content/sandbox.css");

#[derive(Template)]
#[template(path = "sandbox/enrolment.fr.html")]
struct FrenchPage<'a> {
    service: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/enrolment.en.html")]
struct EnglishPage<'a> {
    service: &'a str,
}

#[derive(Template)]
#[template(path = "sandbox/enrolment.404.html")]
struct MissingPage;

/// An enrolment site bound to its address.
pub struct EnrolmentSite {
    server: Server,
    url: Url,
}

impl EnrolmentSite {
    /// Starts answering on `listener`, with links to the service at `service_url`. Needs a Tokio
    /// runtime.
    ///
    /// # Errors
    ///
    /// When the listener cannot be used.
    pub fn bind(listener: TcpListener, service_url: Url) -> io::Result<Self> {
        let port = listener.local_addr()?.port();
        let url = Url::parse(&format!("http://localhost:{port}/")).map_err(io::Error::other)?;
        let service = web::Data::new(service_url);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(service.clone())
                .route("/", web::get().to(french))
                .route("/en/", web::get().to(english))
                .route("/site.css", web::get().to(style))
                .default_service(web::to(missing))
        })
        .workers(1)
        .shutdown_timeout(1)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok(Self { server, url })
    }

    /// Where a browser on this machine reaches it.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Stops it from elsewhere.
    pub fn server_handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Runs until stopped through [`Self::server_handle`].
    ///
    /// # Errors
    ///
    /// When accepting connections fails for good.
    pub async fn run(self) -> io::Result<()> {
        self.server.await
    }
}

async fn french(service: web::Data<Url>) -> HttpResponse {
    let page = FrenchPage { service: &link(&service, "/") };
    html(StatusCode::OK, &page)
}

async fn english(service: web::Data<Url>) -> HttpResponse {
    let page = EnglishPage { service: &link(&service, "/en/") };
    html(StatusCode::OK, &page)
}

async fn missing() -> HttpResponse {
    html(StatusCode::NOT_FOUND, &MissingPage)
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=600"))
        .body(STYLE)
}

/// The service's address without its final slash, then `path`.
fn link(service: &Url, path: &str) -> String {
    format!("{}{path}", service.as_str().trim_end_matches('/'))
}

fn html(status: StatusCode, page: &impl Template) -> HttpResponse {
    let Ok(body) = page.render() else {
        return HttpResponse::InternalServerError().finish();
    };
    HttpResponse::build(status)
        .insert_header((
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; form-action 'none'; \
             base-uri 'none'; frame-ancestors 'none'",
        ))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}
