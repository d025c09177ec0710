//! Time. Nothing else in the crate may ask the system for it (`clippy.toml`).

use jiff::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}
