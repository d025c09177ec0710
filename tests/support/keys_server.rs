//! A site that publishes its keys.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::ports::free_port;

/// Answers every request with the key set of the moment.
pub struct KeysServer {
    pub url: String,
    keys: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
}

impl KeysServer {
    pub async fn start(keys: String) -> Self {
        let port = free_port();
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
        let (keys, asked) = (Arc::new(Mutex::new(keys)), Arc::new(AtomicUsize::new(0)));
        let (published, count) = (Arc::clone(&keys), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let _ = connection.read(&mut request).await;
                count.fetch_add(1, Ordering::SeqCst);
                let body = published.lock().expect("nobody panics").clone();
                let length = body.len();
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
                let _ = connection
                    .write_all(format!("{head}\r\ncontent-length: {length}\r\n\r\n{body}").as_bytes())
                    .await;
            }
        });
        Self { url: format!("http://127.0.0.1:{port}/jwks.json"), keys, asked }
    }

    pub fn publish(&self, keys: String) {
        *self.keys.lock().expect("nobody panics") = keys;
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}
