//! The trail of who saw what, append-only and hash-chained.

pub mod archive;
mod content;
mod grouped;
pub mod postgres;
pub mod sqlite;

pub use grouped::GroupedAuditTrail;
