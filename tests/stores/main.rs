//! One contract, two databases: what SQLite and PostgreSQL promise alike to records, register and audit trail.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../support/mod.rs"]
mod support;

mod audit_trail;
mod database;
mod exam_records;
mod first_schema;
mod hand_offs;
mod interrupted_import;
mod one_writer;
mod proven_links;
mod register;
mod shares;
