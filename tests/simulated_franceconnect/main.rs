//! The simulated FranceConnect is as strict as the real one, and lies only when told to.
#![cfg(feature = "sandbox")]

mod authorization;
mod back_channel;
mod check_token;
mod end_session;
mod enrolment_site;
mod journey;
mod misbehaviour;
mod support;
