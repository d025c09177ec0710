//! Which Redis: one, the master that Sentinels name, or a Cluster.

use redis::aio::MultiplexedConnection;
use redis::cluster::ClusterClient;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisResult,
    TlsCertificates,
};

use super::RESPONSE;
use super::connection::Connection;
use super::sentinels::Sentinels;

/// Where Redis is. Nothing is asked before somebody connects. `authorities` are certificates in PEM that servers on
/// `rediss://` must lead to; those of the system without.
pub enum Servers {
    /// One Redis.
    One(Client),
    /// The master of several.
    Watched(Sentinels),
    /// A Cluster.
    Cluster(ClusterClient),
}

/// Between two tries of one command at a Cluster, in milliseconds: some fit into its time.
const PAUSE: std::ops::Range<u64> = 10..100;

impl Servers {
    /// One Redis at this address.
    ///
    /// # Errors
    /// When it is no address of a Redis, or `authorities` are no certificates.
    pub fn one(url: &str, authorities: Option<&str>) -> RedisResult<Self> {
        Ok(Self::One(client(url, authorities)?))
    }

    /// What the Sentinels at these addresses say. `master` is an address with the master's name in place of the
    /// host.
    ///
    /// # Errors
    /// When one is no address of a Redis, or `authorities` are no certificates.
    pub fn watched(sentinels: &[&str], master: &str, authorities: Option<&str>) -> RedisResult<Self> {
        let sentinels = sentinels.iter().map(|url| client(*url, authorities)).collect::<RedisResult<_>>()?;
        let master = client(master, authorities)?.get_connection_info().clone();
        Ok(Self::Watched(Sentinels { sentinels, master, authorities: authorities.map(str::to_owned) }))
    }

    /// The Cluster that nodes at these addresses belong to.
    ///
    /// # Errors
    /// When one is no address of a Redis, they differ in user, password or encryption, or `authorities` are no
    /// certificates.
    pub fn cluster(nodes: &[&str], authorities: Option<&str>) -> RedisResult<Self> {
        let mut builder = ClusterClient::builder(nodes.iter().copied())
            .connection_timeout(RESPONSE)
            .response_timeout(RESPONSE)
            .overall_response_timeout(Some(RESPONSE))
            .min_retry_wait(PAUSE.start)
            .max_retry_wait(PAUSE.end);
        if let Some(authorities) = authorities {
            builder = builder.certs(certificates(authorities));
        }
        Ok(Self::Cluster(builder.build()?))
    }

    pub(super) async fn connect(&self) -> RedisResult<Connection> {
        match self {
            Self::One(client) => Ok(Connection::Node(connect(client).await?)),
            Self::Watched(sentinels) => Ok(Connection::Node(sentinels.master().await?)),
            Self::Cluster(client) => Ok(Connection::Cluster(client.get_async_connection().await?)),
        }
    }
}

/// What connects to one server; nothing is sent yet.
pub(super) fn client(address: impl IntoConnectionInfo, authorities: Option<&str>) -> RedisResult<Client> {
    let address: ConnectionInfo = address.into_connection_info()?;
    match (address.addr(), authorities) {
        (ConnectionAddr::TcpTls { .. }, Some(authorities)) => {
            Client::build_with_tls(address, certificates(authorities))
        }
        _ => Client::open(address),
    }
}

/// A connection to one server.
pub(super) async fn connect(client: &Client) -> RedisResult<MultiplexedConnection> {
    let patience = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(RESPONSE))
        .set_response_timeout(Some(RESPONSE));
    client.get_multiplexed_async_connection_with_config(&patience).await
}

fn certificates(authorities: &str) -> TlsCertificates {
    TlsCertificates { client_tls: None, root_cert: Some(authorities.as_bytes().to_vec()) }
}
