//! Of `[sessions]`, where Redis is.

use redis::cluster::ClusterClient;
use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::list::List;
use super::{Problems, authorities};

/// Where Redis is. Addresses may hold passwords.
#[derive(Clone)]
pub enum RedisServers {
    /// One Redis.
    One(SecretString),
    /// The master that Sentinels name.
    Sentinel {
        /// Their addresses.
        sentinels: Vec<SecretString>,
        /// An address with the master's name in place of the host.
        master: SecretString,
    },
    /// A Cluster, by some of its nodes.
    Cluster(Vec<SecretString>),
}

/// Where Redis is, and whom to believe that it is.
#[derive(Clone)]
pub struct RedisSettings {
    /// Where.
    pub servers: RedisServers,
    /// Certificates in PEM that servers on `rediss://` must lead to; those of the system without.
    pub authorities: Option<String>,
}

/// The keys as typed.
pub(super) struct Typed {
    pub url: Option<SecretString>,
    pub sentinels: List,
    pub master: Option<SecretString>,
    pub cluster: List,
    pub authorities: Option<String>,
}

const ONE: &str = "write for example \"redis://127.0.0.1:6379/0\"";
const SENTINELS: &str = "write for example [\"redis://10.0.0.1:26379\"], without database";
const MASTER: &str = "write the name that Sentinel knows, such as \"mymaster\", or with what it takes to connect \
                      \"rediss://:password@mymaster/0\"";
const CLUSTER: &str =
    "write for example [\"redis://10.0.0.1:6379\"], without database, all with one user and password";

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> Option<RedisSettings> {
        let authorities = self.authorities;
        let secret = |list: List| list.into_items().into_iter().map(SecretString::from).collect::<Vec<_>>();
        let (sentinels, cluster) = (secret(self.sentinels), secret(self.cluster));
        let is_watched = !sentinels.is_empty() || self.master.is_some();
        let (servers, addresses) = match (self.url, is_watched, cluster.is_empty()) {
            (None, false, true) => {
                problems.missing(
                    "sessions.redis_url",
                    format!("{ONE}, or set redis_sentinels and redis_master, or redis_cluster"),
                );
                return None;
            }
            (Some(url), false, true) => one(url, problems)?,
            (None, true, true) => watched(sentinels, self.master, problems)?,
            (None, false, false) => cluster_of(cluster, problems)?,
            _ => {
                problems.add(
                    "sessions",
                    "names several kinds of Redis",
                    "keep redis_url, or redis_sentinels and redis_master, or redis_cluster",
                );
                return None;
            }
        };
        if let Some(authorities) = &authorities {
            check_authorities(authorities, &addresses, problems);
        }
        Some(RedisSettings { servers, authorities })
    }
}

type Found = Option<(RedisServers, Vec<ConnectionInfo>)>;

fn one(url: SecretString, problems: &mut Problems) -> Found {
    let Some(address) = address(&url) else {
        problems.add("sessions.redis_url", "is not an address of a Redis", ONE);
        return None;
    };
    Some((RedisServers::One(url), vec![address]))
}

fn watched(sentinels: Vec<SecretString>, master: Option<SecretString>, problems: &mut Problems) -> Found {
    if sentinels.is_empty() {
        problems.missing("sessions.redis_sentinels", SENTINELS);
    }
    if master.is_none() {
        problems.missing("sessions.redis_master", MASTER);
    }
    let mut addresses = nodes("sessions.redis_sentinels", &sentinels, SENTINELS, problems);
    let (master, address) = master.and_then(|master| {
        let named = named_master(&master);
        if named.is_none() {
            problems.add("sessions.redis_master", "is not the name of a master", MASTER);
        }
        named
    })?;
    addresses.push(address);
    Some((RedisServers::Sentinel { sentinels, master }, addresses))
}

fn cluster_of(cluster: Vec<SecretString>, problems: &mut Problems) -> Found {
    let addresses = nodes("sessions.redis_cluster", &cluster, CLUSTER, problems);
    if addresses.len() == cluster.len() && ClusterClient::new(addresses.iter().cloned()).is_err() {
        problems.add("sessions.redis_cluster", "has addresses that differ in how to connect", CLUSTER);
    }
    Some((RedisServers::Cluster(cluster), addresses))
}

/// Where an address leads; nowhere if it asks not to look whose certificate it is.
fn address(url: &SecretString) -> Option<ConnectionInfo> {
    let info = url.expose_secret().into_connection_info().ok()?;
    (!matches!(info.addr(), ConnectionAddr::TcpTls { insecure: true, .. })).then_some(info)
}

/// Servers on the network, with a problem for each that is none. They have no databases.
fn nodes(key: &str, urls: &[SecretString], hint: &str, problems: &mut Problems) -> Vec<ConnectionInfo> {
    let is_node = |info: &ConnectionInfo| {
        !matches!(info.addr(), ConnectionAddr::Unix(_)) && info.redis_settings().db() == 0
    };
    let mut found = Vec::new();
    for (index, url) in urls.iter().enumerate() {
        match address(url).filter(is_node) {
            Some(info) => found.push(info),
            None => problems.add(key, format!("address {} is not that of a server", index + 1), hint),
        }
    }
    found
}

/// The address of a master by its name. A port is that of a server, which Sentinel alone knows.
fn named_master(master: &SecretString) -> Option<(SecretString, ConnectionInfo)> {
    let text = master.expose_secret();
    let url = if text.contains("://") { text.to_owned() } else { format!("redis://{text}") };
    let parsed = Url::parse(&url).ok()?;
    if parsed.port().is_some() || !matches!(parsed.scheme(), "redis" | "rediss" | "valkey" | "valkeys") {
        return None;
    }
    let url = SecretString::from(url);
    let info = address(&url)?;
    Some((url, info))
}

fn check_authorities(typed: &str, addresses: &[ConnectionInfo], problems: &mut Problems) {
    authorities::check("sessions.redis_ca", typed, problems);
    if !addresses.iter().any(|info| matches!(info.addr(), ConnectionAddr::TcpTls { .. })) {
        problems.add(
            "sessions.redis_ca",
            "is asked of no server",
            "write rediss:// for those that speak TLS",
        );
    }
}
