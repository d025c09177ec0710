//! The register of issuances.

pub mod sqlite;
