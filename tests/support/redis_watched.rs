//! A real Redis with a replica, watched by three Sentinels.

use super::patience::eventually;
use super::redis_server::RedisServer;

/// The name Sentinel knows the master by.
pub const MASTER: &str = "Sessions_1";

/// All of them, ended with the test.
pub struct WatchedRedis {
    pub servers: [RedisServer; 2],
    pub sentinels: Vec<RedisServer>,
}

impl WatchedRedis {
    /// Starts them, the first of the servers as master, and waits until everybody knows everybody.
    pub async fn start() -> Self {
        let master = RedisServer::start();
        let port = master.port().to_string();
        let replica = RedisServer::start_with(&["--replicaof", "127.0.0.1", &port]);
        eventually("the replica follows", async || replica.replication().contains("master_link_status:up"))
            .await;
        // Two of three decide. In seconds: they look more often than they would.
        let watch = format!(
            "sentinel monitor {MASTER} 127.0.0.1 {port} 2\n\
             sentinel down-after-milliseconds {MASTER} 500\nsentinel failover-timeout {MASTER} 3000\n"
        );
        let watched = Self {
            servers: [master, replica],
            sentinels: (0..3).map(|_| RedisServer::start_sentinel(&watch)).collect(),
        };
        for sentinel in &watched.sentinels {
            let mut debug = redis::cmd("SENTINEL");
            debug.arg("DEBUG").arg(&["INFO-PERIOD", "200", "PUBLISH-PERIOD", "200"]);
            let () = debug.query(&mut sentinel.operator()).expect("it obeys");
        }
        for sentinel in &watched.sentinels {
            eventually("a Sentinel knows the replica and the other two", async || {
                let known = known(sentinel);
                known.contains(&("num-slaves".to_owned(), "1".to_owned()))
                    && known.contains(&("num-other-sentinels".to_owned(), "2".to_owned()))
            })
            .await;
        }
        watched
    }

    /// Where the Sentinels are.
    pub fn addresses(&self) -> Vec<String> {
        self.sentinels.iter().map(RedisServer::node).collect()
    }

    /// Of an application whose sessions are there, as in the environment.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("SESSIONS__STORE", "redis".to_owned()),
            ("SESSIONS__REDIS_SENTINELS", self.addresses().join(" ")),
            ("SESSIONS__REDIS_MASTER", MASTER.to_owned()),
            ("SESSIONS__ENCRYPTION_KEY", "ab".repeat(32)),
        ]
    }

    /// Until what was written to the master is on the replica too.
    pub async fn replicated(&self) {
        self.servers[1].catches_up_with(&self.servers[0]).await;
    }

    /// Until one of the servers is a `master` or a `slave`, as Redis calls them.
    pub async fn has_role(&self, server: usize, role: &str) {
        let line = format!("role:{role}");
        eventually(&line, async || self.servers[server].replication().contains(&line)).await;
    }
}

/// What a Sentinel knows of the master.
fn known(sentinel: &RedisServer) -> Vec<(String, String)> {
    redis::cmd("SENTINEL").arg("MASTER").arg(MASTER).query(&mut sentinel.operator()).expect("it answers")
}
