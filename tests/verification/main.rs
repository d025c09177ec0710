//! Genuine transcripts turned hostile, and what our own verifier says of them. Other people's tools
//! are witnesses here, not the gate: several of these files get through them.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod bench;
mod bombs;
mod certificates;
mod elmo;
mod jws;
mod pdf;
#[path = "../support/ports.rs"]
mod ports;
mod stamps;
#[path = "../support/time_authority.rs"]
#[expect(dead_code, reason = "its other conduct is for the tests of the service")]
mod time_authority;
mod updates;
