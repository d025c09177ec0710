//! A real Redis Cluster: three masters, each with a third of the slots, and replicas if wished.

use std::process::{Child, Command, Stdio};

use redis::FromRedisValue;

use super::patience::eventually;
use super::ports::free_port;
use super::redis_server::RedisServer;

const MASTERS: usize = 3;
const SLOTS: usize = 16_384;

/// Its nodes, masters first, ended with the test.
pub struct RedisCluster {
    pub nodes: Vec<RedisServer>,
}

impl RedisCluster {
    /// Three masters, and so many replicas of the first.
    pub async fn start(replicas: usize) -> Self {
        // Without a replica nobody can take over, and a machine that is busy must not pass for a node that died.
        let silence = if replicas > 0 { "2000" } else { "30000" };
        let nodes: Vec<_> = (0..MASTERS + replicas).map(|_| Node::start(silence)).collect();
        for (index, node) in nodes.iter().enumerate() {
            if index < MASTERS {
                let (first, last) = (index * SLOTS / MASTERS, (index + 1) * SLOTS / MASTERS - 1);
                let () = ask(&node.server, &["ADDSLOTSRANGE", &first.to_string(), &last.to_string()]);
            }
            // Nodes that have never met must not think that they are of the same age.
            let () = ask(&node.server, &["SET-CONFIG-EPOCH", &(index + 1).to_string()]);
        }
        for node in &nodes[1..] {
            let (port, bus) = (node.server.port().to_string(), node.bus.to_string());
            let () = ask(&nodes[0].server, &["MEET", "127.0.0.1", &port, &bus]);
        }
        let nodes: Vec<RedisServer> = nodes.into_iter().map(|node| node.server).collect();
        let count = nodes.len();
        let cluster = Self { nodes };
        cluster.agrees(&format!("cluster_known_nodes:{count}")).await;
        for replica in &cluster.nodes[MASTERS..] {
            let first = id(&cluster.nodes[0]);
            eventually("it follows", async || try_ask::<()>(replica, &["REPLICATE", &first]).is_some()).await;
        }
        cluster.agrees("cluster_state:ok").await;
        for index in MASTERS..count {
            cluster.says(index, "master_link_status:up").await;
        }
        cluster
    }

    /// Where its nodes are.
    pub fn addresses(&self) -> Vec<String> {
        self.nodes.iter().map(RedisServer::node).collect()
    }

    /// Of an application whose sessions are there, as in the environment.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("SESSIONS__STORE", "redis".to_owned()),
            ("SESSIONS__REDIS_CLUSTER", self.addresses().join(" ")),
            ("SESSIONS__ENCRYPTION_KEY", "ab".repeat(32)),
        ]
    }

    /// Until every node says so of the Cluster.
    async fn agrees(&self, line: &str) {
        for node in &self.nodes {
            eventually(line, async || {
                try_ask::<String>(node, &["INFO"]).is_some_and(|info| info.contains(line))
            })
            .await;
        }
    }

    /// Until a node says so of its replication.
    pub async fn says(&self, index: usize, line: &str) {
        eventually(line, async || self.nodes[index].replication().contains(line)).await;
    }

    /// Until what was written to the first master is on its replica too.
    pub async fn replicated(&self) {
        self.nodes[MASTERS].catches_up_with(&self.nodes[0]).await;
    }

    /// Begins to move many slots of a master, with what is in them, to another.
    pub fn moves_slots(&self, from: usize, to: usize) -> Child {
        let (from, to) = (&self.nodes[from], &self.nodes[to]);
        Command::new("redis-cli")
            .args(["--cluster", "reshard", &format!("127.0.0.1:{}", from.port()), "--cluster-yes"])
            .args(["--cluster-from", &id(from), "--cluster-to", &id(to)])
            .args(["--cluster-slots", "2000"])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-cli is missing: run `make test`, which installs it")
    }
}

/// One that does not know the others yet.
struct Node {
    server: RedisServer,
    bus: u16,
}

impl Node {
    /// Others take it for dead after so many milliseconds of silence.
    fn start(silence: &str) -> Self {
        let bus = free_port();
        let settings = ["--cluster-enabled", "yes", "--cluster-node-timeout", silence];
        let port = bus.to_string();
        Self { server: RedisServer::start_with(&[&settings[..], &["--cluster-port", &port]].concat()), bus }
    }
}

fn id(node: &RedisServer) -> String {
    ask(node, &["MYID"])
}

fn ask<T: FromRedisValue>(node: &RedisServer, words: &[&str]) -> T {
    redis::cmd("CLUSTER").arg(words).query(&mut node.operator()).expect("it obeys")
}

fn try_ask<T: FromRedisValue>(node: &RedisServer, words: &[&str]) -> Option<T> {
    redis::cmd("CLUSTER").arg(words).query(&mut node.operator()).ok()
}
