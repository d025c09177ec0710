//! What breaks around the service, in the middle of what people do, with the real servers: what they see, that
//! nothing is lost, and that nobody has to restart anything.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../support/mod.rs"]
mod support;

mod backup;
mod clock;
mod cluster;
mod crowd;
mod disk;
mod postgres;
mod processes;
mod redis;
mod replicas;
mod rolling_upgrade;
mod sentinel;
mod trail;
