//! mon-releve: exam transcripts of French agricultural education.

#[cfg(feature = "sandbox")]
pub mod sandbox;
