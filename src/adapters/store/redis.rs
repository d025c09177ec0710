//! Values in Redis or Valkey: any replica finds what another wrote.
//!
//! Names of entries are hashed and values encrypted. Every command is bounded in time: a Redis that is
//! stopped, frozen or gone costs a citizen one second and a clear page, and is found again by itself.

use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue, RedisResult, cmd};
use thread_local::ThreadLocal;

use super::Cipher;
use crate::ports::Unavailable;
use crate::ports::short_term_store::{Attempts, ShortTermStore};

/// One multiplexed connection a thread to one Redis: whoever asks is woken by the answer itself, not by another
/// thread that read it.
pub struct RedisStore {
    client: Client,
    connections: ThreadLocal<ConnectionManager>,
    cipher: Cipher,
}

/// Longest wait for an answer. Longer than the half second after which an idle thread of `actix-web` looks at
/// its clock anyway: a shorter one would have to wake the thread that sets it, at every command.
const RESPONSE: Duration = Duration::from_millis(600);
/// Longest wait for everything a command may need, reconnection included.
const COMMAND: Duration = Duration::from_millis(800);

impl RedisStore {
    /// Prepares the connections; each is made at its first command, so Redis may be down at start.
    ///
    /// # Errors
    /// When `url` is no address of a Redis.
    pub fn new(url: &str, cipher: Cipher) -> Result<Self, redis::RedisError> {
        Ok(Self { client: Client::open(url)?, connections: ThreadLocal::new(), cipher })
    }

    /// This thread's connection.
    fn connection(&self) -> RedisResult<ConnectionManager> {
        let connect = || {
            let patience = ConnectionManagerConfig::new()
                .set_number_of_retries(1)
                .set_max_delay(Duration::from_millis(100))
                .set_connection_timeout(Some(RESPONSE))
                .set_response_timeout(Some(RESPONSE));
            ConnectionManager::new_lazy_with_config(self.client.clone(), patience)
        };
        self.connections.get_or_try(connect).cloned()
    }

    async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, Unavailable> {
        bounded(async { command.query_async(&mut self.connection()?).await }).await
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

async fn bounded<T>(answer: impl Future<Output = RedisResult<T>>) -> Result<T, Unavailable> {
    match tokio::time::timeout(COMMAND, answer).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Unavailable::because("Redis", error)),
        Err(elapsed) => Err(Unavailable::because("Redis", elapsed)),
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
        let entry = self.count_entry(key);
        let mut commands = redis::pipe();
        commands.atomic();
        commands.cmd("SET").arg(&entry).arg(0).arg("PX").arg(milliseconds(window)).arg("NX").ignore();
        commands.cmd("INCR").arg(&entry).cmd("PTTL").arg(&entry);
        let answer = async { commands.query_async(&mut self.connection()?).await };
        let (number, left): (u64, i64) = bounded(answer).await?;
        Ok(Attempts { number, window_ends_in: Duration::from_millis(left.max(0).unsigned_abs()) })
    }

    async fn forget_count(&self, key: &str) -> Result<(), Unavailable> {
        self.run(cmd("DEL").arg(self.count_entry(key))).await
    }
}
