//! The databases that hold records, register and audit trail, with the project's schema.

pub mod postgres;
pub mod sqlite;

use std::time::Duration;

/// Longest wait for a connection, a lock or an answer: a citizen waits for a page, not for a database.
const PATIENCE: Duration = Duration::from_secs(3);
