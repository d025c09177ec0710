//! The databases that hold records, register and audit trail, with the project's schema.

mod notice;
pub mod postgres;
pub mod sqlite;

use std::time::Duration;

pub(super) use notice::{columns, notice};

/// Longest wait for a connection, a lock or an answer: a citizen waits for a page, not for a database.
const PATIENCE: Duration = Duration::from_secs(3);
