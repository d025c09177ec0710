//! Into the hands of the enrolment site, and of nobody else: the contract of `hand-off.md`, clause by clause.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../support/mod.rs"]
mod support;

mod agreement;
mod authorization;
mod client_authentication;
mod emrex;
mod journey;
mod mail_in_private;
mod numbers;
mod pick_up;
mod quick_start;
mod receipts;
mod stock_clients;
mod tokens;
mod verification_examples;
