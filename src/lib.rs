//! mon-releve: exam transcripts of French agricultural education.
//!
//! A candidate signs in with FranceConnect and has the transcript the ministry signed. The map:
//!
//! | module | holds |
//! |---|---|
//! | [`domain`] | pure values and rules: pivot identity, exam record, matching, issuance |
//! | [`ports`] | small traits for what the services need from outside |
//! | [`services`] | one user gesture each: sign in, find records, issue, verify, import |
//! | [`adapters`] | FranceConnect, stores, seal, rendering |
//! | [`http`] | routes, session, pages, errors |
//! | [`config`] | what was typed → settings |
//! | [`application`] | the only place that names concrete adapters |
//! | [`cli`] | one file a subcommand |
//! | `sandbox` | simulated FranceConnect, demo site, invented people; never in production |
//!
//! `http → services → ports → domain`; `adapters → ports → domain`; `application → everything`;
//! `sandbox` talks to the rest only over HTTP. `tests/architecture.rs` holds the arrows.

pub mod adapters;
pub mod application;
pub mod cli;
pub mod config;
pub mod domain;
pub mod http;
pub mod ports;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod services;
pub mod telemetry;
