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
mod updates;
