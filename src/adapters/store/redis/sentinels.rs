//! Sentinels say which of several Redis is the master now.

use futures_util::FutureExt;
use futures_util::future::select_ok;
use redis::aio::MultiplexedConnection;
use redis::{Client, ConnectionAddr, ConnectionInfo, ErrorKind, RedisResult, Role, cmd};

use super::servers::{client, connect};

/// All that watch one master.
pub struct Sentinels {
    pub(super) sentinels: Vec<Client>,
    /// How to connect to the master, with its name in place of the host.
    pub(super) master: ConnectionInfo,
    pub(super) authorities: Option<String>,
}

impl Sentinels {
    /// A connection to the master. All Sentinels are asked at once and the first good answer is taken: one that is
    /// gone with its machine keeps nobody waiting.
    pub(super) async fn master(&self) -> RedisResult<MultiplexedConnection> {
        let answers = self.sentinels.iter().map(|sentinel| self.master_by(sentinel).boxed());
        Ok(select_ok(answers).await?.0)
    }

    /// To the Redis this Sentinel names, if that one agrees to be the master: for a moment a Sentinel may still name
    /// the one before.
    async fn master_by(&self, sentinel: &Client) -> RedisResult<MultiplexedConnection> {
        let mut sentinel = connect(sentinel).await?;
        let mut question = cmd("SENTINEL");
        question.arg("GET-MASTER-ADDR-BY-NAME").arg(self.name());
        let Some((host, port)) = question.query_async(&mut sentinel).await? else {
            return Err(
                (ErrorKind::InvalidClientConfig, "a Sentinel does not know sessions.redis_master").into()
            );
        };
        let mut named = connect(&self.at(host, port)?).await?;
        match cmd("ROLE").query_async(&mut named).await? {
            Role::Primary { .. } => Ok(named),
            _ => Err((ErrorKind::Io, "a Sentinel names a Redis that is no master").into()),
        }
    }

    fn name(&self) -> &str {
        match self.master.addr() {
            ConnectionAddr::Tcp(name, _) | ConnectionAddr::TcpTls { host: name, .. } => name,
            _ => "",
        }
    }

    /// The master's own user, password, database and encryption, at this address.
    fn at(&self, host: String, port: u16) -> RedisResult<Client> {
        let address = match self.master.addr() {
            ConnectionAddr::TcpTls { .. } => {
                ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None }
            }
            _ => ConnectionAddr::Tcp(host, port),
        };
        client(self.master.clone().set_addr(address), self.authorities.as_deref())
    }
}
