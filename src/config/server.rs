//! `[server]`.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;

use super::Problems;
use super::list::List;
use crate::domain::public_url::PublicUrl;

/// Where the service runs, and so how strict it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// One machine, invented people.
    Demo,
    /// Tests and the FranceConnect sandbox.
    Test,
    /// Real people.
    Production,
}

/// `[server]`, checked.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// How strict to be.
    pub environment: Environment,
    /// Where to listen.
    pub listen: SocketAddr,
    /// How citizens reach us.
    pub public_url: PublicUrl,
    /// Networks of our own proxies: what they say of the caller's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Threads that serve; by default one a core.
    pub workers: Option<usize>,
    /// Where the operator's figures are; nowhere by default.
    pub admin_listen: Option<SocketAddr>,
    /// Longest time a client may take to send the head of a request.
    pub head_timeout: Duration,
    /// Longest time from the head of a request to its answer, body included.
    pub request_timeout: Duration,
    /// Requests of this process that may be under way.
    pub most_requests: usize,
    /// Longest turn of a thread's queue before newcomers wait outside.
    pub longest_queue: Duration,
    /// Between `SIGTERM` and the end of listening: time for load balancers to see that `/readyz` says so.
    pub drain: Duration,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    environment: Environment,
    listen: String,
    public_url: Option<String>,
    #[serde(default)]
    workers: Option<usize>,
    #[serde(default)]
    trusted_proxies: List,
    #[serde(default)]
    admin_listen: Option<String>,
    drain_seconds: u64,
    head_timeout_ms: u64,
    request_timeout_ms: u64,
    most_requests: usize,
    longest_queue_ms: u64,
}

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> Option<ServerSettings> {
        let listen = address("server.listen", &self.listen, problems);
        let admin_listen =
            self.admin_listen.and_then(|typed| address("server.admin_listen", &typed, problems));
        let public_url = match self.public_url.as_deref().map(PublicUrl::parse) {
            None => {
                problems.missing(
                    "server.public_url",
                    "write how citizens reach the service, such as \"https://releves.example.org\"",
                );
                None
            }
            Some(Err(what)) => {
                problems.add(
                    "server.public_url",
                    what,
                    "write scheme, host and port only, such as \"https://releves.example.org\"",
                );
                None
            }
            Some(Ok(url)) => Some(url),
        };
        if self.environment == Environment::Production
            && public_url.as_ref().is_some_and(|url| !url.is_https())
        {
            problems.add("server.public_url", "is not https", "in production citizens must reach the service over https; for the sandbox set server.environment = \"test\"");
        }
        if self.workers == Some(0) {
            problems.add("server.workers", "is 0", "leave it out for one a core");
        }
        // The server looks at its clock twice a second: less would end requests that have just come.
        if self.head_timeout_ms < 1000 || self.request_timeout_ms < self.head_timeout_ms {
            problems.add(
                "server.request_timeout_ms",
                "and head_timeout_ms do not fit",
                "head_timeout_ms at least 1000, request_timeout_ms at least as long",
            );
        }
        if self.most_requests == 0 || self.longest_queue_ms == 0 {
            problems.add(
                "server.most_requests",
                "or longest_queue_ms is 0: nobody would be served",
                "leave both out for what the program comes with",
            );
        }
        let trusted_proxies = networks(self.trusted_proxies.into_items(), problems);
        Some(ServerSettings {
            environment: self.environment,
            listen: listen?,
            public_url: public_url?,
            trusted_proxies,
            workers: self.workers,
            admin_listen,
            head_timeout: Duration::from_millis(self.head_timeout_ms),
            request_timeout: Duration::from_millis(self.request_timeout_ms),
            most_requests: self.most_requests,
            longest_queue: Duration::from_millis(self.longest_queue_ms),
            drain: Duration::from_secs(self.drain_seconds),
        })
    }
}

fn address(key: &'static str, typed: &str, problems: &mut Problems) -> Option<SocketAddr> {
    let address = typed.to_socket_addrs().ok().and_then(|mut addresses| addresses.next());
    if address.is_none() {
        problems.add(key, "is not an address and port", "write for example \"127.0.0.1:8080\"");
    }
    address
}

/// One address, or a network in the notation of RFC 4632.
fn networks(typed: Vec<String>, problems: &mut Problems) -> Vec<IpNet> {
    let mut networks = Vec::new();
    for (index, text) in typed.into_iter().enumerate() {
        let address = text.parse::<IpAddr>().map(IpNet::from);
        match address.or_else(|_| text.parse::<IpNet>()) {
            Ok(network) => networks.push(network),
            Err(_) => problems.add(
                format!("server.trusted_proxies[{index}]"),
                "is not an address or network",
                "write for example \"10.0.0.1\" or \"10.0.0.0/8\"",
            ),
        }
    }
    networks
}
