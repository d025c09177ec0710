//! The trail of who saw what, append-only and hash-chained.

mod content;
pub mod postgres;
pub mod sqlite;
