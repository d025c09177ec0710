//! What the same work costs without our service around it: a bare `actix-web` that answers the same bytes, or draws
//! the same page from memory. Runs as a process of its own, for its CPU and memory to be its own.

use std::process::Child;

use actix_web::http::header::ContentType;
use actix_web::{App, HttpResponse, HttpServer, web};
use mon_releve::adapters::exam_records::wire;
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::language::Language;
use mon_releve::http::views::transcript::Transcript;
use mon_releve::http::views::{Layout, Page, SignedIn};
use mon_releve::sandbox::people;

use super::program::{issuance, pinned};
use super::support::ports::free_port;

/// Says that this process is the peer, and on which port.
const PORT: &str = "MON_RELEVE_PEER_PORT";
/// The file with the bytes to answer.
const BYTES: &str = "MON_RELEVE_PEER_BYTES";

/// The peer, ended with the bench.
pub struct Peer {
    process: Child,
    pub port: u16,
    _bytes: tempfile::NamedTempFile,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Peer {
    /// Starts one that answers these bytes at `/bytes`, and draws a transcript at `/transcript`.
    pub fn start(bytes: &[u8]) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), bytes).expect("a file");
        let port = free_port();
        let program = std::env::current_exe().expect("this bench");
        let process = pinned(program).env(PORT, port.to_string()).env(BYTES, file.path()).spawn();
        let peer = Self { process: process.expect("the peer starts"), port, _bytes: file };
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        peer
    }
}

/// Serves, when this process is the peer.
pub fn serve_if_asked() -> bool {
    let Ok(port) = std::env::var(PORT) else { return false };
    let port: u16 = port.parse().expect("a port");
    let bytes = std::fs::read(std::env::var(BYTES).expect("a file")).expect("a file");
    let bytes = web::Bytes::from(bytes);
    let server = HttpServer::new(move || {
        let bytes = bytes.clone();
        App::new()
            .route("/bytes", web::get().to(move || answer(bytes.clone())))
            .route("/transcript", web::get().to(async || transcript().respond()))
    });
    let server = server.bind(("127.0.0.1", port)).expect("a free port").run();
    actix_web::rt::System::new().block_on(server).expect("it serves");
    true
}

async fn answer(bytes: web::Bytes) -> HttpResponse {
    HttpResponse::Ok().insert_header(ContentType::html()).body(bytes)
}

/// The page of a transcript, from its JSON on.
fn transcript() -> Transcript {
    let line = people::RECORDS.lines().next().expect("a record");
    let record = wire::parse(line.as_bytes()).expect("a record").released();
    let now = record.published_at;
    let signed_in = SignedIn {
        given_names: "Clémence".to_owned(),
        birth_name: "VERNEUIL-TEST".to_owned(),
        form_token: "0f".repeat(32),
        ends_at: now,
    };
    Transcript {
        layout: Layout::new(Language::French, "/mes-releves/0").signed_in(Some(signed_in)).in_sandbox(true),
        reference: RecordRef::from_random([7; 16]),
        issuance: issuance(now),
        record: Box::new(record),
        is_linked: false,
        may_share: true,
        replaces: None,
        exam_office: None,
        pdf_size: None,
        public_url: "http://localhost".to_owned(),
        shown_at: now,
    }
}
