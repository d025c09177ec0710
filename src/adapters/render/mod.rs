//! How transcripts look: pure functions from a record and its issuance to bytes.

pub mod comparison;
pub mod elmo;
pub mod json;
pub mod pdf;
pub mod two_d_doc;
mod xml;
