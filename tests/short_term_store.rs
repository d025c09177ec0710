//! One contract for all stores: in this process, in a real Redis, behind Sentinels, in a Cluster.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use mon_releve::adapters::store::Cipher;
use mon_releve::adapters::store::memory::MemoryStore;
use mon_releve::adapters::store::redis::{RedisStore, Servers};
use mon_releve::adapters::system::SystemRandom;
use mon_releve::ports::short_term_store::ShortTermStore;
use support::patience::eventually;
use support::ports::free_port;
use support::redis_cluster::RedisCluster;
use support::redis_server::RedisServer;
use support::redis_watched::{MASTER, WatchedRedis};

const HOUR: Duration = Duration::from_secs(3600);

fn store_on(servers: Servers) -> RedisStore {
    RedisStore::new(servers, Cipher::parse(&"ab".repeat(32), Arc::new(SystemRandom)).unwrap())
}

fn redis_store(server: &RedisServer) -> RedisStore {
    store_on(Servers::one(&server.url(), None).unwrap())
}

fn borrowed(addresses: &[String]) -> Vec<&str> {
    addresses.iter().map(String::as_str).collect()
}

fn watched_store(redis: &WatchedRedis) -> RedisStore {
    let master = format!("redis://{MASTER}");
    store_on(Servers::watched(&borrowed(&redis.addresses()), &master, None).unwrap())
}

fn cluster_store(cluster: &RedisCluster) -> RedisStore {
    store_on(Servers::cluster(&borrowed(&cluster.addresses()), None).unwrap())
}

/// What both stores promise of counts.
async fn counts_by_the_contract(store: Arc<dyn ShortTermStore>) {
    let first = store.count("attempts", HOUR).await.unwrap();
    let second = store.count("attempts", HOUR).await.unwrap();
    assert_eq!((first.number, second.number), (1, 2));
    assert!(first.window_ends_in <= HOUR && second.window_ends_in <= first.window_ends_in);
    assert!(second.window_ends_in > HOUR / 2, "the window is the one asked for");
    assert_eq!(store.count("others", HOUR).await.unwrap().number, 1, "every key counts for itself");
    store.put("attempts", b"a value", HOUR).await.unwrap();
    assert_eq!(store.count("attempts", HOUR).await.unwrap().number, 3, "a value is no count");
    assert_eq!(store.get("others").await.unwrap(), None, "a count is no value");

    store.forget_count("attempts").await.unwrap();
    store.forget_count("never counted").await.unwrap();
    assert_eq!(store.count("attempts", HOUR).await.unwrap().number, 1, "forgotten attempts are none");
    assert_eq!(store.count("others", HOUR).await.unwrap().number, 2);
    assert!(store.get("attempts").await.unwrap().is_some(), "values stay");

    let callers = (0..50).map(|_| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.count("contended", HOUR).await.unwrap().number })
    });
    let mut numbers = Vec::new();
    for caller in callers.collect::<Vec<_>>() {
        numbers.push(caller.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>(), "of callers at once each gets its own number");

    let window = Duration::from_millis(40);
    let patience = Instant::now() + Duration::from_secs(10);
    store.count("short", window).await.unwrap();
    while store.count("short", window).await.unwrap().number > 1 {
        assert!(Instant::now() < patience, "a window ends however often one tries");
        tokio::task::yield_now().await;
    }
}

/// What both stores promise.
async fn keeps_the_contract(store: Arc<dyn ShortTermStore>) {
    assert_eq!(store.get("a").await.unwrap(), None, "nothing is there at first");

    store.put("a", b"one", HOUR).await.unwrap();
    assert_eq!(store.get("a").await.unwrap().as_deref(), Some(b"one".as_slice()));
    assert!(store.replace("a", b"two", HOUR).await.unwrap(), "a value that is there is replaced");
    assert_eq!(store.get("a").await.unwrap().as_deref(), Some(b"two".as_slice()));

    assert_eq!(store.take("a").await.unwrap().as_deref(), Some(b"two".as_slice()));
    assert_eq!(store.take("a").await.unwrap(), None, "a value is taken once");
    assert!(!store.replace("a", b"three", HOUR).await.unwrap(), "a value that is gone stays gone");
    assert_eq!(store.get("a").await.unwrap(), None);
    store.prolong("a", HOUR).await.unwrap();
    assert_eq!(store.get("a").await.unwrap(), None, "prolonging brings nothing back");

    store.put("binary", &[0, 159, 146, 150], HOUR).await.unwrap();
    assert_eq!(store.get("binary").await.unwrap().unwrap(), [0, 159, 146, 150]);

    for round in 0..50 {
        let key = format!("contended {round}");
        store.put(&key, b"prize", HOUR).await.unwrap();
        let takers = (0..8).map(|_| {
            let (store, key) = (Arc::clone(&store), key.clone());
            tokio::spawn(async move { store.take(&key).await.unwrap().is_some() })
        });
        let mut winners = 0;
        for taker in takers.collect::<Vec<_>>() {
            winners += usize::from(taker.await.unwrap());
        }
        assert_eq!(winners, 1, "of several takers exactly one gets the value");
    }

    store.put("short", b"lived", Duration::from_millis(30)).await.unwrap();
    let patience = Instant::now() + Duration::from_secs(10);
    while store.get("short").await.unwrap().is_some() {
        assert!(Instant::now() < patience, "a value expires by itself");
        tokio::task::yield_now().await;
    }
    store.put("prolonged", b"value", Duration::from_millis(30)).await.unwrap();
    store.prolong("prolonged", HOUR).await.unwrap();
    store.put("gone first", b"", Duration::from_millis(60)).await.unwrap();
    while store.get("gone first").await.unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    assert!(store.get("prolonged").await.unwrap().is_some(), "a prolonged value outlives its first hour");
}

