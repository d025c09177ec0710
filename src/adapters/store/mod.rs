//! Where values live for minutes or hours: in process for demo and tests, in Redis for replicas.

mod cipher;
pub mod memory;
pub mod redis;

pub use cipher::{Cipher, InvalidEncryptionKey};
