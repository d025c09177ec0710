//! Values in Redis or Valkey: any replica finds what another wrote.
//!
//! Names of entries are hashed and values encrypted. Every command is bounded in time: a Redis that is
//! stopped, frozen or gone costs a citizen one second and a clear page, and is found again by itself. Every
//! command touches one key, so that one node of a Cluster can obey it.

mod connection;
mod sentinels;
mod servers;

use std::sync::Arc;
use std::time::Duration;

use redis::{Cmd, FromRedisValue, cmd};
use thread_local::ThreadLocal;

use self::connection::Lasting;
pub use self::servers::Servers;
use super::Cipher;
use crate::ports::Unavailable;
use crate::ports::short_term_store::{Attempts, ShortTermStore};

/// One multiplexed connection a thread to Redis: whoever asks is woken by the answer itself, not by another
/// thread that read it.
pub struct RedisStore {
    servers: Arc<Servers>,
    connections: ThreadLocal<Lasting>,
    cipher: Cipher,
}

/// Longest wait for an answer. Longer than the half second after which an idle thread of `actix-web` looks at
/// its clock anyway: a shorter one would have to wake the thread that sets it, at every command.
const RESPONSE: Duration = Duration::from_millis(600);
/// Longest wait for everything a command may need, reconnection included.
const COMMAND: Duration = Duration::from_millis(800);

/// Counts one more in a window that begins with the first. A script and no transaction: a Cluster that is moving the
/// key sends one command on to where it is, and a transaction back.
const COUNT: &str = "
local number = redis.call('INCR', KEYS[1])
if number == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {number, redis.call('PTTL', KEYS[1])}";

impl RedisStore {
    /// Prepares the connections; each is made at its first command, so Redis may be down at start.
    pub fn new(servers: Servers, cipher: Cipher) -> Self {
        Self { servers: Arc::new(servers), connections: ThreadLocal::new(), cipher }
    }

    /// Has a command obeyed by way of this thread's connection.
    async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, Unavailable> {
        let connection = self.connections.get_or(|| Lasting::to(Arc::clone(&self.servers)));
        match tokio::time::timeout(COMMAND, connection.ask(command)).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(Unavailable::because("Redis", error)),
            Err(elapsed) => Err(Unavailable::because("Redis", elapsed)),
        }
    }

    /// `SET` with an expiry; `condition` is `XX` or nothing.
    fn set(&self, key: &str, value: &[u8], time_to_live: Duration, condition: Option<&str>) -> Cmd {
        let entry = self.cipher.entry_name(key);
        let mut command = cmd("SET");
        command.arg(&entry).arg(self.cipher.seal(&entry, value)).arg("PX").arg(milliseconds(time_to_live));
        if let Some(condition) = condition {
            command.arg(condition);
        }
        command
    }

    fn count_entry(&self, key: &str) -> String {
        self.cipher.entry_name(&format!("count:{key}"))
    }

    /// A value that does not open is as good as none: written under a key since replaced, or by
    /// somebody else.
    fn opened(&self, entry: &str, sealed: Option<Vec<u8>>) -> Option<Vec<u8>> {
        sealed.and_then(|sealed| self.cipher.open(entry, &sealed))
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[async_trait::async_trait]
impl ShortTermStore for RedisStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        let entry = self.cipher.entry_name(key);
        let sealed = self.run(cmd("GET").arg(&entry)).await?;
        Ok(self.opened(&entry, sealed))
    }

    async fn put(&self, key: &str, value: &[u8], time_to_live: Duration) -> Result<(), Unavailable> {
        self.run(&self.set(key, value, time_to_live, None)).await
    }

    async fn replace(&self, key: &str, value: &[u8], time_to_live: Duration) -> Result<bool, Unavailable> {
        let written: Option<String> = self.run(&self.set(key, value, time_to_live, Some("XX"))).await?;
        Ok(written.is_some())
    }

    async fn prolong(&self, key: &str, time_to_live: Duration) -> Result<(), Unavailable> {
        let entry = self.cipher.entry_name(key);
        self.run(cmd("PEXPIRE").arg(entry).arg(milliseconds(time_to_live))).await
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        let entry = self.cipher.entry_name(key);
        let sealed = self.run(cmd("GETDEL").arg(&entry)).await?;
        Ok(self.opened(&entry, sealed))
    }

    async fn count(&self, key: &str, window: Duration) -> Result<Attempts, Unavailable> {
        let mut command = cmd("EVAL");
        command.arg(COUNT).arg(1).arg(self.count_entry(key)).arg(milliseconds(window));
        let (number, left): (u64, i64) = self.run(&command).await?;
        Ok(Attempts { number, window_ends_in: Duration::from_millis(left.max(0).unsigned_abs()) })
    }

    async fn forget_count(&self, key: &str) -> Result<(), Unavailable> {
        self.run(cmd("DEL").arg(self.count_entry(key))).await
    }
}
