//! Keys of the contract that this version understands and does not act on.

/// Any value, not looked at.
pub(super) type Anything = serde_json::Value;
