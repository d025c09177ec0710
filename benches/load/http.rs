//! A browser so light that it is not what is measured: HTTP/1.1 over kept connections, the whole answer read.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Connections to one port of this machine, kept open between requests.
pub struct Host {
    port: u16,
    idle: Mutex<Vec<TcpStream>>,
    /// How long answers took since somebody asked.
    took: Mutex<Vec<Duration>>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let mut values = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.trim())
    }

    /// `name=value` of the cookie that was set last.
    pub fn cookie(&self) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut cookies = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        cookies.next_back().and_then(|(_, value)| value.trim().split(';').next())
    }

    /// Where it leads.
    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }
}

impl Host {
    pub fn at(port: u16) -> Self {
        Self { port, idle: Mutex::default(), took: Mutex::default() }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<TcpStream>> {
        self.idle.lock().expect("nobody panics while holding it")
    }

    /// How long each answer took since this was asked last.
    pub fn answers(&self) -> Vec<Duration> {
        std::mem::take(&mut self.took.lock().expect("nobody panics while holding it"))
    }

    /// Asks as a browser does; `further` are whole header lines.
    pub async fn get(&self, path: &str, further: &str) -> std::io::Result<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: localhost:{}\r\n{further}\r\n", self.port)).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, further: &str, form: &str) -> std::io::Result<Answer> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost:{}\r\ncontent-length: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\n{further}\r\n{form}",
            self.port,
            form.len()
        );
        self.send(&head).await
    }

    async fn send(&self, request: &str) -> std::io::Result<Answer> {
        let begun = Instant::now();
        let kept = self.idle().pop();
        let was_kept = kept.is_some();
        let mut stream = match kept {
            Some(stream) => stream,
            None => self.connect().await?,
        };
        let answer = match exchange(&mut stream, request).await {
            // The server closed it while it lay idle.
            Err(_) if was_kept => {
                stream = self.connect().await?;
                exchange(&mut stream, request).await?
            }
            answer => answer?,
        };
        if answer.header("connection") != Some("close") {
            self.idle().push(stream);
        }
        self.took.lock().expect("nobody panics while holding it").push(begun.elapsed());
        Ok(answer)
    }

    async fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

fn broken(what: &'static str) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, what)
}

async fn exchange(stream: &mut TcpStream, request: &str) -> std::io::Result<Answer> {
    stream.write_all(request.as_bytes()).await?;
    let mut read = Vec::with_capacity(16 * 1024);
    let head_end = loop {
        if stream.read_buf(&mut read).await? == 0 {
            return Err(broken("closed before the head ended"));
        }
        if let Some(at) = memchr::memmem::find(&read, b"\r\n\r\n") {
            break at + 4;
        }
    };
    let body = read.split_off(head_end);
    let head = String::from_utf8(read).map_err(|_| broken("a head that is no text"))?;
    let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(|| broken("no status"))?;
    let mut answer = Answer { status, head, body };
    let length = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
    let is_chunked = answer.header("transfer-encoding") == Some("chunked");
    let is_whole = |body: &[u8]| match length {
        Some(length) => body.len() >= length,
        None => !is_chunked || body.ends_with(b"0\r\n\r\n"),
    };
    while !is_whole(&answer.body) {
        if stream.read_buf(&mut answer.body).await? == 0 {
            return Err(broken("closed before the body ended"));
        }
    }
    Ok(answer)
}
