//! Addresses for machines.

pub mod audit_notes;
mod bearer;
pub mod health;
pub mod jwks;
mod negotiation;
pub mod openapi;
pub mod operations;
pub mod problem;
pub mod schema;
mod site_authentication;
mod transcripts;