#[tokio::test(flavor = "multi_thread")]
async fn values_in_this_process_keep_the_contract() {
    let store = Arc::new(MemoryStore::default());
    keeps_the_contract(store.clone()).await;
    counts_by_the_contract(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_in_redis_keep_the_contract() {
    let server = RedisServer::start();
    let store = Arc::new(redis_store(&server));
    keeps_the_contract(store.clone()).await;
    counts_by_the_contract(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_in_redis_over_tls_keep_the_contract() {
    let server = RedisServer::start_with_tls(&[]);
    let authority = std::fs::read_to_string(server.authority()).unwrap();
    let store = Arc::new(store_on(Servers::one(&server.url(), Some(&authority)).unwrap()));
    keeps_the_contract(store.clone()).await;
    counts_by_the_contract(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_whose_certificate_leads_elsewhere_is_told_nothing() {
    let (server, other) = (RedisServer::start_with_tls(&[]), RedisServer::start_with_tls(&[]));
    let authority = std::fs::read_to_string(other.authority()).unwrap();
    for authority in [Some(authority.as_str()), None] {
        let store = store_on(Servers::one(&server.url(), authority).unwrap());
        assert!(store.put("a", b"one", HOUR).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_behind_sentinels_keep_the_contract() {
    let redis = WatchedRedis::start().await;
    let store = Arc::new(watched_store(&redis));
    keeps_the_contract(store.clone()).await;
    counts_by_the_contract(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_in_a_cluster_keep_the_contract() {
    let cluster = RedisCluster::start(0).await;
    let store = Arc::new(cluster_store(&cluster));
    keeps_the_contract(store.clone()).await;
    counts_by_the_contract(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_master_that_sentinels_name_may_want_tls_and_a_password_and_have_databases() {
    let master = RedisServer::start_with_tls(&["--requirepass", "a-password"]);
    let watch = format!("sentinel monitor {MASTER} 127.0.0.1 {} 2\n", master.port());
    let sentinel = RedisServer::start_sentinel(&watch);
    let authority = std::fs::read_to_string(master.authority()).unwrap();
    let store =
        |master: String| store_on(Servers::watched(&[&sentinel.node()], &master, Some(&authority)).unwrap());
    let [one, two] = [1, 2].map(|database| store(format!("rediss://:a-password@{MASTER}/{database}")));
    one.put("a", b"one", HOUR).await.unwrap();
    assert_eq!(one.get("a").await.unwrap().as_deref(), Some(b"one".as_slice()));
    assert_eq!(two.get("a").await.unwrap(), None, "another database is another place");
    assert!(store(format!("rediss://:another@{MASTER}/1")).get("a").await.is_err());
    assert!(store(format!("rediss://:a-password@{MASTER}_2/1")).get("a").await.is_err(), "of another name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_may_want_tls_and_a_password() {
    let bus = free_port().to_string();
    let settings = ["--cluster-enabled", "yes", "--tls-cluster", "yes", "--cluster-port", &bus];
    let node = RedisServer::start_with_tls(&settings);
    let mut operator = node.operator();
    let () = redis::cmd("CLUSTER").arg(&["ADDSLOTSRANGE", "0", "16383"]).query(&mut operator).unwrap();
    let () = redis::cmd("CONFIG").arg(&["SET", "requirepass", "a-password"]).query(&mut operator).unwrap();
    let authority = std::fs::read_to_string(node.authority()).unwrap();
    let store = |password: &str| {
        let address = format!("rediss://:{password}@127.0.0.1:{}", node.port());
        store_on(Servers::cluster(&[&address], Some(&authority)).unwrap())
    };
    let known = store("a-password");
    eventually("the slots are its own", async || known.put("a", b"one", HOUR).await.is_ok()).await;
    assert_eq!(known.get("a").await.unwrap().as_deref(), Some(b"one".as_slice()));
    assert!(store("another").get("a").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_redis_can_be_read_by_whoever_reads_redis() {
    let server = RedisServer::start();
    redis_store(&server).put("session:secret-identifier", b"VERNEUIL-TEST", HOUR).await.unwrap();
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_connection().unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    assert_eq!(keys.len(), 1);
    assert!(!keys[0].contains("secret-identifier"));
    let value: Vec<u8> = redis::cmd("GET").arg(&keys[0]).query(&mut connection).unwrap();
    assert!(!String::from_utf8_lossy(&value).contains("VERNEUIL"));
    let ttl: i64 = redis::cmd("TTL").arg(&keys[0]).query(&mut connection).unwrap();
    assert!((3500..=3600).contains(&ttl), "every value expires");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_down_frozen_or_back_never_keeps_anybody_waiting() {
    let mut server = RedisServer::start();
    let store = redis_store(&server);
    store.put("a", b"one", HOUR).await.unwrap();

    let bounded = async |what: &str| {
        let begun = Instant::now();
        assert!(store.get("a").await.is_err(), "{what}: says so");
        assert!(begun.elapsed() < Duration::from_secs(5), "{what}: within a bound");
    };
    server.freeze(true);
    bounded("frozen").await;
    server.freeze(false);
    server.kill();
    bounded("killed").await;
    server.restart();
    let patience = Instant::now() + Duration::from_secs(20);
    while store.put("a", b"two", HOUR).await.is_err() {
        assert!(Instant::now() < patience, "found again without restart");
    }
    assert_eq!(store.get("a").await.unwrap().as_deref(), Some(b"two".as_slice()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_that_falls_silent_is_left_for_the_one_that_sentinels_name() {
    let redis = WatchedRedis::start().await;
    let store = watched_store(&redis);
    store.put("a", b"one", HOUR).await.unwrap();
    redis.replicated().await;
    // Gone with the machine of the master: it takes connections and says nothing.
    redis.sentinels[0].freeze(true);
    redis.servers[0].freeze(true);
    eventually("another master is found", async || store.put("b", b"two", HOUR).await.is_ok()).await;
    assert_eq!(store.get("a").await.unwrap().as_deref(), Some(b"one".as_slice()), "the replica had it");

    redis.servers[0].freeze(false);
    redis.sentinels[0].freeze(false);
    redis.has_role(0, "slave").await;
    store.put("a", b"two", HOUR).await.unwrap();
    assert_eq!(
        store.get("a").await.unwrap().as_deref(),
        Some(b"two".as_slice()),
        "the old master is not asked"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_that_was_told_to_follow_another_is_left_for_it() {
    let redis = WatchedRedis::start().await;
    let store = watched_store(&redis);
    store.put("a", b"one", HOUR).await.unwrap();
    let () =
        redis::cmd("SENTINEL").arg("FAILOVER").arg(MASTER).query(&mut redis.sentinels[0].operator()).unwrap();
    redis.has_role(0, "slave").await;
    eventually("the new master is found", async || store.put("a", b"two", HOUR).await.is_ok()).await;
    assert_eq!(store.get("a").await.unwrap().as_deref(), Some(b"two".as_slice()));
    assert_eq!(store.count("attempts", HOUR).await.unwrap().number, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_is_down_frozen_or_back_never_keeps_anybody_waiting() {
    let mut cluster = RedisCluster::start(0).await;
    let store = cluster_store(&cluster);
    store.put("a", b"one", HOUR).await.unwrap();
    let bounded = async |what: &str| {
        let begun = Instant::now();
        assert!(store.get("a").await.is_err(), "{what}: says so");
        assert!(begun.elapsed() < Duration::from_secs(5), "{what}: within a bound");
    };
    cluster.nodes.iter().for_each(|node| node.freeze(true));
    bounded("frozen").await;
    cluster.nodes.iter().for_each(|node| node.freeze(false));
    eventually("found again", async || store.put("a", b"two", HOUR).await.is_ok()).await;
    cluster.nodes.iter_mut().for_each(RedisServer::kill);
    bounded("killed").await;
    cluster.nodes.iter_mut().for_each(RedisServer::restart);
    eventually("found again without restart", async || store.put("a", b"three", HOUR).await.is_ok()).await;
    assert_eq!(store.get("a").await.unwrap().as_deref(), Some(b"three".as_slice()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_of_a_cluster_that_falls_silent_is_left_for_its_replica() {
    let cluster = RedisCluster::start(1).await;
    let store = cluster_store(&cluster);
    let keys: Vec<String> = (0..20).map(|number| format!("key {number}")).collect();
    for key in &keys {
        store.put(key, key.as_bytes(), HOUR).await.unwrap();
    }
    cluster.replicated().await;
    cluster.nodes[0].freeze(true);
    cluster.says(3, "role:master").await;
    for key in &keys {
        eventually("its replica answers", async || store.get(key).await.is_ok()).await;
        assert_eq!(store.get(key).await.unwrap().as_deref(), Some(key.as_bytes()));
    }
    cluster.nodes[0].freeze(false);
}
