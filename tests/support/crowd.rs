//! More people than the service has places.

use reqwest::StatusCode;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::app::{App, Wish};
use super::patience::eventually;
use super::visitor::new_client;

/// A process with one place, and a form that does not go on, which takes it until it is dropped.
pub async fn crowded() -> (App, TcpStream) {
    let settings = vec![("SERVER__MOST_REQUESTS", "1".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let place = half_a_form(&app).await;
    let is_taken = async || {
        let answer = new_client().get(app.at("/")).send().await.expect("an answer");
        answer.status() == StatusCode::SERVICE_UNAVAILABLE
    };
    eventually("taken", is_taken).await;
    (app, place)
}

/// A form that does not go on.
pub async fn half_a_form(app: &App) -> TcpStream {
    let port = app.url.port().expect("a port");
    let mut form = TcpStream::connect(("127.0.0.1", port)).await.expect("it listens");
    let head = format!(
        "POST /verifier HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-length: 100\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\ncode="
    );
    form.write_all(head.as_bytes()).await.expect("it listens");
    form
}
