//! Addresses for machines.

pub mod health;
pub mod jwks;
pub mod schema;
