//! Stories at the level of what a person with a browser sees, on the real application.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../support/mod.rs"]
mod support;

mod admission;
mod arpent;
mod audit_notes;
mod callback;
mod certification;
mod consultations;
mod franceconnect_token;
mod headers;
mod hostile_provider;
mod key_rotation;
mod lightness;
mod listener;
mod maintenance;
mod numbers;
mod openapi;
mod operations;
mod postgres;
mod privacy;
mod problems;
mod publication;
mod records;
mod redis;
mod schemathesis;
mod second_proof;
mod shares;
mod sign_in;
mod sign_out;
mod theme;
mod time_stamp;
mod transcript;
mod verify;
mod verify_file;
