//! A real `redis-server` on a free port, ended with the test.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use redis::{Client, Connection, RedisResult, TlsCertificates};
use tempfile::TempDir;

use super::certificates::certify;
use super::patience::eventually;
use super::ports::free_port;

/// One server without persistence.
pub struct RedisServer {
    process: Child,
    port: u16,
    scheme: &'static str,
    arguments: Vec<String>,
    folder: TempDir,
}

impl RedisServer {
    /// Starts one and waits until it answers.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with further settings, as `redis-server` takes them.
    pub fn start_with(further: &[&str]) -> Self {
        Self::begin("redis", further, "--port")
    }

    /// The same, which speaks nothing but TLS, as `localhost`, with a certificate of [`RedisServer::authority`].
    pub fn start_with_tls(further: &[&str]) -> Self {
        let settings = ["--port", "0", "--tls-auth-clients", "no", "--tls-ca-cert-file", "authority.pem"];
        let own = ["--tls-cert-file", "certificate.pem", "--tls-key-file", "key.pem"];
        Self::begin("rediss", &[settings.as_slice(), own.as_slice(), further].concat(), "--tls-port")
    }

    /// A Sentinel, which watches what these lines of its configuration say.
    pub fn start_sentinel(configuration: &str) -> Self {
        let (folder, port) = (in_memory(), free_port());
        let file = folder.path().join("sentinel.conf");
        let here = format!("port {port}\nbind 127.0.0.1\ndir {}\n", folder.path().display());
        std::fs::write(&file, here + configuration).expect("our own folder");
        let arguments = vec![file.to_str().expect("a plain path").to_owned(), "--sentinel".to_owned()];
        Self { process: spawn(&arguments, port), port, scheme: "redis", arguments, folder }
    }

    fn begin(scheme: &'static str, further: &[&str], port_key: &str) -> Self {
        let (folder, port) = (in_memory(), free_port());
        let here = folder.path().to_str().expect("a plain path");
        if scheme == "rediss" {
            certify(folder.path());
        }
        let port_text = port.to_string();
        let usual = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", here];
        let arguments = [&[port_key, &port_text], usual.as_slice(), further].concat();
        let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
        Self { process: spawn(&arguments, port), port, scheme, arguments, folder }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("{}/0", self.node())
    }

    /// Its address without a database, as Sentinels and nodes of a Cluster are named.
    pub fn node(&self) -> String {
        format!("{}://127.0.0.1:{}", self.scheme, self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// The certificate that its own leads to, in PEM.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// A connection of the operator's.
    pub fn operator(&self) -> Connection {
        self.client().and_then(|client| client.get_connection()).expect("it answers")
    }

    fn client(&self) -> RedisResult<Client> {
        match std::fs::read(self.authority()) {
            Ok(authority) => {
                let certificates = TlsCertificates { client_tls: None, root_cert: Some(authority) };
                Client::build_with_tls(self.node(), certificates)
            }
            Err(_) => Client::open(self.node()),
        }
    }

    /// What it says of its replication; nothing while it changes roles, which ends connections.
    pub fn replication(&self) -> String {
        let connection = self.client().and_then(|client| client.get_connection());
        connection.and_then(|mut to| redis::cmd("INFO").arg("replication").query(&mut to)).unwrap_or_default()
    }

    /// Until all that was written to its master is on it too.
    pub async fn catches_up_with(&self, master: &Self) {
        let offset = |server: &Self| {
            let said = server.replication();
            said.lines().find_map(|line| line.strip_prefix("master_repl_offset:").map(str::to_owned))
        };
        eventually("the replica has it all", async || offset(self) == offset(master)).await;
    }

    /// Kills it; everything in it is lost.
    pub fn kill(&mut self) {
        self.process.kill().expect("our own process");
        self.process.wait().expect("our own process");
    }

    /// Starts it again on the same port, empty.
    pub fn restart(&mut self) {
        self.process = spawn(&self.arguments, self.port);
    }

    /// Stops its process in its tracks, or lets it go on: connections stay open and nothing answers.
    pub fn freeze(&self, frozen: bool) {
        let signal = if frozen { "-STOP" } else { "-CONT" };
        let done = Command::new("kill").args([signal, &self.process_id().to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()));
    }
}

/// A folder in memory where there is one: nodes of a Cluster and Sentinels write through to the disk whatever they
/// decide, and a disk that is busy is not what is tested.
fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder")
}

fn spawn(arguments: &[String], port: u16) -> Child {
    let process = Command::new("redis-server")
        .args(arguments)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is missing: run `make test`, which installs it");
    let patience = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < patience, "redis-server does not answer");
        std::thread::yield_now();
    }
    process
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
