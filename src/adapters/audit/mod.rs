//! The trail of who saw what, append-only and hash-chained.

pub mod archive;
mod content;
pub mod postgres;
pub mod sqlite;
mod trail;
