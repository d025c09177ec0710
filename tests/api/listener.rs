//! What bytes on a real socket can do: hold a connection, hide a request in another, be too many.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::StatusCode;
use url::Url;

use crate::support::app::{App, Wish};
use crate::support::visitor::Visitor;

/// A test that waits longer than this for the end of a connection has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service that waits for nobody.
async fn impatient() -> App {
    let settings = vec![
        ("SERVER__HEAD_TIMEOUT_MS", "1000".to_owned()),
        ("SERVER__REQUEST_TIMEOUT_MS", "2000".to_owned()),
    ];
    App::start_with(Wish { settings, ..Wish::default() }).await
}

fn connect(url: &Url) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", url.port().unwrap())).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Everything that comes until the service hangs up, which it must.
fn all_of(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        // Hanging up on unread bytes resets the connection.
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}"),
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends bytes and nothing more, and reads to the end.
async fn sends(url: &Url, bytes: Vec<u8>) -> String {
    let url = url.clone();
    let talk = move || {
        let mut stream = connect(&url);
        // A refusal may come while we are still talking.
        let _ = stream.write_all(&bytes);
        all_of(stream)
    };
    tokio::task::spawn_blocking(talk).await.unwrap()
}

fn statuses(answer: &str) -> Vec<u16> {
    let lines = answer.split("HTTP/1.1 ").skip(1);
    lines.map(|line| line[..3].parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dawdles_is_hung_up_on_and_nobody_else_waits() {
    let app = impatient().await;
    let loris: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = connect(&app.url);
            stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
            stream
        })
        .collect();
    assert_eq!(Visitor::of(&app).opens("/").await.status, StatusCode::OK, "served beside them");
    let ends = tokio::task::spawn_blocking(|| loris.into_iter().map(all_of).collect::<Vec<_>>());
    for end in ends.await.unwrap() {
        assert!(end.is_empty() || statuses(&end) == [408], "{end}");
    }
    for path in
        ["/verifier", "/oauth2/token", "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials"]
    {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: 100\r\n\r\ncode=4F7K"
        );
        let answer = sends(&app.url, head.into_bytes()).await;
        assert_eq!(statuses(&answer), [408], "{path}: {answer}");
        assert!(answer.to_ascii_lowercase().contains("content-security-policy"), "{path}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_hides_in_another() {
    let app = impatient().await;
    let hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let post = |headers: &str, body: &str| {
        format!("POST /verifier HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n{body}{hidden}")
    };
    let chunked = "Transfer-Encoding: chunked";
    for (what, bytes) in [
        ("two lengths", post("Content-Length: 0\r\nContent-Length: 0", "")),
        ("two lengths that differ", post("Content-Length: 4\r\nContent-Length: 0", "a=b&")),
        ("a list of lengths", post("Content-Length: 0, 0", "")),
        ("a signed length", post("Content-Length: +0", "")),
        ("a hexadecimal length", post("Content-Length: 0x0", "")),
        ("a length beyond any", post("Content-Length: 99999999999999999999", "")),
        ("length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        ("chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
        ("chunks twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        ("chunks and something else", post("Transfer-Encoding: chunked, identity", "0\r\n\r\n")),
        ("another coding", post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
        ("a folded coding", post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n")),
        ("a folded header", post("X-Folded: one\r\n two", "")),
        ("a space before the colon", post("Transfer-Encoding : chunked", "0\r\n\r\n")),
        ("a bare CR", post("X-Bare: one\rContent-Length: 0", "")),
        ("a NUL", post("X-Nul: \0", "")),
        ("no host", format!("POST /verifier HTTP/1.1\r\nContent-Length: 0\r\n\r\n{hidden}")),
        ("two hosts", post("Host: elsewhere", "")),
        (
            "chunks in HTTP/1.0",
            post(chunked, "0\r\n\r\n").replace("/verifier HTTP/1.1", "/verifier HTTP/1.0"),
        ),
        ("a chunk without a size", post(chunked, "\r\n\r\n")),
        ("a chunk beyond any size", post(chunked, "FFFFFFFFFFFFFFFFFF\r\na\r\n0\r\n\r\n")),
        ("a chunk ended by a bare LF", post(chunked, "1\na\n0\n\n")),
        ("a chunk longer than it says", post(chunked, "1\r\nab\r\n0\r\n\r\n")),
    ] {
        let answer = sends(&app.url, bytes.into_bytes()).await;
        let statuses = statuses(&answer);
        assert!(statuses.len() <= 1, "{what}: {answer}");
        assert!(statuses.iter().all(|status| (400..500).contains(status)), "{what}: {answer}");
        assert!(!answer.ends_with("\r\n\r\nok"), "{what}: the hidden request was answered");
    }
    // What is no request of its own is read as what it is: the body of a GET, and lines that end in LF alone.
    let body = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{hidden}{}",
        hidden.len(),
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(statuses(&sends(&app.url, body.into_bytes()).await), [200, 200]);
    let bare = "GET /healthz HTTP/1.1\nHost: localhost\nConnection: close\n\n";
    assert_eq!(statuses(&sends(&app.url, bare.into()).await), [200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_read_without_end() {
    let app = impatient().await;
    let long = "a".repeat(300_000);
    let many: String = (0..200).map(|index| format!("X-{index}: a\r\n")).collect();
    for (what, head) in [
        ("a long address", format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n")),
        ("a long header", format!("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {long}\r\n\r\n")),
        ("a header without end", format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-{long}")),
        ("many headers", format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n")),
    ] {
        let answer = sends(&app.url, head.into_bytes()).await;
        assert!(statuses(&answer).iter().all(|status| (400..500).contains(status)), "{what}: {answer}");
    }
    assert_eq!(Visitor::of(&app).opens("/").await.status, StatusCode::OK, "and the service is as ever");
}
