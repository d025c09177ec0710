//! The connection of a thread: made when it is needed, shared by all who ask meanwhile, made anew once lost.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::cluster_async::ClusterConnection;
use redis::{
    Cmd, ErrorKind, FromRedisValue, Pipeline, RedisError, RedisFuture, RedisResult, ServerErrorKind, Value,
};

use super::Servers;

/// To one Redis, or to the nodes of a Cluster.
#[derive(Clone)]
pub(super) enum Connection {
    /// One Redis, or the master of several.
    Node(MultiplexedConnection),
    /// Every node of a Cluster; each command goes to the one that has its key.
    Cluster(ClusterConnection),
}

impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::Node(node) => node.req_packed_command(command),
            Self::Cluster(cluster) => cluster.req_packed_command(command),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        commands: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::Node(node) => node.req_packed_commands(commands, offset, count),
            Self::Cluster(cluster) => cluster.req_packed_commands(commands, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::Node(node) => node.get_db(),
            Self::Cluster(cluster) => cluster.get_db(),
        }
    }
}

/// A connection that is being made, or is there, or could not be made.
type Making = Shared<BoxFuture<'static, RedisResult<Connection>>>;

/// Between two tries: a Redis that refuses is not asked faster than this, however many citizens come.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection to the same servers for good.
pub(super) struct Lasting {
    servers: Arc<Servers>,
    current: Mutex<Option<Making>>,
}

impl Lasting {
    /// Nothing is made before somebody asks.
    pub(super) fn to(servers: Arc<Servers>) -> Self {
        Self { servers, current: Mutex::new(None) }
    }

    /// Asks once: what was sent and not answered may have been obeyed. Whoever asks after a loss has the servers
    /// looked for again.
    pub(super) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> RedisResult<T> {
        let making = self.making();
        let answer = match making.clone().await {
            Ok(mut connection) => command.query_async(&mut connection).await,
            Err(error) => Err(error),
        };
        if answer.as_ref().is_err_and(is_lost) {
            self.forget(&making);
        }
        answer
    }

    fn making(&self) -> Making {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = || {
            let making = connect(Arc::clone(&self.servers)).boxed().shared();
            // It gets on when those who wait for it have given up.
            tokio::spawn(making.clone());
            making
        };
        current.get_or_insert_with(begin).clone()
    }

    /// Unless somebody else did, and a new one is on its way.
    fn forget(&self, lost: &Making) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|current| current.ptr_eq(lost)) {
            *current = None;
        }
    }
}

async fn connect(servers: Arc<Servers>) -> RedisResult<Connection> {
    if let Ok(connection) = servers.connect().await {
        return Ok(connection);
    }
    tokio::time::sleep(PAUSE).await;
    servers.connect().await
}

/// Whether another connection may do better: this one is broken or silent, or leads to what is no master any more.
fn is_lost(error: &RedisError) -> bool {
    let is_no_master =
        matches!(error.kind(), ErrorKind::Server(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown));
    is_no_master || error.is_io_error() || error.is_unrecoverable_error() || error.is_cluster_error()
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, RedisError, ServerErrorKind, is_lost};

    #[test]
    fn a_connection_is_kept_unless_another_may_do_better() {
        let of = |kind: ErrorKind| RedisError::from((kind, "said by a server"));
        let server = |kind: ServerErrorKind| of(ErrorKind::Server(kind));
        for lost in [ServerErrorKind::ReadOnly, ServerErrorKind::MasterDown, ServerErrorKind::Moved] {
            assert!(is_lost(&server(lost)), "{lost:?}");
        }
        assert!(is_lost(&of(ErrorKind::Io)));
        assert!(is_lost(&std::io::Error::from(std::io::ErrorKind::TimedOut).into()));
        for kept in [ServerErrorKind::ResponseError, ServerErrorKind::NoPerm] {
            assert!(!is_lost(&server(kept)), "{kept:?}");
        }
        assert!(!is_lost(&of(ErrorKind::UnexpectedReturnType)));
    }
}
