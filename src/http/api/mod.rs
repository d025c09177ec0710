//! Addresses for machines.

pub mod audit_notes;
mod bearer;
pub mod health;
pub mod jwks;
mod negotiation;
pub mod openapi;
pub mod operations;
pub mod problem;
pub mod releves;
pub mod schema;
pub mod scoped_transcript;
pub mod site_authentication;
mod transcripts;
