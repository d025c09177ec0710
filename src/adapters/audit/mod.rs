//! The trail of who saw what, append-only and hash-chained.

mod content;
mod grouped;
pub mod postgres;
pub mod sqlite;

pub use grouped::GroupedAuditTrail;
